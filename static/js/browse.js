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
