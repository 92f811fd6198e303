/* What the admin's own scripts leave without a name. */

export function prepareNames() {
  name(document);
  document.addEventListener("formset:added", (event) => name(event.target));
}

/* A picture that is the label of a field: without a role its name is not said. */
export function nameFilters() {
  for (const icon of document.querySelectorAll(".search-label-icon")) icon.setAttribute("role", "img");
}

function name(within) {
  for (const select of within.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels?.[0]?.textContent.replace(/:\s*$/, "").trim() || select.name;
    const box = select.nextElementSibling;
    for (const part of box?.querySelectorAll("[role=combobox], [role=searchbox], [role=textbox]") ?? []) {
      part.setAttribute("aria-label", label);
    }
  }
  for (const field of within.querySelectorAll("td :is(input:not([type=hidden]), select, textarea)")) {
    const cell = field.closest("td");
    const heading = cell.closest("table").querySelectorAll("thead th")[cell.cellIndex];
    if (!field.labels?.length && heading) field.setAttribute("aria-label", heading.textContent.trim());
  }
}
