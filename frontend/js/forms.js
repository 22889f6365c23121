// Forms: unsaved input is not lost by accident (COM-010), nothing is sent twice (COM-013), keys save and submit.
import { all, element, on, one, typing, word } from "./dom.js";
import { bind } from "./keys.js";
import { ask } from "./server.js";

const guarded = () => all("form[data-guard]");
const dirty = (form) => form.hasAttribute("data-changed");

function mark(form, changed) {
  form.toggleAttribute("data-changed", changed);
  for (const sign of all("[data-dirty]", form)) sign.hidden = !changed;
}

for (const type of ["input", "change"]) {
  on(type, "form[data-guard]", (event, form) => {
    if (event.target.closest("[data-local]")) return;
    mark(form, true);
    event.target.removeAttribute("aria-invalid");
  });
}
on("submit", "form[data-guard]", (_event, form) => form.setAttribute("data-sending", ""));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.("form[data-guard]");
  if (!form) return;
  if (detail.successful) mark(form, false);
  else form.removeAttribute("data-sending");
});
document.addEventListener("htmx:afterSettle", () => {
  for (const form of guarded()) if (one("[aria-invalid=true], .x-errs, [data-focus]", form)) mark(form, true);
});

addEventListener("beforeunload", (event) => {
  if (guarded().some((form) => dirty(form) && !form.hasAttribute("data-sending"))) event.preventDefault();
});

// Leaving by a link: ask in our own words; "discard" equals cancel.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  const form = guarded().find(dirty);
  if (!link || !form || event.ctrlKey || event.metaKey || link.target === "_blank" || link.hasAttribute("download")) return;
  if (link.matches("[href^='#'], [data-dialog], [data-palette], [data-close], [role=option]:not(#palette a), [hx-get]")) return;
  if (link.dataset.leave === "now") return mark(form, false);
  event.preventDefault();
  confirmLeaving(() => {
    mark(form, false);
    location.assign(link.href);
  });
}, true);

function confirmLeaving(discard) {
  const text = word("unsaved");
  const stay = element("button", { class: "btn", type: "button", "data-close": "" }, word("stay"));
  const go = element("button", { class: "btn btn-danger", type: "button" }, word("discard"));
  const dialog = element("dialog", { class: "x-dialog", "data-modal": "", "aria-labelledby": "ask-title" },
    element("header", {}, element("h2", { id: "ask-title", tabindex: "-1" }, text)),
    element("div", { class: "pad soft" }, word("unsavedText")),
    element("footer", {}, stay, go));
  go.addEventListener("click", discard);
  one("#layer").replaceChildren(dialog);
  dialog.showModal();
  stay.focus();
}

// Plain forms with one button: a second press before the answer does nothing.
on("submit", "form[data-once]", (event, form) => {
  if (form.hasAttribute("data-sent")) return event.preventDefault();
  form.setAttribute("data-sent", "");
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent], form[data-sending]")) {
    form.removeAttribute("data-sent");
    form.removeAttribute("data-sending");
  }
});

// The form at hand; else the button of the page that names the key, wherever the focus is (but not out of another
// form's text), as single keys do.
function buttonFor(selector, fallback) {
  const modal = one("dialog:modal");
  const at = document.activeElement;
  const form = modal ? one("form", modal) : at?.closest("form");
  const named = form && one(selector, form);
  const general = form && one(fallback, form);
  if (named || modal || (form && typing(at))) return named ?? general;
  const first = guarded()[0];
  return one(selector) ?? general ?? (first && one(fallback, first));
}

const submit = (selector, fallback = "[type=submit].btn-primary, [type=submit].btn-danger") => () => {
  const button = buttonFor(selector, fallback);
  if (!button) return !!one("form [type=submit][aria-keyshortcuts]");
  button.click(); // not requestSubmit: htmx sends the name of the button that was clicked, and "submit" is not "save"
  return true;
};
// a button with another key decides something: saving must not press it, and the browser has nothing to save there either
bind("Ctrl+s", submit("[aria-keyshortcuts='Control+S']", ":is(.btn-primary, .btn-danger)[type=submit]:not([aria-keyshortcuts])"));
bind("Ctrl+Enter", submit("[aria-keyshortcuts='Control+Enter']"));

// Drafts: a form that names data-autosave is posted there every 20 seconds while it has unsaved input.
setInterval(async () => {
  for (const form of all("form[data-autosave][data-changed]")) {
    const answer = await ask(form.dataset.autosave, { method: "POST", body: new FormData(form) });
    const sign = one("[data-saved]", form);
    if (answer?.ok && sign) sign.textContent = (await answer.text()).trim();
  }
}, 20_000);
