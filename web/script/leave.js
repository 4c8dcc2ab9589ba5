// What the app says beside the page, and leaving: locking after a while or at once, and closing so that nothing stays on the screen.
let kept = "visit";
let unkept = false;
let leaving = false;
let lockAfter = 0; // seconds
let used = Date.now();
let tick = performance.now();
let lockTimer = 0;
function note({ headers }) {
  kept = headers.get("Snowdrop-Kept") ?? kept;
  unkept = !native && headers.get("Snowdrop-Unkept") === "1";
  if (headers.has("Snowdrop-Lock-After")) {
    lockAfter = +headers.get("Snowdrop-Lock-After");
    idle();
  }
  const setting = headers.get("Snowdrop-Display"); // empty: to be forgotten, with everything else
  try {
    if (setting) localStorage.setItem("display", setting);
    else if (setting === "") localStorage.removeItem("display");
  } catch { /* forgotten, then */ }
  display(setting ?? "");
}
function idle() {
  clearTimeout(lockTimer);
  if (leaving || !lockAfter) return;
  // By the clock that has gone on more: one stands still in some sleeping phones, the other can be set back.
  const left = lockAfter * 1000 - Math.max(Date.now() - used, performance.now() - tick);
  if (left <= 0) lock();
  else lockTimer = setTimeout(idle, Math.min(left, 60000));
}
const blank = (title) => {
  for (const { src } of document.images) URL.revokeObjectURL(src);
  document.body.replaceChildren();
  document.title = title;
};
async function lock(how = "replace") {
  lockAfter = 0;
  unkept = false;
  leaving = true;
  const draftSaved = saveDraft(); // reads the form, so before the page is emptied
  blank("Snowdrop");
  await Promise.race([draftSaved, wait(1000)]);
  await Promise.race([go("POST", new URL("/lock", location), { how }), wait(5000)]);
  const lost = await Promise.race([draftSaved, wait(0)]) !== true;
  const anew = document.body.firstChild ? null : () => location.replace("/");
  leaving = false;
  if (lost) notice(words.lost, anew);
  else anew?.();
}
async function close() {
  leaving = true; // whatever the answer to a last draft says is unkept
  const draftSaved = saveDraft();
  blank("New page");
  await Promise.race([draftSaved, wait(300)]);
  if (native) fetch("/lock", { method: "POST", keepalive: true, redirect: "manual", headers: { "Snowdrop-Page": "1" } }).catch(() => {});
  end();
  location.replace(navigator.onLine && root.dataset.leave || "/closed");
}
