/* Forms: nothing typed is lost, nothing is sent twice, mistakes are easy to reach.
   Long forms (data-steps) show one section at a time on phones; without JS they are one page. */
(() => {
  "use strict";

  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const clock = () => new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const digits = (text) => text.replace(/\D/g, "");

  /* ── Error summary: takes the focus; its links open the step that hides the field ── */

  function goTo(id) {
    const target = document.getElementById(id);
    if (!target) return false;
    const step = target.closest(".step");
    if (step && step.hidden) step.dispatchEvent(new CustomEvent("step:show", { bubbles: true }));
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const control = target.matches("fieldset, div") ? find("input, select, textarea", target) : target;
    (control.closest(".field") || control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    if (link && goTo(link.hash.slice(1))) event.preventDefault();
  });

  /* ── Twice is once: the second click of a hurried thumb does nothing ── */

  const isHtmx = (form) => form.matches("[hx-post], [hx-put], [data-hx-post]");
  const release = (form) => {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    // data-again: the answer is a download, so the page stays and may ask again.
    if (form.method !== "post" || form.matches("[data-again]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return event.stopImmediatePropagation();
    }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 60000); // photos on a slow line take half of that
  }, true);
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented && !isHtmx(event.target)) release(event.target);
    else if (!event.defaultPrevented) clean(event.target);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt && event.detail.elt.closest("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  /* ── Leaving with unsaved work asks first ── */

  const dirty = new Set();
  const clean = (form) => dirty.delete(form);
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-guard], [data-draft-url]")) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) {
      event.preventDefault();
      event.returnValue = ""; // needed by Chromium < 119
    }
  });

  /* ── Small aids under a field; the server stays the judge ── */

  function aid(input, className = "count-left") {
    const note = make("span", { className });
    note.setAttribute("aria-hidden", "true");
    (input.closest(".affix") || input).after(note);
    return note;
  }

  function countCharacters(input) {
    const note = aid(input);
    const spoken = make("span", { className: "visually-hidden" });
    spoken.setAttribute("role", "status");
    note.after(spoken);
    const limit = Number(input.dataset.count || input.maxLength);
    input.removeAttribute("maxlength"); // a pasted text must not be cut silently
    let timer;
    const show = () => {
      const left = limit - input.value.length;
      note.textContent = left < 0 ? `Terlalu panjang ${-left} huruf` : `Sisa ${left} huruf`;
      note.classList.toggle("over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(() => (spoken.textContent = left < limit / 5 ? note.textContent : ""), 1000);
    };
    input.addEventListener("input", show);
    show();
  }

  function groupDigits(input) {
    const note = aid(input, "count-left digits");
    const expected = Number(input.dataset.nik) || 16;
    const show = () => {
      const typed = digits(input.value);
      const groups = typed.replace(/(\d{4})(?=\d)/g, "$1 ");
      if (!typed) note.textContent = "";
      else if (typed.length === expected) note.textContent = `${groups} · ${expected} angka ✓`;
      else note.textContent = `${groups} · ${typed.length} dari ${expected} angka`;
      note.classList.toggle("over", typed.length > expected);
    };
    input.addEventListener("input", show);
    show();
  }

  /* The browser's own button speaks the language of the browser; ours lies under it and says what was chosen. */
  function nameFiles(input) {
    const photo = (input.accept || "").startsWith("image/");
    const name = make("span");
    const button = make("span", { className: "button secondary small", textContent: photo ? "Ambil atau pilih foto" : "Pilih berkas" });
    const box = make("span", { className: "pick-file" });
    box.setAttribute("aria-hidden", "true");
    box.append(button, name);
    const frame = make("span", { className: "file-frame" });
    input.replaceWith(frame);
    frame.append(input, box);
    const show = () => (name.textContent = [...input.files].map((file) => file.name).join(", ") || "Belum ada yang dipilih");
    for (const event of ["change", "picked"]) input.addEventListener(event, show);
    show();
  }

  /* ── Autosave of a server draft: at most one POST in 3 s, loud when it fails ── */

  function keepDraft(form) {
    const status = find("[data-draft-status]", form) || find("[data-draft-status]");
    let timer = null;
    let saving = false;
    let changed = false;

    const say = (text, tone = "") => {
      if (!status) return;
      status.textContent = text;
      status.dataset.tone = tone;
    };
    const body = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    };

    async function save(keepalive = false) {
      clearTimeout(timer);
      timer = null;
      if (saving) return plan();
      saving = true;
      changed = false;
      try {
        const answer = await fetch(form.dataset.draftUrl, {
          method: "POST",
          body: body(),
          keepalive,
          credentials: "same-origin",
          redirect: "error", // a redirect is the login page, not a saved draft
          headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        const reply = await answer.json().catch(() => ({}));
        if (!answer.ok) throw Object.assign(new Error(answer.status), { said: reply.detail });
        if (reply.url) form.dataset.draftUrl = reply.url;
        if (!changed) clean(form);
        say(`Draf tersimpan ${clock()}`);
      } catch (problem) {
        changed = true;
        say(`Draf BELUM tersimpan. ${problem.said || "Jangan tutup halaman ini; dicoba lagi sebentar lagi."}`, "late");
        timer = setTimeout(save, 10000);
      } finally {
        saving = false;
      }
    }
    const plan = () => (timer = timer || setTimeout(save, 3000));

    form.addEventListener("input", () => {
      changed = true;
      plan();
    });
    form.addEventListener("submit", () => clearTimeout(timer));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && changed && !form.dataset.sent) save(true);
    });
  }

  /* ── Steps: one section at a time below 62rem ── */

  const labelOf = (control) => {
    const group = control.matches("[type=radio], [type=checkbox]") && control.closest("fieldset");
    const label = group ? find("legend", group) : control.labels && control.labels[0];
    if (!label) return "isian ini";
    const copy = label.cloneNode(true);
    all(".optional, .visually-hidden", copy).forEach((part) => part.remove());
    return copy.textContent.trim();
  };

  /* A label inside a sentence, as the server writes it (puskesos/tales.py): “NIK” stays. */
  const inside = (label) => (/^.[A-Z0-9]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));

  /* What another answer makes necessary (forms/intake.py NEEDED): hidden questions ask nothing. */
  function needed(control) {
    const { needed: sentence, unless } = control.dataset;
    if (!sentence || control.closest("[data-when][hidden]")) return false;
    const [name, value] = (unless || "").split("=");
    const other = name && control.form.elements[name];
    if (other && (other.type === "checkbox" ? other.checked : other.value === value)) return false;
    return control.type === "checkbox" ? !control.checked : !control.value.trim();
  }

  function problemOf(control) {
    const typed = control.matches("[data-nik]") ? digits(control.value).length : 0;
    const expected = Number(control.dataset.nik) || 16;
    if (typed && typed !== expected) return `${labelOf(control)} harus ${expected} angka; ini baru ${typed}.`;
    if (needed(control)) return control.dataset.needed;
    if (control.validity.valid) return "";
    if (control.validity.valueMissing) {
      const verb = control.matches("select, [type=radio], [type=checkbox], [type=file]") ? "Pilih" : "Isi";
      return control.dataset.required || `${verb} ${inside(labelOf(control))}.`;
    }
    return control.title || `${labelOf(control)} belum benar.`;
  }

  function unmark(root) {
    all(".error[data-js]", root).forEach((error) => error.remove());
    all("[data-js-invalid]", root).forEach((control) => {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("data-js-invalid");
    });
    all(".field.invalid", root).forEach((field) => find(".error", field) || field.classList.remove("invalid"));
  }

  function mark(control, text) {
    const field = control.closest(".field") || control.parentElement;
    const id = `${control.id}_error`;
    field.classList.add("invalid");
    if (document.getElementById(id)) return;
    const error = make("span", { className: "error", id, textContent: text });
    error.dataset.js = "";
    const before = find(".hint", field) || find("legend, label", field);
    before.after(error);
    control.setAttribute("aria-invalid", "true");
    control.dataset.jsInvalid = "";
    const described = (control.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
    control.setAttribute("aria-describedby", [...described, id].join(" "));
  }

  function check(form, section) {
    unmark(section);
    all("[data-error-summary]", form).forEach((old) => old.remove());
    const seen = new Set();
    const wrong = [];
    for (const control of all("input, select, textarea", section)) {
      if (control.disabled || control.type === "hidden" || seen.has(control.name)) continue;
      const text = problemOf(control);
      if (!text) continue;
      seen.add(control.name);
      mark(control, text);
      wrong.push([control.id, text]);
    }
    if (!wrong.length) return true;
    const links = wrong.map(([id, text]) => make("li", {}, make("a", { href: `#${id}`, textContent: text })));
    const summary = make("div", { className: "error-summary", tabIndex: -1 },
      make("h2", { textContent: "Ada isian yang perlu diperbaiki" }), make("ul", {}, ...links));
    summary.setAttribute("role", "alert");
    summary.dataset.errorSummary = "";
    section.before(summary);
    summary.focus();
    return false;
  }

  function walk(form) {
    const sections = all(".step", form);
    if (sections.length < 2) return;
    const phone = matchMedia("(max-width: 61.99rem)");
    const list = make("ol", { className: "steps" },
      ...sections.map((section, at) => make("li", {}, make("b", { textContent: `${at + 1}. ` }), make("span", { textContent: section.dataset.step }))));
    const back = make("button", { type: "button", className: "button secondary", textContent: "Kembali" });
    const next = make("button", { type: "button", className: "button", textContent: "Lanjut" });
    const bar = make("div", { className: "step-actions" }, back, next);
    const finish = find(".form-actions", form);
    const save = finish && find(".button", finish);
    sections[0].before(list);
    sections[sections.length - 1].after(bar);
    let at = 0;

    function draw() {
      const stepping = phone.matches;
      const last = at === sections.length - 1;
      form.classList.toggle("stepping", stepping);
      sections.forEach((section, index) => (section.hidden = stepping && index !== at));
      list.hidden = !stepping;
      [...list.children].forEach((item, index) => {
        item.classList.toggle("done", index < at);
        if (index === at) item.setAttribute("aria-current", "step");
        else item.removeAttribute("aria-current");
      });
      back.hidden = at === 0;
      next.hidden = last;
      bar.hidden = !stepping;
      if (!finish) return;
      // The last step ends where the thumb has been all along.
      if (stepping && last) bar.append(save);
      else finish.prepend(save);
      finish.hidden = stepping;
    }

    function show(index, focus = true) {
      at = index;
      draw();
      if (!focus) return;
      const heading = find("h2", sections[at]);
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      form.scrollIntoView({ block: "start" });
    }

    next.addEventListener("click", () => {
      if (!check(form, sections[at])) return;
      // The phone's own Back button goes one step back, not out of the form.
      history.pushState({ step: at + 1 }, "");
      show(at + 1);
    });
    back.addEventListener("click", () => show(at - 1));
    window.addEventListener("popstate", (event) => phone.matches && show((event.state && event.state.step) || 0));
    form.addEventListener("step:show", (event) => show(sections.indexOf(event.target), false));
    form.addEventListener("step:check", (event) => {
      if (check(form, event.target)) return;
      event.preventDefault();
      show(sections.indexOf(event.target), false);
      find("[data-error-summary]", form).focus();
    });
    form.addEventListener("keydown", (event) => {
      // Enter means Lanjut until the last step.
      const plain = event.target.matches("input:not([type=submit]):not([type=button]), select");
      if (event.key === "Enter" && phone.matches && !next.hidden && plain) {
        event.preventDefault();
        next.click();
      }
    });
    phone.addEventListener("change", draw);

    const broken = sections.findIndex((section) => find("[aria-invalid=true], .field.invalid", section));
    show(Math.max(0, broken), false);
  }

  /* ── A form that the browser checks says it in our words, not in those of the browser's language ── */

  document.addEventListener("invalid", ({ target }) => {
    target.setCustomValidity("");
    target.setCustomValidity(problemOf(target));
  }, true);
  for (const edit of ["input", "change"]) {
    document.addEventListener(edit, ({ target }) => target.setCustomValidity && target.setCustomValidity(""), true);
  }

  /* ── Start, and once more for what htmx brings in ── */

  function setUp(root) {
    all(":is([data-count], [data-nik], [type=file], form):not([data-ready])", root).forEach((element) => {
      element.dataset.ready = "";
      if (element.matches("[data-count]")) countCharacters(element);
      if (element.matches("[data-nik]")) groupDigits(element);
      if (element.matches("[type=file]")) nameFiles(element);
      if (element.matches("form[data-steps]")) walk(element);
      if (element.matches("form[data-draft-url]")) keepDraft(element);
    });
  }

  setUp(document);
  const summary = find("[data-error-summary]");
  if (summary) summary.focus();
  document.addEventListener("htmx:afterSwap", (event) => {
    setUp(document);
    const fresh = event.detail.target && find("[data-error-summary]", event.detail.target);
    if (fresh) fresh.focus();
  });
  for (const drawn of ["htmx:after:swap", "part:drawn"]) document.addEventListener(drawn, () => setUp(document)); // htmx 4, intake.js
})();
