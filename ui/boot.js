// A file of its own, because the content security policy forbids scripts inside the page. It is no module, so that it
// runs before the first paint: who works in the dark would see a white flash.
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = dark ? "dark" : "light";

addEventListener("DOMContentLoaded", async () => {
  const { default: init } = await import("./ui.js");
  init({ module_or_path: "./ui_bg.wasm" });
});
