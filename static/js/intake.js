/* The intake sheet: hides what does not apply, draws rows and hints without leaving the page, shrinks photos.
   Everything here has a submit button that does the same; form.js keeps the steps and the draft. */
(() => {
  "use strict";

  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* An opened number disappears by itself. */
  const opened = find("[data-hide-after]");
  if (opened) setTimeout(() => location.replace(find("a", opened.parentElement).href), opened.dataset.hideAfter * 1000);

  const form = find("form[data-parts-url], form[data-luring]");
  if (!form) return;
  const here = self.SLRT && self.SLRT.part; // without signal the parts are drawn on the device (luring/isian.js)
  // From the first sheet on the counter opens without a line too (views/shell.py).
  if (!here && navigator.serviceWorker) navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
  const SIDE = 1600; // as the server keeps it
  const valueOf = (name) => {
    const control = form.elements[name];
    return control ? String(control.value || "").trim() : "";
  };

  /* ── What does not apply is hidden: data-when="name=A,B", "name=" (empty), "name!" (filled) ── */

  function holds(rule) {
    if (rule.endsWith("!")) return valueOf(rule.slice(0, -1)) !== "";
    const [name, values] = rule.split("=");
    return values ? values.split(",").includes(valueOf(name)) : valueOf(name) === "";
  }
  const apply = () => all("[data-when]", form).forEach((box) => {
    box.hidden = !holds(box.dataset.when) && !find(".error:not([data-js])", box);
  });

  /* ── One part of the page drawn anew by the server from everything typed so far ── */

  const turns = {};

  function keepTyping(old, fresh) {
    for (const control of all("input, select, textarea", old)) {
      if (!control.name || /hidden|file/.test(control.type)) continue;
      const same = all("input, select, textarea", fresh).find(
        (each) => each.name === control.name && (!/radio|checkbox/.test(each.type) || each.value === control.value));
      if (!same) continue;
      if (/radio|checkbox/.test(control.type)) same.checked = control.checked;
      else same.value = control.value;
    }
  }

  async function draw(part, { deed = "", file = null } = {}) {
    if (here) return here(part, { deed, file }).then(apply);
    const turn = (turns[part] = (turns[part] || 0) + 1);
    const data = new FormData(form);
    data.delete("berkas");
    data.set("bagian", part);
    data.set("aksi", deed);
    if (file) data.set("berkas", file, file.name);
    const place = `bagian-${part}`;
    document.getElementById(place).setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.partsUrl, { method: "POST", body: data, credentials: "same-origin", redirect: "error" });
      if (![200, 422, 429].includes(answer.status)) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== turns[part]) return;
      swap(document.getElementById(place), page.getElementById(place), deed);
    } catch {
      const box = document.getElementById(place);
      box.removeAttribute("aria-busy");
      if (deed) say(box, "Belum berhasil. Periksa sambungan atau masuk lagi di tab lain, lalu ulangi. Isian Anda tetap di sini.");
    }
  }

  function swap(old, fresh, deed) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    if (!/^(hapus|unggah)/.test(deed)) keepTyping(old, fresh); // rows and slots have moved
    old.replaceWith(fresh);
    tidy(fresh);
    document.dispatchEvent(new Event("part:drawn"));
    form.dispatchEvent(new Event("input", { bubbles: true })); // the draft holds the new part too
    if (deed.startsWith("tambah")) return focusOn(find(".rowset:last-of-type :is(select, input)", fresh));
    if (deed) return focusOn(find("button.secondary, input[type=file]", fresh));
    if (focused && focused.id) focusOn(document.getElementById(focused.id));
  }
  const focusOn = (element) => element && element.focus();

  function say(box, text) {
    const note = find("[data-said]", box) || box.appendChild(document.createElement("p"));
    note.dataset.said = "";
    note.className = "notice";
    note.dataset.tone = "late";
    note.setAttribute("role", "alert");
    note.textContent = text;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-part] button[name=aksi]");
    if (!button) return;
    event.preventDefault();
    const part = button.closest("[data-part]").dataset.part;
    if (button.value === "unggah_berkas") upload();
    else draw(part, { deed: button.value });
  });

  const SERVICE = "kebutuhan-0-layanan";
  let waiting;
  let suggested = "";
  form.addEventListener("change", (event) => {
    apply();
    const control = event.target;
    if (control.name === "subkategori") chooseService(control);
    if (control.name === SERVICE) suggested = "";
    if (control.name === "berkas" || control.name === "berkas_jenis") return upload(control);
    const part = control.dataset.refresh;
    if (part === "petunjuk") {
      clearTimeout(waiting);
      waiting = setTimeout(() => draw(part), 300);
    } else if (part) draw(part);
  });
  form.addEventListener("input", apply);

  /* The topic knows its usual service; what somebody chose stays. Typing through the topics changes them letter by letter. */
  function chooseService(topic) {
    const usual = topic.selectedOptions[0] && topic.selectedOptions[0].dataset.layanan;
    const service = form.elements[SERVICE];
    if (!usual || !service || (service.value && service.value !== suggested)) return;
    service.value = suggested = usual;
    draw("kebutuhan");
  }

  /* ── Photos: small before they travel ── */

  async function smaller(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
    } catch {
      return file; // the server judges
    }
  }

  async function upload(changed) {
    const file = form.elements.berkas.files[0];
    if (changed && (!file || !valueOf("berkas_jenis"))) return;
    draw("berkas", { deed: "unggah_berkas", file: here || !file ? file : await smaller(file) });
  }

  /* ── Last look: what stands in each step, with a way back to it ── */

  const said = (field) => {
    if (field.closest("[hidden]:not(.step)")) return "";
    const marked = all("input:checked", field).map((each) => each.closest("label").textContent.trim());
    const typed = all("input:not([type=radio], [type=checkbox], [type=hidden], [type=file]), textarea", field).map((each) => each.value.trim());
    const picked = all("select", field).filter((each) => each.value).map((each) => each.selectedOptions[0].textContent.trim());
    return [...marked, ...picked, typed.filter(Boolean).join(field.querySelector(".date-parts") ? "-" : ", ")].filter(Boolean).join(", ");
  };
  const nameOf = (field) => {
    const label = find("legend, label", field).cloneNode(true);
    all(".optional", label).forEach((mark) => mark.remove());
    return label.textContent.trim();
  };
  const make = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });

  function review() {
    const box = find("[data-review]", form);
    box.replaceChildren(...all(".step", form).slice(0, -1).map((step) => {
      const facts = make("dl", "", "facts narrow");
      for (const field of all(".field", step)) {
        const value = said(field);
        if (!value || find(".field", field)) continue;
        const row = document.createElement("div");
        row.append(make("dt", nameOf(field)), make("dd", value.length > 160 ? `${value.slice(0, 160)}…` : value));
        facts.append(row);
      }
      const part = make("div", "", "review");
      const head = make("div", "", "card-head");
      const change = make("button", "Ubah", "button quiet small");
      change.type = "button";
      change.addEventListener("click", () => {
        step.dispatchEvent(new CustomEvent("step:show", { bubbles: true }));
        focusOn(find("input:not([type=hidden]), select", step));
      });
      head.append(make("h3", step.dataset.step), change);
      part.append(head, facts);
      return part;
    }));
    box.hidden = false;
  }
  let planned;
  const plan = () => {
    clearTimeout(planned);
    planned = setTimeout(review, 400);
  };
  form.addEventListener("input", plan);

  function tidy(root) {
    all("[data-without-script]", root).forEach((button) => (button.hidden = true));
    apply();
  }
  tidy(form);
  review();
})();
