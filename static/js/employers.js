/* The posting form in steps, with the posting beside it as it will look. Without this script the
   form is one page and the button “Preview” does the same. */
(() => {
  const form = document.querySelector("form.post");
  if (!form) return;
  const parts = [...form.querySelectorAll(".part")];
  const look = form.querySelector(".look");
  const frame = look.querySelector("iframe");
  const status = document.getElementById("look-status");
  const send = form.querySelector(".post__send");
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  /* steps */
  const steps = make("ol", { className: "steps" });
  const turn = make("div", { className: "turn" });
  const back = make("button", { type: "button", className: "button button--quiet", textContent: "Back" });
  const next = make("button", { type: "button", className: "button", textContent: "Next" });
  const nav = make("nav", { ariaLabel: "Steps of the form" });
  let at = Math.max(0, parts.findIndex((part) => part.hasAttribute("data-errors")));

  parts.forEach((part, number) => {
    const title = part.querySelector("legend").textContent;
    const button = make("button", { type: "button", textContent: `${number + 1}. ${title}` });
    button.toggleAttribute("data-wrong", part.hasAttribute("data-errors"));
    button.addEventListener("click", () => show(number, true));
    const item = make("li", {});
    item.append(button);
    steps.append(item);
  });

  function show(number, isAsked) {
    at = number;
    parts.forEach((part, index) => { part.hidden = index !== at; });
    [...steps.children].forEach((item, index) => {
      if (index === at) item.firstChild.setAttribute("aria-current", "step");
      else item.firstChild.removeAttribute("aria-current");
    });
    back.hidden = at === 0;
    next.hidden = at === parts.length - 1;
    send.hidden = at !== parts.length - 1;
    form.classList.toggle("post--last", at === parts.length - 1);
    if (!isAsked) return;
    const legend = parts[at].querySelector("legend");
    legend.tabIndex = -1;
    legend.focus({ preventScroll: true });
    nav.scrollIntoView({ block: "start" });
  }

  form.classList.add("post--steps");
  nav.append(steps);
  turn.append(back, next);
  const sheet = form.querySelector(".post__form");
  sheet.insertBefore(nav, parts[0]);
  sheet.append(turn);
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  send.querySelector("[value=preview]").remove(); // hidden only, Return would press it
  show(at, false);

  document.getElementById("errors")?.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.hash?.slice(1));
    if (!target) return;
    event.preventDefault();
    show(parts.findIndex((part) => part.contains(target)), false);
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
  document.getElementById("errors")?.focus();

  /* Return in a line of text would press a button: it goes on to the next step instead. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || at === parts.length - 1) return;
    event.preventDefault();
    if (event.target.type !== "checkbox") show(at + 1, true);
  });

  /* who goes back to a page that was sent, and sends again, means the same draft */
  if (history.state?.formToken) form.elements.form_token.value = history.state.formToken;
  form.addEventListener("submit", () => history.replaceState({ formToken: form.elements.form_token.value }, ""));

  /* more than the server reads at once is held back here, where nothing is lost */
  form.addEventListener("submit", (event) => {
    const size = new URLSearchParams(new FormData(form)).toString().length;
    if (size <= Number(form.dataset.most)) return;
    event.preventDefault();
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    const said = `Not sent: these texts take ${megabytes(size)} MB, and ${megabytes(form.dataset.most)} MB is the most. All of it is still here: shorten the longest one, then send again.`;
    const notice = make("div", { id: "too-much", className: "notice notice--error", tabIndex: -1, textContent: said });
    document.getElementById("too-much")?.remove();
    sheet.prepend(notice);
    notice.focus();
  });

  /* what goes with a choice stands there once it is made, or where something is wrong */
  const chosen = (name) => [...form.querySelectorAll(`[name=${name}]:checked, select[name=${name}]`)].map((i) => i.value);
  const only = {
    office_days: () => chosen("workplaces").includes("hybrid"),
    remote_scope: () => chosen("workplaces").includes("remote"),
    remote_countries: () => chosen("workplaces").includes("remote") && !chosen("remote_scope").includes("anywhere"),
    term_months: () => chosen("term").includes("fixed-term"),
    pay_payments: () => chosen("pay_period").includes("month"),
    pay_maximum: () => chosen("pay_shape").includes("range") || form.elements.pay_maximum.value !== "",
    pay_is_full_time_rate: () => chosen("employment_types").includes("part-time"),
  };
  function settle() {
    for (const [name, fits] of Object.entries(only)) {
      const row = document.getElementById(`row-${name}`);
      row.hidden = !fits() && !row.querySelector(".error");
    }
  }
  form.addEventListener("change", settle);
  settle();

  /* the posting as it will look, and the skills that its text names */
  const LONGEST = 30_000; // milliseconds that an answer is waited for
  let waiting, isAsking = false, isDue = false;
  const seen = new Set([...form.querySelectorAll("[name=seen_skills]")].map((input) => input.value));

  function write(skills) {
    const list = document.getElementById("skills-read");
    const ticked = new Set([...form.querySelectorAll("[name=skills]:checked")].map((i) => i.value));
    if (!skills.length) return;
    list.replaceChildren(...skills.map(([slug, name], number) => {
      const item = make("li", {}), label = make("label", { className: "tick" });
      const tick = make("input", { type: "checkbox", name: "skills", value: slug, id: `id_skills_${number}` });
      tick.checked = ticked.has(slug) || !seen.has(slug);
      label.append(tick, ` ${name}`);
      item.append(label, make("input", { type: "hidden", name: "seen_skills", value: slug }));
      return item;
    }));
    skills.forEach(([slug]) => seen.add(slug));
  }

  /* what the checks say stands beside a field once one has left it, never while one types there */
  let said = {};
  const left = new Set();

  function say() {
    const here = document.activeElement?.closest("[id^=row-]");
    for (const old of form.querySelectorAll(".findings")) {
      const name = old.dataset.field;
      if (old.parentElement === here || !left.has(old.parentElement.id)) continue;
      const fresh = make("template", { innerHTML: said[name] ?? "" }).content.firstElementChild;
      if ((fresh?.innerHTML ?? "") === old.innerHTML) continue;
      old.replaceChildren(...(fresh?.childNodes ?? []));
      if (old.childElementCount) {
        const label = old.parentElement.querySelector(".label, label").firstChild.textContent.trim();
        status.textContent = `${label}: ${old.firstElementChild.textContent}`;
      }
    }
  }

  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[id^=row-]");
    if (!row || event.target.type === "button") return;
    left.add(row.id);
    setTimeout(say);
  });

  /* One request at a time: the server would go on with one that is given up. */
  async function preview() {
    clearTimeout(waiting);
    isDue = true;
    if (isAsking) return;
    isDue = false;
    isAsking = true;
    await ask();
    isAsking = false;
    if (isDue) preview();
  }

  async function ask() {
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: AbortSignal.timeout(LONGEST) });
      const data = await answer.json();
      if (!answer.ok) {
        status.textContent = data.message ?? "";
        const seconds = answer.status === 503 && Number(answer.headers.get("Retry-After"));
        if (seconds) waiting = setTimeout(preview, seconds * 1000);
        return;
      }
      frame.srcdoc = data.page;
      write(data.skills);
      form.elements.pay_currency.placeholder = data.currency;
      said = data.findings;
      say();
    } catch {
      /* the next change asks again; what was typed is in the form */
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.name === "skills") return;
    clearTimeout(waiting);
    waiting = setTimeout(preview, 700);
  });
  look.removeAttribute("data-empty"); // its column stands from the start, so nothing jumps later
  preview();

  /* places: suggestions while one types, and as many fields as it takes */
  const several = form.querySelector(".several");
  const options = document.getElementById("place-list");
  const more = make("button", { type: "button", className: "button button--quiet several__more", textContent: "Another place" });
  for (const field of several.querySelectorAll("input")) field.autocomplete = "off"; // ours instead
  several.append(more);
  more.addEventListener("click", () => {
    const last = [...several.querySelectorAll("input")].at(-1);
    const number = several.querySelectorAll("input").length;
    const field = last.cloneNode();
    Object.assign(field, { value: "", id: `id_places_${number}`, ariaLabel: `Place ${number + 1}` });
    last.after(field);
    field.focus();
  });
  several.addEventListener("input", async (event) => {
    if (event.target.value.length < 2 || event.inputType === "insertReplacementText") return;
    const typed = event.target.value;
    const answer = await fetch(`${form.dataset.places}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok) return;
    const { places } = await answer.json();
    if (event.target.value !== typed) return; // an answer to less than stands there now
    options.replaceChildren(...places.map((value) => make("option", { value })));
  });
})();
