/* The real page, made by the server from what is in the form, beside it. */
import { debounced, form, onChange, post, SignedOut, typed } from "./dom.js";
import { show, shown } from "./side.js";

const WAIT = 700;
const LONGEST = 30_000; // milliseconds that an answer is waited for
const WAIT_WHILE_BUSY = 3000; // others are having their previews made
const WIDTHS = { phone: 375, wide: 1200 };

export function preparePreview() {
  const pane = document.getElementById("side-preview");
  if (!pane) return;
  const frame = pane.querySelector("iframe");
  const status = pane.querySelector(".side__status");
  const box = pane.querySelector(".side__frame");
  const isSmall = window.matchMedia("(max-width: 47.9375rem)").matches;
  const state = { scheme: "", width: isSmall ? "phone" : "wide", anchors: {}, isAsking: false, isDue: true };

  const address = () => {
    const url = new URL(pane.dataset.preview, location.href);
    const on = pane.querySelector("[data-on]")?.value;
    if (on) url.searchParams.set("on", on);
    if (pane.querySelector("[data-absent]").checked) url.searchParams.set("figures", "absent");
    return url;
  };

  /* One request at a time: the server would go on with one that is given up. */
  const refresh = async () => {
    state.isDue = true;
    if (state.isAsking || shown() !== "preview") return;
    state.isDue = false;
    state.isAsking = true;
    await ask();
    state.isAsking = false;
    if (state.isDue) refresh();
  };
  const ask = async () => {
    try {
      const { status: code, body } = await post(address(), typed(), { signal: AbortSignal.timeout(LONGEST) });
      if (code === 200) {
        state.anchors = body.anchors;
        put(frame, body.html);
        status.textContent = "";
      } else {
        tell(status, body.problems, Boolean(frame.getAttribute("srcdoc")));
        if (code === 503) later();
      }
    } catch (error) {
      status.classList.add("side__status--wrong");
      const why = error instanceof SignedOut ? "You are signed out." : "The server does not answer.";
      status.textContent = `${why} This is the page as it was before.`;
    }
  };
  const soon = debounced(refresh, WAIT);
  const later = debounced(refresh, WAIT_WHILE_BUSY);

  const follow = (name) => {
    const names = Object.keys(state.anchors).filter((one) => name === one || name.startsWith(`${one}-`));
    const id = state.anchors[names.sort((a, b) => b.length - a.length)[0]];
    const place = id && frame.contentDocument?.getElementById(id);
    if (place) frame.contentWindow.scrollTo(0, place.getBoundingClientRect().top + frame.contentWindow.scrollY - 16);
  };

  const fit = () => {
    const width = WIDTHS[state.width];
    const scale = Math.min(1, box.clientWidth / width);
    frame.style.setProperty("--width", `${width}px`);
    frame.style.setProperty("--scale", scale);
    frame.style.setProperty("--height", `${box.clientHeight / scale}px`);
  };

  const press = (name, value) => {
    for (const button of pane.querySelectorAll(`[data-${name}]`)) {
      button.setAttribute("aria-pressed", String(button.dataset[name] === value));
    }
  };

  pane.addEventListener("click", ({ target }) => {
    if (target.dataset.width) {
      state.width = target.dataset.width;
      press("width", state.width);
      fit();
    } else if (target.dataset.scheme) {
      const scheme = target.getAttribute("aria-pressed") === "true" ? "" : target.dataset.scheme;
      state.scheme = scheme; // none pressed: as the system has it
      press("scheme", scheme);
      paint(frame.contentDocument, scheme);
    }
  });
  pane.addEventListener("change", refresh);
  form().addEventListener("focusin", ({ target }) => target.name && follow(target.name));
  frame.addEventListener("load", () => {
    paint(frame.contentDocument, state.scheme);
    stay(frame, (query) => {
      pane.querySelector("[data-absent]").checked = query.get("figures") === "absent";
      refresh();
    });
  });
  for (const button of document.querySelectorAll("[data-see]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      pane.querySelector("[data-on]").value = button.dataset.see;
      show("preview", { focus: true });
      refresh();
    });
  }
  document.querySelector(".writing").addEventListener("side", () => {
    fit();
    if (state.isDue) refresh();
  });
  press("width", state.width);
  new ResizeObserver(fit).observe(box);
  onChange(soon);
  refresh();
}

/* Put the page in place; where its styles are the same the frame keeps its scroll position. The
   sandbox would block the page's scripts, and complain: they are left out. */
function put(frame, html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  for (const script of next.querySelectorAll("script")) script.remove();
  const now = frame.contentDocument;
  const styles = (page) => [...page.querySelectorAll("link[rel=stylesheet]")].map((one) => one.getAttribute("href")).join();
  if (!now?.body || !styles(now) || styles(now) !== styles(next)) {
    frame.srcdoc = `<!doctype html>${next.documentElement.outerHTML}`;
    return;
  }
  const opened = [...now.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
  now.body.replaceChildren(...now.adoptNode(next.body).childNodes);
  for (const summary of now.querySelectorAll("details > summary")) {
    if (opened.includes(summary.textContent)) summary.parentElement.open = true;
  }
}

/* Show the page light or dark whatever the system says: its media rules are made to agree. */
function paint(page, scheme) {
  const answers = { light: "(max-width: 0)", dark: "(min-width: 0)" };
  page.documentElement.style.setProperty("color-scheme", scheme);
  for (const sheet of page.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!rule.media) continue;
      rule.asked ??= rule.media.mediaText;
      rule.media.mediaText = rule.asked.replace(/\(prefers-color-scheme: dark\)/, answers[scheme] ?? "$&");
    }
  }
}

/* Links within the page work; those that go elsewhere open in a tab, not in the preview. */
function stay(frame, ask) {
  frame.contentDocument.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (href.startsWith("#")) frame.contentDocument.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView();
    else if (href.startsWith("?")) ask(new URLSearchParams(href));
    else window.open(link.href, "_blank", "noopener");
  });
}

function tell(status, problems, hasPage) {
  const [first, ...rest] = problems;
  const more = rest.length ? ` And ${rest.length} more.` : "";
  status.classList.toggle("side__status--wrong", hasPage);
  status.textContent = hasPage
    ? `Not shown yet. ${first}${more} The page below is the last that worked.`
    : `The page shows here once it can be saved. ${first}${more}`;
}
