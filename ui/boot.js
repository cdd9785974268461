// A file of its own, because the content security policy forbids scripts inside the page. It is no module, so that it
// runs before the first paint: who works in the dark would see a white flash.
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = dark ? "dark" : "light";

addEventListener("DOMContentLoaded", async () => {
  const [bundle, en, de] = await Promise.all([bundleOfPerson(), messages("en"), messages("de")]);
  globalThis.pannierMessages = { en, de };
  document.documentElement.dataset.bundle = bundle;
  const { default: init } = await import(`./${bundle}.js`);
  init({ module_or_path: `./${bundle}_bg.wasm` });
});

// Only the provider's staff loads the staff desk. Whoever signs in later has the page loaded again.
async function bundleOfPerson() {
  try {
    const session = await globalThis.__TAURI__.core.invoke("session", { call: {} });
    return session.customer?.role === "staff" ? "staff" : "ui";
  } catch {
    // A store that cannot be opened: the page asks again, and says why.
    return "ui";
  }
}

async function messages(language) {
  const reply = await fetch(`./locales/${language}.ftl`);
  return reply.text();
}
