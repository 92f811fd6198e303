/* Marks in the contents which section is being read: the one whose heading has come up to the line
   where the eye is last. What stands beside the text counts only when the text is over. */
const LINE = 0.12; // of the window's height, from above: sections may be short

const text = document.querySelector(".guide__text");
const links = [...document.querySelectorAll(".contents a")];
const headings = links.map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);

function current() {
  const line = window.innerHeight * LINE;
  const isReading = text.getBoundingClientRect().bottom > line;
  const meant = isReading ? headings.filter((heading) => text.contains(heading)) : headings;
  const tops = meant.map((heading) => [heading.getBoundingClientRect().top, heading]);
  const passed = tops.filter(([top]) => top <= line);
  return passed.reduce((last, one) => (one[0] >= last[0] ? one : last), [-Infinity])[1];
}

function mark() {
  const id = current()?.id;
  for (const link of links) {
    if (link.hash.slice(1) === id) {
      link.setAttribute("aria-current", "location");
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

// Everything above the line counts as seen, so that a jump past several headings is noticed too.
const observer = new IntersectionObserver(mark, {
  rootMargin: `1000000px 0px -${100 - 100 * LINE}% 0px`,
});
[...headings, text].forEach((element) => observer.observe(element));
