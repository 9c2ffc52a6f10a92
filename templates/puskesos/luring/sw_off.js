/* Switched off: the caches go and the worker with them. What waits on the device (IndexedDB) is never touched. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("slrt-")) await caches.delete(name);
  await self.registration.unregister();
})()));
