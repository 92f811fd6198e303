/* Changing the text of a text area so that the browser's own undo takes it back.
   execCommand is called deprecated, but nothing else writes into that history. */

export function replace(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  const done = text
    ? document.execCommand("insertText", false, text)
    : from === to || document.execCommand("delete");
  if (!done) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function insert(area, text) {
  replace(area, area.selectionStart, area.selectionEnd, text);
}

/* Go back to where one was when a dialog opened, and write there what it made, if anything: the
   browser itself would put the caret at the beginning. */
export function comingBack(area) {
  const { selectionStart: from, selectionEnd: to } = area;
  return (text) => {
    area.focus();
    area.setSelectionRange(from, to);
    if (text) insert(area, text);
  };
}

/* Put marks around the selection, or take them away; select what stands between them. */
export function wrap(area, before, after = before) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const chosen = value.slice(from, to);
  const isMarked =
    value.slice(from - before.length, from) === before &&
    value.slice(to, to + after.length) === after;
  if (isMarked) {
    replace(area, from - before.length, to + after.length, chosen);
    area.setSelectionRange(from - before.length, to - before.length);
  } else {
    replace(area, from, to, before + chosen + after);
    area.setSelectionRange(from + before.length, to + before.length);
  }
}

/* Begin every selected line with a mark, or take it away where all have it. */
export function mark(area, pattern, markOf) {
  const [from, to] = lines(area);
  const rows = area.value.slice(from, to).split("\n");
  const isMarked = rows.every((row) => pattern.test(row));
  const text = rows
    .map((row, place) => (isMarked ? "" : markOf(place)) + row.replace(pattern, ""))
    .join("\n");
  replace(area, from, to, text);
  area.setSelectionRange(rows.length > 1 ? from : from + text.length, from + text.length);
}

export function link(area) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const chosen = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const [words, address] = isAddress ? ["", chosen] : [chosen, "https://"];
  replace(area, from, to, `[${words}](${address})`);
  const start = isAddress ? from + 1 : from + words.length + 3;
  area.setSelectionRange(start, isAddress ? start : start + address.length);
}

/* Enter in a list begins its next item; in an empty item it ends the list. */
export function continueList(event) {
  const area = event.target;
  const { selectionStart: at, selectionEnd: to, value } = area;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const item = /^(\s*)([-*+]|(\d{1,9})([.)]))( +)(.*)$/.exec(value.slice(start, at));
  if (!item || at !== to) return;
  event.preventDefault();
  const [, indent, sign, number, dot, space, words] = item;
  if (!words.trim()) return replace(area, start, at, "");
  insert(area, `\n${indent}${number ? Number(number) + 1 + dot : sign}${space}`);
}

function lines(area) {
  const { selectionStart, selectionEnd, value } = area;
  const end = value.indexOf("\n", selectionEnd);
  return [value.lastIndexOf("\n", selectionStart - 1) + 1, end < 0 ? value.length : end];
}
