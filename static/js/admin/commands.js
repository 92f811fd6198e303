/* What the buttons and keys of the editor do. "Mod" is Ctrl, or Command on a Mac. */
import { openFigure } from "./figure.js";
import { openPicture } from "./picture.js";
import { show } from "./side.js";
import { link, mark, wrap } from "./text.js";

const HEADING = /^#{1,6} +/;
const BULLET = /^[-*+] +/;
const NUMBER = /^\d+[.)] +/;
const QUOTE = /^> ?/;

export const COMMANDS = [
  { label: "Bold", key: "b", run: (area) => wrap(area, "**") },
  { label: "Italic", key: "i", run: (area) => wrap(area, "*") },
  { label: "Heading", key: "2", alt: true, run: (area) => mark(area, HEADING, () => "### ") },
  { label: "List", key: "8", shift: true, run: (area) => mark(area, BULLET, () => "- ") },
  { label: "Numbered", key: "7", shift: true, run: (area) => mark(area, NUMBER, (at) => `${at + 1}. `) },
  { label: "Link", key: "k", run: link },
  { label: "Quote", key: "9", shift: true, run: (area) => mark(area, QUOTE, () => "> ") },
  { label: "Code", key: "e", run: (area) => wrap(area, "`") },
  { label: "Picture", key: "p", alt: true, kind: "article page", run: (area) => openPicture(area) },
  { label: "Figure", key: "f", alt: true, kind: "article", run: openFigure },
  { label: "Help", key: "h", alt: true, run: () => show("help", { focus: true }) },
];

export const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);

/* The command that a key press asks for. AltGr writes letters, so it asks for none. */
export function commandOf(event) {
  const isMod = IS_MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!isMod || event.getModifierState("AltGraph")) return undefined;
  return COMMANDS.find(
    ({ key, shift = false, alt = false }) =>
      event.shiftKey === shift && event.altKey === alt && isKey(event, key),
  );
}

function isKey(event, key) {
  const code = /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
  return event.key.toLowerCase() === key || ((event.altKey || event.shiftKey) && event.code === code);
}

export function keysOf({ key, shift, alt }) {
  const names = IS_MAC ? ["⌘", "⌥", "⇧"] : ["Ctrl", "Alt", "Shift"];
  const parts = [names[0], alt && names[1], shift && names[2], key.toUpperCase()];
  return parts.filter(Boolean).join(IS_MAC ? "" : "+");
}
