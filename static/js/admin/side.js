/* Preview and help beside the text; on a small screen each takes its turn with it. */
import { COMMANDS, keysOf } from "./commands.js";
import { element, remembered, root } from "./dom.js";
import { kinds } from "./figure.js";

const WIDE = window.matchMedia("(min-width: 75rem)");
const KEPT = "editor-side";
const LABELS = { write: "Write", preview: "Preview", help: "Help" };

export const shown = () => root().dataset.side;

export function show(name, { focus = false } = {}) {
  const isThere = document.getElementById(`side-${name}`);
  root().dataset.side = isThere ? name : "write";
  for (const pane of document.querySelectorAll(".side__pane")) {
    pane.hidden = pane.id !== `side-${shown()}`;
  }
  for (const button of document.querySelectorAll("[data-pane]")) {
    button.setAttribute("aria-pressed", String(button.dataset.pane === shown()));
  }
  root().dispatchEvent(new CustomEvent("side", { detail: shown() }));
  if (focus && isThere) {
    isThere.setAttribute("tabindex", "-1");
    isThere.focus({ preventScroll: WIDE.matches });
  }
}

export function prepareSide() {
  const names = Object.keys(LABELS).filter((name) => name === "write" || document.getElementById(`side-${name}`));
  const choose = (name) => {
    const next = WIDE.matches && name === shown() ? "write" : name;
    if (WIDE.matches) remembered(KEPT, next);
    show(next);
  };
  const buttons = names.map((name) =>
    element("button", { type: "button", "data-pane": name, onclick: () => choose(name) }, LABELS[name]),
  );
  root().prepend(element("div", { class: "panes switch", role: "group", "aria-label": "Show" }, ...buttons));
  show(WIDE.matches ? (remembered(KEPT) ?? "preview") : "write");
  fillHelp();
}

async function fillHelp() {
  if (!document.getElementById("side-help")) return;
  const keys = COMMANDS.flatMap((one) => [
    element("dt", {}, element("kbd", {}, keysOf(one))),
    element("dd", {}, one.label),
  ]);
  document.querySelector("[data-keys]").replaceChildren(...keys);
  const { kinds: list } = await kinds().catch(() => ({ kinds: [] }));
  const told = list.flatMap((kind) => [
    element("dt", {}, element("code", {}, kind.example || kind.name)),
    element("dd", {}, kind.help),
  ]);
  document.querySelector("[data-kinds]").replaceChildren(...told);
}
