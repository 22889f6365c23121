// Menus and filter panels are <details>: one open at a time, closed by Escape, an outside press or a choice.
import { all, on, one } from "./dom.js";

const OPEN = "details[data-menu][open]";

document.addEventListener("toggle", ({ target }) => {
  if (!(target instanceof Element) || !target.matches(OPEN)) return;
  for (const other of all(OPEN)) if (other !== target && !other.contains(target)) other.open = false;
  const panel = one(".x-fpanel", target);
  if (panel) one("input:not([type=hidden]), select", panel)?.focus();
}, true);

document.addEventListener("click", ({ target }) => {
  for (const menu of all(OPEN)) if (!menu.contains(target)) menu.open = false;
});
on("click", ".x-menu a, .x-menu button", (_event, choice) => {
  const menu = choice.closest("details");
  if (menu) menu.open = false;
});

/** Close the innermost open menu; true when there was one. */
export function closeMenu() {
  const menu = all(OPEN).at(-1);
  if (!menu) return false;
  menu.open = false;
  one("summary", menu)?.focus();
  return true;
}

on("keydown", `${OPEN} .x-menu, ${OPEN} > summary`, (event, inside) => {
  if (event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const items = all("a, button, input", inside.closest("details").querySelector(".x-menu"));
  const at = items.indexOf(document.activeElement);
  event.preventDefault();
  items.at((at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length)?.focus();
});

// Ready-made periods of a date filter.
on("click", "[data-fill]", (_event, button) => {
  const [from, to] = all("input[type=date]", button.closest(".x-fpanel"));
  [from.value, to.value] = [button.dataset.from, button.dataset.to];
  button.closest("form").requestSubmit();
});

// the menu of an administrator is longer than the window: where he is stands in sight
const here = one("#nav > a[aria-current]");
if (here) {
  const menu = here.parentElement;
  const below = here.offsetTop + here.offsetHeight - menu.offsetTop - menu.clientHeight;
  if (below > 0) menu.scrollTop = below + menu.clientHeight / 3;
}

// on a phone the tabs may be wider than the screen: the open one is in sight (the page itself does not move)
for (const tabs of all(".x-tabs, .x-views")) {
  const open = one("[aria-current]", tabs);
  if (open) tabs.scrollLeft = open.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
}
