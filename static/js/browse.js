/* Searching without reloading. The form says what is asked for. Every act (a tick, Enter, an active filter, a
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

/* A click is lost if what was pressed is replaced before it is released: an answer waits for that. */
const HELD_AT_MOST = 1000; // ms
let released = Promise.resolve();

addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    const afterClick = () => setTimeout(resolve);
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, afterClick, { once: true });
    setTimeout(resolve, HELD_AT_MOST);
  });
}, true);

/* Acts */

function act(extra = []) {
  const pairs = tidied([...pairsOfForm(), ...extra]);
  if (keyOf(pairs) === asked) return;
  const query = new URLSearchParams(pairs).toString();
  const address = query ? `${path}?${query}` : path;
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
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
    const text = await response.text();
    await released;
    if (mine !== underWay) return;
    if (response.ok) show(text, pairs);
    else location.reload(); // the page says what is wrong
  } catch {
    if (mine === underWay) fail();
  }
}

function fail() {
  asked = "";
  underWay = undefined;
  results.classList.remove("htmx-request");
  document.getElementById("result-status").textContent = "No answer came. Search again?";
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
  if (document.activeElement === document.body) refocus(facet);
  if (pairs.some(([name]) => name === "page")) document.querySelector(".results").scrollIntoView();
  document.dispatchEvent(new Event("answered"));
}

/* What was ticked last stays where it is, whatever comes and goes above it. */
function placeOfHand() {
  return hand?.isConnected ? hand.getBoundingClientRect().top : undefined;
}

/* Where what had the focus was moved or is gone, it has it again, else its facet, else the results. */
function refocus(facet) {
  const near = hand?.isConnected ? hand : facet && document.querySelector(`#${facet} input`);
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
  hand = button?.closest("#facets") ? button : undefined;
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

/* What was ticked before this script was there counts too. */
asked = keyOf(pairsOfForm().concat(pairsOf(location.href).filter(([name]) => name === "page")));
if ([...form.elements].some((field) => isTickable(field) && field.checked !== field.defaultChecked)) act();
