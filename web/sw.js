// sw.js keeps the app and the help pages on the device, so that Snowdrop opens offline. It never keeps anything that a
// person wrote: it only ever holds the files listed here, which are the same for everybody.
"use strict";
const build = "BUILD";
const files = ["FILES"];
const name = "snowdrop-" + build;

async function keep() {
  const cache = await caches.open(name);
  // What the page has just loaded is in the browser's own cache: nothing is downloaded twice.
  await cache.addAll(files);
  // While a host replaces the server, the first page of one build can meet the files of another. Then nothing is kept.
  if (!(await (await cache.match("/")).text()).includes(build)) {
    await caches.delete(name);
    throw new Error("two builds");
  }
}
async function clear() {
  for (const old of await caches.keys()) if (old.startsWith("snowdrop-") && old !== name) await caches.delete(old);
  await self.clients.claim(); // only ever the first time: a later build waits until every page of the old one is closed
}
async function answer(request, url) {
  const cache = await caches.open(name);
  if (request.mode !== "navigate" || url.pathname === "/closed") return (await cache.match(url.pathname)) ?? fetch(request);
  // Addresses of the app are answered on this device: the server never sees which page was opened.
  if (!url.pathname.startsWith("/h/")) return (await cache.match("/")) ?? fetch(request);
  return (await cache.match(url.pathname)) ?? fetch(request).catch(() => cache.match("/h/"));
}
self.addEventListener("install", (e) => e.waitUntil(keep()));
self.addEventListener("activate", (e) => e.waitUntil(clear()));
self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  // What a device says to its relay, and the page about what that relay can see, go past here: they are never kept.
  if (/^\/(v1\/|host$)/.test(url.pathname)) return;
  if (e.request.method === "GET" && url.origin === self.location.origin) e.respondWith(answer(e.request, url));
});
