/* Every form of the admin: text keeps itself, colleagues are shown, versions are chosen. */
import { nameFilters, prepareNames } from "./names.js";
import { prepareHeartbeat } from "./heartbeat.js";
import { prepareSlugs } from "./slugs.js";
import { prepareUnsaved } from "./unsaved.js";
import { prepareVersions } from "./versions.js";

prepareVersions();
prepareSlugs();
prepareUnsaved();
prepareHeartbeat();
window.django?.jQuery(() => prepareNames()); // behind the scripts of the admin
window.addEventListener("load", nameFilters); // the boxes that they filter come with it
