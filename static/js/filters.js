/* The filters beside the list: brought up to date in place, searched, and a sheet on a phone. */
const form = document.getElementById("search");
const filters = document.getElementById("filters");

/* An answer brings them up to date in place: what is focused, open or scrolled stays so. */

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (!["facets", "sorting"].includes(event.target.id)) return;
  event.detail.shouldSwap = false;
  liken(event.target, event.detail.fragment);
});

function liken(old, made) {
  if (old.hasAttribute?.("data-keep")) return;
  const kept = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
  let at = old.firstChild;
  for (const node of [...made.childNodes]) {
    const match = node.id ? kept.get(node.id) : at && !at.id && at.nodeName === node.nodeName && at;
    if (!match) {
      old.insertBefore(node, at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else old.insertBefore(match, at);
    likenNode(match, node);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function likenNode(old, made) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== made.nodeValue) old.nodeValue = made.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!made.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of made.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.tagName === "INPUT" && !old.hasAttribute("data-find")) likenField(old, made);
  const chosen = made.value; // before its options move
  liken(old, made);
  if (old.tagName === "SELECT") old.value = chosen;
}

function likenField(old, made) {
  if (old.type === "checkbox" || old.type === "radio") old.checked = made.checked;
  else if (old !== document.activeElement) old.value = made.value;
}

/* A field in a facet finds any of its values. */

const searches = new Map(); // by field, the request under way

document.addEventListener("input", (event) => {
  if (event.target.hasAttribute("data-find")) find(event.target);
});

document.addEventListener("answered", () => {
  for (const field of document.querySelectorAll("[data-find]")) if (field.value) find(field);
});

async function find(field) {
  searches.get(field)?.abort();
  const list = document.getElementById(field.getAttribute("aria-controls"));
  if (!field.value.trim()) return list.replaceChildren();
  const mine = new AbortController();
  searches.set(field, mine);
  const query = new URLSearchParams([...new FormData(form), ["find", field.value.trim()]]);
  try {
    const headers = { "HX-Request": "true" };
    const response = await fetch(`${field.dataset.find}?${query}`, { headers, signal: mine.signal });
    if (response.ok && searches.get(field) === mine) list.innerHTML = await response.text();
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren();
  }
}

/* On a phone the filters cover the list: what is below them is out of reach meanwhile, the button
   that opened them too, so the focus goes to their heading. */

function setInert(isInert) {
  for (const one of document.querySelectorAll(".masthead, .footer, search, .results")) one.inert = isInert;
}

filters.addEventListener("toggle", (event) => {
  if (event.newState !== "open") return;
  document.getElementById("filters-heading").focus();
  setInert(true);
});
filters.addEventListener("beforetoggle", (event) => event.newState === "closed" && setInert(false));

matchMedia("(min-width: 62rem)").addEventListener("change", () => {
  if (filters.matches(":popover-open")) filters.hidePopover();
});

form.addEventListener("focusin", () => form.classList.add("is-open"));
