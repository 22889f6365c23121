// htmx's events in one place: tokens, input methods, failures, what has focus afterwards.
import { all, announce, csrf, one, unsaved, word } from "./dom.js";
import { showFailure } from "./failures.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = csrf();
  if (unsaved()) detail.headers["X-Unsaved"] = "1";
});

// While an input method composes, what stands in the box is not yet what the person means.
let composingIn = null;
document.addEventListener("compositionstart", ({ target }) => (composingIn = target));
document.addEventListener("compositionend", ({ target }) => {
  composingIn = null;
  target.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("htmx:confirm", (event) => {
  if (composingIn && event.detail.elt === composingIn) event.preventDefault();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => showFailure(detail.elt, word("offline"), word("offlineText")));
}
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status, responseText } = detail.xhr;
  if (status < 500) return;
  const number = /E-[0-9A-F]{4,}/.exec(responseText)?.[0];
  showFailure(detail.elt, word("failed"), word("failedText") + (number ? ` · ${word("ref")} ${number}` : ""));
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const region = detail.elt;
  all("[data-focus]", region).at(-1)?.focus();
  const told = region.id?.startsWith("list") ? one("[data-announce]") : null;
  announce(told?.textContent.trim());
});

// A summary of problems on a page that came without htmx.
addEventListener("DOMContentLoaded", () => one("[data-focus]")?.focus());

// Links of the summary lead into the field, also when its label is far above.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(".x-errs a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches("input, select, textarea, button") ? field : one("input, select, textarea", field) ?? field).focus();
  field.scrollIntoView({ block: "center" });
});
