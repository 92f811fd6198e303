/* Django makes a slug from its title as that is typed; what was typed before its script came counts
   too, or whoever types at once has a form that can't be saved. */
export function prepareSlugs() {
  const fields = document.getElementById("django-admin-prepopulated-fields-constants");
  for (const field of JSON.parse(fields?.dataset.prepopulatedFields ?? "[]")) {
    window.django?.jQuery(field.dependency_ids.join()).triggerHandler("keyup");
  }
}
