// sw.js keeps the app and the help pages on the device, so that Snowdrop opens offline. It never keeps anything that a
// person wrote: it only ever holds the files listed here, which are the same for everybody who reads the language.
"use strict";
const build = "BUILD";
const files = ["FILES"];
const languages = {"LANGUAGES": []}; // what only readers of another language need; kept once one of them asked
const countries = {"COUNTRIES": ""}; // by language, a file with the help page of every country
const name = "snowdrop-" + build;

async function keep() {
  const cache = await caches.open(name);
  // What the page has just loaded is in the browser's own cache: nothing is downloaded twice.
  await cache.addAll(files);
  await unpack(cache, "en");
  // While a host replaces the server, the first page of one build can meet the files of another. Then nothing is kept.
  if (!(await (await cache.match("/")).text()).includes(build)) {
    await caches.delete(name);
    throw new Error("two builds");
  }
  for (const lang of Object.keys(languages)) if (await caches.match(mark(lang))) await speak(lang); // of the build before
}
const mark = (lang) => "/language/" + lang;
async function speak(lang) {
  const cache = await caches.open(name);
  if (!languages[lang] || await cache.match(mark(lang))) return;
  await cache.addAll(languages[lang]);
  await unpack(cache, lang);
  await cache.put(mark(lang), new Response());
}
// unpack keeps each help page as if it had come by itself, with the headers of the general one of its language.
async function unpack(cache, lang) {
  if (!countries[lang]) return;
  for (const [path, page] of Object.entries(await (await fetch(countries[lang])).json())) {
    const headers = new Headers((await cache.match(general(path))).headers);
    for (const other of ["Content-Encoding", "Content-Length", "ETag"]) headers.delete(other);
    await cache.put(path, new Response(page, { headers }));
  }
}
const general = (path) => path.replace(/[^/]*$/, "");
async function clear() {
  for (const old of await caches.keys()) if (old.startsWith("snowdrop-") && old !== name) await caches.delete(old);
  await self.clients.claim(); // only ever the first time: a later build waits until every page of the old one is closed
}
async function answer(request, url) {
  const cache = await caches.open(name);
  if (request.mode !== "navigate" || url.pathname === "/closed") return (await cache.match(url.pathname)) ?? fetch(request);
  // Addresses of the app are answered on this device: the server never sees which page was opened.
  if (!url.pathname.startsWith("/h/")) return (await cache.match("/")) ?? fetch(request);
  return (await cache.match(url.pathname)) ?? fetch(request).catch(async () => (await cache.match(general(url.pathname))) ?? cache.match("/h/"));
}
self.addEventListener("install", (e) => e.waitUntil(keep()));
self.addEventListener("activate", (e) => e.waitUntil(clear()));
self.addEventListener("message", (e) => e.waitUntil(speak(e.data).catch(() => {})));
self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  // What a device says to its relay, and the page about what that relay can see, go past here: they are never kept.
  if (/^\/(v1\/|host$)/.test(url.pathname)) return;
  if (e.request.method === "GET" && url.origin === self.location.origin) e.respondWith(answer(e.request, url));
});
