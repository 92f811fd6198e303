/* Makes the admin's text areas for Markdown into an editor; without it they work as they are. */
import { addChecks } from "./checks.js";
import { root } from "./dom.js";
import { prepareFigures } from "./figure.js";
import { preparePictures } from "./picture.js";
import { preparePreview } from "./preview.js";
import { prepareOrder } from "./reorder.js";
import { prepareSide } from "./side.js";
import { addToolbar } from "./toolbar.js";

function prepareAreas(within) {
  for (const area of within.querySelectorAll("textarea[data-markdown]")) {
    if (area.name.includes("__prefix__") || area.closest(".markdown")) continue;
    addToolbar(area);
    addChecks(area);
  }
}

if (root()) {
  root().classList.add("has-script");
  prepareAreas(document);
  document.addEventListener("formset:added", (event) => prepareAreas(event.target));
  if (document.getElementById("figure-dialog")) {
    preparePictures();
    prepareFigures();
  }
  prepareOrder();
  prepareSide();
  preparePreview();
}
