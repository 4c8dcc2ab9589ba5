// passkey.js asks the browser for a passkey, to make one or to open with it, and hands what that gives out to the form around
// the button, once. Pages that have such a button load it. It keeps nothing, and sends nothing anywhere.
"use strict";
(() => {
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt());
  const random = () => crypto.getRandomValues(new Uint8Array(32)), type = "public-key", userVerification = "required";
  // A passkey belongs to the name of a site: there is none for a number, or for what anybody on the way could have changed.
  const cannot = /^\[|^[\d.]+$/.test(location.hostname) ? "host" : !isSecureContext ? "plain" : window.PublicKeyCredential ? "" : "browser";
  const first = (credential) => credential.getClientExtensionResults().prf?.results?.first;

  async function use(input, id) {
    const got = await navigator.credentials.get({ publicKey: { challenge: random(), allowCredentials: [{ type, id }], userVerification, extensions: { prf: { eval: { first: input } } } } });
    return first(got) ?? Promise.reject(new Error("prf"));
  }
  async function make(input, name) {
    const made = await navigator.credentials.create({ publicKey: {
      rp: { name: location.hostname }, user: { id: random(), name, displayName: name }, // a new user each time: no key of before is written over
      challenge: random(), pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type, alg })), attestation: "none", hints: ["client-device"],
      authenticatorSelection: { residentKey: "preferred", userVerification }, extensions: { prf: { eval: { first: input } } },
    } });
    const prf = made.getClientExtensionResults().prf, output = first(made) ?? (prf?.enabled && await use(input, made.rawId).catch((e) => { forget(made.id); throw e; }));
    if (!output) { forget(made.id); throw new Error("prf"); }
    return [made.id, output];
  }
  // Where the phone's list can be told that a passkey is of no use any more, it is.
  const forget = (credentialId) => window.PublicKeyCredential?.signalUnknownCredential?.({ rpId: location.hostname, credentialId }).catch(() => {});

  async function asked(part, button) {
    const { passkey: how, input, credential, name } = part.dataset, { form } = button, say = part.querySelector("[role=status]");
    const because = (why) => { say.textContent = say.dataset[why] ?? say.dataset.other; };
    if (cannot) return because(cannot);
    button.disabled = true; say.textContent = "";
    try {
      const [id, output] = how === "make" ? await make(bytes(input), name) : [credential, await use(bytes(input), bytes(credential))];
      form.elements.credential.value = id; form.elements.output.value = text(output); new Uint8Array(output).fill(0);
      if (form.isConnected) form.requestSubmit(); // page.js reads the form at once
    } catch (e) { because(e.message === "prf" ? "prf" : "other"); } finally { button.disabled = false; form.elements.output.value = ""; }
  }
  const look = () => {
    for (const part of document.querySelectorAll("[data-passkey=use]")) part.hidden = Boolean(cannot);
    for (const say of document.querySelectorAll("[data-passkey=make] [role=status]")) if (cannot) say.textContent = say.dataset[cannot];
  };
  new MutationObserver(look).observe(document.body, { childList: true }); look();
  addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-passkey] button"), part = button?.closest("[data-passkey]");
    if (part?.dataset.passkey === "forget") forget(part.dataset.credential); // the form goes its own way
    else if (part) asked(part, button);
  });
})();
