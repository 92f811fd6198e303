/* Two versions of a field: take theirs into the form, or mine again. */

export function prepareVersions() {
  for (const button of document.querySelectorAll("[data-take], [data-keep]")) {
    const name = button.dataset.take ?? button.dataset.keep;
    const field = document.getElementsByName(name)[0];
    const isChosen = field?.tagName === "SELECT" || ["checkbox", "radio"].includes(field?.type);
    if (!field || isChosen) continue; // shown by name, chosen in the form itself
    button.hidden = false;
    button.addEventListener("click", () => {
      field.value = button.dataset.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      for (const one of button.closest(".versions").querySelectorAll("button")) {
        one.disabled = one === button;
      }
    });
  }
}
