/* What every page without signal shares: the band with the state of sending, the count in the title, the worker with
   its new versions, and when sending is tried. */
(() => {
  "use strict";

  const S = self.SLRT;
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const DAY = 86400000;
  // state → (look of the band, sentence)
  const WORDS = {
    ok: ["ok", "Tersambung. Semua laporan sudah terkirim."],
    online: ["ok", "Tersambung."],
    sending: ["sending", "Mengirim…"],
    later: ["offline", "Sebagian belum terkirim; dicoba lagi otomatis."],
    offline: ["offline", "Tanpa sambungan. Laporan aman di HP ini dan terkirim sendiri nanti."],
    portal: ["offline", "Jaringan ini meminta masuk WiFi dulu. Laporan aman di HP ini."],
    signin: ["signin", "Sesi habis. Masuk lagi untuk mengirim; laporan aman di HP ini."],
    nobody: ["signin", "Belum masuk. Masuk dulu supaya laporan terkirim."],
    other: ["offline", "Yang menunggu di HP ini milik petugas lain; terkirim bila petugas itu masuk."],
    revoked: ["problem", "Perangkat ini dicabut. Simpan cadangan ke berkas, lalu antar ke sekretariat SLRT."],
    refused: ["problem", "Akun ini tidak boleh mengirim dari perangkat ini. Hubungi sekretariat SLRT."],
  };

  function band(state, waiting = []) {
    const box = find("#connection");
    if (!box || !WORDS[state]) return;
    const days = waiting.length ? (Date.now() - Math.min(...waiting.map((row) => row.dibuat))) / DAY : 0;
    const [look, words] = WORDS[state === "signin" && !waiting.length ? "nobody" : state];
    const late = days >= 3 ? " Ada yang menunggu lebih dari 3 hari: cari sinyal atau antar cadangan ke sekretariat."
      : days >= 1 ? " Ada yang menunggu lebih dari 1 hari." : "";
    box.hidden = false;
    box.dataset.state = days >= 3 ? "problem" : days >= 1 && look === "ok" ? "offline" : look;
    find("#connection-text").textContent = `${words}${waiting.length ? ` ${waiting.length} menunggu.` : ""}${late}`;
    find("#send-now").hidden = !waiting.length || ["sending", "signin", "revoked"].includes(state);
    const old = find("#connection-signin");
    if (state !== "signin") return old && old.remove();
    if (!old) find("#connection-actions").append(make("a", {
      id: "connection-signin", className: "button small", textContent: "Masuk", href: `/masuk/?next=${encodeURIComponent(location.pathname + location.hash)}` }));
  }

  const title = document.title;
  async function count() {
    const waiting = await S.unsent();
    document.title = waiting.length ? `(${waiting.length}) ${title}` : title;
    document.querySelectorAll("[data-waiting]").forEach((mark) => {
      mark.hidden = !waiting.length;
      mark.textContent = waiting.length;
    });
    return waiting;
  }

  let state = "";
  async function show(news = {}) {
    if (news.locked) { // somebody has signed out in another tab
      if (S.flush) await S.flush();
      return location.reload();
    }
    if (news.state && news.state !== "queued") state = news.state;
    band(state, await count());
    root.dispatchEvent(new CustomEvent("slrt:news"));
  }
  S.onnews = (news) => show(news).catch(() => {});
  const send = (now, stuck) => S.send({ now, stuck }).catch(() => {});

  /* The officer's facts first from the device, then from the server when it answers. */
  async function greet() {
    const answer = await S.session();
    const problem = S.trouble(answer);
    if (!problem) {
      const { katalog, waktu, csrf } = answer.said;
      clock(waktu);
      await S.catalogue(katalog, waktu.slice(0, 10));
      S.topUp(csrf).catch(() => {}); // nobody waits two seconds more for numbers
    }
    const waiting = await S.unsent();
    if (problem || waiting.every((row) => S.STUCK.has(row.status))) await show({ state: problem || "online" });
    if (!problem && waiting.length) send(true);
    return answer.said;
  }
  const met = (detail) => root.dispatchEvent(new CustomEvent("slrt:session", { detail }));

  /* ── The worker: a new version waits until somebody says so, because somebody may be typing ── */

  function note(id, ...said) {
    const old = find(`#${id}`);
    if (old) old.remove();
    if (!said.length) return;
    const box = make("p", { id, className: "notice" }, ...said);
    box.setAttribute("role", "status");
    find("#main").prepend(box);
  }

  /* A wrong clock loses nothing, the server's counts; but days of waiting and of the pack are told by this one. */
  function clock(now) {
    const hours = (Date.now() - new Date(now)) / 3600000;
    const off = Math.abs(hours);
    const said = off < 2 ? `${Math.round(off * 60)} menit` : off < 48 ? `${Math.round(off)} jam` : `${Math.round(off / 24)} hari`;
    note("jam", ...(off > 0.15 ? [`Jam HP ini ${hours > 0 ? "terlalu cepat" : "terlambat"} ${said}. Betulkan di pengaturan HP. Laporan tetap diterima.`] : []));
  }

  function offer(registration) {
    const reload = make("button", { type: "button", className: "button small", textContent: "Muat ulang" });
    reload.addEventListener("click", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      registration.waiting.postMessage("LEWATI");
    });
    note("versi-baru", "Versi baru tersedia. ", reload);
  }
  async function register() {
    if (!("serviceWorker" in navigator) || root.dataset.luring !== "1") return;
    const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const watch = () => registration.waiting && navigator.serviceWorker.controller && offer(registration);
    registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", watch));
    watch();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#send-now")) send(true, true);
    if (event.target.closest("[data-print]")) print();
  });
  addEventListener("online", () => send(true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send(false));
  setInterval(() => send(false), 30000);

  /* Back from the browser's memory: meanwhile somebody else may have signed in. */
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    const [before, now] = [await S.started, await S.officer()].map((one) => one && one.petugas.id);
    if (before === now) greet().then(met).catch(() => {});
    else location.reload();
  });

  S.make = make;
  S.when = (moment) => new Date(moment).toLocaleString("id-ID", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  S.started = (async () => {
    const known = await S.officer();
    await count();
    register().catch(() => {});
    greet().catch(() => show({ state: "offline" }).catch(() => {})).then(met);
    return known;
  })();
})();
