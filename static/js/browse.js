/* After a filter's chip is gone, so is the focus: take it to the results. */
document.documentElement.classList.add("js");

document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) {
    document.getElementById("results-heading")?.focus({ preventScroll: true });
  }
});

/* On a phone the filters cover the list: showing the openings folds them away. */
document.addEventListener("submit", () => {
  document.querySelector(".filters")?.removeAttribute("open");
});

/* A button of the form that stands outside of it says what it stands for, as it does without htmx. */
document.addEventListener("htmx:configRequest", (event) => {
  const button = event.detail.triggeringEvent?.submitter;
  if (button?.name) event.detail.parameters[button.name] = button.value;
});

/* What a chip takes off the search goes from its box too; else the next search would bring it back. */
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, triggeringEvent } = event.detail.requestConfig ?? {};
  if (![elt, triggeringEvent?.submitter].some((one) => one?.matches(".chip"))) return;
  const asked = new URLSearchParams(location.search);
  for (const box of document.querySelectorAll("#search input")) {
    box.value = asked.getAll(box.name).join("; ");
  }
});
