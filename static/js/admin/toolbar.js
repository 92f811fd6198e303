/* The row of buttons over a text area: one stop of the Tab key, arrows move within it. */
import { COMMANDS, IS_MAC, commandOf, keysOf } from "./commands.js";
import { element } from "./dom.js";
import { takeFiles } from "./picture.js";
import { continueList } from "./text.js";

export function addToolbar(area) {
  const kind = area.dataset.markdown;
  const commands = COMMANDS.filter((one) => !one.kind || one.kind.split(" ").includes(kind));
  const buttons = commands.map((command, place) =>
    element("button", {
      type: "button",
      tabindex: place ? "-1" : "0",
      title: `${command.label} (${keysOf(command)})`,
      "aria-keyshortcuts": ariaKeys(command),
      onclick: () => command.run(area),
    }, command.label),
  );
  const label = area.labels?.[0]?.textContent.trim().replace(/:$/, "") || "Text";
  const bar = element("div", { class: "toolbar", role: "toolbar", "aria-label": `${label}: format`, "aria-controls": area.id }, ...buttons);
  bar.addEventListener("keydown", (event) => rove(event, buttons));
  const box = element("div", { class: "markdown" });
  area.replaceWith(box);
  box.append(bar, area);
  area.addEventListener("keydown", (event) => pressed(event, area, commands));
  takeFiles(area);
}

function ariaKeys({ key, shift, alt }) {
  return [IS_MAC ? "Meta" : "Control", alt && "Alt", shift && "Shift", key.toUpperCase()]
    .filter(Boolean)
    .join("+");
}

function rove(event, buttons) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = buttons.indexOf(document.activeElement);
  const next = Math.max(0, Math.min(buttons.length - 1, at + step));
  buttons.forEach((button, place) => button.setAttribute("tabindex", place === next ? "0" : "-1"));
  buttons[next].focus();
}

function pressed(event, area, commands) {
  const command = commandOf(event);
  if (command && commands.includes(command)) {
    event.preventDefault();
    command.run(area);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    continueList(event);
  }
}
