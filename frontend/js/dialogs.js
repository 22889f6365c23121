// Impact dialogs and other layers: fetched, shown modally, focus comes back to where it was.
import { all, on, one } from "./dom.js";
import { ask } from "./server.js";

let opener = null;

export async function openDialog(url, from = document.activeElement) {
  opener = from;
  const answer = await ask(url);
  if (!answer && one("#layer dialog")) return;
  if (!answer || answer.redirected || !(answer.headers.get("Content-Type") ?? "").includes("text/html")) return location.assign(url);
  const layer = one("#layer");
  layer.innerHTML = await answer.text();
  if (!one("dialog", layer)) return location.assign(url);
  window.htmx.process(layer);
  showAll(layer);
}

/** Dialogs arrive as markup; make them modal. */
function showAll(root = document) {
  for (const dialog of all("dialog[data-modal]", root)) {
    if (dialog.matches(":modal")) continue;
    dialog.removeAttribute("open");
    dialog.showModal();
    const invalid = one("[aria-invalid=true]", dialog);
    (invalid ?? one("h2[tabindex]", dialog))?.focus();
  }
}

function close(dialog) {
  dialog.close();
  dialog.remove();
  if (opener?.isConnected) opener.focus();
  opener = null;
}

on("click", "[data-dialog]", (event, link) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const menu = link.closest("details[data-menu]");
  openDialog(link.href, menu ? one("summary", menu) : link);
});
on("click", "dialog [data-close]", (event, button) => {
  event.preventDefault();
  close(button.closest("dialog"));
});
document.addEventListener("cancel", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.matches("[data-modal]")) {
    event.preventDefault();
    close(event.target);
  }
}, true);

document.addEventListener("htmx:afterSettle", () => showAll());
document.addEventListener("ui:layer", () => showAll());
addEventListener("DOMContentLoaded", () => showAll());
