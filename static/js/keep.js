/* Nothing typed is lost: what stands in a form with data-keep is kept in this browser until it was
   sent, and put back after a reload, a dropped tab or a step back. Without this script the server
   has what was last sent to it. */

const PREFIX = "kept:", CLEARED = "kept-cleared-at";
const LIFE = 7 * 24 * 3600 * 1000; // as long as the server keeps a draft
const UNKEPT = new Set(["csrfmiddlewaretoken", "form_token", "version", "fax", "website", "action", "seen_skills"]);
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

const store = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full, or switched off */ }
  },
  drop(key) {
    try { localStorage.removeItem(key); } catch { /* switched off */ }
  },
  keys() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  },
};

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !UNKEPT.has(field.name)
    && !["submit", "button", "file", "password"].includes(field.type) && field.tagName !== "FIELDSET");
}

/* by name a list of texts: of a text field what stands there, of ticks those that are set */
function read(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    values[field.name] ??= [];
    if (["checkbox", "radio"].includes(field.type) && !field.checked) continue;
    values[field.name].push(field.value);
  }
  for (const texts of Object.values(values)) while (texts.length > 1 && texts.at(-1) === "") texts.pop();
  return values;
}

function put(form, values) {
  for (const [name, texts] of Object.entries(values)) {
    let fields = fieldsOf(form).filter((field) => field.name === name);
    if (!fields.length) continue;
    if (["checkbox", "radio"].includes(fields[0].type)) {
      for (const field of fields) field.checked = texts.includes(field.value);
      continue;
    }
    while (fields.length < texts.length && fields[0].type === "text") {
      const more = fields.at(-1).cloneNode();
      Object.assign(more, { id: `id_${name}_${fields.length}`, ariaLabel: `${fields.length + 1}` });
      fields.at(-1).after(more);
      fields.push(more);
    }
    fields.forEach((field, number) => { field.value = texts[number] ?? ""; });
  }
  for (const kind of ["input", "change"]) form.dispatchEvent(new Event(kind, { bubbles: true }));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function keep(form) {
  const key = PREFIX + new URL(form.action, location.href).pathname;
  const owner = form.dataset.owner ?? "", version = form.elements.version?.value ?? "";
  const given = read(form);
  let leaves = false, waiting;

  function save(more = {}) {
    clearTimeout(waiting);
    const values = read(form);
    if (same(values, given) && !more.isSent) store.drop(key);
    else store.write(key, { values, owner, version, at: Date.now(), ...more });
  }

  function forget() {
    clearTimeout(waiting);
    leaves = true;
    store.drop(key);
    history.replaceState({ ...history.state, kept: null }, "");
    location.replace(form.dataset.fresh || location.href);
  }

  function say(text, buttons) {
    const notice = make("div", { className: "notice keep", role: "status" });
    notice.append(make("p", { textContent: text }));
    const row = make("p", { className: "keep__ways" });
    for (const [words, act] of buttons) {
      const button = make("button", { type: "button", className: "button button--quiet", textContent: words });
      button.addEventListener("click", act);
      row.append(button);
    }
    notice.append(row);
    form.prepend(notice);
    return notice;
  }

  function restore(found) {
    const when = new Date(found.at).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
    if (found.version !== version && !found.isBack) {
      const notice = say(`This browser has words of ${when} that are not in this newer version.`, [
        ["Put them in", () => { notice.remove(); put(form, found.values); save(); }],
        ["Discard them", forget],
      ]);
      return;
    }
    put(form, found.values);
    say(`What you typed here is back, as of ${when}. It was kept in this browser only.`, [["Discard it", forget]]);
  }

  const back = history.state?.kept?.[key];
  const found = back ? { ...back, isBack: true } : store.read(key);
  const isAnswered = form.dataset.answer !== undefined && found?.isSent; // the server has all of it
  if (form.dataset.answer !== undefined && location.search) history.replaceState(history.state, "", location.pathname);
  if (isAnswered) store.drop(key);
  else if (found && isFresh(found) && (!found.owner || found.owner === owner) && !same(found.values, given)) restore(found);

  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 300); });
  form.addEventListener("change", () => save());
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaves = true;
    save({ isSent: true });
    const mine = { values: read(form), owner, version, at: Date.now() };
    history.replaceState({ ...history.state, kept: { [key]: mine } }, "");
  });
  addEventListener("pagehide", () => { if (!leaves) save(); });
  addEventListener("beforeunload", (event) => {
    if (!leaves && !same(read(form), given)) event.preventDefault();
  });
  return key;
}

function isFresh(found) {
  const cleared = Number(store.read(CLEARED) ?? 0);
  return found.at > Math.max(Date.now() - LIFE, cleared);
}

function clearAll() {
  store.keys().forEach(store.drop);
  store.write(CLEARED, Date.now());
}

const here = new Set([...document.querySelectorAll("form[data-keep]")].map(keep));

/* what was sent goes once the page says that it has arrived; what is old goes everywhere */
const hasArrived = document.querySelector("[data-arrived]");
for (const key of store.keys()) {
  const found = store.read(key);
  if (!here.has(key) && (!found || found.isSent && hasArrived || !isFresh(found))) store.drop(key);
}

/* on a computer that others use too, signing out takes everything along */
document.querySelector("form[data-clears-kept]")?.addEventListener("submit", clearAll);
if (document.querySelector("[data-clears-kept]:not(form)")) clearAll();
