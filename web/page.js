// page.js hands links and forms to the app in the worker (in the companion: to this machine), shows the pages it answers,
// and keeps focus, scroll and history right. It never keeps what a person wrote and never sends it anywhere else.
"use strict";
(() => {
  const root = document.documentElement, native = root.dataset.transport === "fetch"; // the companion: the app is on this machine and outlives the page; no worker
  const rules = { createHTML: (s) => s, createScriptURL: (s) => new URL(s, location).origin === location.origin ? s : "" };
  const trusted = window.trustedTypes?.createPolicy("snowdrop", rules) ?? rules, wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const stored = () => { try { return localStorage.getItem("display") ?? ""; } catch { return ""; } };
  let lang = "en", words = said.en; // the app goes by the same: what was chosen, or else what the browser asks for
  const display = (s) => { const chosen = /\blang=([a-z]+)/.exec(stored())?.[1];
    words = said[lang = [chosen, ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())].find((one) => Object.hasOwn(said, one)) ?? "en"];
    for (const [, name, value] of s.matchAll(/\b(theme|size)=([a-z]+)/g)) root.dataset[name] = value;
  };
  display(stored()); // here, in the head, before the first paint
  const own = new CSSStyleSheet(); // the only kind of style that a script may add under our policy
  own.replaceSync(`:root[data-opening] main{visibility:hidden} .page-notice{padding:1em;border:3px solid;margin:1em}
    .page-progress{position:fixed;inset:0 0 auto 0;width:100%;height:4px;pointer-events:none;z-index:9}
    .page-announcer{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`);
  document.adoptedStyleSheets = [own]; history.scrollRestoration = "manual";
  if (location.pathname !== "/") root.dataset.opening = ""; // the static page is the arriving page: right for / only
  let linked = ""; // the words of a link: they leave the address and this tab's history at once, and wait for their field
  const unlink = () => { if (/^\/(open|pair|join)$/.test(location.pathname) && location.hash) { linked = location.hash.slice(1); history.replaceState(null, "", location.pathname); } };
  unlink(); addEventListener("hashchange", () => { unlink(); fill([]); });
  const path = (url) => url.pathname + url.search; const make = (tag, set, ...inside) => { const e = Object.assign(document.createElement(tag), set); e.append(...inside); return e; };
  const announcer = make("div", { className: "page-announcer", role: "status", ariaLive: "polite" }); // beside <body>: a swapped page must not take it along
  const bar = make("progress", { className: "page-progress", max: 1, ariaLabel: words.opening });
  // A screen reader only speaks what changes after the region exists and the focus has moved.
  const announce = (text) => { announcer.textContent = ""; setTimeout(() => { announcer.textContent = text; }, 150); };
  function busy(on, part) {
    root.toggleAttribute("data-busy", on); document.getElementById("loading")?.toggleAttribute("hidden", !on || ready);
    for (const e of [bar, document.getElementById("loading-progress")]) if (part > 0) e?.setAttribute("value", part); else e?.removeAttribute("value");
    if (on) root.append(bar); else bar.remove();
  }
  function notice(text, again) {
    document.getElementById("page-notice")?.remove(); const link = make("a", { href: said.es === words ? "/h/espanol/" : "/h/" }, words.help), button = make("button", { type: "button", onclick: again }, words.again);
    document.body.prepend(make("div", { id: "page-notice", className: "page-notice", role: "alert", lang },
      ...[text, link, again && button].filter(Boolean).map((part) => make("p", {}, part))));
    delete root.dataset.opening; busy(false); if (under || sending.size) scrollTo(0, 0); // it answers a press
  }
  // ---- the app: in the worker, or on this machine
  let worker = null, ready = false, failed = "", last = 0;
  const pending = new Map(); // id -> {message, pieces, resolve, reject}
  function start() { ready = false; failed = ""; if (!window.Worker || !window.WebAssembly || !navigator.locks) return fail("cannot");
    busy(true); worker = new Worker(trusted.createScriptURL(root.dataset.worker));
    worker.onmessage = ({ data, target }) => { if (target === worker) heard(data); };
    worker.onerror = (e) => { e.preventDefault(); if (e.target === worker) fail(ready ? "stopped" : "load"); };
    // Counting bytes costs the browser its compiled copy of the app: only done while the app is not kept here yet.
    worker.postMessage({ start: { url: root.dataset.app, relay: root.dataset.relay, relays: root.dataset.relays, pages: root.dataset.pages, localSigns: root.dataset.localSigns, localDirectory: root.dataset.localDirectory, size: +root.dataset.appSize, count: !navigator.serviceWorker?.controller } });
    for (const { message } of pending.values()) worker.postMessage(message);
  }
  function heard(data) {
    if (data.progress) return busy(true, data.progress); else if (data.piece) return pending.get(data.id)?.pieces.push(new Blob([data.piece])); // of a large file: the browser holds it, we do not
    if (data.persist) return navigator.storage?.persist?.().catch(() => {});
    if (data.busy || data.dead) return fail(data.busy ? "busy" : ready ? "stopped" : data.dead);
    if (data.ready) {
      ready = true; if (!pending.size) busy(false); if (document.getElementById("page-notice")) { document.getElementById("page-notice").remove(); announce(words.ready); }
      saveDraft();
      // Registered only now: the app is in the browser's cache, so keeping it for offline downloads nothing twice.
      return navigator.serviceWorker?.register(trusted.createScriptURL("/sw.js"), { updateViaCache: "none" }).catch(() => {});
    }
    const asked = pending.get(data.id); pending.delete(data.id);
    asked?.resolve({ status: data.status, headers: new Headers(data.headers), body: asked.pieces.length && data.status === 200 ? new Blob([...asked.pieces, data.body]) : data.body });
  }
  function end() { // keys live in the worker: ending it forgets them
    worker?.terminate(); pending.forEach(({ reject }) => reject(new Error("ended"))); pending.clear(); late = null;
  }
  function fail(why) {
    if (ready) end(); else worker?.terminate(); // what was asked of a worker that was not ready is asked again after Try again
    worker = null; ready = false; failed = why; lockAfter = 0; // the keys went with the worker, and what was typed must stay to be copied
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
    if (failed) { notice(words[failed] ?? words.load, start); throw new Error(failed); }
    worker?.postMessage(message);
    return new Promise((resolve, reject) => pending.set(message.id, { message, pieces: [], resolve, reject }));
  }
  // ---- what the app says beside the page
  let kept = "visit", unkept = false, leaving = false, lockAfter = 0, used = Date.now(), tick = performance.now(), lockTimer = 0;
  function note({ headers }) {
    kept = headers.get("Snowdrop-Kept") ?? kept; unkept = !native && headers.get("Snowdrop-Unkept") === "1";
    if (headers.has("Snowdrop-Lock-After")) { lockAfter = +headers.get("Snowdrop-Lock-After"); idle(); }
    const setting = headers.get("Snowdrop-Display"); // empty: to be forgotten, with everything else
    try { if (setting) localStorage.setItem("display", setting); else if (setting === "") localStorage.removeItem("display"); } catch { /* forgotten, then */ }
    display(setting ?? "");
  }
  function idle() {
    clearTimeout(lockTimer); if (leaving || !lockAfter) return;
    // By the clock that has gone on more: one stands still in some sleeping phones, the other can be set back.
    const left = lockAfter * 1000 - Math.max(Date.now() - used, performance.now() - tick);
    if (left <= 0) lock(); else lockTimer = setTimeout(idle, Math.min(left, 60000));
  }
  const blank = (title) => { for (const { src } of document.images) URL.revokeObjectURL(src); document.body.replaceChildren(); document.title = title; };
  async function lock(how = "replace") {
    lockAfter = 0; unkept = false; leaving = true;
    const draftSaved = saveDraft(); // reads the form, so before the page is emptied
    blank("Snowdrop"); await Promise.race([draftSaved, wait(1000)]); await Promise.race([go("POST", new URL("/lock", location), { how }), wait(5000)]);
    const lost = await Promise.race([draftSaved, wait(0)]) !== true, anew = document.body.firstChild ? null : () => location.replace("/");
    leaving = false; if (lost) notice(words.lost, anew); else anew?.();
  }
  async function close() {
    leaving = true; // whatever the answer to a last draft says is unkept
    const draftSaved = saveDraft();
    blank("New page"); await Promise.race([draftSaved, wait(300)]);
    if (native) fetch("/lock", { method: "POST", keepalive: true, redirect: "manual", headers: { "Snowdrop-Page": "1" } }).catch(() => {});
    end(); location.replace(navigator.onLine && root.dataset.leave || "/closed");
  }
  // ---- drafts
  let draft = null, saving = Promise.resolve(true); // of the last draft: whether it is safe
  function touched(form) {
    const since = draft?.form === form ? draft.since : Date.now();
    clearTimeout(draft?.timer); form.querySelector("[data-draft-status]")?.replaceChildren(); // the newest words are not safe yet
    draft = { form, since, timer: setTimeout(saveDraft, Date.now() - since > 5000 ? 0 : 700) };
  }
  function saveDraft() {
    if (!draft || failed) return draft ? Promise.resolve(false) : saving;
    const { form } = draft, data = new FormData(form), status = form.querySelector("[data-draft-status]");
    for (const e of form.elements) if (e.type === "password" || e.type === "file") data.delete(e.name); // never part of a draft
    data.set("draft", form.dataset.draft); dropDraft();
    saving = saving.then(() => send("POST", "/draft", new URLSearchParams(data), true))
      .then((answer) => { note(answer); return answer.status === 204 && !answer.headers.has("Snowdrop-Location"); }, () => false);
    return saving = saving.then((ok) => {
      if (draft?.form === form) return ok; // newer words are under way
      if (!ok && form.isConnected) draft ??= { form, since: Date.now() }; // tried again with the next key, page, lock or close
      if (status) status.textContent = (ok ? status.dataset.saved : status.dataset.failed) ?? "";
      return ok;
    });
  }
  function dropDraft() { clearTimeout(draft?.timer); draft = null; saving = saving.then(() => true); }
  // ---- from an address to a page
  let turn = 0, under = 0, shown = path(location), aim = "", late = null; // late: lets a refused form be shown, once nobody is on the way to help
  // quiet: the page that is shown is read again, and nothing moves unless something on it is new
  async function go(method, url, { data = null, how = "push", y = 0, first = false, form = null, quiet = false } = {}) {
    let mine = ++turn, moved = false, answer = null; aim = url.pathname; under++;
    if (late && method === "GET" && !aim.startsWith("/h/")) { visited(url, how, y); late(); return void (late = null); }
    const slow = setTimeout(() => { if (mine !== turn || failed) return; busy(true); if (!ready && !native && !first) announce(words.opening); }, 300);
    try {
      await saveDraft(); for (let hops = 0; hops < 10; hops++) {
        if (url.pathname.startsWith("/h/")) return await help(url, how, y, mine);
        if (url.pathname === "/closed" || url.origin !== location.origin) { unkept = false; return location.replace(url); }
        answer = await send(method, path(url), data); note(answer);
        const to = answer.headers.get("Location") ?? answer.headers.get("Snowdrop-Location");
        if (answer.headers.get("Snowdrop-Worker") === "end") { blank("Snowdrop"); end(); if (!native) start(); }
        else if (mine !== turn && form?.dataset.draft && answer.status >= 400 && !leaving) { // moved on, but these words have no other place
          clearTimeout(slow); if (aim.startsWith("/h/")) await new Promise((back) => { late = back; });
          saveDraft(); mine = ++turn;
        } else if (mine !== turn) return;
        if (!to) break; else if (native && method === "POST" && to === "/unlock" && url.pathname !== "/lock") throw new Error("locked"); // by another window
        [method, data, moved, url] = ["GET", null, true, new URL(to, url)];
      }
      if (mine !== turn || answer.status === 204) return;
      const type = answer.headers.get("Content-Type") ?? "", disposition = answer.headers.get("Content-Disposition") ?? "";
      if (disposition.startsWith("attachment") || !type.startsWith("text/html")) return save(answer.body, type, disposition, url);
      if (method === "GET") visited(url, how, y, moved);
      const page = parse(new TextDecoder().decode(answer.body)), main = document.querySelector("main"), next = page.querySelector("main");
      if (quiet && !moved && typed) return; // a key was pressed meanwhile
      if (quiet && !moved && next?.textContent === main?.textContent) return void Object.assign(main.dataset, next.dataset);
      const unread = answer.status === 413 && form?.isConnected && !page.querySelector("main form"); // too long even to be read: it stays where it is
      if (unread) return notice(Array.from(page.querySelectorAll("main > p"), (p) => p.textContent).join(" "));
      show(page, { hash: url.hash, y, first: (first || quiet) && !moved });
      if (quiet && !moved && next.dataset.new) announce(next.dataset.new); if (method === "POST") document.querySelectorAll("form[data-draft]").forEach(touched); // it was not saved
    } catch {
      if (mine === turn && native && !leaving) notice(words.gone, () => go(method, url, { data, how, y, form }));
    } finally { clearTimeout(slow); under--; if (mine === turn) busy(!native && !ready && !failed); }
  }
  function visited(url, how, y, moved) {
    if (how === "push" && path(url) !== shown) history.pushState({ y: 0 }, "", url); else if (how !== "pop" || moved) history.replaceState({ y }, "", url);
    shown = path(url);
  }
  const parse = (text) => new DOMParser().parseFromString(trusted.createHTML(text), "text/html");
  function show(page, { hash = "", y = 0, first = false, styles = null }) {
    // What has the focus keeps it and nothing moves: the static page may be in use by now, or something new came while she read.
    const had = Array.from(document.images), at = first && document.activeElement, open = Array.from(document.querySelectorAll("details"), (e) => first && e.open);
    if (first) y ||= scrollY; delete root.dataset.opening; dropDraft(); typed = false; document.title = page.title;
    for (const { name, value } of page.documentElement.attributes) if (/^(data-|lang$|dir$)/.test(name)) root.setAttribute(name, value);
    display(stored()); if (lang !== "en") navigator.serviceWorker?.ready.then(({ active }) => active.postMessage(lang), () => {}); // kept for offline
    document.adoptedStyleSheets = styles ? [own, styles] : [own];
    for (const link of document.querySelectorAll("head link[rel=stylesheet]")) link.disabled = styles !== null;
    document.body.className = page.body.className; document.body.replaceChildren(...page.body.childNodes);
    const target = document.getElementById("error-summary") ?? (hash && document.getElementById(decodeURIComponent(hash.slice(1))));
    for (const [i, e] of document.querySelectorAll("details").entries()) e.open ||= open[i] ?? false;
    const same = (e) => ["id", "href", "innerHTML"].every((name) => e[name] === at[name]);
    const title = document.querySelector("h1"), lost = at !== document.body && title; // what had the focus may be gone: the page is another one then
    const focus = target || (first && Array.from(document.body.getElementsByTagName(at?.localName)).find(same) || lost);
    if (focus?.tabIndex < 0) focus.tabIndex = -1; focus?.focus?.({ preventScroll: true }); if (!first) announce(title?.textContent ?? page.title);
    if (target && !y) target.scrollIntoView(); else scrollTo(0, y);
    if (!first) { pages++; came = performance.now(); } fill(had); watch();
  }
  let typed = false, watching = false, pages = 0, came = 0, tap = {}; // typed: one of the forms of the page that is shown was touched
  function fill(had) { // had: the pictures of the page before; one that is on this page too stays as it is
    const field = linked && document.querySelector("[data-linked]"), from = (img) => img.dataset.src ?? img.getAttribute("src"); if (field) { field.value = linked; linked = ""; }
    for (const img of Array.from(document.images)) { const i = had.findIndex((old) => from(old) === from(img)); if (i >= 0) img.replaceWith(Object.assign(had.splice(i, 1)[0], { alt: img.alt })); }
    const src = document.querySelector("[data-passkey]") && root.dataset.passkeys; if (src) { delete root.dataset.passkeys; root.append(make("script", { src: trusted.createScriptURL(src) })); } /* its pages only */ had.forEach(({ src }) => URL.revokeObjectURL(src)); for (const b of document.querySelectorAll("[data-pass]")) b.hidden = !(b.dataset.pass === "share" ? navigator.share : navigator.clipboard);
    for (const img of document.querySelectorAll("img[data-src]:not([data-asked])")) { img.dataset.asked = ""; send("GET", img.dataset.src).then(({ status, headers, body }) => {
      if (status === 200 && img.isConnected) img.src = URL.createObjectURL(new Blob([body], { type: headers.get("Content-Type") }));
    }, () => {}); }
  }
  // Words of this page, or its address, are handed to the telephone's own list of ways to send, or copied: nothing of it passes through us.
  async function pass(b) {
    const { pass: how, link, from, done } = b.dataset, part = document.getElementById(from), text = link ? new URL(link, location).href : part.value ?? part.innerText;
    try { await (how === "share" ? navigator.share(link ? { url: text } : { text }) : navigator.clipboard.writeText(text)); if (done) { b.textContent = done; announce(done); } } catch { part?.select?.(); /* put away again, or not allowed: the words can be copied by hand */ }
  }
  // A page that says data-live is read again when something arrives: from another device, or from the work behind the page.
  async function watch() {
    const live = () => document.querySelector("main[data-live]"), since = live()?.dataset.live;
    if (watching || document.hidden || failed || !since) return;
    watching = true; const { status } = await send("GET", "/changed?since=" + since).catch(() => ({})); // answered at the next change, or after a while
    watching = false; while (under) await wait(50); // another page is on its way
    if (status === 200 && live()?.dataset.live === since) {
      if (!typed) await go("GET", new URL(location), { how: "replace", y: scrollY, quiet: true });
      else { announce(live().dataset.new ?? ""); live().dataset.live = ""; } // nothing moves under what is being typed
    }
    if (status < 300) watch();
  }
  // A static help page is shown inside the open app, so that looking for help never costs what was written in this visit.
  async function help(url, how, y, mine) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
      const text = await answer.text(), styles = new CSSStyleSheet(), inline = /<style[^>]*>([^<]*)<\/style>/g; // not allowed inline here
      if (!answer.ok) throw new Error("help"); else if (mine !== turn) return;
      styles.replaceSync([...text.matchAll(inline)].map(([, css]) => css).join("\n"));
      visited(url, how, y, false); show(parse(text.replace(inline, "")), { hash: url.hash, y, styles });
    } catch (e) { if (ready && e.name === "TypeError") return go("GET", new URL("/check", location)); unkept = false; location.assign(url); } // no connection, and not kept here yet: the check has numbers too
  }
  function save(body, type, disposition, url) {
    const href = URL.createObjectURL(new Blob([body], { type })), download = /filename="([^"]+)"/.exec(disposition)?.[1] ?? url.pathname.split("/").pop();
    make("a", { href, download }).click(); setTimeout(() => URL.revokeObjectURL(href), 60000);
  } // what is long in the making holds no page up, and comes wherever she is by then; of what was cut off nothing is saved
  const bring = (a) => send("GET", a.getAttribute("href")).then(({ status, headers, body }) => status === 200 && save(body, headers.get("Content-Type"), headers.get("Content-Disposition"), location), () => {});
  // ---- what a person does
  const away = (e, url) => ["target", "data-native", "download"].some((name) => e.hasAttribute(name)) ||
    url.origin !== location.origin || /^\/(static\/|closed$)/.test(url.pathname);
  addEventListener("click", (e) => {
    if (e.detail && tap.pages < pages && Math.hypot(e.clientX - tap.x, e.clientY - tap.y) < 40 && (e.detail > 1 || e.pointerType !== "mouse" && e.timeStamp - came < 500)) return e.preventDefault(); // the second of two taps, meant for the page before: it answers nothing that nobody has read
    if (e.detail) tap = { x: e.clientX, y: e.clientY, pages }; const a = e.target.closest?.("a[href], [data-print], [data-pass]"); if (!a || e.defaultPrevented) return;
    if (a.hasAttribute("data-print")) return void print(); else if (a.dataset.pass) return void pass(a);
    if (a.hasAttribute("data-close")) { e.preventDefault(); return void close(); } else if (a.hasAttribute("data-save") && !native) { e.preventDefault(); return void bring(a); }
    if (e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const url = new URL(a.getAttribute("href"), location);
    if (url.pathname.startsWith("/h/") && url.origin === location.origin) { // left to the browser when nothing can be lost, and it is kept here
      if (native || !ready || (kept !== "device" && !unkept && !draft && !sending.size && navigator.serviceWorker?.controller)) return;
    } else if (away(a, url) || (url.hash && path(url) === shown)) return;
    e.preventDefault(); go("GET", url);
  });
  const sending = new Set(); addEventListener("submit", (e) => { // forms that were sent and not answered yet: a second press does nothing
    const form = e.target, by = e.submitter, asked = (name, other) => by?.getAttribute("form" + name) ?? form.getAttribute(name) ?? other;
    const url = new URL(asked("action", location.href), location), method = asked("method", "get").toUpperCase();
    if (e.defaultPrevented || away(form, url)) return; else e.preventDefault();
    if (url.pathname === "/lock") return void lock("push"); else if (sending.has(form)) return;
    const all = new FormData(form), data = form.enctype.startsWith("multipart") ? all : new URLSearchParams(all);
    if (by?.name) data.append(by.name, by.value);
    if (method === "GET") { url.search = data; return void go("GET", url); }
    const on = () => go(method, url, { data, form }); sending.add(form); (form.dataset.pieces ? ahead(form, all).then((whole) => whole && on()) : on()).finally(() => sending.delete(form));
  });
  async function ahead(form, all) { // files that may be large come before their form, in pieces: no more than one is in memory twice
    for (const [n, file] of all.getAll("file").filter(({ name }) => name).entries()) for (let at = 0; at < file.size || !at; at += 4 << 20) {
      const part = new FormData(), set = { id: all.get("id"), n, at, name: file.webkitRelativePath || file.name, changed: file.lastModified }; Object.entries(set).forEach((one) => part.set(...one));
      part.set("piece", file.slice(at, at + (4 << 20))); busy(true, at / file.size); const { status, body } = await send("POST", form.dataset.pieces, part).catch(() => ({}));
      if (status !== 204) { if (status === 413) notice(Array.from(parse(new TextDecoder().decode(body)).querySelectorAll("main > p"), (p) => p.textContent).join(" ")); else if (status) go("GET", new URL(form.action)); return !status; }
    }
    all.delete("file"); return true;
  }
  addEventListener("input", (e) => { const form = e.target.closest?.("form[data-draft]"); typed = true; if (form) touched(form); });
  let scrolled = 0, stayed = 0, popped = 0, shifts = []; // times, and a turn
  addEventListener("popstate", () => { if (path(location) !== shown) { go("GET", new URL(location), { how: "pop", y: history.state?.y ?? 0 }); popped = turn; }
    else if (popped === turn) { turn++; busy(!native && !ready && !failed); } }); // Forward, before the page that Back asked for came: what is shown is right, and stays
  addEventListener("scroll", () => {
    const at = shown; clearTimeout(scrolled);
    scrolled = setTimeout(() => { if (document.body.firstChild && at === shown && at === path(location)) history.replaceState({ y: scrollY }, ""); }, 100);
  }, { passive: true });
  const stay = () => { if (tick - stayed > 20000) fetch("/h/", { method: "HEAD" }).then(() => { stayed = tick; }, () => {}); }; // it locks by itself too
  // The time is looked at before it is renewed: a phone that slept past it locks at the first touch.
  for (const type of ["pointerdown", "keydown", "input", "wheel", "visibilitychange", "focus"])
    addEventListener(type, () => { idle(); if (!document.hidden) { used = Date.now(); tick = performance.now(); if (native) stay(); } }, { capture: true, passive: true });
  addEventListener("keydown", (e) => { // Enter sends a form from a field of one line; Shift three times in five seconds, and no other key between: capitals do not count
    if (e.key === "Enter" && e.target.matches?.("textarea.line")) { e.preventDefault(); e.target.form.requestSubmit(); }
    if (!e.repeat && (shifts = e.key === "Shift" ? [...shifts.filter((t) => e.timeStamp - t < 5000), e.timeStamp] : []).length === 3) close();
  }, true);
  for (const type of ["visibilitychange", "pagehide"]) addEventListener(type, () => { saveDraft(); watch(); }, true);
  addEventListener("pagehide", () => { if (!ready) worker?.terminate(); }); // ended by the browser while it counts, it takes the tab along in Chromium 156, and the help that was asked for
  addEventListener("pageshow", (e) => { if (e.persisted && !failed) location.reload(); }); // the worker of a page kept by Back is gone; where it had died before, what was typed stays
  addEventListener("beforeunload", (e) => { if (unkept && !leaving) e.preventDefault(); });
  addEventListener("DOMContentLoaded", () => {
    const translated = (root.dataset.start ?? "").split(",").map((one) => one.split(" ")).find(([one]) => one === lang)?.[1];
    if (translated && location.pathname === "/") fetch(translated).then((a) => a.ok && a.json()).then((t) => { if (t && root.lang !== lang && !typed) show(parse(t), { first: true }); }, () => {}); // while the app is on its way
    root.append(announcer); go("GET", new URL(location), { how: "replace", y: history.state?.y ?? 0, first: true });
    if (!native) start();
  });
})();
