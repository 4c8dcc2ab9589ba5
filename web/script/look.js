// The look of a page, and what is said beside it: colours, size of text and language as they were chosen, before the app is there;
// a bar while something is on its way; what a screen reader is told; a notice where the app cannot say it.
const root = document.documentElement;
const native = root.dataset.transport === "fetch"; // the companion: the app is on this machine and outlives the page; no worker
const rules = { createHTML: (s) => s, createScriptURL: (s) => new URL(s, location).origin === location.origin ? s : "" };
const trusted = window.trustedTypes?.createPolicy("snowdrop", rules) ?? rules;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const path = (url) => url.pathname + url.search;
const make = (tag, set, ...inside) => {
  const e = Object.assign(document.createElement(tag), set);
  e.append(...inside);
  return e;
};

const stored = () => {
  try {
    return localStorage.getItem("display") ?? "";
  } catch {
    return "";
  }
};
// The app goes by the same: what was chosen, or else what the browser asks for.
let lang = "en";
let words = said.en;
const display = (s) => {
  const chosen = /\blang=([a-z]+)/.exec(stored())?.[1];
  const asked = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  lang = [chosen, ...asked].find((one) => Object.hasOwn(said, one)) ?? "en";
  words = said[lang];
  for (const [, name, value] of s.matchAll(/\b(theme|size)=([a-z]+)/g)) root.dataset[name] = value;
};
display(stored()); // here, in the head, before the first paint

const own = new CSSStyleSheet(); // the only kind of style that a script may add under our policy
own.replaceSync(`:root[data-opening] main{visibility:hidden} .page-notice{padding:1em;border:3px solid;margin:1em}
    .page-progress{position:fixed;inset:0 0 auto 0;width:100%;height:4px;pointer-events:none;z-index:9}
    .page-announcer{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`);
document.adoptedStyleSheets = [own];
if (location.pathname !== "/") root.dataset.opening = ""; // the static page is the arriving page: right for / only

// Both stand beside <body>: a swapped page must not take them along.
const announcer = make("div", { className: "page-announcer", role: "status", ariaLive: "polite" });
const bar = make("progress", { className: "page-progress", max: 1, ariaLabel: words.opening });
// A screen reader only speaks what changes after the region exists and the focus has moved.
const announce = (text) => {
  announcer.textContent = "";
  setTimeout(() => { announcer.textContent = text; }, 150);
};
function busy(on, part) {
  root.toggleAttribute("data-busy", on);
  document.getElementById("loading")?.toggleAttribute("hidden", !on || ready);
  for (const e of [bar, document.getElementById("loading-progress")]) {
    if (part > 0) e?.setAttribute("value", part);
    else e?.removeAttribute("value");
  }
  if (on) root.append(bar);
  else bar.remove();
}
function notice(text, again) {
  document.getElementById("page-notice")?.remove();
  const link = make("a", { href: said.es === words ? "/h/espanol/" : "/h/" }, words.help);
  const button = make("button", { type: "button", onclick: again }, words.again);
  const parts = [text, link, again && button].filter(Boolean).map((part) => make("p", {}, part));
  document.body.prepend(make("div", { id: "page-notice", className: "page-notice", role: "alert", lang }, ...parts));
  delete root.dataset.opening;
  busy(false);
  if (under || sending.size) scrollTo(0, 0); // it answers a press
}
