/* What a term means, beside its link: under the pointer or with the keyboard's focus.
   Escape puts it away, the pointer may rest on it, and it goes when both have left. It is not
   spoken at every link: whoever listens follows the link. */
const SOON = 120; // ms under the pointer before it shows
const GRACE = 250; // ms to move from the link to the definition
const GAP = 6; // px

const definitions = JSON.parse(document.getElementById("terms")?.textContent ?? "{}");
const card = document.createElement("div");
card.className = "term-card";
card.setAttribute("aria-hidden", "true");
card.hidden = true;
const name = card.appendChild(document.createElement("b"));
const meaning = card.appendChild(document.createElement("span"));

let shown = null; // the link whose definition is shown
let timer = 0;

function later(action, delay) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}

function show(link) {
  clearTimeout(timer);
  const found = definitions[new URL(link.href).pathname];
  if (!found || link === shown) {
    return;
  }
  [name.textContent, meaning.textContent] = found;
  shown = link;
  card.hidden = false;
  place(link.getClientRects()[0]);
}

function hide() {
  clearTimeout(timer);
  shown = null;
  card.hidden = true;
}

/* Under the line in which the link begins; above it where there is no room. */
function place(line) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const room = document.documentElement.clientWidth - width - GAP;
  const below = line.bottom + GAP;
  const fits = below + height <= window.innerHeight || line.top < height + GAP;
  card.style.left = `${window.scrollX + Math.max(GAP, Math.min(line.left, room))}px`;
  card.style.top = `${window.scrollY + (fits ? below : line.top - height - GAP)}px`;
}

document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") {
    return;
  }
  const link = target.closest("a.term");
  if (link) {
    later(() => show(link), shown ? 0 : SOON);
  } else if (card.contains(target)) {
    clearTimeout(timer);
  } else if (!shown || shown !== document.activeElement) {
    later(hide, GRACE);
  }
});

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("a.term:focus-visible")) {
    show(target);
  } else {
    hide();
  }
});

document.addEventListener("focusout", hide);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown) {
    hide();
  }
});

document.body.append(card);
