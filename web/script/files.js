// Files and words that leave the page by a press, and files that come in before their form.
function save(body, type, disposition, url) {
  const href = URL.createObjectURL(new Blob([body], { type }));
  const download = /filename="([^"]+)"/.exec(disposition)?.[1] ?? url.pathname.split("/").pop();
  make("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}
// What is long in the making holds no page up, and comes wherever she is by then; of what was cut off nothing is saved.
const bring = (a) => send("GET", a.getAttribute("href")).then(({ status, headers, body }) => {
  if (status === 200) save(body, headers.get("Content-Type"), headers.get("Content-Disposition"), location);
}, () => {});
// Words of this page, or its address, are handed to the telephone's own list of ways to send, or copied: nothing of it passes through us.
async function pass(b) {
  const { pass: how, link, from, done } = b.dataset;
  const part = document.getElementById(from);
  const text = link ? new URL(link, location).href : part.value ?? part.innerText;
  try {
    await (how === "share" ? navigator.share(link ? { url: text } : { text }) : navigator.clipboard.writeText(text));
    if (done) {
      b.textContent = done;
      announce(done);
    }
  } catch { // put away again, or not allowed: the words can be copied by hand
    part?.select?.();
  }
}
// Files that may be large come before their form, in pieces: no more than one is in memory twice.
async function ahead(form, all) {
  const files = all.getAll("file").filter(({ name }) => name);
  for (const [n, file] of files.entries()) for (let at = 0; at < file.size || !at; at += 4 << 20) {
    const part = new FormData();
    const set = { id: all.get("id"), n, at, name: file.webkitRelativePath || file.name, changed: file.lastModified };
    Object.entries(set).forEach((one) => part.set(...one));
    part.set("piece", file.slice(at, at + (4 << 20)));
    busy(true, at / file.size);
    const { status, body } = await send("POST", form.dataset.pieces, part).catch(() => ({}));
    if (status === 204) continue;
    if (status === 413) notice(sentences(parse(new TextDecoder().decode(body))));
    else if (status) go("GET", new URL(form.action));
    return !status;
  }
  all.delete("file");
  return true;
}
