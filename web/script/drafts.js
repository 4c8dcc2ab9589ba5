// Drafts: what is typed is safe a moment later, by the app, and the page says so.
let draft = null;
let saving = Promise.resolve(true); // of the last draft: whether it is safe
function touched(form) {
  const since = draft?.form === form ? draft.since : Date.now();
  clearTimeout(draft?.timer);
  form.querySelector("[data-draft-status]")?.replaceChildren(); // the newest words are not safe yet
  draft = { form, since, timer: setTimeout(saveDraft, Date.now() - since > 5000 ? 0 : 700) };
}
function saveDraft() {
  if (!draft || failed) return draft ? Promise.resolve(false) : saving;
  const { form } = draft;
  const data = new FormData(form);
  const status = form.querySelector("[data-draft-status]");
  for (const e of form.elements) if (e.type === "password" || e.type === "file") data.delete(e.name); // never part of a draft
  data.set("draft", form.dataset.draft);
  dropDraft();
  saving = saving.then(() => send("POST", "/draft", new URLSearchParams(data), true)).then((answer) => {
    note(answer);
    return answer.status === 204 && !answer.headers.has("Snowdrop-Location");
  }, () => false);
  return saving = saving.then((ok) => {
    if (draft?.form === form) return ok; // newer words are under way
    if (!ok && form.isConnected) draft ??= { form, since: Date.now() }; // tried again with the next key, page, lock or close
    if (status) status.textContent = (ok ? status.dataset.saved : status.dataset.failed) ?? "";
    return ok;
  });
}
function dropDraft() {
  clearTimeout(draft?.timer);
  draft = null;
  saving = saving.then(() => true);
}
