// worker.js runs the app (Go, as WebAssembly) and reaches the disk for it. The build puts the toolchain's wasm_exec.js in front.
// Keys live only here: when this worker ends they are gone.
"use strict";
(() => {
  self.fs.writeSync = (fd, bytes) => bytes.length; // a crash report of Go could hold what was written
  const early = []; // asked before the app was ready
  let answer = (request) => early.push(request);
  self.onmessage = ({ data }) => { if (data.start) start(self.snowdropStart = data.start); else answer(data); };
  self.snowdropServe = (handler) => { // called by the app, once it can answer
    answer = handler;
    postMessage({ ready: true });
    early.forEach((request) => handler(request));
  };

  async function start({ url, size, count }) {
    const go = new self.Go();
    try {
      const [instance] = await Promise.all([load(url, size, count, go.importObject), owned().then(ahead)]);
      await go.run(instance).then(() => postMessage({ dead: "stopped" }));
    } catch (e) {
      const why = { Old: "old", CompileError: "cannot", LinkError: "cannot", RuntimeError: "stopped" };
      postMessage(e.busy ? { busy: true } : { dead: why[e.name] ?? "load" });
    }
  }
  async function load(url, size, count, imports) {
    let response = await fetch(url);
    if (!response.ok) throw { name: "Old" }; // the page is of a build that the server has no more
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
  const owned = () => new Promise((have, refuse) => {
    navigator.locks.request("snowdrop-disk", { signal: AbortSignal.timeout(2000) }, () => { have(); return new Promise(() => {}); })
      .catch(() => refuse({ busy: true }));
  });
  // The disk is read while the app is still compiled; where that fails, the app asks again and is told why.
  const ahead = self.snowdropReadAhead = () => {
    self.snowdropAhead = self.snowdropDisk("snowdrop").then(async (disk) => ({ disk, blocks: await disk.load() })).catch(() => null);
  };
  // ---- the disk: sealed bytes under opaque keys. Lists of pairs cross to Go as one block of bytes, described in internal/browser.
  const gone = 0x80000000, page = 4096;
  const done = (request) => new Promise((ok, no) => {
    request.onsuccess = () => ok(request.result);
    request.onerror = () => no(request.error);
  });
  // Only "complete" of a strict transaction means that the bytes are on the disk.
  const kept = (tx) => new Promise((ok, no) => {
    tx.oncomplete = () => ok();
    tx.onabort = () => no(tx.error ?? new Error("aborted"));
  });
  function pack(keys, values) {
    const ours = (key, i) => typeof key === "string" && values[i] instanceof Uint8Array; // whatever else is there stays there
    const fields = keys.flatMap((key, i) => ours(key, i) ? [new TextEncoder().encode(key), values[i]] : []);
    const block = new Uint8Array(fields.reduce((n, field) => n + 4 + field.length, 0));
    const view = new DataView(block.buffer);
    let at = 0;
    for (const field of fields) {
      view.setUint32(at, field.length, true);
      block.set(field, at + 4);
      at += 4 + field.length;
    }
    return block;
  }
  self.snowdropDisk = async (name) => {
    let db = null;
    const open = async () => {
      if (!self.indexedDB) throw { name: "SecurityError" }; // some browsers say no in this way
      const request = indexedDB.open(name, 2); // 1 had no blobs
      request.onupgradeneeded = ({ oldVersion }) => {
        ["sealed", "blobs"].slice(oldVersion).forEach((store) => request.result.createObjectStore(store));
      };
      (db = await done(request)).onversionchange = () => db?.close();
    };
    const begin = async (mode, stores = "sealed") => {
      if (!db) await open();
      return db.transaction(stores, mode, { durability: "strict" });
    };
    const chunks = async (ask) => done(ask((await begin("readonly", "blobs")).objectStore("blobs"))); // each under [key, number]
    const rechunk = async (ask) => {
      const tx = await begin("readwrite", "blobs");
      ask(tx.objectStore("blobs"));
      await kept(tx);
    };
    await open();
    return {
      async load() { // all pairs as of one moment: two calls into the browser for 4,096 of them
        const store = (await begin("readonly")).objectStore("sealed"), blocks = [];
        for (let keys, values, range = null; !keys || keys.length === page;) {
          [keys, values] = await Promise.all([done(store.getAllKeys(range, page)), done(store.getAll(range, page))]);
          if (!keys.length) continue;
          blocks.push(pack(keys, values));
          range = IDBKeyRange.lowerBound(keys.at(-1), true);
        }
        return blocks;
      },
      async write(block) {
        const tx = await begin("readwrite");
        const store = tx.objectStore("sealed");
        const view = new DataView(block.buffer);
        const text = new TextDecoder("utf-8", { ignoreBOM: true });
        for (let at = 0; at < block.length;) {
          const length = view.getUint32(at, true);
          const key = text.decode(block.subarray(at + 4, at += 4 + (length & ~gone)));
          // A copy is stored: of a part, the browser would store the whole block.
          if (length & gone) store.delete(key);
          else store.put(block.slice(at + 4, at += 4 + view.getUint32(at, true)), key);
        }
        await kept(tx);
      },
      chunk: (key, i) => chunks((store) => store.get([key, i])),
      blobs: async () => [...new Set((await chunks((store) => store.getAllKeys())).map(([key]) => key))],
      putChunk: (key, i, chunk) => rechunk((store) => store.put(chunk, [key, i])),
      dropBlob: (key) => rechunk((store) => store.delete(IDBKeyRange.bound([key], [key, []]))),
      async erase() {
        const tx = await begin("readwrite", ["sealed", "blobs"]);
        for (const store of tx.objectStoreNames) tx.objectStore(store).clear();
        await kept(tx); // from here on everything is erased, whatever else goes wrong
        db = void db.close();
        // Deleting the database makes the browser drop the old bytes sooner; the next one to ask opens it anew.
        await new Promise((over) => {
          Object.assign(indexedDB.deleteDatabase(name), { onsuccess: over, onerror: over, onblocked: over });
        }).catch(() => {});
      },
    };
  };
})();
