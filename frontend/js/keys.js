// Single keys act where nothing is typed: on elements that name theirs in data-key, and on the place at hand.
import { all, composing, on, one, typing } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { closeMenu } from "./menus.js";

const OFF = "danshu-keys-off";
const bindings = new Map();
let leader = 0;

/** Let a module act on a key: handle(event) returns true when it did. The later binding is asked first. */
export function bind(key, handle) {
  bindings.set(key, [handle, ...(bindings.get(key) ?? [])]);
}

const singleKeysOff = () => localStorage.getItem(OFF) === "1";
const visible = (item) => item.offsetParent !== null || item.closest("details");

function press(key) {
  const target = all(`[data-key="${key.toUpperCase()}"]`).find((item) => visible(item) && !item.disabled);
  if (!target) return false;
  target.click();
  return true;
}

/** "G" and then a letter: the menu entry that carries it. */
function goTo(letter) {
  const link = one(`[data-go="${letter.toUpperCase()}"]`);
  link?.click();
  return !!link;
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented) return;
  const modal = one("dialog:modal");
  if (event.key === "Escape" && !modal && closeMenu()) return event.preventDefault();
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const name = `Ctrl+${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
    if ((bindings.get(name) ?? []).some((handle) => handle(event))) event.preventDefault();
    return;
  }
  if (event.altKey || typing(event.target) || modal) return;
  if (event.key === "Escape") {
    if ((bindings.get("Escape") ?? []).some((handle) => handle(event))) event.preventDefault();
    return;
  }
  if (singleKeysOff() || one("details[data-menu][open]")) return;
  const name = event.shiftKey && event.key.length === 1 && /[a-z]/i.test(event.key) ? `Shift+${event.key.toLowerCase()}` : event.key;
  if (leader && Date.now() - leader < 1500) {
    leader = 0;
    if (goTo(event.key)) return event.preventDefault();
  }
  if (event.key === "g") leader = Date.now();
  else if ((bindings.get(name) ?? []).some((handle) => handle(event)) || (event.key.length === 1 && press(event.key))) event.preventDefault();
});

bind("?", () => {
  const link = one("[data-keys]");
  if (link) openDialog(link.dataset.keys || link.href, link);
  return !!link;
});
on("click", "[data-keys]", (event, link) => {
  if (!link.dataset.keys) return;
  event.preventDefault();
  openDialog(link.dataset.keys, link);
});
bind("F2", () => false);

on("change", "[data-keys-off]", (_event, box) => localStorage.setItem(OFF, box.checked ? "1" : ""));
document.addEventListener("focusin", () => {
  const box = one("[data-keys-off]");
  if (box) box.checked = singleKeysOff();
});
