// worker.js runs the app (Go, as WebAssembly) and reaches the disk for it. The build puts the toolchain's wasm_exec.js in front.
// Keys live only here: when this worker ends they are gone. Nothing is ever written to the console where people are.
"use strict";
(() => {
  if (self.location.hostname !== "localhost") self.fs.writeSync = (fd, bytes) => bytes.length; // a crash report of Go could hold what was written
  const early = []; // asked before the app was ready
  let answer = (request) => early.push(request);
  self.onmessage = ({ data }) => { if (data.start) start(data.start); else answer(data); };
  // The app calls this once, when it can answer.
  self.snowdropServe = (handler) => {
    answer = handler;
    postMessage({ ready: true });
    early.forEach(handler);
  };

  async function start({ url, size, count, build }) {
    self.snowdropBuild = build;
    const go = new self.Go();
    try {
      const [instance] = await Promise.all([load(url, size, count, go.importObject), owned()]);
      await go.run(instance);
      postMessage({ dead: "stopped" });
    } catch (e) {
      postMessage(e.busy ? { busy: true } : { dead: e instanceof WebAssembly.CompileError ? "cannot" : e instanceof WebAssembly.RuntimeError ? "stopped" : "load" });
    }
  }
  async function load(url, size, count, imports) {
    let response = await fetch(url);
    if (!response.ok) throw new Error("load");
    if (count) {
      let had = 0, told = 0;
      const counter = new TransformStream({ transform(chunk, out) {
        had += chunk.byteLength;
        if (had - told > size / 50) { told = had; postMessage({ progress: Math.min(had / size, 1) }); }
        out.enqueue(chunk);
      } });
      response = new Response(response.body.pipeThrough(counter), { headers: { "Content-Type": "application/wasm" } });
    }
    return (await WebAssembly.instantiateStreaming(response, imports)).instance;
  }
  // One worker owns the disk for as long as it lives. A predecessor that is just ending gets two seconds.
  function owned() {
    return new Promise((have, refuse) => {
      navigator.locks.request("snowdrop-disk", { signal: AbortSignal.timeout(2000) }, () => { have(); return new Promise(() => {}); })
        .catch(() => refuse({ busy: true }));
    });
  }

  // ---- the disk: sealed bytes under opaque keys. Lists of pairs cross to Go as one block of bytes:
  // for each pair the key's length (4 bytes, little endian; its highest bit set when the pair is to be deleted), the key, the value's length, the value.
  const gone = 0x80000000, page = 4096;
  let db = null;
  const done = (request) => new Promise((ok, no) => { request.onsuccess = () => ok(request.result); request.onerror = () => no(request.error); });
  // Only "complete" of a strict transaction means that the bytes are on the disk.
  const kept = (tx) => new Promise((ok, no) => { tx.oncomplete = () => ok(); tx.onabort = () => no(tx.error ?? new Error("aborted")); });
  const writing = () => db.transaction("sealed", "readwrite", { durability: "strict" });
  function pack(keys, values) {
    const names = keys.map((k) => new TextEncoder().encode(k));
    const block = new Uint8Array(names.reduce((n, name, i) => n + 8 + name.length + values[i].length, 0)), view = new DataView(block.buffer);
    let at = 0;
    const put = (bytes) => { view.setUint32(at, bytes.length, true); block.set(bytes, at + 4); at += 4 + bytes.length; };
    names.forEach((name, i) => { put(name); put(values[i]); });
    return block;
  }
  self.snowdropDisk = {
    async open() {
      const request = indexedDB.open("snowdrop", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("sealed");
      db = await done(request);
    },
    // The pairs after a key, a page at a time: two calls into the browser for 4,096 of them.
    async load(after) {
      const store = db.transaction("sealed").objectStore("sealed"), range = after === null ? null : IDBKeyRange.lowerBound(after, true);
      const [keys, values] = await Promise.all([done(store.getAllKeys(range, page)), done(store.getAll(range, page))]);
      return pack(keys, values);
    },
    async write(block) {
      const tx = writing(), store = tx.objectStore("sealed"), view = new DataView(block.buffer), text = new TextDecoder();
      for (let at = 0; at < block.length;) {
        const length = view.getUint32(at, true), key = text.decode(block.subarray(at + 4, at += 4 + (length & ~gone)));
        if (length & gone) { store.delete(key); continue; }
        const value = block.slice(at + 4, at += 4 + view.getUint32(at, true)); // a copy: a part of the block would store all of it
        store.put(value, key);
      }
      await kept(tx);
    },
    async erase() {
      const tx = writing();
      tx.objectStore("sealed").clear();
      await kept(tx);
      db.close(); // deleting the database also makes the browser drop the old bytes sooner
      await done(indexedDB.deleteDatabase("snowdrop"));
      await this.open();
    },
  };
})();
