/* The figure button: choose what, for which role, and see what it gives now. */
import { debounced, element, post, root } from "./dom.js";
import { comingBack } from "./text.js";

const dialog = () => document.getElementById("figure-dialog");
const part = (selector) => dialog().querySelector(selector);
let comeBack;
let written;
let known;

/* Kinds, names and explanations, fetched once. */
export async function kinds() {
  known ??= fetch(root().dataset.figures, { headers: { Accept: "application/json" } }).then((answer) =>
    answer.ok && !answer.redirected ? answer.json() : Promise.reject(new Error("no figures")),
  );
  return known.catch((error) => {
    known = undefined;
    throw error;
  });
}

export async function openFigure(target) {
  comeBack = comingBack(target);
  written = "";
  const chosen = target.value.slice(target.selectionStart, target.selectionEnd);
  part("#figure-else").value = chosen.includes("\n") ? "" : chosen;
  dialog().showModal();
  try {
    const all = await kinds();
    part("#figure-kind").replaceChildren(...all.kinds.map(({ name }) => element("option", {}, name)));
    choose();
  } catch {
    part(".editor-dialog__now").textContent = "The list of figures did not arrive; try again.";
  }
}

async function choose() {
  const { kinds: list, names } = await kinds();
  const kind = list.find(({ name }) => name === part("#figure-kind").value);
  part("[data-help]").textContent = kind?.help ?? "";
  const fields = (of, isOption) =>
    (kind?.[of] ?? []).map((word) => {
      const options = names[word].map(([value, label]) => element("option", { value }, label));
      if (isOption) options.unshift(element("option", { value: "" }, word === "country" ? "the page’s own" : "all"));
      const select = element("select", { id: `figure-${word}`, "data-word": word, "data-option": isOption }, ...options);
      return element("p", {}, element("label", { for: select.id }, word[0].toUpperCase() + word.slice(1)), select);
    });
  part("[data-words]").replaceChildren(...fields("words", false), ...fields("options", true));
  chooseRole();
  offerConditions(kind?.bound, names);
  update();
}

/* A bound, or another role to be compared with. */
function offerConditions(bound, names) {
  part("[data-claim]").hidden = !bound;
  if (!bound) return;
  const rivals = (names[bound.rival] ?? []).map(([value, label]) => element("option", { value }, label));
  part("#figure-than").replaceChildren(element("option", { value: "" }, "this bound"), ...rivals);
  part("#figure-example").textContent = `such as ${bound.example}`;
}

/* What is above or below what, as written: above=30%; nothing while it always stands. */
function condition() {
  const name = part("[data-claim]").hidden ? "" : part("#figure-condition").value;
  const than = part("#figure-than").value || part("#figure-bound").value.trim().replaceAll('"', "");
  return name && than ? `${name}=${quoted(than)}` : "";
}

/* Show what belongs to a condition, and what “else” means with it. */
function showCondition() {
  const isClaim = Boolean(part("#figure-condition").value);
  part("#figure-than").parentElement.hidden = !isClaim;
  part("#figure-bound").parentElement.hidden = !isClaim || Boolean(part("#figure-than").value);
  part("[data-else]").textContent = isClaim
    ? "Instead of its whole sentence, where that is not so or not known"
    : "Instead, while too few postings are known";
}

/* Begin with a role that the text is about. */
function chooseRole() {
  const compared = document.querySelector("select[name^='compared-'][name$='-role'] option:checked");
  const about = compared?.textContent ?? document.querySelector("#role_form #id_name")?.value;
  const options = part("#figure-role")?.options ?? [];
  const same = [...options].find((option) => option.textContent === about);
  if (same) same.selected = true;
}

function source() {
  const parts = [part("#figure-kind").value];
  for (const select of dialog().querySelectorAll("[data-word]")) {
    const { word, option } = select.dataset;
    if (option === undefined) parts.push(quoted(select.value));
    else if (select.value) parts.push(`${word}=${quoted(select.value)}`);
  }
  if (condition()) parts.push(condition());
  const otherwise = part("#figure-else").value.trim().replaceAll('"', "”");
  if (otherwise) parts.push(`else="${otherwise}"`);
  return `{{ ${parts.join(" ")} }}`;
}

const quoted = (word) => (/[\s="]/.test(word) ? `"${word}"` : word);

function update() {
  showCondition();
  part("[data-source]").textContent = source();
  now();
}

const now = debounced(async () => {
  const data = new FormData();
  const asked = source();
  data.append("source", asked);
  const { body } = await post(root().dataset.figure, data).catch(() => ({ body: { problem: "No answer." } }));
  if (asked !== source()) return;
  part(".editor-dialog__now").textContent = body.problem ?? told(body);
}, 250);

/* What stands in the text now, and why. */
function told({ shown, sample }) {
  if (shown) return `Now: ${shown}`;
  const otherwise = part("#figure-else").value.trim();
  const instead = otherwise ? `“${otherwise}” is shown` : "its sentence is left out";
  return sample ? `Not clearly so now, ${sample}: ${instead}.` : `Too few postings now: ${instead}.`;
}

export function prepareFigures() {
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    written = source();
    dialog().close();
  });
  part("[data-cancel]").addEventListener("click", () => dialog().close());
  part("#figure-kind").addEventListener("change", choose);
  part("[data-words]").addEventListener("change", update);
  part("[data-claim]").addEventListener("change", update);
  for (const field of ["#figure-bound", "#figure-else"]) part(field).addEventListener("input", update);
  dialog().addEventListener("close", () => comeBack?.(written));
}
