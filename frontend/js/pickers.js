// Picker fields: search, choose, clear (COM-007).
import { all, one } from "./dom.js";
import { Combobox } from "./combobox.js";

function start(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "1";
  const [key, input, list, clear] = [one("[data-key]", root), one("[role=combobox]", root), one("[role=listbox]", root), one("[data-clear]", root)];
  const changed = () => {
    key.value = "";
    clear.hidden = !input.value;
  };
  const address = (text) => {
    const url = new URL(root.dataset.url, location.href);
    url.searchParams.set("q", text);
    url.searchParams.set("id", input.id);
    return url;
  };
  const choose = (option) => {
    key.value = option.dataset.key;
    input.value = option.dataset.text;
    clear.hidden = false;
    for (const type of ["change", "picked"]) key.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: option.dataset.extra ?? "" }));
  };
  new Combobox(input, list, { fetchUrl: address, choose, changed });
  clear.addEventListener("click", () => {
    input.value = "";
    changed();
    key.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}

const startAll = (root = document) => all("[data-picker]", root).forEach(start);
addEventListener("DOMContentLoaded", () => startAll());
document.addEventListener("htmx:load", ({ detail }) => startAll(detail.elt));
