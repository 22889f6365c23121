// Picker fields: search, choose, clear (COM-007).
import { all, one } from "./dom.js";
import { Combobox } from "./combobox.js";
import { ask } from "./server.js";

/** The window behind the magnifier: query and pages come from the same address, a press on a line chooses. */
async function openWindow(url, input, choose) {
  url.searchParams.set("window", "open");
  const answer = await ask(url);
  if (!answer?.ok) return;
  const place = document.createElement("div");
  place.innerHTML = await answer.text();
  const dialog = one("dialog", place);
  document.body.append(place);
  window.htmx.process(place);
  const shut = () => {
    place.remove();
    input.focus();
  };
  dialog.addEventListener("close", shut);
  dialog.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-pick]");
    if (row) choose(row);
    if (row || target.closest("[data-shut]")) dialog.close();
  });
  dialog.showModal();
  one("input[type=search]", dialog).focus();
}

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
  new Combobox(input, list, { fetchUrl: address, choose, changed, chosen: () => !!key.value });
  one("[data-window]", root)?.addEventListener("click", () => openWindow(address(key.value ? "" : input.value.trim()), input, choose));
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
