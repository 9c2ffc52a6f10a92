/* {{ versi }} – keeps the pages without signal on the device. GET only: a worker that repeats writes sent empty ones. */
self.VERSI = "{{ versi }}";
importScripts("{{ inti }}");
const NAME = "slrt-{{ versi }}";
const SHELLS = [{% for one in halaman %}"{{ one }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const ASSETS = [{% for one in aset %}"{{ one }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const sound = (answer) => answer && answer.ok && !answer.redirected && answer.type === "basic";

/* All or nothing, one after the other: a bad line is not loaded with twelve requests at once. */
self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(NAME);
  for (const address of [...SHELLS, ...ASSETS]) {
    const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
    if (!sound(answer) || (SHELLS.includes(address) && !answer.headers.get("X-Shell"))) throw new Error(`${address} ${answer.status}`);
    await cache.put(address, answer);
  }
})()));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("slrt-") && name !== NAME) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("message", (event) => event.data === "LEWATI" && self.skipWaiting());

const kept = async (address) => (await caches.open(NAME)).match(address);

/* The counter must not wait for a line that is only half there. */
async function online(request, path) {
  const counter = path === "/keluhan/baru/";
  const patience = counter && new Promise((done) => setTimeout(done, 15000));
  const answer = await Promise.race([fetch(request).catch(() => null), ...(counter ? [patience] : [])]);
  if (answer && !(counter && answer.status >= 502)) return answer;
  return counter ? Response.redirect("/lapor/") : kept("/luring/");
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  const path = address.pathname;
  if (ASSETS.includes(path)) event.respondWith(kept(path).then((found) => found || fetch(request)));
  else if (request.mode !== "navigate") return;
  else if (SHELLS.includes(path)) event.respondWith(kept(path).then((found) => found || fetch(request)));
  else event.respondWith(online(request, path));
});

/* Where the browser offers it: sending with no page open. */
self.addEventListener("sync", (event) => event.tag === "slrt-kirim" && event.waitUntil(
  self.SLRT.send().then((done) => { if (done.left && done.state === "offline") throw new Error("later"); })));
