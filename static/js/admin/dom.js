/* Small things that every part of the editor needs. */

export const root = () => document.querySelector("[data-editor]");
export const form = () => document.querySelector("#content-main > form");

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function debounced(run, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), milliseconds);
  };
}

/* Send a form's data; a page to sign in on counts as an error of its own. */
export async function post(url, data, options = {}) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const response = await fetch(url, { method: "POST", body: data, headers, ...options });
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.redirected || (response.status === 403 && !isJson)) throw new SignedOut();
  if (!isJson) throw new Error(`${response.status}`);
  return { status: response.status, body: await response.json() };
}

export class SignedOut extends Error {}

const began = performance.now();
let last = 0;

/* When something is sent, by the server's clock as the page was made: no two moments are the same. */
export function sentMs() {
  const { moment } = document.querySelector("[data-moment]").dataset;
  last = Math.max(last + 1, Number(moment) + Math.floor(performance.now() - began));
  return last;
}

/* What is in the form now, without files and the rows that Django keeps as patterns. Of two boxes
   that things are moved between, all of the second is chosen, marked or not. */
export function typed() {
  const data = new FormData(form());
  for (const [name, value] of [...data]) {
    if (name.includes("__prefix__") || value instanceof File) data.delete(name);
  }
  for (const box of form().querySelectorAll(".selector select")) data.delete(box.name);
  for (const chosen of form().querySelectorAll(".selector-chosen select")) {
    for (const { value } of chosen.options) data.append(chosen.name, value);
  }
  return data;
}

/* Call when anything in the form may have changed: typing, select2, rows that come and go, what is
   moved from box to box. */
export function onChange(run) {
  for (const name of ["input", "change", "formset:added", "formset:removed"]) {
    form().addEventListener(name, run);
  }
  for (const name of ["click", "dblclick", "keyup"]) {
    form().addEventListener(name, ({ target }) => target.closest(".selector") && run());
  }
  window.django?.jQuery?.(form()).on("change", "select", run);
}

export function remembered(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null; // a browser that keeps nothing
  }
}
