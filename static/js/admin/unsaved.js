/* What is written is kept on the server every few seconds, until it is saved. */
import { element, form, onChange, post, sentMs, SignedOut, typed } from "./dom.js";

const WAIT = 2500;

export function prepareUnsaved() {
  const line = document.querySelector("[data-unsaved]");
  if (!line) return;
  const url = line.dataset.unsaved;
  let timer, running;
  let kept = state(); // what the server has, or need not have
  let isLeaving = false;
  let isSignedOut = false;

  const say = (...parts) => line.replaceChildren(...parts);

  /* Keep the form; true if it is safe to go on to the server. */
  const keep = async () => {
    clearTimeout(timer);
    await running;
    if (state() === kept) return true;
    running = send();
    return running;
  };

  const send = async () => {
    const sent = state();
    try {
      const { status, body } = await post(url, now());
      isSignedOut = false;
      kept = sent;
      say(status === 200 ? `Unsaved text kept at ${body.saved_at}` : body.problem);
      return true;
    } catch (error) {
      isSignedOut = error instanceof SignedOut;
      if (isSignedOut) {
        const link = element("a", { href: line.dataset.login, target: "_blank" }, "Sign in, in another tab");
        say("You are signed out. ", link, ", and come back: your text stays here.");
      } else {
        say("The server does not answer; your text stays here. It is tried again.");
        timer = setTimeout(keep, WAIT * 4);
      }
      return false;
    }
  };

  onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });

  /* Signed in again: the form needs the new session's token. */
  window.addEventListener("focus", async () => {
    if (!isSignedOut) return;
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const { token } = await answer.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    keep();
  });

  form().addEventListener("submit", async (event) => {
    if (isLeaving || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    const { submitter } = event;
    if (!(await keep())) return line.scrollIntoView({ block: "center" });
    isLeaving = true;
    setTimeout(() => form().requestSubmit(submitter)); // not from within this very event
  });

  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
  window.addEventListener("pagehide", () => {
    if (!isLeaving && state() !== kept) navigator.sendBeacon(url, now());
  });
}

/* The form, and when it is sent: what comes late does not go over what was sent after it. */
function now() {
  const data = typed();
  data.append("_sent_ms", sentMs());
  return data;
}

/* All that a person can change, in no order: scripts of the admin touch fields, and sort what is
   chosen, without changing it. */
function state() {
  const data = typed();
  data.delete("csrfmiddlewaretoken");
  return JSON.stringify([...data].map((pair) => JSON.stringify(pair)).sort());
}
