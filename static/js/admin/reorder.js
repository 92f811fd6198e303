/* The order of sections and roles: dragged, or moved by buttons; written into the numbers that
   the form has anyway. */
import { element, form } from "./dom.js";

const STEP = 10;
const POSITION = "input[name$='-position']";

export function prepareOrder() {
  for (const group of document.querySelectorAll(".js-inline-admin-formset")) {
    if (!group.querySelector(`.inline-related:has(> h3) ${POSITION}`)) continue; // a table keeps its numbers
    group.classList.add("is-ordered");
    rows(group).forEach((row) => addHandles(group, row));
    group.addEventListener("formset:added", (event) => addHandles(group, event.target));
  }
}

const rows = (group) =>
  [...group.querySelectorAll(".inline-related")].filter(
    (row) => !row.classList.contains("empty-form") && row.querySelector(POSITION),
  );

function addHandles(group, row) {
  if (!row.querySelector(POSITION) || row.querySelector(".order")) return;
  const handle = element("span", { class: "order__handle", "aria-hidden": "true", title: "Drag to reorder" }, "⠿");
  const move = (label, step) =>
    element("button", { type: "button", "aria-label": `${label}: ${name(row)}`, title: label, onclick: (event) => {
      shift(group, row, step);
      event.currentTarget.focus();
    } }, step < 0 ? "↑" : "↓");
  const order = element("span", { class: "order" }, handle, move("Move up", -1), move("Move down", 1));
  row.querySelector(":scope > h3").prepend(order);
  handle.addEventListener("pointerdown", (event) => drag(event, group, row, handle));
}

const name = (row) =>
  row.querySelector("input[name$='-heading']")?.value || row.querySelector("select option:checked")?.textContent || "new row";

function shift(group, row, step) {
  const all = rows(group);
  const other = all[all.indexOf(row) + step];
  if (!other) return;
  step < 0 ? other.before(row) : other.after(row);
  number(group);
  row.scrollIntoView({ block: "nearest" });
}

function number(group) {
  rows(group).forEach((row, place) => {
    row.querySelector(POSITION).value = place * STEP;
  });
  form().dispatchEvent(new Event("change"));
}

/* While a row is dragged, all are folded to their headings: tall ones would be hard to pass. */
function drag(event, group, row, handle) {
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  group.classList.add("is-sorting");
  row.classList.add("is-dragged");
  row.scrollIntoView({ block: "center" });
  const moved = ({ clientY }) => {
    const over = rows(group).find((one) => {
      const box = one.getBoundingClientRect();
      return one !== row && clientY > box.top && clientY < box.bottom;
    });
    if (!over) return;
    const isBelow = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    isBelow ? over.after(row) : over.before(row);
    handle.setPointerCapture(event.pointerId); // moving the row lets go of it
  };
  const ended = () => {
    handle.removeEventListener("pointermove", moved);
    group.classList.remove("is-sorting");
    row.classList.remove("is-dragged");
    number(group);
    row.scrollIntoView({ block: "nearest" });
  };
  handle.addEventListener("pointermove", moved);
  handle.addEventListener("pointerup", ended, { once: true });
  handle.addEventListener("pointercancel", ended, { once: true });
}
