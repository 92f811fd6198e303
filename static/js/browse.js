/* Searching without reloading. The form says what is asked for. Every act (a tick, Enter, a chip, a
   page's link) changes the form, makes one step of the history and one request; a request that is
   under way for an older act is given up. So page, address and boxes agree, however fast one is. */
document.documentElement.classList.add("js");

const form = document.getElementById("search");
const results = document.getElementById("results");
const filters = document.getElementById("filters");
const path = form.getAttribute("action");
const isTickable = (field) => field.type === "checkbox" || field.type === "radio";
const isTyped = (field) => field.matches("search input"); // counts with Enter or the next act
let asked = ""; // what the page shows or waits for
let hand; // the filter that was used last
let underWay; // the request that is waited for, if any

/* What is asked for, as pairs of name and value */

function pairsOfForm() {
  return tidied([...new FormData(form)]);
}

function pairsOf(address) {
  return tidied([...new URL(address, location.href).searchParams]);
}

function tidied(pairs) {
  const seen = new Map();
  for (const [name, value] of pairs) {
    const text = value.trim();
    if (text) seen.set(JSON.stringify([name, text]), [name, text]);
  }
  return [...seen.values()];
}

function keyOf(pairs) {
  return pairs.map((pair) => JSON.stringify(pair)).sort().join();
}

/* The form */

function fieldsNamed(name) {
  return [...form.elements].filter((field) => field.name === name && field.type !== "submit");
}

/* The one field of a name that holds text, or is a choice of one. */
function textField(name) {
  const fields = fieldsNamed(name);
  return fields.some(isTickable) ? undefined : fields.find((field) => field.type !== "hidden");
}

function isSet(name, value) {
  return pairsOfForm().some(([n, v]) => n === name && v === value);
}

function add(name, value) {
  const box = fieldsNamed(name).find((field) => isTickable(field) && field.value === value);
  if (box) box.checked = true;
  else if (!isSet(name, value)) addHidden(name, value);
}

function addHidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  field.setAttribute("form", form.id);
  document.getElementById("unseen-filters").append(field);
}

function remove(name, value) {
  for (const field of fieldsNamed(name)) {
    if (field.value !== value) continue;
    if (field.type === "hidden") field.remove();
    else if (field.type === "checkbox") field.checked = false;
    else if (field.type === "radio") fieldsNamed(name).find((one) => !one.value).checked = true;
  }
}

/* Make the form say what it says, but for what differs between two lists. */
function change(from, to) {
  const keys = (pairs) => new Set(pairs.map((pair) => JSON.stringify(pair)));
  const missing = (pairs, others) => pairs.filter((pair) => !keys(others).has(JSON.stringify(pair)));
  const [gone, come] = [missing(from, to), missing(to, from)];
  for (const [name, value] of gone) if (!textField(name)) remove(name, value);
  for (const [name, value] of come) if (!textField(name) && name !== "page") add(name, value);
  for (const [name] of [...gone, ...come]) {
    const field = textField(name);
    if (field) field.value = to.filter((pair) => pair[0] === name).map((pair) => pair[1]).join("; ");
  }
}

function showInForm(pairs) {
  for (const field of [...form.elements]) {
    if (field.type === "hidden") field.remove();
    else if (field.type === "checkbox") field.checked = false;
    else if (field.type === "radio") field.checked = !field.value;
    else if (field.name && field.type !== "submit") field.value = "";
  }
  change([], pairs);
}

/* Acts */

function act(extra = []) {
  const pairs = tidied([...pairsOfForm(), ...extra]);
  if (keyOf(pairs) === asked) return;
  const query = new URLSearchParams(pairs).toString();
  history.pushState(null, "", query ? `${path}?${query}` : path);
  ask(pairs);
}

async function ask(pairs) {
  asked = keyOf(pairs);
  underWay?.abort();
  const mine = underWay = new AbortController();
  results.classList.add("htmx-request");
  try {
    const headers = { "HX-Request": "true" };
    const response = await fetch(location.pathname + location.search, { headers, signal: mine.signal });
    if (!response.ok) throw new Error(response.statusText);
    const text = await response.text();
    if (mine === underWay) show(text, pairs);
  } catch (error) {
    if (error.name !== "AbortError" && mine === underWay) location.reload(); // it says what is wrong
  }
}

function show(text, pairs) {
  underWay = undefined;
  results.classList.remove("htmx-request");
  const facet = document.activeElement.closest(".facet")?.id;
  const before = placeOfHand();
  htmx.swap(results, text, { swapStyle: "innerHTML", settleDelay: 0 });
  history.replaceState(null, "", document.getElementById("answer").dataset.address);
  const scroller = filters.matches(":popover-open") ? filters : window;
  if (before !== undefined) scroller.scrollBy(0, (placeOfHand() ?? before) - before);
  if (document.activeElement === document.body) focusNear(facet);
  if (pairs.some(([name]) => name === "page")) document.querySelector(".results").scrollIntoView();
  for (const field of document.querySelectorAll("[data-find]")) if (field.value) find(field);
}

/* What was ticked last stays where it is, whatever comes and goes above it. */
function placeOfHand() {
  return hand?.isConnected ? hand.getBoundingClientRect().top : undefined;
}

/* Where what had the focus is gone, its facet has it, or the results. */
function focusNear(facet) {
  const near = facet && document.querySelector(`#${facet} input`);
  (near || document.getElementById("results-heading")).focus({ preventScroll: true });
}

/* A link to another list says what it changes of the list on which it stands. */
function follow(link) {
  const [from, to] = [shown(), pairsOf(link.href)];
  const isForAll = !to.length && from.filter(([name]) => name !== "page").length > 1;
  if (isForAll) showInForm([]);
  else change(from, to);
  act(to.filter(([name]) => name === "page"));
}

/* The list that is shown */
function shown() {
  return pairsOf(document.getElementById("answer").dataset.address);
}

function isShown(filter) {
  return shown().some((pair) => pair.join("=") === filter);
}

/* What a button of the form says by its name: drop=level=senior, exclude=level=senior, page=2 */
function press({ name, value }) {
  if (name === "page") return act([[name, value]]);
  const at = value.indexOf("=");
  const [filter, dropped] = [value.slice(0, at), value.slice(at + 1)];
  if (name === "drop" || name === "exclude") {
    remove(filter, dropped);
    change(shown(), shown().filter((pair) => pair[0] !== filter || pair[1] !== dropped));
    if (name === "exclude") add(`not-${filter}`, dropped);
  } else add(name, value);
  return act();
}

document.addEventListener("change", (event) => {
  const field = event.target;
  hand = field.closest("#facets") ? field : undefined;
  const isBeingTyped = event.isTrusted && isTyped(field); // not a suggestion that was chosen
  if (field.form === form && !isBeingTyped) act();
  else if (field.closest(".facet__found")) {
    (field.checked ? add : remove)(field.name, field.value);
    act();
  }
});

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.hasAttribute("formaction") || (button?.name === "drop" && !isShown(button.value))) return;
  event.preventDefault();
  if (button?.name) press(button);
  else act();
  if (!button?.name && filters.matches(":popover-open")) filters.hidePopover();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".browse a");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || link.pathname !== path || link.hash || event.defaultPrevented) return;
  event.preventDefault();
  hand = undefined;
  follow(link);
});

/* Back and forward */

window.addEventListener("popstate", () => {
  const pairs = pairsOf(location.href);
  if (keyOf(pairs) === asked && !underWay) return;
  showInForm(pairs);
  ask(pairs);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted && underWay) ask(pairsOf(location.href));
});

/* Filters are brought up to date in place: what is focused, open or scrolled stays so. */

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
  liken(old, made);
  if (old.tagName === "SELECT") old.value = made.value;
}

function likenField(old, made) {
  if (isTickable(old)) old.checked = made.checked;
  else if (old !== document.activeElement) old.value = made.value;
}

/* A field in a facet finds any of its values. */

const searches = new Map(); // by field, the request under way

document.addEventListener("input", (event) => {
  if (event.target.hasAttribute("data-find")) find(event.target);
});

async function find(field) {
  searches.get(field)?.abort();
  const list = document.getElementById(field.getAttribute("aria-controls"));
  if (!field.value.trim()) return list.replaceChildren();
  const mine = new AbortController();
  searches.set(field, mine);
  const query = new URLSearchParams([...pairsOfForm(), ["find", field.value.trim()]]);
  try {
    const headers = { "HX-Request": "true" };
    const response = await fetch(`${field.dataset.find}?${query}`, { headers, signal: mine.signal });
    if (response.ok && searches.get(field) === mine) list.innerHTML = await response.text();
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren();
  }
}

/* On a phone the filters cover the list: what is below them is out of reach meanwhile. */

function setInert(isInert) {
  for (const one of document.querySelectorAll(".masthead, .footer, search, .results")) one.inert = isInert;
}

filters.addEventListener("toggle", (event) => event.newState === "open" && setInert(true));
filters.addEventListener("beforetoggle", (event) => event.newState === "closed" && setInert(false));

matchMedia("(min-width: 62rem)").addEventListener("change", () => {
  if (filters.matches(":popover-open")) filters.hidePopover();
});

form.addEventListener("focusin", () => form.classList.add("is-open"));

/* What was ticked before this script was there counts too. */
asked = keyOf(pairsOfForm().concat(pairsOf(location.href).filter(([name]) => name === "page")));
if ([...form.elements].some((field) => isTickable(field) && field.checked !== field.defaultChecked)) act();
