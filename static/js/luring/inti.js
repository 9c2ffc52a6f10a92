/* Work without signal: what is kept on the device, how it is locked, how it is sent; at the end what every page shares.
   Pages and the service worker load this one file: on a bad line each request costs two seconds. Drafts are locked with
   the officer's key (handed out at sign-in, never readable by a script); what was saved is sealed to the city's public
   key and can be read by nobody here. */
(() => {
  "use strict";

  const S = (self.SLRT = self.SLRT || {});
  const SCHEMA = 1;
  const text = new TextEncoder();
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const base64 = (bytes) => {
    let out = "";
    const all = new Uint8Array(bytes);
    for (let at = 0; at < all.length; at += 32768) out += String.fromCharCode(...all.subarray(at, at + 32768));
    return btoa(out);
  };
  const unbase64 = (said) => Uint8Array.from(atob(said), (one) => one.charCodeAt(0));
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));
  const sum = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

  function uuid7(now = Date.now()) {
    const bytes = random(16);
    for (let at = 5, left = now; at >= 0; at--, left = Math.floor(left / 256)) bytes[at] = left % 256;
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /* ── IndexedDB: "saved" is said only when a strict transaction is complete; any abort is "not saved".
        A full disk came as DataError once, while estimate() still promised a gigabyte. ── */

  let opening = null;
  const database = () => (opening = opening || new Promise((done, fail) => {
    const asked = indexedDB.open("slrt", 1);
    asked.onupgradeneeded = () => { // later versions only add
      const base = asked.result;
      base.createObjectStore("meta");
      base.createObjectStore("draf", { keyPath: "id" });
      base.createObjectStore("antre", { keyPath: "id" });
      base.createObjectStore("berkas", { keyPath: "id" }).createIndex("laporan", "laporan");
    };
    asked.onsuccess = () => {
      const base = asked.result;
      base.onversionchange = () => { base.close(); opening = null; };
      base.onclose = () => (opening = null); // browsers short of memory close it
      done(base);
    };
    asked.onerror = () => { opening = null; fail(asked.error); };
  }));

  /* A page that was left holds no connection: it would stand in the way of the browser's memory of pages, and of the
     next version of the stores. What is still being written is written first; whatever is used again opens it again. */
  const shut = () => {
    if (opening) opening.then((base) => base.close()).catch(() => {});
    opening = null;
  };
  if (self.document) addEventListener("pagehide", () => (S.flush ? S.flush() : Promise.resolve()).then(shut, shut));

  async function transact(stores, mode, work) {
    const base = await database();
    return new Promise((done, fail) => {
      let result;
      const change = base.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      change.oncomplete = () => done(result);
      change.onabort = () => fail(change.error || new DOMException("", "AbortError"));
      const asked = work(...[].concat(stores).map((name) => change.objectStore(name)));
      if (asked instanceof IDBRequest) asked.onsuccess = () => (result = asked.result);
    });
  }
  const get = (store, key) => transact(store, "readonly", (rows) => rows.get(key));
  const all = (store) => transact(store, "readonly", (rows) => rows.getAll());
  const put = (store, row, key) => transact(store, "readwrite", (rows) => rows.put(row, key));
  const drop = (store, key) => transact(store, "readwrite", (rows) => rows.delete(key));
  const filesOf = (id) => transact("berkas", "readonly", (rows) => rows.index("laporan").getAll(id));
  const change = (store, id, facts) => transact(store, "readwrite", (rows) => {
    const found = rows.get(id);
    found.onsuccess = () => found.result && rows.put({ ...found.result, ...facts });
  });

  /* ── Tier 1: the officer's key locks drafts ── */

  const held = {}; // a page that is open goes on saving
  const key = async (petugas) => {
    held[petugas] = held[petugas] || (await get("meta", `kunci:${petugas}`));
    if (!held[petugas]) throw Object.assign(new Error("terkunci"), { name: "Terkunci" });
    return held[petugas];
  };
  async function lock(petugas, bytes) {
    const iv = random(12);
    return { iv, isi: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(petugas), bytes) };
  }
  const unlock = async (petugas, row) => crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await key(petugas), row.isi);
  const lockJson = (petugas, value) => lock(petugas, text.encode(JSON.stringify(value)));
  const unlockJson = async (petugas, row) => JSON.parse(new TextDecoder().decode(await unlock(petugas, row)));

  /* The keys go, what they locked stays and opens again when its officer signs in. Items to send are not touched. */
  async function forget(keep) {
    await transact("meta", "readwrite", (rows) => {
      rows.getAllKeys().onsuccess = (event) => event.target.result
        .filter((name) => String(name).startsWith("kunci:") && name !== `kunci:${keep}`).forEach((name) => rows.delete(name));
      if (!keep) rows.delete("sesi");
    });
    if (!keep) tell({ locked: true });
  }

  /* ── Tier 2: sealed to the city (ephemeral ECDH P-256, HKDF-SHA256, AES-256-GCM) ── */

  async function seal(segel, bytes, aad) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const city = await crypto.subtle.importKey("raw", unbase64(segel.kunci_publik), curve, false, []);
    const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: city }, own.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const once = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: text.encode("slrt-segel-v1") },
      base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = random(12);
    const isi = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(aad) }, once, bytes);
    return JSON.stringify({ skema: SCHEMA, generasi: segel.generasi, isi: base64(isi), iv: base64(iv),
      kunci: base64(await crypto.subtle.exportKey("raw", own.publicKey)) });
  }

  /* ── The device, its temporary numbers and tracking codes ── */

  async function device() {
    const known = await get("meta", "perangkat");
    if (known) return known;
    const made = uuid7();
    // Two tabs on the first day: the first one names the device.
    await transact("meta", "readwrite", (rows) => {
      const found = rows.get("perangkat");
      found.onsuccess = () => found.result || rows.put(made, "perangkat");
    });
    return get("meta", "perangkat");
  }

  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford, as puskesos/numbering.py
  function trackingCode() {
    const body = [...random(12)].map((one) => LETTERS[one % 32]).join("");
    let total = 0;
    for (const letter of body) {
      total ^= LETTERS.indexOf(letter);
      total = (total << 1) ^ (total & 16 ? 37 : 0);
    }
    return (body + LETTERS[total]).replace(/(.{4})(?=.)/g, "$1-");
  }

  /* Each number is given once, even to two tabs; "" when the block is used up. */
  async function temporaryNumber() {
    let number = "";
    await transact("meta", "readwrite", (rows) => {
      rows.get("blok").onsuccess = (event) => {
        const blocks = event.target.result || [];
        const block = blocks.find((one) => one.lagi <= one.sampai);
        if (!block) return;
        number = `SMT-${block.awalan}-${String(block.lagi).padStart(3, "0")}`;
        block.lagi += 1;
        rows.put(blocks.filter((one) => one.lagi <= one.sampai), "blok");
      };
    });
    return number;
  }
  async function topUp(csrf) {
    const blocks = (await get("meta", "blok")) || [];
    if (blocks.reduce((left, one) => left + one.sampai - one.lagi + 1, 0) >= 25) return;
    const answer = await ask("/api/v1/sinkron/blok/", { method: "POST", body: "{}", headers: await headers(csrf) }, 20000);
    if (answer.status !== 200 && answer.status !== 201) return;
    await put("meta", [...blocks, { ...answer.said, lagi: answer.said.dari }], "blok");
  }

  /* ── Network: only our own JSON proves a connection; a captive portal answers 200 too ── */

  async function ask(address, options = {}, patience = 60000) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address, {
        cache: "no-store", credentials: "same-origin", redirect: "error", signal: stop.signal, ...options });
      const after = Number(answer.headers.get("Retry-After")) || 0;
      if (answer.headers.get("X-SLRT") !== "1") {
        const busy = answer.status >= 500 || answer.status === 429;
        return busy ? { status: answer.status, said: {}, after } : { status: 0, portal: true };
      }
      return { status: answer.status, said: await answer.json().catch(() => ({})), after };
    } catch {
      return { status: 0 };
    } finally {
      clearTimeout(timer);
    }
  }
  const version = () => (self.document ? document.documentElement.dataset.versi : self.VERSI) || "";
  /* Also what waits here for others: the secretariat hears of it while only one of them is in touch. */
  const headers = async (csrf) => {
    const who = await officer();
    const held = {}; // officer → [how many, since when]
    for (const { petugas, dibuat } of await unsent()) {
      const [count, oldest] = held[petugas] || [0, dibuat];
      held[petugas] = [count + 1, Math.min(oldest, dibuat)];
    }
    const { [who ? who.petugas.id : 0]: own = [0], ...others } = held;
    const since = (moment) => new Date(moment).toISOString();
    return { "Content-Type": "application/json", "X-CSRFToken": csrf, "X-Perangkat": await device(), "X-Versi": version(),
      ...(who ? { "X-Menunggu": own[0] } : {}), ...(own[1] ? { "X-Tertua": since(own[1]) } : {}),
      "X-Menunggu-Lain": Object.entries(others).slice(0, 20).map(([id, [count, oldest]]) => `${id}=${count}@${since(oldest)}`).join() };
  };

  const unsent = async () => (await all("antre")).filter((row) => !DONE.has(row.status));
  const DONE = new Set(["diterima"]);
  const STUCK = new Set(["konflik", "perbaikan"]);

  /* Who is signed in; keeps the keys and facts that the form needs later without signal. */
  async function session() {
    const answer = await ask(`/api/v1/sesi/?perangkat=${await device()}`, { headers: await headers("") }, 10000);
    if (answer.status === 200 && !answer.said.petugas) return { ...answer, status: 401 };
    if (trouble(answer) === "revoked" && (await officer())) await forget(); // a lost phone opens no draft any more
    if (answer.status !== 200) return answer;
    if (await get("meta", "kunci-diminta")) return signOut(answer);
    const { petugas, kunci_draf: draft, bertugas, kelurahan, segel } = answer.said;
    if (draft && !(await get("meta", `kunci:${petugas.id}`))) {
      const raw = unbase64(draft.kunci);
      const made = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
      raw.fill(0);
      await put("meta", made, `kunci:${petugas.id}`);
    }
    await forget(petugas.id);
    const penugasan = bertugas && { ...bertugas, kelurahan };
    await put("meta", { petugas: { id: petugas.id, nama: petugas.nama }, penugasan, segel }, "sesi");
    return answer;
  }
  const officer = () => get("meta", "sesi");

  /* "Kunci perangkat" was pressed, maybe without signal: the session ends before anything opens again. */
  async function signOut(answer) {
    const ended = await fetch("/keluar/", { method: "POST", credentials: "same-origin", headers: await headers(answer.said.csrf) }).catch(() => null);
    if (ended && ended.ok) await drop("meta", "kunci-diminta");
    return { ...answer, status: 401 };
  }

  /* The catalogue of the form, newer when the server has a newer one. */
  async function catalogue(hash, day) {
    const kept = await get("meta", "katalog");
    if (kept && hash && kept.hash === hash) {
      // Nothing has changed in it: it is as good as one of this day.
      if (day && day !== kept.tanggal) await put("meta", { ...kept, tanggal: day }, "katalog");
      return kept;
    }
    const answer = await ask("/api/v1/paket/katalog/", {}, 30000);
    if (answer.status !== 200 || !answer.said.isian) return kept;
    await put("meta", { ...answer.said, diambil: Date.now() }, "katalog");
    return answer.said;
  }

  /* ── Sending: one runner per browser, own items, oldest first, one bad item never blocks the rest ── */

  const heard = "BroadcastChannel" in self ? new BroadcastChannel("slrt") : null;
  const tell = (news) => {
    if (heard) heard.postMessage(news);
    if (S.onnews) S.onnews(news);
  };
  if (heard) heard.onmessage = (event) => S.onnews && S.onnews(event.data);

  const SELDOM = 6 * 3600000;
  const pause = (tries) => Math.min(900000, 5000 * 2 ** Math.min(tries, 8)) * (0.7 + Math.random() * 0.6);

  async function send(options = {}) {
    const run = () => walk(options);
    if (!navigator.locks) return run();
    return navigator.locks.request("slrt-kirim", { ifAvailable: true }, (held) => (held ? run() : { busy: true, left: 0 }));
  }

  /* Due, too, when the clock was ahead as the pause was counted and has been put right since. */
  const due = (row) => row.berikut <= Date.now() || row.berikut > Date.now() + SELDOM + 60000;

  async function walk({ now = false, stuck = false } = {}) {
    // What only a person can settle is offered again now and then: its answer tells what was decided meanwhile.
    const waiting = (await unsent()).filter((row) => !STUCK.has(row.status) || stuck || due(row));
    if (!waiting.length) return { state: "", left: 0 }; // an empty outbox says nothing about the network
    for (const row of waiting) if (row.status === "mengirim") await change("antre", row.id, { status: "siap" }); // cut off last time
    tell({ state: "sending" });
    const sender = { now, answer: await session(), fails: 0 };
    let state = trouble(sender.answer);
    if (!state) {
      const { petugas, csrf } = sender.answer.said;
      Object.assign(sender, { csrf });
      await topUp(csrf).catch(() => {});
      const own = waiting.filter((row) => row.petugas === petugas.id).sort((a, b) => a.dibuat - b.dibuat);
      for (const row of own) {
        if (!now && !due(row)) continue;
        state = await one(sender, row);
        if (state) break;
      }
      if (!state && !own.length) state = "other";
    }
    const left = (await unsent()).length;
    if (!state && !left) await session(); // tells the list of devices that nothing waits here any more
    const done = { state: state || (left ? "later" : "ok"), left };
    tell(done);
    return done;
  }

  const trouble = ({ status, portal, said }) => {
    if (status === 200) return "";
    if (status === 401) return "signin";
    if (status === 403) return said.kode === "perangkat_dicabut" ? "revoked" : "refused";
    return portal ? "portal" : "offline";
  };

  async function deliver(sender, address, body, more) {
    const attempt = async () => ask(address, { method: "PUT", body, headers: { ...(await headers(sender.csrf)), ...more } });
    let answer = await attempt();
    if (answer.status === 403 && (!answer.said.kode || answer.said.kode === "csrf")) {
      const fresh = await session(); // the token of an older session
      if (fresh.status === 200) {
        sender.csrf = fresh.said.csrf;
        answer = await attempt();
      }
    }
    return answer;
  }

  const reasons = (said) => {
    const found = said.status === "dibuang" ? [] : Object.values(said.galat || {}).flat();
    return (found.length ? found : [said.detail || "Server tidak dapat memproses laporan ini."]).join(" ").slice(0, 500);
  };

  /* One item: its text, then its photos. Returns the state that stops the run, or "". */
  async function one(sender, row) {
    const shown = row.status === "siap" ? "mengirim" : row.status;
    await change("antre", row.id, { status: shown, pernah: true });
    const answer = await deliver(sender, `/api/v1/sinkron/laporan/${row.id}/`, row.amplop, { "X-Sidik": row.sidik });
    const { status, said } = answer;
    // Accepted means: our server, this item, these very bytes.
    if ([200, 201, 202].includes(status) && said.id === row.id && said.sidik === row.sidik) {
      sender.fails = 0;
      await change("antre", row.id, { status: "terkirim", nomor: said.nomor || "", kata: said.status, galat: said.status === "baru" || said.status === "sudah_ada" ? "" : reasons(said) });
      return photos(sender, row);
    }
    // One that nobody could open was looked at and thrown away; its reason is for the officer.
    if (status === 200 && said.id === row.id && said.status === "dibuang") await finish(row.id, reasons(said), "dibuang");
    else if ([400, 409, 413, 422].includes(status) && said.kode !== "tidak_terbaca") {
      await change("antre", row.id, { status: status === 409 ? "konflik" : "perbaikan", galat: reasons(said), berikut: Date.now() + SELDOM });
    } else return postpone(sender, row, answer);
    return "";
  }

  async function postpone(sender, row, { status, portal, said, after }) {
    const wait = Math.max((after || 0) * 1000, pause(row.coba));
    const told = status ? said.detail || `Server belum menerima (${status}).` : "";
    const kept = STUCK.has(row.status) ? row.status : row.status === "terkirim" || row.nomor ? "terkirim" : "siap";
    await change("antre", row.id, { status: kept, coba: row.coba + 1, berikut: Date.now() + wait, galat: STUCK.has(kept) ? row.galat : told });
    if (status === 401) return "signin";
    if (status === 403 && said.kode === "perangkat_dicabut") return "revoked";
    if (!status) return portal ? "portal" : "offline";
    if (status === 403) return "";
    sender.fails += 1;
    return sender.fails >= 3 ? "offline" : "";
  }

  async function photos(sender, row) {
    const refused = [];
    for (const file of await filesOf(row.id)) {
      if (file.terkirim) continue;
      const answer = await deliver(sender, `/api/v1/sinkron/lampiran/${file.id}/`, file.amplop,
        { "X-Sidik": file.sidik, "X-Laporan": row.id });
      const there = Boolean(answer.said) && answer.said.id === file.id; // taken in, if only for a person to look at
      if (there && [200, 201, 202].includes(answer.status) && answer.said.sidik === file.sidik) await change("berkas", file.id, { terkirim: true, amplop: null });
      else if (there && [409, 422].includes(answer.status)) refused.push(reasons(answer.said));
      else return postpone(sender, { ...row, status: "terkirim" }, answer);
    }
    await finish(row.id, refused.length ? `${refused.length} foto belum diterima: ${refused[0]}` : undefined);
    return "";
  }

  /* Received: what was sealed leaves the device, number and time stay two weeks. */
  async function finish(id, note, word) {
    await transact(["antre", "berkas"], "readwrite", (items, files) => {
      items.get(id).onsuccess = (event) => {
        const row = event.target.result;
        if (row) items.put({ ...row, status: "diterima", tiba: Date.now(), amplop: null, ...(note ? { galat: note } : {}), ...(word ? { kata: word } : {}) });
      };
      files.index("laporan").getAllKeys(id).onsuccess = (event) => event.target.result.forEach((each) => files.delete(each));
    });
  }

  /* ── Saving: text, photos and the end of the draft in one strict transaction ── */

  async function enqueue({ officer: who, id, jenis, isian, draft = id, files = [], ...more }) {
    const number = jenis === "keluhan" ? await temporaryNumber() : "";
    const code = jenis === "keluhan" ? trackingCode() : "";
    const at = new Date();
    const bytes = text.encode(JSON.stringify({
      skema: SCHEMA, jenis, id, dicatat: at.toISOString(), perangkat: await device(), petugas: who.petugas.id,
      penugasan: who.penugasan && who.penugasan.id, nomor_sementara: number, kode_lacak: code,
      lampiran: files.map(({ id: each, sidik, jenis: kind }) => ({ id: each, sidik, jenis: kind })), isian, ...more }));
    const { segel } = who;
    const row = {
      id, petugas: who.petugas.id, jenis, status: "siap", coba: 0, berikut: 0, dibuat: at.getTime(),
      nomor_sementara: number, ukuran: bytes.length, foto: files.length, sidik: await sum(bytes),
      amplop: await seal(segel, bytes, `${id}|${SCHEMA}|${segel.generasi}`),
      ringkas: await lockJson(who.petugas.id, { kode_lacak: code, keluhan: more.keluhan }) };
    const sealed = [];
    for (const file of files) {
      const opened = await unlock(who.petugas.id, file);
      sealed.push({ id: file.id, laporan: id, petugas: row.petugas, jenis: file.jenis, ukuran: file.ukuran, sidik: file.sidik,
        terkirim: false, amplop: await seal(segel, opened, `${file.id}|lampiran|${segel.generasi}`) });
    }
    await transact(["antre", "berkas", "draf"], "readwrite", (items, photos_, drafts) => {
      items.add(row); // add, never put: a second tap cannot write over the first
      sealed.forEach((file) => photos_.put(file));
      drafts.delete(draft);
    });
    tell({ state: "queued" });
    // Where the browser can, the worker sends even with no page open.
    if (self.document && navigator.serviceWorker) navigator.serviceWorker.ready.then((ready) => ready.sync && ready.sync.register("slrt-kirim")).catch(() => {});
    return { number, code, at };
  }

  /* ── The day to take along, locked for its officer; after seven days it is gone ── */

  async function dayPack(who) {
    const name = who && `paket:${who.petugas.id}`;
    const kept = who && (await get("meta", name));
    if (kept && new Date(kept.sampai) < new Date()) await drop("meta", name);
    else if (kept) return unlockJson(who.petugas.id, kept).catch(() => null);
    return null;
  }

  /* Perhaps on file: a tag stands for many numbers, so the device holds no list of anybody (sync/day.py). */
  async function perhapsKnown(hint, nik) {
    const secret = await crypto.subtle.importKey("raw", unbase64(hint.kunci), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const sign = new DataView(await crypto.subtle.sign("HMAC", secret, text.encode(nik)));
    return hint.tanda.includes(sign.getUint32(0) >>> (32 - hint.bit));
  }

  Object.assign(S, {
    uuid7, sum, get, all, put, drop, change, filesOf, lock, unlock, lockJson, unlockJson, forget,
    ask, session, officer, catalogue, unsent, send, finish, enqueue, topUp, dayPack, perhapsKnown, trouble, device, headers, STUCK });
})();

/* What every page without signal shares: the band with the state of sending, the count in the title, the worker with
   its new versions, and when sending is tried. */
(() => {
  "use strict";

  if (!self.document) return; // the worker has no page
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
