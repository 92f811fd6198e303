/* After a filter's chip is gone, so is the focus: take it to the results. */
document.documentElement.classList.add("js");

document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) {
    document.getElementById("results-heading")?.focus({ preventScroll: true });
  }
});
