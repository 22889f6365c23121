// Lists: selection, the row cursor, the keys of ui.md section 9.
import { all, announce, on, one, word } from "./dom.js";
import { bind } from "./keys.js";
import { toast } from "./toasts.js";

const ticks = () => all("#list-rows [name=ids]");
const rows = () => all("#list-rows > tr");
let anchor = -1;

function refresh() {
  const boxes = ticks();
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").toggleAttribute("aria-selected", false);
  for (const box of chosen) box.closest("tr").setAttribute("aria-selected", "true");
  const head = one("[data-all]");
  if (head) {
    head.checked = boxes.length > 0 && chosen.length === boxes.length;
    head.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const count = one("[data-selected]");
  if (count) count.textContent = String(chosen.length);
}

// The head's box means this page and nothing else (COM-004).
on("change", "[data-all]", (_event, head) => {
  for (const box of ticks()) box.checked = head.checked;
  refresh();
});
on("change", "#list-rows [name=ids]", refresh);
// a finger meets the cell, not always the box in it
on("click", "#list-rows .c-sel", (event, cell) => event.target === cell && one("[name=ids]", cell)?.click());

function clear() {
  if (!ticks().some((box) => box.checked)) return false;
  for (const box of ticks()) box.checked = false;
  const everything = one("#list-batch [name=all]");
  if (everything) everything.checked = false;
  refresh();
  return true;
}
on("click", "[data-clear-selection]", (event) => {
  event.preventDefault();
  clear();
});
on("submit", "#list-batch", (event) => {
  if (ticks().some((box) => box.checked) || one("#list-batch [name=all]")?.checked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  announce(word("select"));
  toast(word("select"), "", "info");
}, true);

// ---- cursor ----
const cursor = () => rows().findIndex((row) => row.hasAttribute("data-cursor"));

function move(by) {
  const found = rows();
  if (!found.length) return false;
  const at = Math.max(0, Math.min(found.length - 1, cursor() + by));
  for (const row of found) row.toggleAttribute("data-cursor", row === found[at]);
  found[at].scrollIntoView({ block: "nearest" });
  announce(found[at].querySelector("a.id, a")?.textContent);
  return true;
}

function tick(event) {
  const at = cursor();
  const boxes = ticks();
  if (at < 0 || !boxes[at]) return false;
  const range = event.shiftKey && anchor >= 0 ? [Math.min(anchor, at), Math.max(anchor, at)] : [at, at];
  const checked = event.shiftKey ? true : !boxes[at].checked;
  for (let index = range[0]; index <= range[1]; index++) boxes[index].checked = checked;
  anchor = at;
  refresh();
  return true;
}

const link = () => rows()[cursor()]?.querySelector("a.id, .c-number a, .c-title a, a[href]");

bind("j", () => move(1));
bind("k", () => move(-1));
bind("ArrowDown", (event) => !!one("#list-rows") && event.target === document.body && move(1));
bind("ArrowUp", (event) => !!one("#list-rows") && event.target === document.body && move(-1));
bind("x", tick);
bind("Shift+x", tick);
bind("Enter", (event) => {
  if (event.target.closest?.("a, button, summary, input") || !link()) return false;
  link().click();
  return true;
});
bind("/", () => {
  const box = one("#q");
  box?.focus();
  box?.select();
  return !!box;
});
bind("f", () => {
  const add = one("[data-add]");
  add?.click();
  return !!add;
});
bind("v", () => {
  const keep = one("#list-keep");
  if (!keep) return false;
  keep.open = true;
  return true;
});
bind("Escape", clear);

on("click", "#list-rows > tr", (event, row) => {
  if (event.target.closest("a, button, input, label, summary")) return;
  for (const other of rows()) other.toggleAttribute("data-cursor", other === row);
});

document.addEventListener("htmx:afterSettle", refresh);
refresh();
