/* A table that is wider than its place scrolls there. While it does, the keyboard stops at it, and
   it has the name of its heading. */

const BOXES = ".results, .tabular .wrapper";

const widths = new ResizeObserver((changes) => {
  for (const { target } of changes) settle(target.closest(BOXES));
});

for (const box of document.querySelectorAll(BOXES)) {
  widths.observe(box);
  for (const table of box.children) widths.observe(table);
}

function settle(box) {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", heading(box).textContent.trim());
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

function heading(box) {
  return box.closest("fieldset")?.querySelector("h2") ?? document.querySelector("h1");
}
