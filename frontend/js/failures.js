// A request that never came back: say so where it was sent from, keep everything, offer to try again (COM-018).
import { element, iconOf, one, word } from "./dom.js";

export function showFailure(source, title, text) {
  const form = source.closest("form");
  one("#failure")?.remove();
  const retry = element("button", { class: "btn btn-sm", type: "button" }, word("retry"));
  const note = element(
    "div",
    { class: "x-note", "data-tone": "bad", id: "failure", role: "alert", tabindex: "-1" },
    iconOf("bad"),
    element("div", { class: "grow" }, element("b", {}, title), element("div", { class: "f13 soft" }, text)),
    retry,
  );
  retry.addEventListener("click", () => {
    note.remove();
    if (form) form.requestSubmit(one("[type=submit]:not([name])", form) ?? undefined);
    else source.click();
  });
  const place = form?.closest("dialog") ? one(".pad", form) : one(".x-formbody", form ?? document) ?? one("#list-result") ?? one("#main");
  place.prepend(note);
  note.focus();
}

document.addEventListener("htmx:beforeRequest", () => one("#failure")?.remove());
