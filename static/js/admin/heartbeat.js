/* Who else has this form open, and what they write in; asked again every few seconds. */
import { element, form, post, sentMs } from "./dom.js";

export function prepareHeartbeat() {
  const line = document.querySelector("[data-here]");
  if (!line) return;
  const { here, every, seen } = line.dataset;
  let field = "";

  const said = (more = {}) => {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "_draft", "_object"]) data.append(name, form().elements[name].value);
    for (const [name, value] of Object.entries({ _field: field, _seen: seen, _sent_ms: sentMs(), ...more })) data.append(name, value);
    return data;
  };

  const ask = async () => {
    try {
      const { status, body } = await post(here, said());
      if (status === 200) show(line, body);
    } catch {
      // the line about unsaved text says what is wrong
    }
  };

  form().addEventListener("input", (event) => {
    const isNew = field !== event.target.name;
    field = event.target.name;
    if (isNew) ask();
  });
  window.addEventListener("pagehide", () => navigator.sendBeacon(here, said({ gone: 1 })));
  window.addEventListener("pageshow", ask);
  setInterval(ask, every * 1000);
}

function show(line, { others, saved }) {
  const told = others.map(({ who, since, field }) => {
    const label = labelOf(field);
    const doing = label ? `writes in “${label}”` : "has this form open too";
    return `${who} ${doing}, since ${since}.`;
  });
  if (saved) told.push(`${saved} When you save, the two are put together.`);
  const words = told.join(" ");
  if (line.textContent !== words) line.replaceChildren(...told.map((one) => element("span", {}, `${one} `)));
  line.hidden = !told.length;
  for (const marked of document.querySelectorAll(".is-theirs")) marked.classList.remove("is-theirs");
  for (const { field } of others) rowOf(field)?.classList.add("is-theirs");
}

const input = (name) => (name ? form().elements[name] : undefined);

function rowOf(name) {
  const found = input(name);
  return (found?.closest ? found : found?.[0])?.closest(".form-row, .inline-related, tr");
}

function labelOf(name) {
  const found = input(name);
  const labels = (found?.labels ?? found?.[0]?.labels) || [];
  return labels[0]?.textContent.replace(/[:*]\s*$/, "").trim() ?? "";
}
