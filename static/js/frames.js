/* Marks the frame that the keyboard is in: to a style sheet a frame has no focus while its document
   has it, so nobody would see where they are. */

function mark() {
  for (const frame of document.querySelectorAll("iframe")) {
    frame.toggleAttribute("data-focus", frame === document.activeElement);
  }
}

window.addEventListener("blur", mark);
window.addEventListener("focus", mark);
document.addEventListener("focusin", mark);
