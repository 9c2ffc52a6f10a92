/* The page of signing in: whoever is here is nobody yet, so no key stays on the device. Drafts and what waits to be sent
   stay, locked and sealed. */
(() => {
  "use strict";
  if (!self.indexedDB) return;
  const asked = indexedDB.open("slrt");
  asked.onupgradeneeded = () => asked.transaction.abort(); // nothing was ever kept here
  asked.onsuccess = () => {
    const change = asked.result.transaction("meta", "readwrite");
    const rows = change.objectStore("meta");
    rows.getAllKeys().onsuccess = (event) => event.target.result
      .filter((name) => name === "sesi" || String(name).startsWith("kunci:")).forEach((name) => rows.delete(name));
    change.oncomplete = () => {
      asked.result.close();
      if ("BroadcastChannel" in self) new BroadcastChannel("slrt").postMessage({ locked: true });
    };
  };
})();
