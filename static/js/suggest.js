/* What may be meant, below a box while one types in it (ARIA's combobox with a list). The form works
   the same without it. Boxes say where to ask: data-suggest="/jobs/suggest/?q=". */
const WAIT = 120; // milliseconds without a key
const MOST_KEPT = 50;
const BOX = "input[data-suggest]";
const kept = new Map(); // answers by address
let waiting; // until one stops typing
let asked; // the request that is on its way

const make = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const listOf = (box) => document.getElementById(`${box.id}-suggestions`);
const optionsOf = (box) => [...listOf(box).querySelectorAll("[role=option]")];
const activeOf = (box) => document.getElementById(box.getAttribute("aria-activedescendant") ?? "");
const isOpen = (box) => box.getAttribute("aria-expanded") === "true";

/* A box becomes a combobox with a list that is still empty. */
function prepare(box) {
  const list = make("div", { id: `${box.id}-suggestions`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const said = make("div", { id: `${box.id}-said`, className: "unseen", ariaLive: "polite" });
  box.closest("form > div").append(list, said);
  box.type = "text"; // a search box may not be a combobox
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
}

function close(box) {
  clearTimeout(waiting);
  asked?.abort();
  listOf(box).hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function option(box, { label, value, number }, at) {
  const made = make("div", { id: `${box.id}-option-${at}`, className: "suggestion" });
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset.value = value;
  made.append(make("span", { textContent: label }), " ", make("span", { className: "suggestion__number", textContent: number }));
  return made;
}

function show(box, groups) {
  let at = 0;
  const parts = groups.map(({ title, options }, number) => {
    const heading = make("div", { id: `${box.id}-group-${number}`, className: "suggestions__title", textContent: title });
    heading.setAttribute("role", "presentation");
    const group = make("div", {}, heading, ...options.map((one) => option(box, one, at++)));
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    return group;
  });
  listOf(box).replaceChildren(...parts);
  listOf(box).scrollTop = 0;
  listOf(box).hidden = at === 0;
  box.setAttribute("aria-expanded", String(at > 0));
  box.removeAttribute("aria-activedescendant");
  const said = at === 1 ? "1 suggestion" : `${at} suggestions`;
  document.getElementById(`${box.id}-said`).textContent = at ? said : "";
}

async function answer(address) {
  if (kept.has(address)) return kept.get(address);
  asked = new AbortController();
  const response = await fetch(address, { signal: asked.signal });
  if (!response.ok) return [];
  const { groups } = await response.json();
  if (!groups.length) return groups; // there may be some soon
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
  kept.set(address, groups);
  return groups;
}

async function ask(box) {
  const typed = box.value;
  asked?.abort();
  if (!typed.trim()) return close(box);
  try {
    const groups = await answer(box.dataset.suggest + encodeURIComponent(typed));
    if (box.value === typed && document.activeElement === box) show(box, groups);
  } catch {
    /* a later key asks again; the form needs no suggestion */
  }
}

function activate(box, to) {
  const options = optionsOf(box);
  for (const one of options) one.setAttribute("aria-selected", "false");
  const next = options[(to + options.length + 1) % (options.length + 1)]; // after the last: the box
  if (!next) return box.removeAttribute("aria-activedescendant");
  next.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function choose(box, one) {
  box.value = one.dataset.value;
  close(box);
  box.setSelectionRange(box.value.length, box.value.length);
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

const keys = {
  ArrowDown(box) {
    if (!isOpen(box)) return ask(box);
    activate(box, optionsOf(box).indexOf(activeOf(box)) + 1);
  },
  ArrowUp(box) {
    if (!isOpen(box)) return ask(box);
    const at = optionsOf(box).indexOf(activeOf(box));
    activate(box, at < 0 ? optionsOf(box).length - 1 : at - 1);
  },
  Enter(box) {
    const one = activeOf(box);
    if (!one) return false;
    choose(box, one);
  },
  Escape(box) {
    if (!isOpen(box)) return false;
    close(box);
  },
};

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(BOX) || event.isComposing || !keys[event.key]) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (keys[event.key](event.target) !== false) event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (!event.target.matches(BOX) || event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT, event.target);
});

document.addEventListener("focusin", (event) => {
  if (!event.target.matches(BOX) || kept.size) return;
  fetch(event.target.dataset.suggest).catch(() => {}); // a server that has just begun makes its names
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches(BOX)) close(event.target);
});
document.addEventListener("submit", () => document.querySelectorAll(BOX).forEach(close));

/* a press on the list leaves the focus in its box; the list scrolls by touch */
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".suggestions")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const one = event.target.closest(".suggestion");
  const list = one?.closest(".suggestions");
  if (list) choose(document.querySelector(`[aria-controls="${list.id}"]`), one);
});

document.querySelectorAll(BOX).forEach(prepare);
