/* Pictures: chosen, pasted or dropped; never without a description. */
import { post, root, SignedOut } from "./dom.js";
import { comingBack } from "./text.js";

const dialog = () => document.getElementById("picture-dialog");
const part = (selector) => dialog().querySelector(selector);
let comeBack;
let written;

export function openPicture(target, file) {
  comeBack = comingBack(target);
  written = "";
  part("form").reset();
  part("[role=alert]").textContent = root().dataset.pictures ? "" : "You may not add pictures.";
  part("[data-ok]").disabled = !root().dataset.pictures;
  if (file) {
    const given = new DataTransfer();
    given.items.add(file);
    part("input[type=file]").files = given.files;
  }
  look();
  dialog().showModal();
  if (file) part("#picture-alt").focus();
}

/* Let a text area take pictures that are pasted or dropped on it. */
export function takeFiles(target) {
  target.addEventListener("paste", (event) => take(event, event.clipboardData, target));
  target.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  target.addEventListener("drop", (event) => take(event, event.dataTransfer, target));
}

function take(event, data, target) {
  const file = [...data.files].find((one) => one.type.startsWith("image/")) ?? data.files[0];
  const isText = data.types.includes("text/plain"); // a table copied from a sheet is a picture too
  if (!file || isText) return;
  event.preventDefault();
  openPicture(target, file);
}

/* Show what was chosen; the policy of this site lets data: in, and no blob:. */
function look() {
  const [file] = part("input[type=file]").files;
  const box = part(".editor-dialog__look");
  box.hidden = true;
  if (!file?.type.startsWith("image/")) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    part("img").src = reader.result;
    box.hidden = false;
  });
  reader.readAsDataURL(file);
}

function complain(text, field) {
  part("[role=alert]").textContent = text;
  part(field)?.focus();
}

async function upload(event) {
  event.preventDefault();
  const [file] = part("input[type=file]").files;
  const alt = part("#picture-alt").value.trim();
  if (!file) return complain("Choose a file.", "input[type=file]");
  if (!alt) return complain("Say what the picture shows.", "#picture-alt");
  const data = new FormData();
  data.append("file", file);
  data.append("alt", alt);
  data.append("caption", part("#picture-caption").value.trim());
  part("[data-ok]").disabled = true;
  try {
    const { body } = await post(root().dataset.pictures, data);
    if (body.errors) return complain(Object.values(body.errors).flat().join(" "), "input[type=file]");
    written = body.markdown;
    dialog().close();
  } catch (error) {
    const why = error instanceof SignedOut ? "You are signed out: sign in, in another tab" : "It did not arrive";
    complain(`${why}; then insert it again.`, "[data-ok]");
  } finally {
    part("[data-ok]").disabled = false;
  }
}

export function preparePictures() {
  part("form").addEventListener("submit", upload);
  part("[data-cancel]").addEventListener("click", () => dialog().close());
  part("input[type=file]").addEventListener("change", look);
  dialog().addEventListener("close", () => comeBack?.(written));
}
