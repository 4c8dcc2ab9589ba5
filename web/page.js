// page.js hands links and forms to the app, shows the pages that it answers, and keeps history right. It never keeps what a person
// wrote and never sends it anywhere else. The build joins it, in one function, with the parts in script/, which come before it.
history.scrollRestoration = "manual";
let turn = 0; // the newest request for a page: an answer to an older one is not shown
let under = 0;
let shown = path(location);
let aim = "";
let late = null; // lets a refused form be shown, once nobody is on the way to help
// quiet: the page that is shown is read again, and nothing moves unless something on it is new
async function go(method, url, { data = null, how = "push", y = 0, first = false, form = null, quiet = false } = {}) {
  let mine = ++turn;
  let moved = false;
  let answer = null;
  aim = url.pathname;
  under++;
  if (late && method === "GET" && !aim.startsWith("/h/")) {
    visited(url, how, y);
    late();
    late = null;
    return;
  }
  const slow = setTimeout(() => {
    if (mine !== turn || failed) return;
    busy(true);
    if (!ready && !native && !first) announce(words.opening);
  }, 300);
  try {
    await saveDraft();
    for (let hops = 0; hops < 10; hops++) {
      if (url.pathname.startsWith("/h/")) return await help(url, how, y, mine);
      if (url.pathname === "/closed" || url.origin !== location.origin) {
        unkept = false;
        return location.replace(url);
      }
      answer = await send(method, path(url), data);
      note(answer);
      const to = answer.headers.get("Location") ?? answer.headers.get("Snowdrop-Location");
      if (answer.headers.get("Snowdrop-Worker") === "end") {
        blank("Snowdrop");
        end();
        if (!native) start();
      } else if (mine !== turn && form?.dataset.draft && answer.status >= 400 && !leaving) {
        // She has moved on, but these words have no other place.
        clearTimeout(slow);
        if (aim.startsWith("/h/")) await new Promise((back) => { late = back; });
        saveDraft();
        mine = ++turn;
      } else if (mine !== turn) return;
      if (!to) break;
      if (native && method === "POST" && to === "/unlock" && url.pathname !== "/lock") throw new Error("locked"); // by another window
      [method, data, moved, url] = ["GET", null, true, new URL(to, url)];
    }
    if (mine !== turn || answer.status === 204) return;
    const type = answer.headers.get("Content-Type") ?? "";
    const disposition = answer.headers.get("Content-Disposition") ?? "";
    if (disposition.startsWith("attachment") || !type.startsWith("text/html")) return save(answer.body, type, disposition, url);
    if (method === "GET") visited(url, how, y, moved);
    const page = parse(new TextDecoder().decode(answer.body));
    const main = document.querySelector("main");
    const next = page.querySelector("main");
    if (quiet && !moved && typed) return; // a key was pressed meanwhile
    if (quiet && !moved && next?.textContent === main?.textContent) {
      Object.assign(main.dataset, next.dataset);
      return;
    }
    // What is too long even to be read stays where it is.
    if (answer.status === 413 && form?.isConnected && !page.querySelector("main form")) return notice(sentences(page));
    show(page, { hash: url.hash, y, first: (first || quiet) && !moved });
    if (quiet && !moved && next.dataset.new) announce(next.dataset.new);
    if (method === "POST") document.querySelectorAll("form[data-draft]").forEach(touched); // it was not saved
  } catch {
    if (mine === turn && native && !leaving) notice(words.gone, () => go(method, url, { data, how, y, form }));
  } finally {
    clearTimeout(slow);
    under--;
    if (mine === turn) busy(!native && !ready && !failed);
  }
}
function visited(url, how, y, moved) {
  if (how === "push" && path(url) !== shown) history.pushState({ y: 0 }, "", url);
  else if (how !== "pop" || moved) history.replaceState({ y }, "", url);
  shown = path(url);
}
// A static help page is shown inside the open app, so that looking for help never costs what was written in this visit.
async function help(url, how, y, mine) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    const text = await answer.text();
    if (!answer.ok) throw new Error("help");
    if (mine !== turn) return;
    const inline = /<style[^>]*>([^<]*)<\/style>/g; // not allowed inline here
    const styles = new CSSStyleSheet();
    styles.replaceSync([...text.matchAll(inline)].map(([, css]) => css).join("\n"));
    visited(url, how, y, false);
    show(parse(text.replace(inline, "")), { hash: url.hash, y, styles });
  } catch (e) {
    // Without a connection, and not kept here yet: the check has numbers too.
    if (ready && e.name === "TypeError") return go("GET", new URL("/check", location));
    unkept = false;
    location.assign(url);
  }
}

// ---- what a person does
const away = (e, url) => ["target", "data-native", "download"].some((name) => e.hasAttribute(name)) ||
  url.origin !== location.origin || /^\/(static\/|closed$)/.test(url.pathname);
let tap = {};
// The second of two taps, meant for the page before, answers nothing that nobody has read.
const again = (e) => tap.pages < pages && Math.hypot(e.clientX - tap.x, e.clientY - tap.y) < 40 &&
  (e.detail > 1 || e.pointerType !== "mouse" && e.timeStamp - came < 500);
addEventListener("click", (e) => {
  if (e.detail && again(e)) return e.preventDefault();
  if (e.detail) tap = { x: e.clientX, y: e.clientY, pages };
  const a = e.target.closest?.("a[href], [data-print], [data-pass]");
  if (!a || e.defaultPrevented) return;
  if (a.hasAttribute("data-print")) return print();
  if (a.dataset.pass) return void pass(a);
  if (a.hasAttribute("data-close")) {
    e.preventDefault();
    return void close();
  }
  if (a.hasAttribute("data-save") && !native) {
    e.preventDefault();
    return void bring(a);
  }
  if (e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const url = new URL(a.getAttribute("href"), location);
  if (url.pathname.startsWith("/h/") && url.origin === location.origin) {
    // Help is left to the browser when nothing can be lost, and it is kept here.
    if (native || !ready) return;
    if (kept !== "device" && !unkept && !draft && !sending.size && navigator.serviceWorker?.controller) return;
  } else if (away(a, url) || (url.hash && path(url) === shown)) return;
  e.preventDefault();
  go("GET", url);
});
const sending = new Set(); // forms that were sent and not answered yet: a second press does nothing
addEventListener("submit", (e) => {
  const form = e.target;
  const by = e.submitter;
  const asked = (name, other) => by?.getAttribute("form" + name) ?? form.getAttribute(name) ?? other;
  const url = new URL(asked("action", location.href), location);
  const method = asked("method", "get").toUpperCase();
  if (e.defaultPrevented || away(form, url)) return;
  e.preventDefault();
  if (url.pathname === "/lock") return void lock("push");
  if (sending.has(form)) return;
  const all = new FormData(form);
  const data = form.enctype.startsWith("multipart") ? all : new URLSearchParams(all);
  if (by?.name) data.append(by.name, by.value);
  if (method === "GET") {
    url.search = data;
    return void go("GET", url);
  }
  const on = () => go(method, url, { data, form });
  sending.add(form);
  (form.dataset.pieces ? ahead(form, all).then((whole) => whole && on()) : on()).finally(() => sending.delete(form));
});
addEventListener("input", (e) => {
  const form = e.target.closest?.("form[data-draft]");
  typed = true;
  if (form) touched(form);
});
let popped = 0; // the turn of the last Back or Forward
addEventListener("popstate", () => {
  if (path(location) !== shown) {
    go("GET", new URL(location), { how: "pop", y: history.state?.y ?? 0 });
    popped = turn;
  } else if (popped === turn) { // Forward, before the page that Back asked for came: what is shown is right, and stays
    turn++;
    busy(!native && !ready && !failed);
  }
});
let scrolled = 0;
addEventListener("scroll", () => {
  const at = shown;
  clearTimeout(scrolled);
  scrolled = setTimeout(() => {
    if (document.body.firstChild && at === shown && at === path(location)) history.replaceState({ y: scrollY }, "");
  }, 100);
}, { passive: true });
let stayed = 0;
const stay = () => { // the app on this machine locks by itself too
  if (tick - stayed > 20000) fetch("/h/", { method: "HEAD" }).then(() => { stayed = tick; }, () => {});
};
// The time is looked at before it is renewed: a phone that slept past it locks at the first touch.
for (const type of ["pointerdown", "keydown", "input", "wheel", "visibilitychange", "focus"]) addEventListener(type, () => {
  idle();
  if (document.hidden) return;
  used = Date.now();
  tick = performance.now();
  if (native) stay();
}, { capture: true, passive: true });
let shifts = []; // the times of Shift, without another key between: capitals do not count
addEventListener("keydown", (e) => {
  if (e.key === "Enter" && e.target.matches?.("textarea.line")) { // a field of one line: Enter sends its form
    e.preventDefault();
    e.target.form.requestSubmit();
  }
  if (e.repeat) return;
  shifts = e.key === "Shift" ? [...shifts.filter((t) => e.timeStamp - t < 5000), e.timeStamp] : [];
  if (shifts.length === 3) close();
}, true);
for (const type of ["visibilitychange", "pagehide"]) addEventListener(type, () => {
  saveDraft();
  watch();
}, true);
// Ended by the browser while it counts, the worker takes the tab along in Chromium 156, and the help that was asked for.
addEventListener("pagehide", () => { if (!ready) worker?.terminate(); });
// The worker of a page kept by Back is gone; where it had died before, what was typed stays.
addEventListener("pageshow", (e) => { if (e.persisted && !failed) location.reload(); });
addEventListener("beforeunload", (e) => { if (unkept && !leaving) e.preventDefault(); });
addEventListener("DOMContentLoaded", () => {
  const starts = (root.dataset.start ?? "").split(",").map((one) => one.split(" "));
  const translated = starts.find(([one]) => one === lang)?.[1];
  if (translated && location.pathname === "/") { // while the app is on its way
    fetch(translated).then((a) => a.ok && a.json()).then((t) => {
      if (t && root.lang !== lang && !typed) show(parse(t), { first: true });
    }, () => {});
  }
  root.append(announcer);
  go("GET", new URL(location), { how: "replace", y: history.state?.y ?? 0, first: true });
  if (!native) start();
});
