/* The outbox: what is kept on this device and what became of it, the backup file, the receipt from the secretariat;
   and the day's visits, taken along and written down at the door. */
(() => {
  "use strict";

  const S = self.SLRT;
  const find = (selector) => document.querySelector(selector);
  const { make } = S;
  // status → (word, kind of badge, tone)
  const WORDS = {
    siap: ["Tersimpan di HP", "gray", "ring"], mengirim: ["Mengirim", "blue", "part-50"], terkirim: ["Terkirim, foto menyusul", "teal", "part-75"],
    diterima: ["Diterima", "green", "check"], konflik: ["Perlu diperbaiki", "red", "alert"], perbaikan: ["Perlu diperbaiki", "red", "alert"],
  };
  const KINDS = { keluhan: "Keluhan", kunjungan: "Hasil kunjungan", catatan: "Catatan" };
  const OTHERWISE = { ditampung: ["Diterima sekretariat", "green", "check"], dibuang: ["Tidak dicatat", "red", "alert"] };
  const AFTER = {
    konflik: "Keduanya disimpan di sekretariat; orang yang memutuskan. Anda tidak perlu mengirim lagi.",
    perbaikan: "Salinannya sudah di sekretariat bila server menerimanya. Hubungi sekretariat; bila diminta, catat ulang sebagai keluhan baru.",
  };

  function badge(row) {
    const [word, tone, mark] = (row.status === "diterima" && OTHERWISE[row.kata]) || WORDS[row.status];
    const element = make("span", { className: "badge", textContent: word });
    element.dataset.tone = tone;
    element.dataset.mark = mark;
    return element;
  }

  async function item(row, who) {
    const days = (Date.now() - row.dibuat) / 86400000;
    const waiting = row.status !== "diterima";
    const line = make("li");
    line.dataset.id = row.id;
    line.dataset.status = row.status;
    line.dataset.tone = !waiting ? (row.kata === "dibuang" ? "late" : "ok") : S.STUCK.has(row.status) || days >= 3 ? "late" : days >= 1 ? "soon" : "";
    const own = who && who.petugas.id === row.petugas;
    const work = make("div", { className: "work" });
    line.append(work);
    if (!own) {
      work.append(make("span", { className: "work-title", textContent: "Milik petugas lain" }),
        make("p", { className: "muted", textContent: `${S.when(row.dibuat)} · terkirim bila petugas itu masuk di HP ini` }));
      return line;
    }
    work.append(make("span", { className: "work-title", textContent: row.nomor || row.nomor_sementara || KINDS[row.jenis] }), " ", badge(row));
    const facts = [KINDS[row.jenis], S.when(row.dibuat), `${Math.ceil(row.ukuran / 1024)} KB`, row.foto ? `${row.foto} foto` : "",
      row.nomor && row.nomor_sementara ? `dulu ${row.nomor_sementara}` : "", row.coba && waiting ? `dicoba ${row.coba} kali` : ""];
    work.append(make("p", { className: "muted", textContent: facts.filter(Boolean).join(" · ") }));
    if (row.galat) work.append(make("p", { textContent: `Sebab: ${row.galat}` }));
    if (AFTER[row.status]) work.append(make("p", { className: "hint", textContent: AFTER[row.status] }));
    const { kode_lacak: code } = await S.unlockJson(row.petugas, row.ringkas).catch(() => ({}));
    if (code) work.append(make("details", { className: "disclosure" }, make("summary", { textContent: "Kode lacak" }), make("p", { textContent: code })));
    return line;
  }

  let turn = 0;
  async function draw() {
    if (!find("#daftar")) return;
    const mine = (turn += 1);
    const who = await S.officer();
    const rows = (await S.all("antre")).sort((a, b) => b.dibuat - a.dibuat);
    const lines = await Promise.all(rows.map((row) => item(row, who)));
    if (mine !== turn) return;
    const open = new Set([...document.querySelectorAll("#daftar details[open]")].map((each) => each.closest("li").dataset.id));
    find("#daftar").replaceChildren(...lines);
    lines.forEach((line) => open.has(line.dataset.id) && line.querySelector("details") && (line.querySelector("details").open = true));
    find("#kosong").hidden = rows.some((row) => row.status !== "diterima");
    find("#siapa").textContent = who ? `Masuk sebagai ${who.petugas.nama}${who.penugasan ? ` · ${who.penugasan.label}` : ""}.` : "Belum ada yang masuk di HP ini.";
    document.documentElement.dataset.siap = "1";
  }

  function say(sentence, tone) {
    const box = find("#pesan");
    box.hidden = false;
    box.dataset.tone = tone;
    box.textContent = sentence;
  }

  /* Everything sealed that waits here, whoever wrote it: nobody on the way can read it. */
  async function backUp() {
    const rows = await S.unsent();
    const lines = [];
    for (const row of rows) {
      lines.push({ jenis: "laporan", id: row.id, sidik: row.sidik, amplop: JSON.parse(row.amplop) });
      for (const file of await S.filesOf(row.id)) {
        if (!file.terkirim) lines.push({ jenis: "lampiran", id: file.id, laporan: row.id, sidik: file.sidik, amplop: JSON.parse(file.amplop) });
      }
    }
    lines.sort((a, b) => Number(a.jenis === "lampiran") - Number(b.jenis === "lampiran")); // texts first
    if (!lines.length) return say("Tidak ada yang menunggu, jadi tidak ada yang perlu dicadangkan.", "info");
    lines.unshift({ slrt: "cadangan", versi: 1, perangkat: await S.device(), dibuat: new Date().toISOString() });
    const url = URL.createObjectURL(new Blob([lines.map((each) => `${JSON.stringify(each)}\n`).join("")], { type: "application/octet-stream" }));
    make("a", { href: url, download: `cadangan-${new Date().toLocaleDateString("sv")}.slrt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    say(`${rows.length} laporan disimpan ke berkas cadangan. Yang di HP ini tetap ada sampai server menerimanya.`, "ok");
  }

  /* Only own items, and only those whose every byte the secretariat names. */
  async function readReceipt(event) {
    const [file] = event.target.files;
    event.target.value = "";
    const told = await file.text().then(JSON.parse).catch(() => null);
    if (!told || !Array.isArray(told.hasil)) return say("Berkas ini bukan tanda terima dari sekretariat.", "late");
    const who = await S.officer();
    const named = new Map(told.hasil.map((each) => [`${each.id}|${each.sidik}`, each]));
    const fine = (each) => each && ["diterima", "ditampung", "dibuang"].includes(each.status);
    let done = 0;
    for (const row of await S.unsent()) {
      const said = named.get(`${row.id}|${row.sidik}`);
      if (!who || row.petugas !== who.petugas.id || !fine(said)) continue;
      const files = (await S.filesOf(row.id)).filter((each) => !each.terkirim);
      const there = files.filter((each) => fine(named.get(`${each.id}|${each.sidik}`)));
      for (const each of there) await S.change("berkas", each.id, { terkirim: true, amplop: null });
      await S.change("antre", row.id, { nomor: said.nomor || "", kata: said.status, status: "terkirim", galat: "" });
      if (there.length === files.length) await S.finish(row.id);
      done += 1;
    }
    say(done ? `${done} laporan ditandai sudah diterima sekretariat.` : "Tanda terima ini tidak menyebut laporan Anda di HP ini.", done ? "ok" : "late");
    S.onnews({});
  }

  /* What the secretariat holds without a number gets it from a person there; the officer reads it here. */
  async function follow({ detail }) {
    const open = detail && detail.csrf ? (await S.all("antre")).filter((row) => row.status === "diterima" && row.kata === "ditampung").slice(0, 200) : [];
    if (!open.length) return;
    const { said } = await S.ask("/api/v1/sinkron/status/", {
      method: "POST", body: JSON.stringify({ ids: open.map((row) => row.id) }), headers: await S.headers(detail.csrf) }, 20000);
    for (const { id, sidik, status, nomor = "", detail: why = "" } of (said && said.hasil) || []) {
      const row = open.find((each) => each.id === id && each.sidik === sidik);
      if (row && status !== "ditampung") await S.change("antre", id, { nomor, kata: status, tiba: Date.now(), galat: status === "diterima" ? "" : why });
    }
    draw();
  }

  /* ── The day to take along ── */

  let pack = null;
  async function fetchPack() {
    const who = await S.officer();
    const answer = who && (await S.ask("/api/v1/paket/hari/", { headers: await S.headers("") }, 60000));
    if (!answer || answer.status !== 200) {
      return say(answer && answer.said && answer.said.detail ? answer.said.detail : "Belum bisa mengambil paket: tidak ada sambungan, atau Anda belum masuk. Paket yang lama tetap dipakai.", "late");
    }
    await S.put("meta", { sampai: answer.said.berlaku_sampai, ...(await S.lockJson(who.petugas.id, answer.said)) }, `paket:${who.petugas.id}`);
    say("Paket siap. Daftar ini terbuka tanpa sinyal.", "ok");
    drawDay();
  }

  const place = (row) => `${row.kelurahan}${row.lewat_sungai ? " (lewat sungai)" : ""} · RT ${row.rt || "?"} / RW ${row.rw || "?"}`;

  /* ── What is being written at a door: every field as it is typed, locked like any draft ── */

  let writing = null; // {form, row, id, petugas, changed}
  let timer = null;
  let saving = Promise.resolve();
  const brief = ({ keluhan, kunjungan, nomor, nama, kelurahan, lewat_sungai, rt, rw }) =>
    ({ keluhan, kunjungan, nomor, nama, kelurahan, lewat_sungai, rt, rw, layanan: [], kurang: [] });

  async function draftsOf(who) {
    const found = [];
    for (const kept of await S.all("draf")) {
      if (kept.petugas !== who.petugas.id || !kept.jenis) continue;
      const opened = await S.unlockJson(kept.petugas, kept).catch(() => null);
      if (opened) found.push({ id: kept.id, jenis: kept.jenis, ...opened });
    }
    return found;
  }

  function keep() {
    clearTimeout(timer);
    saving = saving.then(async () => {
      if (!writing || !writing.changed) return;
      const now = writing;
      const { form, row, id, petugas } = now;
      const told = form.querySelector("[data-kept]");
      now.changed = false;
      try {
        const content = { row: brief(row), isian: Object.fromEntries(new FormData(form)) };
        await S.put("draf", { id, petugas, jenis: form.dataset.jenis, diubah: Date.now(), ...(await S.lockJson(petugas, content)) });
        told.textContent = `Tersimpan di HP ${new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`;
        told.dataset.tone = "";
      } catch {
        now.changed = true;
        told.textContent = "BELUM tersimpan di HP: penyimpanan penuh atau terkunci. Jangan tutup halaman ini.";
        told.dataset.tone = "late";
      }
    });
    return saving;
  }
  S.flush = keep;

  function plan() {
    if (writing) writing.changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 250);
  }

  /* Put away what stands in the form; a draft is thrown away only when somebody says so. */
  async function cancel() {
    await keep();
    const { form, id } = writing;
    if ((await S.get("draf", id)) && !confirm("Buang yang sudah diisi?")) return;
    writing = null;
    form.hidden = true;
    await S.drop("draf", id);
    drawDay();
  }

  function visitLine(row, noted) {
    const late = row.rencana && row.rencana < new Date().toLocaleDateString("sv");
    const work = make("div", { className: "work" }, make("span", { className: "work-title", textContent: row.nama }), " ",
      make("span", { className: "muted", textContent: row.nomor }));
    const lines = [[row.rencana ? `Rencana ${new Date(row.rencana).toLocaleDateString("id-ID", { day: "numeric", month: "short" })}${late ? " (terlewat)" : ""}` : "Belum direncanakan", row.tujuan],
      [row.alamat, row.patokan], [row.ringkasan, row.layanan.join(", ")], row.kurang.length ? [`Kurang: ${row.kurang.join(", ")}`] : []];
    lines.forEach((each, at) => each.filter(Boolean).length && work.append(make("p", { className: at ? "muted" : "", textContent: each.filter(Boolean).join(" · ") })));
    if (noted) work.append(make("p", { textContent: noted }));
    const button = (word, jenis) => {
      const made = make("button", { type: "button", className: "button small secondary" }, word, make("span", { className: "visually-hidden", textContent: ` ${row.nama}` }));
      made.addEventListener("click", () => openForm(jenis, row));
      return made;
    };
    work.append(make("div", { className: "row" }, button("Isi hasil", "kunjungan"), button("Catatan", "catatan")));
    const line = make("li", {}, work);
    line.dataset.keluhan = row.keluhan;
    line.dataset.tone = noted ? "ok" : late ? "late" : "";
    return line;
  }

  async function drawDay() {
    if (!find("#paket")) return;
    const who = await S.officer();
    const ready = Boolean(who && (await S.get("meta", `kunci:${who.petugas.id}`)));
    find("#belum-siap").hidden = ready;
    find("#hari").hidden = !ready;
    if (!ready) return;
    pack = await S.dayPack(who);
    const noted = new Map();
    for (const row of await S.all("antre")) {
      if (row.petugas !== who.petugas.id || row.jenis === "keluhan") continue;
      const { keluhan } = await S.unlockJson(row.petugas, row.ringkas).catch(() => ({}));
      if (keluhan) noted.set(keluhan, `${KINDS[row.jenis]} tercatat di HP ini`);
    }
    const rows = [...((pack && pack.kunjungan) || [])];
    for (const { jenis, row } of await draftsOf(who)) {
      noted.set(row.keluhan, `${KINDS[jenis]}: draf di HP ini, belum dikirim`);
      if (!rows.some((each) => each.keluhan === row.keluhan)) rows.push(row); // its pack has expired
    }
    const groups = new Map();
    for (const row of rows) groups.set(place(row), [...(groups.get(place(row)) || []), row]);
    find("#paket").replaceChildren(...[...groups].sort(([a], [b]) => a.localeCompare(b, "id")).map(([name, rows]) => make("section", { className: "card flush" },
      make("div", { className: "card-head" }, make("h2", {}, `${name} `, make("span", { className: "count", textContent: rows.length }))),
      make("ul", { className: "worklist" }, ...rows.map((row) => visitLine(row, noted.get(row.keluhan)))))));
    find("#paket-ket").textContent = !pack ? "Belum ada paket di HP ini."
      : `${pack.tempat}. Diambil ${S.when(pack.dibuat)}, berlaku sampai ${S.when(pack.berlaku_sampai)}.${groups.size ? "" : " Tidak ada yang perlu dikunjungi."}${pack.rahasia_ditinggal ? ` ${pack.rahasia_ditinggal} kasus rahasia tidak dibawa.` : ""}`;
    document.documentElement.dataset.siap = "1";
  }

  async function openForm(jenis, row) {
    await keep();
    const who = await S.officer();
    const draft = (await draftsOf(who)).find((each) => each.jenis === jenis && each.row.keluhan === row.keluhan);
    document.querySelectorAll("form[data-jenis]").forEach((form) => {
      form.hidden = form.dataset.jenis !== jenis;
      if (form.hidden) return;
      form.reset();
      for (const control of draft ? form.elements : []) {
        const value = draft.isian[control.name];
        if (control.type === "radio") control.checked = control.value === value;
        else if (value !== undefined) control.value = value;
      }
      writing = { form, row, id: draft ? draft.id : S.uuid7(), petugas: who.petugas.id, changed: false };
      Object.assign(form.dataset, { keluhan: row.keluhan, kunjungan: row.kunjungan || "", id: writing.id });
      form.querySelector("[data-kept]").textContent = draft ? "Draf dilanjutkan" : "";
      find(`#judul-${jenis}`).textContent = `${KINDS[jenis]}: ${row.nama}`;
      form.scrollIntoView();
      form.querySelector("input, textarea").focus();
    });
  }

  async function record(event) {
    event.preventDefault();
    const form = event.target;
    const isian = Object.fromEntries(new FormData(form));
    const { jenis, keluhan, kunjungan, id } = form.dataset;
    const text = (name) => (isian[name] || "").trim();
    const gap = jenis === "catatan" ? (text("catatan") ? "" : "Tulis catatannya.")
      : !text("hasil") ? "Pilih bagaimana kunjungannya." : text("hasil") !== "TIDAK_DI_RUMAH" && !text("kondisi") ? "Tulis keadaan keluarga dan rumah." : "";
    const error = form.querySelector("[data-gap]");
    error.hidden = !gap;
    error.textContent = gap;
    if (gap || form.dataset.busy) return error.focus();
    form.dataset.busy = "1";
    await keep();
    const mine = writing;
    writing = null; // what is sealed now must not become a draft again
    try {
      await S.enqueue({ officer: await S.officer(), id, jenis, isian, keluhan, kunjungan: kunjungan || null });
      form.hidden = true;
      say(`${KINDS[jenis]} tersimpan di HP ini dan terkirim sendiri saat ada sambungan.`, "ok");
      S.send({ now: true }).catch(() => {});
    } catch {
      writing = mine;
      error.hidden = false;
      error.textContent = "Belum tersimpan: penyimpanan HP penuh atau terkunci. Isian masih ada di layar ini.";
      error.focus();
    } finally {
      delete form.dataset.busy;
    }
    drawDay();
  }

  const listen = (selector, kind, work) => find(selector) && find(selector).addEventListener(kind, work);
  /* On the home screen it opens like any other app, and the browser does not clear it away when space runs short. */
  let install = null;
  async function keepForGood() {
    const kept = navigator.storage && navigator.storage.persisted ? await navigator.storage.persisted() : false;
    find("#tetap").textContent = kept ? "Simpanan di HP ini tidak dibuang peramban."
      : "Peramban boleh membuang simpanan ini bila ruang HP habis. Pasang di layar utama supaya tetap ada.";
    find("#pasang").hidden = !install;
  }
  addEventListener("beforeinstallprompt", (event) => {
    if (!find("#pasang")) return;
    event.preventDefault();
    install = event;
    keepForGood();
  });
  listen("#pasang", "click", async () => {
    const asked = install;
    install = null; // a browser asks once
    await asked.prompt();
    await asked.userChoice;
    keepForGood();
  });
  if (find("#tetap")) keepForGood().catch(() => {});

  /* "Kunci perangkat": the keys go at once, the session at the next contact. */
  async function lockDevice() {
    await S.put("meta", true, "kunci-diminta");
    await S.forget();
    await S.session();
  }

  /* Number and time stay two weeks; what has no number yet stays until it may have one. */
  async function tidy() {
    const days = (row) => (row.kata === "ditampung" ? 60 : 14) * 86400000;
    const old = (await S.all("antre")).filter((row) => row.status === "diterima" && row.tiba < Date.now() - days(row));
    for (const row of old) await S.drop("antre", row.id);
  }

  listen("[data-lock]", "click", () => lockDevice().finally(() => location.reload()));
  listen("#cadangan", "click", backUp);
  listen("#resi", "change", readReceipt);
  listen("#ambil-paket", "click", fetchPack);
  document.querySelectorAll("form[data-jenis]").forEach((form) => {
    form.addEventListener("submit", record);
    form.querySelector("[data-cancel]").addEventListener("click", cancel);
    form.addEventListener("input", plan);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  let drawing = null; // sending many has news many times a second; a small phone draws once
  const redraw = () => (drawing = drawing || setTimeout(() => {
    drawing = null;
    draw();
    drawDay();
  }, 100));
  document.documentElement.addEventListener("slrt:news", redraw);
  document.documentElement.addEventListener("slrt:session", redraw);
  document.documentElement.addEventListener("slrt:session", (event) => follow(event).catch(() => {}));
  S.started.then(() => tidy().catch(() => {})).then(redraw);
})();
