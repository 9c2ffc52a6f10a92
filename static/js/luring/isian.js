/* The intake sheet without signal. form.js keeps the steps and intake.js what applies; here the parts that the server
   draws online are drawn from the catalogue on the device, and every field is kept, locked, as it is typed. */
(() => {
  "use strict";

  const S = self.SLRT;
  const form = document.querySelector("form[data-luring]");
  if (!form) return;
  const find = (selector, box = document) => box.querySelector(selector);
  const all = (selector, box = document) => [...box.querySelectorAll(selector)];
  const { make } = S;
  const SIDE = 1280;
  const QUALITY = 0.7;
  const MOST_PHOTOS = 6;
  const MOST_FILE = 25 * 1024 * 1024;
  const MOST = { kebutuhan: Number(form.dataset.kebutuhan), kepesertaan: Number(form.dataset.kepesertaan) };
  const practice = location.search === "?latihan";
  const LEAST = { kebutuhan: 1, kepesertaan: 0 };
  let who = null;
  let catalogue = null;
  let hinting = null;
  let id = S.uuid7();
  let photos = [];

  /* ── Patterns with markers, filled from the catalogue ── */

  function fill(pattern, words) {
    const copy = pattern.content.cloneNode(true);
    const put = (said) => said.replace(/__[a-z]+__/g, (mark) => words[mark] ?? mark);
    for (const element of all("*", copy)) {
      for (const each of element.attributes) if (each.value.includes("__")) each.value = put(each.value);
      for (const node of element.childNodes) if (node.nodeType === 3) node.data = put(node.data);
    }
    return copy;
  }
  const pattern = (name) => document.getElementById(`pola-${name}`);

  /* The answers that the pack offers to a question; the empty one stands in the page. */
  const pilihan = (name, rows) => (rows ? catalogue.baris[rows].isian : catalogue.isian)[name].pilihan.filter(([value]) => value !== "");

  function options(select, list, keep = select.value) {
    const one = ([value, label]) => make("option", { value, textContent: label });
    const first = find("option[value='']", select);
    select.replaceChildren(...(first ? [first] : []), ...list.map(([value, label]) =>
      Array.isArray(label) ? Object.assign(make("optgroup", { label: value }, ...label.map(one))) : one([value, label])));
    select.value = keep;
  }

  function ticks(name) {
    const box = find(`#id_${name} .choices`, form);
    const [model] = box.children;
    box.replaceChildren(...pilihan(name).map(([value, label], at) => {
      const copy = model.cloneNode(true);
      const input = find("input", copy);
      Object.assign(input, { value, id: `id_${name}_${at}`, checked: false });
      copy.htmlFor = input.id;
      find("span", copy).textContent = label;
      return copy;
    }));
  }

  /* Only the officer's own kelurahan; everything of the city when he has the city. */
  function places() {
    const own = who.penugasan && who.penugasan.kelurahan;
    const mine = (list) => list.flatMap(([value, label]) => Array.isArray(label)
      ? (mine(label).length ? [[value, mine(label)]] : []) : !own || own.includes(value) ? [[value, label]] : []);
    const list = mine(pilihan("kelurahan"));
    return list.length === 1 && Array.isArray(list[0][1]) ? list[0][1] : list;
  }

  function furnish() {
    options(form.elements.kelurahan, places());
    const only = all("option[value]:not([value=''])", form.elements.kelurahan);
    if (only.length === 1) form.elements.kelurahan.value = only[0].value;
    for (const name of ["alasan_tanpa_nik", "subkategori", "berkas_jenis"]) options(form.elements[name], pilihan(name));
    for (const option of form.elements.subkategori.options) {
      const usual = catalogue.usul_layanan[option.value];
      if (usual) option.dataset.layanan = usual;
    }
    ticks("ppks");
    ticks("urgensi");
    find("[data-officer]", form).textContent = who.petugas.nama;
    const age = (Date.now() - new Date(catalogue.tanggal)) / 86400000;
    const note = document.getElementById("data-per");
    note.textContent = `Daftar layanan dan syarat: data per ${new Date(catalogue.tanggal).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric" })}.`;
    if (age > catalogue.peringatan_setelah_hari) {
      note.className = "notice";
      note.dataset.tone = "soon";
      note.append(" Sudah lama; sambungkan ke internet untuk memperbarui.");
    }
  }

  /* ── Rows: read, changed, drawn again ── */

  const typed = (box) => {
    const found = {};
    for (const each of all("input, select, textarea", box)) {
      if (!each.name || (/radio|checkbox/.test(each.type) && !each.checked)) continue;
      found[each.name.replace(/^[a-z]+-\d+-/, "")] = each.value;
    }
    return found;
  };
  const rowsIn = (part) => all(`#bagian-${part} .rowset`).map(typed);

  function papers(box, service, prefix) {
    const list = find(".papers", box);
    const model = find(".paper", list);
    const valid = catalogue.syarat[service] || [];
    const shape = make("template");
    shape.content.append(model);
    list.append(...valid.map((each) => {
      const copy = fill(shape, { __syarat__: each.id, __nama__: each.nama, __keterangan__: each.keterangan });
      if (each.wajib === "WAJIB") find(".optional", copy)?.remove();
      if (!each.keterangan) find(".hint", copy)?.remove();
      return copy;
    }));
    if (!valid.length) list.replaceWith(...(service ? [make("p", { className: "hint", textContent: "Layanan ini tidak meminta surat apa pun." })] : []));
  }

  function draw(part, rows) {
    const box = find(`#bagian-${part} .rows`);
    all(".rowset", box).forEach((old) => old.remove());
    const before = find("[name=aksi][value^=tambah]", box).parentElement;
    rows.forEach((row, at) => {
      const known = (catalogue.layanan || {})[row.layanan];
      const copy = fill(pattern(part), { __prefix__: at, __nomor__: at + 1, __ringkas__: known?.ringkas, __produk__: known?.produk, __hari__: known?.hari });
      const card = find(".rowset", copy);
      if (part === "kebutuhan") {
        options(find("select", card), pilihan("layanan", "kebutuhan"));
        if (!known) find("p.hint", card).remove();
        if (rows.length < 2) find(".card-head", card).remove();
        papers(card, row.layanan);
      } else options(find("select[name$=program]", card), pilihan("program", "kepesertaan"));
      for (const each of all("input, select, textarea", card)) {
        const value = row[each.name.replace(/^[a-z]+-\d+-/, "")];
        if (value === undefined) continue;
        if (each.type === "radio") each.checked = each.value === value;
        else each.value = value;
      }
      before.before(copy);
    });
    const none = find("p.muted", box);
    if (none) none.hidden = rows.length > 0;
    form.elements[`${part}-TOTAL_FORMS`].value = rows.length;
  }

  function rearrange(part, deed) {
    let rows = rowsIn(part);
    if (deed.startsWith("tambah") && rows.length < MOST[part]) rows.push({});
    const gone = /^hapus_[a-z]+-(\d+)$/.exec(deed);
    if (gone) rows.splice(Number(gone[1]), 1);
    while (rows.length < LEAST[part]) rows.push({});
    draw(part, rows);
  }

  /* ── Priority, as urgency.judge ── */

  function priority() {
    const ticked = all("[name=urgensi]:checked", form).map((tick) => tick.value);
    const yes = catalogue.urgensi.filter((row) => ticked.includes(row.kode));
    const order = catalogue.prioritas_urut;
    const found = order[Math.max(...yes.map((row) => order.indexOf(row.prioritas)))];
    const fresh = fill(pattern(yes.length ? `prioritas-${found}` : "prioritas"), {}).firstElementChild;
    const list = find("ul", fresh);
    if (list) list.replaceChildren(...yes.map((row) => make("li", { textContent: row.alasan })));
    if (list && !yes.some((row) => row.rahasia)) fresh.lastElementChild.remove();
    find("#bagian-prioritas").replaceWith(fresh);
  }

  /* ── What the NIK itself says, as puskesos/nik.py ── */

  const digits = (said) => said.normalize("NFKC").replace(/[\s.'’\x60\-–]/g, "");
  const written = (date) => `${String(date.getUTCDate()).padStart(2, "0")}-${String(date.getUTCMonth() + 1).padStart(2, "0")}-${date.getUTCFullYear()}`;
  const dotted = (code) => code.replace(/(..)(?=.)/g, "$1.");

  S.readNik = ({ nik, kk = "", born = null, sex = "", rules, today = new Date() }) => {
    const said = { problem: "", read: "", doubts: [] };
    if (!/^\d{16}$/.test(nik)) return said;
    const [day, month, year] = [nik.slice(6, 8), nik.slice(8, 10), nik.slice(10, 12)].map(Number);
    const real = day > 40 ? day - 40 : day;
    const births = [1900, 2000].map((period) => new Date(Date.UTC(period + year, month - 1, real)))
      .filter((each) => each.getUTCMonth() === month - 1 && each.getUTCDate() === real);
    if (!births.length) said.problem = `Tanggal lahir di dalam NIK (${nik.slice(6, 8)}-${nik.slice(8, 10)}-${nik.slice(10, 12)}) tidak ada di kalender. Lihat lagi angka ke-7 sampai ke-12; untuk perempuan tanggalnya ditambah 40.`;
    else if (nik.endsWith("0000")) said.problem = "Empat angka terakhir NIK tidak mungkin 0000. Lihat lagi KTP atau KK.";
    if (said.problem) return said;
    const birth = born ? births.sort((a, b) => Math.abs(a - born) - Math.abs(b - born))[0] : births.filter((each) => each <= today).pop();
    const own = day > 40 ? "P" : "L";
    const word = { L: "laki-laki", P: "perempuan" }[own];
    said.read = birth ? `${word}, lahir ${written(birth)}` : word;
    if (born && birth && birth - born) said.doubts.push(`Tanggal lahir menurut NIK ${written(birth)}, yang diketik ${written(born)}. Bila KTP memang begitu, lanjutkan.`);
    if (sex && sex !== own) said.doubts.push(`Menurut NIK ini seorang ${word}; yang dipilih berbeda.`);
    const region = nik.slice(0, 6);
    const known = rules.kecamatan;
    const starts = (size) => known.some((code) => code.slice(0, size) === region.slice(0, size));
    if (!rules.provinsi.includes(region.slice(0, 2)) || ["00", "70"].includes(region.slice(2, 4)) || region.endsWith("00"))
      said.doubts.push(`Tidak ada wilayah berkode ${dotted(region)}. Lihat lagi enam angka pertama.`);
    else if (known.length && !starts(6)) said.doubts.push(!starts(2) ? `NIK ini pertama kali terbit di provinsi lain (kode ${region.slice(0, 2)}).`
      : !starts(4) ? `NIK ini pertama kali terbit di kabupaten/kota lain (kode ${dotted(region.slice(0, 4))}).`
        : `Tidak ada kecamatan berkode ${dotted(region)}. NIK lama bisa memakai kode sebelum pemekaran.`);
    if (kk === nik) said.doubts.push("NIK dan No. KK sama persis. Salah satunya mungkin salah ketik.");
    return said;
  };

  function hint() {
    const [d, m, y] = [0, 1, 2].map((at) => Number(form.elements[`tanggal_lahir_${at}`].value));
    const said = S.readNik({
      nik: digits(form.elements.nik.value), kk: digits(form.elements.no_kk.value), rules: catalogue.nik,
      born: d && m && y > 1000 ? new Date(Date.UTC(y, m - 1, d)) : null, sex: form.elements.jenis_kelamin.value });
    form.elements.nik.setCustomValidity(said.problem);
    form.elements.nik.title = said.problem;
    const note = (sentence, tone) => {
      const each = make("p", { className: "notice", textContent: sentence });
      each.dataset.tone = tone;
      return each;
    };
    find("#bagian-petunjuk").replaceChildren(
      ...(said.problem ? [note(said.problem, "late")] : []),
      ...(said.read ? [make("p", { className: "hint", textContent: `Menurut NIK: ${said.read}.` })] : []),
      ...said.doubts.map((each) => note(each, "soon")));
    if (said.read && hinting) S.perhapsKnown(hinting, digits(form.elements.nik.value)).then((known) => known
      && find("#bagian-petunjuk").append(note("Mungkin sudah terdaftar. Catat saja; sekretariat mencocokkan setelah laporan terkirim.", "soon")));
  }

  /* ── Photos: small, without EXIF, kept at once ── */

  async function shrink(file) {
    if (file.size > MOST_FILE) throw new Error("Foto ini terlalu besar. Ambil foto lagi dengan kamera HP.");
    // Without imageOrientation: Chromium 109 throws on it, and turns the picture anyway.
    const picture = await createImageBitmap(file).catch(() => {
      throw new Error("Berkas ini bukan foto yang terbaca. Tanpa sinyal hanya foto (JPG atau PNG); PDF diunggah nanti saat tersambung.");
    });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    canvas.width = canvas.height = 0; // gives the memory back at once
    return blob.arrayBuffer();
  }

  async function addPhoto(file) {
    const jenis = form.elements.berkas_jenis.value;
    if (!file || !jenis) return sayAt(find("#bagian-berkas .rows"), jenis ? "Ambil atau pilih fotonya dulu." : "Pilih jenis berkas dulu.");
    form.elements.berkas.value = "";
    form.elements.berkas.dispatchEvent(new Event("picked"));
    try {
      if (photos.length >= MOST_PHOTOS) throw new Error(`Paling banyak ${MOST_PHOTOS} foto untuk satu laporan.`);
      const bytes = await shrink(file);
      const row = { id: S.uuid7(), laporan: id, petugas: who.petugas.id, jenis, ukuran: bytes.byteLength,
        sidik: await S.sum(bytes), ...(await S.lock(who.petugas.id, bytes)) };
      if (!practice) await S.put("berkas", row).catch((problem) => { throw new Error(full(problem)); });
      photos.push(row);
      form.elements.berkas_jenis.value = "";
      await showPhotos();
      plan();
    } catch (problem) {
      sayAt(find("#bagian-berkas .rows"), problem.message);
    }
  }

  async function showPhotos() {
    const box = find("#bagian-berkas .rows");
    all(".thumbs, [data-said]", box).forEach((old) => old.remove());
    if (!photos.length) return;
    const list = make("div", { className: "thumbs" });
    for (const row of photos) {
      const name = (catalogue.berkas.jenis.find(([code]) => code === row.jenis) || ["", "Foto"])[1];
      const bytes = await S.unlock(who.petugas.id, row);
      const button = make("button", { type: "button", name: "aksi", value: `hapus_berkas-${row.id}` }, "Hapus",
        make("span", { className: "visually-hidden", textContent: ` ${name}` }));
      list.append(make("figure", {},
        make("img", { alt: name, width: 96, height: 96, src: URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })) }),
        make("figcaption", { textContent: `${name}, ${Math.round(row.ukuran / 1024)} KB` }), button));
    }
    box.prepend(list);
  }

  function sayAt(box, sentence) {
    const note = find("[data-said]", box) || box.appendChild(make("p", { className: "notice" }));
    note.dataset.said = "";
    note.dataset.tone = "late";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
  }

  /* intake.js asks for a part of the page; here it is drawn on the spot. */
  S.part = async (part, { deed = "", file = null } = {}) => {
    if (!catalogue) return;
    if (part === "berkas") {
      const gone = /^hapus_berkas-(.+)$/.exec(deed);
      if (gone) {
        await S.drop("berkas", gone[1]);
        photos = photos.filter((row) => row.id !== gone[1]);
        await showPhotos();
      } else if (deed === "unggah_berkas") await addPhoto(file || form.elements.berkas.files[0]);
    } else if (part === "prioritas") priority();
    else if (part === "petunjuk") hint();
    else {
      rearrange(part, deed);
      if (deed.startsWith("tambah")) find(`#bagian-${part} .rowset:last-of-type select`)?.focus();
    }
    plan();
  };

  /* ── The draft: every field as it is typed; what was not kept is said loudly ── */

  const status = find("[data-draft-status]");
  const values = () => {
    const found = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") (found[name] = found[name] || []).push(value);
    return found;
  };
  const full = (problem) => (problem.name === "Terkunci"
    ? "Perangkat ini terkunci. Masuk lagi di tab lain, lalu lanjutkan di sini."
    : "Penyimpanan HP penuh atau menolak. Hapus foto atau kosongkan ruang, lalu coba lagi.");
  let timer = null;
  let saving = Promise.resolve();
  let unsaved = false;
  let over = false;

  function plan() {
    if (practice) return;
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 250);
  }
  function keep() {
    clearTimeout(timer);
    saving = saving.then(async () => {
      if (over || !unsaved || !who) return;
      unsaved = false;
      try {
        await S.put("draf", { id, petugas: who.petugas.id, diubah: Date.now(), ...(await S.lockJson(who.petugas.id, values())) });
        if (location.hash !== `#${id}`) history.replaceState(history.state, "", `#${id}`);
        status.textContent = `Tersimpan di HP ${new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`;
        status.dataset.tone = "";
      } catch (problem) {
        unsaved = true;
        status.textContent = `BELUM tersimpan di HP. ${full(problem)}`;
        status.dataset.tone = "late";
      }
    });
    return saving;
  }

  S.flush = keep;

  function restore(found) {
    for (const part of ["kebutuhan", "kepesertaan"]) {
      const total = Number((found[`${part}-TOTAL_FORMS`] || ["0"])[0]);
      draw(part, Array.from({ length: total }, (_, at) => Object.fromEntries(Object.entries(found)
        .filter(([name]) => name.startsWith(`${part}-${at}-`)).map(([name, [value]]) => [name.slice(`${part}-${at}-`.length), value]))));
    }
    for (const control of form.elements) {
      if (!control.name || /^(kebutuhan|kepesertaan)-/.test(control.name) || control.type === "file" || control.tagName === "BUTTON") continue;
      const kept = found[control.name] || [];
      if (/radio|checkbox/.test(control.type)) control.checked = kept.includes(control.value);
      else if (kept.length) [control.value] = kept;
    }
    form.elements.id.value = id;
    priority();
    hint();
  }

  /* One tab per draft: the second one is told, and writes nothing. */
  const hold = (draft) => new Promise((done) => {
    if (!navigator.locks) return done(true);
    navigator.locks.request(`draf:${draft}`, { ifAvailable: true }, (held) => {
      done(Boolean(held));
      return held ? new Promise(() => {}) : undefined;
    });
  });

  async function listDrafts() {
    const box = find("#draf-hp");
    const own = (await S.all("draf")).filter((row) => row.petugas === who.petugas.id && !row.jenis && row.id !== id).sort((a, b) => b.diubah - a.diubah);
    box.hidden = !own.length;
    find(".count", box).textContent = own.length;
    const rows = [];
    for (const row of own) {
      const kept = await S.unlockJson(who.petugas.id, row).catch(() => ({}));
      const name = (kept.nama || [""])[0] || "Tanpa nama";
      const open = make("a", { className: "work-title", href: `/lapor/#${row.id}`, textContent: name });
      const remove = make("button", { type: "button", className: "button quiet small" }, "Hapus", make("span", { className: "visually-hidden", textContent: ` draf ${name}` }));
      remove.addEventListener("click", async () => {
        if (!(await hold(row.id)) || !confirm(`Hapus draf ${name}? Isian dan fotonya ikut terhapus.`)) return;
        for (const file of await S.filesOf(row.id)) await S.drop("berkas", file.id);
        await S.drop("draf", row.id);
        listDrafts();
      });
      rows.push(make("li", {}, make("div", { className: "work" }, open, make("p", { className: "muted", textContent: `Disimpan ${S.when(row.diubah)}` })), remove));
    }
    find("ul", box).replaceChildren(...rows);
  }

  /* ── Save and send ── */

  function loud(sentence) {
    all("[data-error-summary]", form).forEach((old) => old.remove());
    const box = make("div", { className: "error-summary", tabIndex: -1 }, make("h2", { textContent: "Belum tersimpan" }),
      make("p", { textContent: `${sentence} Isian masih ada di layar ini.` }));
    box.setAttribute("role", "alert");
    box.dataset.errorSummary = "";
    form.prepend(box);
    box.scrollIntoView();
    box.focus();
  }

  let sealing = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sealing || over) return;
    hint();
    const steps = all(".step", form);
    if (!steps.every((step) => step.dispatchEvent(new CustomEvent("step:check", { bubbles: true, cancelable: true })))) return;
    sealing = true;
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    try {
      await saving;
      clearTimeout(timer);
      const isian = values();
      delete isian.aksi;
      const done = practice ? { number: "LATIHAN", code: "", at: new Date() }
        : await S.enqueue({ officer: who, id, jenis: "keluhan", isian, files: photos });
      over = true;
      receipt(done, isian);
      if (practice) judge(isian);
      else S.send({ now: true }).catch(() => {});
    } catch (problem) {
      loud(full(problem));
    } finally {
      sealing = false;
    }
  });

  function receipt({ number, code, at }, isian) {
    const slip = find("#tanda-terima");
    const put = (name, said) => {
      const place = find(`[data-slip=${name}]`, slip);
      place.textContent = said;
      if (!said) place.closest("[data-slip-row]").hidden = true;
    };
    const { rahasia, urgensi } = catalogue;
    const rows = rowsIn("kebutuhan").map((row) => row.layanan);
    const marked = (list, given) => list.some((each) => (given || []).includes(each));
    const secret = isian.rahasia || marked(rahasia.subkategori, isian.subkategori) || marked(rahasia.layanan, rows)
      || marked(rahasia.ppks, isian.ppks) || marked(urgensi.filter((row) => row.rahasia).map((row) => row.kode), isian.urgensi);
    const names = new Map(pilihan("layanan", "kebutuhan").flatMap(([, each]) => each));
    put("nomor", number || "menyusul");
    put("kode", code);
    put("nama", isian.nama[0]);
    put("tanggal", at.toLocaleDateString("id-ID", { weekday: "long", day: "numeric", month: "short", year: "numeric" }));
    put("kebutuhan", secret ? "" : rows.map((each) => names.get(each)).join(", "));
    put("petugas", who.petugas.nama);
    find("#isian").hidden = true;
    slip.hidden = false;
    history.replaceState(null, "", "/lapor/");
    scrollTo(0, 0);
    const head = find("h1", slip);
    head.tabIndex = -1;
    head.focus();
  }

  /* Practising: what the story of that family asked for and the sheet does not say. */
  function judge(isian) {
    const story = all("#latihan [data-nama]").find((each) => isian.nama[0].toLowerCase().includes(each.dataset.nama.toLowerCase()));
    const told = { ...isian, layanan: rowsIn("kebutuhan").map((row) => row.layanan) };
    const gaps = [["subkategori", "Jenis keluhan"], ["layanan", "Kebutuhan", "kebutuhan"], ["urgensi", "Pertanyaan keadaan"]].filter(([name]) =>
      story && !(told[name] || []).includes(story.dataset[name])).map(([name, label, rows]) => {
      const names = new Map(pilihan(name, rows).flatMap(([value, each]) => (Array.isArray(each) ? each : [[value, each]])));
      return make("li", { textContent: `${label}: ${names.get(story.dataset[name])}` });
    });
    find("#tanda-terima h1").textContent = "Latihan selesai";
    const said = find("#tersegel");
    said.textContent = !story ? "Namanya bukan nama keluarga contoh."
      : gaps.length ? `Lihat lagi ${story.dataset.nama}. Yang dimaksud ceritanya:` : `Isian ${story.dataset.nama} cocok dengan ceritanya.`;
    if (gaps.length) said.dataset.tone = "soon";
    said.after(make("ul", {}, ...gaps), make("p", {}, "Tidak ada yang disimpan. ", make("a", { href: "/lapor/?latihan", textContent: "Berlatih lagi" })));
  }

  /* ── Start ── */

  let asked = false; // only then is it certain that no key is on its way
  async function open() {
    who = await S.officer();
    catalogue = await S.get("meta", "katalog");
    const ready = Boolean(who && who.penugasan && catalogue && who.segel && (await S.get("meta", `kunci:${who.petugas.id}`)));
    find("#belum-siap").hidden = ready || !asked;
    find("#menyiapkan").hidden = ready || asked;
    find("#isian").hidden = !ready;
    if (!ready) return (who = null);
    const wanted = /^#([0-9a-f-]{36})$/.exec(location.hash);
    const kept = wanted && (await S.get("draf", wanted[1]));
    const mine = kept && !kept.jenis && kept.petugas === who.petugas.id;
    if (mine && !(await hold(kept.id))) {
      find("#isian").hidden = true;
      return (find("#di-tab-lain").hidden = false);
    }
    furnish();
    hinting = ((await S.dayPack(who)) || {}).petunjuk;
    if (mine) {
      id = kept.id;
      restore(await S.unlockJson(who.petugas.id, kept));
      photos = await S.filesOf(id);
      await showPhotos();
      status.textContent = "Draf dilanjutkan";
    } else {
      await hold(id);
      draw("kebutuhan", [{}]);
      draw("kepesertaan", []);
      priority();
      if (wanted) history.replaceState(null, "", "/lapor/");
    }
    form.elements.id.value = id;
    find("#latihan").hidden = !practice;
    if (practice) find("#isian h1").textContent = "Latihan";
    else await listDrafts();
    form.dispatchEvent(new Event("input", { bubbles: true })); // what does not apply is hidden
    form.addEventListener("input", plan);
    form.addEventListener("change", plan);
    document.documentElement.dataset.siap = "1";
  }

  addEventListener("hashchange", () => /^#[0-9a-f-]{36}$/.test(location.hash) && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  addEventListener("beforeunload", (event) => {
    if (!unsaved || over || !who) return;
    event.preventDefault();
    event.returnValue = ""; // needed by Chromium < 119
  });
  /* Somebody else has signed in: this page is not his. */
  document.documentElement.addEventListener("slrt:session", async () => {
    const now = await S.officer();
    asked = true;
    if (!who) open();
    else if (!over && (!now || now.petugas.id !== who.petugas.id)) location.reload();
  });
  S.started.then(open);
})();
