/* Under each text: how long it is, and what is wrong with it, by line, while it is written. */
import { debounced, element, post, root } from "./dom.js";

const WAIT = 600;
const waiting = new Set();

export function addChecks(area) {
  const status = element("p", { class: "markdown__status", id: `${area.id}_status` });
  const problems = element("ul", { class: "markdown__problems", "aria-live": "polite" });
  area.after(status, problems);
  area.setAttribute("aria-describedby", [area.getAttribute("aria-describedby"), status.id].filter(Boolean).join(" "));
  area.addEventListener("input", () => look(area));
  if (area.value.trim()) look(area);
}

function look(area) {
  waiting.add(area);
  check();
}

const check = debounced(async () => {
  const areas = [...waiting].filter((area) => area.isConnected);
  waiting.clear();
  const data = new FormData();
  for (const area of areas) {
    data.append("text", area.value);
    data.append("kind", area.dataset.markdown);
  }
  try {
    const { body } = await post(root().dataset.check, data);
    areas.forEach((area, place) => tell(area, body.texts[place]));
  } catch {
    // saving checks again; the line about unsaved text says if the server is away
  }
}, WAIT);

function tell(area, checked) {
  const [status, problems] = [area.nextElementSibling, area.nextElementSibling.nextElementSibling];
  const minutes = checked.minutes === 1 ? "1 minute" : `${checked.minutes} minutes`;
  status.textContent = area.value.trim()
    ? `${checked.words.toLocaleString("en-GB")} ${checked.words === 1 ? "word" : "words"} · ${minutes} to read`
    : "";
  const said = checked.problems.map((one) => one.message);
  if (said.join() === [...problems.children].map((one) => one.dataset.said).join()) return;
  problems.replaceChildren(
    ...checked.problems.map((one) => {
      const show = () => goTo(area, one.line);
      const button = element("button", { type: "button", onclick: show }, one.message);
      return element("li", { "data-said": one.message }, button);
    }),
  );
}

function goTo(area, line) {
  const rows = area.value.split("\n");
  const from = rows.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(from, from + (rows[line - 1] || "").length);
}
