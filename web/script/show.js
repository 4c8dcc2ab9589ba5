// Showing a page that came: in the place of the one before, with focus, scroll and pictures right, and read again when something new
// arrives while it is shown.
const parse = (text) => new DOMParser().parseFromString(trusted.createHTML(text), "text/html");
const sentences = (page) => Array.from(page.querySelectorAll("main > p"), (p) => p.textContent).join(" ");
let typed = false; // one of the forms of the page that is shown was touched
let watching = false;
let pages = 0;
let came = 0;
function show(page, { hash = "", y = 0, first = false, styles = null }) {
  // What has the focus keeps it and nothing moves: the static page may be in use by now, or something new came while she read.
  const had = Array.from(document.images);
  const at = first && document.activeElement;
  const open = Array.from(document.querySelectorAll("details"), (e) => first && e.open);
  if (first) y ||= scrollY;
  delete root.dataset.opening;
  dropDraft();
  typed = false;
  document.title = page.title;
  for (const { name, value } of page.documentElement.attributes) if (/^(data-|lang$|dir$)/.test(name)) root.setAttribute(name, value);
  display(stored());
  if (lang !== "en") navigator.serviceWorker?.ready.then(({ active }) => active.postMessage(lang), () => {}); // kept for offline
  document.adoptedStyleSheets = styles ? [own, styles] : [own];
  for (const link of document.querySelectorAll("head link[rel=stylesheet]")) link.disabled = styles !== null;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  for (const [i, e] of document.querySelectorAll("details").entries()) e.open ||= open[i] ?? false;
  const target = document.getElementById("error-summary") ?? (hash && document.getElementById(decodeURIComponent(hash.slice(1))));
  const same = (e) => ["id", "href", "innerHTML"].every((name) => e[name] === at[name]);
  const title = document.querySelector("h1");
  const lost = at !== document.body && title; // what had the focus may be gone: the page is another one then
  const focus = target || (first && Array.from(document.body.getElementsByTagName(at?.localName)).find(same) || lost);
  if (focus?.tabIndex < 0) focus.tabIndex = -1;
  focus?.focus?.({ preventScroll: true });
  if (!first) announce(title?.textContent ?? page.title);
  if (target && !y) target.scrollIntoView();
  else scrollTo(0, y);
  if (!first) {
    pages++;
    came = performance.now();
  }
  fill(had);
  watch();
}

// The words of a link leave the address and this tab's history at once, and wait for their field.
let linked = "";
const unlink = () => {
  if (!/^\/(open|pair|join)$/.test(location.pathname) || !location.hash) return;
  linked = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
};
unlink();
addEventListener("hashchange", () => {
  unlink();
  fill([]);
});
// fill puts in what a page does not bring along. had are the pictures of the page before: one that is on this page too stays as it is.
function fill(had) {
  const field = linked && document.querySelector("[data-linked]");
  if (field) {
    field.value = linked;
    linked = "";
  }
  const from = (img) => img.dataset.src ?? img.getAttribute("src");
  for (const img of Array.from(document.images)) {
    const i = had.findIndex((old) => from(old) === from(img));
    if (i >= 0) img.replaceWith(Object.assign(had.splice(i, 1)[0], { alt: img.alt }));
  }
  had.forEach(({ src }) => URL.revokeObjectURL(src));
  const src = document.querySelector("[data-passkey]") && root.dataset.passkeys; // on its pages only
  if (src) {
    delete root.dataset.passkeys;
    root.append(make("script", { src: trusted.createScriptURL(src) }));
  }
  for (const b of document.querySelectorAll("[data-pass]")) {
    b.hidden = !(b.dataset.pass === "share" ? navigator.share : navigator.clipboard);
  }
  for (const img of document.querySelectorAll("img[data-src]:not([data-asked])")) {
    img.dataset.asked = "";
    send("GET", img.dataset.src).then(({ status, headers, body }) => {
      if (status === 200 && img.isConnected) img.src = URL.createObjectURL(new Blob([body], { type: headers.get("Content-Type") }));
    }, () => {});
  }
}
// A page that says data-live is read again when something arrives: from another device, or from the work behind the page.
async function watch() {
  const live = () => document.querySelector("main[data-live]");
  const since = live()?.dataset.live;
  if (watching || document.hidden || failed || !since) return;
  watching = true;
  const { status } = await send("GET", "/changed?since=" + since).catch(() => ({})); // answered at the next change, or after a while
  watching = false;
  while (under) await wait(50); // another page is on its way
  if (status === 200 && live()?.dataset.live === since) {
    if (!typed) {
      await go("GET", new URL(location), { how: "replace", y: scrollY, quiet: true });
    } else { // nothing moves under what is being typed
      announce(live().dataset.new ?? "");
      live().dataset.live = "";
    }
  }
  if (status < 300) watch();
}
