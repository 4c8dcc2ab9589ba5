// The app: in the worker, or on this machine. A request goes to it, its answer comes back; when it has died, that is said and nothing
// on the page is lost.
let worker = null;
let ready = false;
let failed = "";
let last = 0;
const pending = new Map(); // id -> {message, pieces, resolve, reject}
function start() {
  ready = false;
  failed = "";
  if (!window.Worker || !window.WebAssembly || !navigator.locks) return fail("cannot");
  busy(true);
  worker = new Worker(trusted.createScriptURL(root.dataset.worker));
  worker.onmessage = ({ data, target }) => { if (target === worker) heard(data); };
  worker.onerror = (e) => {
    e.preventDefault();
    if (e.target === worker) fail(ready ? "stopped" : "load");
  };
  const { app, relay, relays, pages, localSigns, localDirectory, appSize } = root.dataset;
  // Counting bytes costs the browser its compiled copy of the app: only done while the app is not kept here yet.
  const count = !navigator.serviceWorker?.controller;
  worker.postMessage({ start: { url: app, relay, relays, pages, localSigns, localDirectory, size: +appSize, count } });
  for (const { message } of pending.values()) worker.postMessage(message);
}
function heard(data) {
  if (data.progress) return busy(true, data.progress);
  // A piece is of a large file: the browser holds it, we do not.
  if (data.piece) return pending.get(data.id)?.pieces.push(new Blob([data.piece]));
  if (data.persist) return navigator.storage?.persist?.().catch(() => {});
  if (data.busy || data.dead) return fail(data.busy ? "busy" : ready ? "stopped" : data.dead);
  if (data.ready) return arrived();
  const asked = pending.get(data.id);
  pending.delete(data.id);
  const body = asked?.pieces.length && data.status === 200 ? new Blob([...asked.pieces, data.body]) : data.body;
  asked?.resolve({ status: data.status, headers: new Headers(data.headers), body });
}
function arrived() {
  ready = true;
  if (!pending.size) busy(false);
  if (document.getElementById("page-notice")) {
    document.getElementById("page-notice").remove();
    announce(words.ready);
  }
  saveDraft();
  // Registered only now: the app is in the browser's cache, so keeping it for offline downloads nothing twice.
  navigator.serviceWorker?.register(trusted.createScriptURL("/sw.js"), { updateViaCache: "none" }).catch(() => {});
}
// end forgets the keys: they live in the worker.
function end() {
  worker?.terminate();
  pending.forEach(({ reject }) => reject(new Error("ended")));
  pending.clear();
  late = null;
}
function fail(why) {
  if (ready) end();
  else worker?.terminate(); // what was asked of a worker that was not ready is asked again after Try again
  worker = null;
  ready = false;
  failed = why;
  lockAfter = 0; // the keys went with the worker, and what was typed must stay to be copied
  notice(words[why] ?? words.load, why === "old" ? () => location.reload() : start);
}
async function send(method, url, data, keepalive = false) {
  const headers = [["Snowdrop-Display", stored()], ["Snowdrop-Zone", Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""],
    ["Snowdrop-Languages", navigator.languages.join(",")], ["Snowdrop-Page", "1"]];
  const parts = data instanceof FormData && new Response(data); // with files
  if (data) headers.push(["Content-Type", parts ? parts.headers.get("Content-Type") : "application/x-www-form-urlencoded"]);
  const body = parts ? new Uint8Array(await parts.arrayBuffer()) : data && new TextEncoder().encode(data.toString());
  if (native) {
    const answer = await fetch(url, { method, headers, body, keepalive, redirect: "error" });
    if (answer.status === 403) throw new Error("door"); // the program was started anew: what is on this page must not be replaced
    return { status: answer.status, headers: answer.headers, body: await answer.arrayBuffer() };
  }
  const message = { id: ++last, method, url, headers, body };
  if (failed) {
    notice(words[failed] ?? words.load, start);
    throw new Error(failed);
  }
  worker?.postMessage(message);
  return new Promise((resolve, reject) => pending.set(message.id, { message, pieces: [], resolve, reject }));
}
