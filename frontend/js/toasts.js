// Results of an act: 8 seconds, with a way back where there is one. Errors never come here.
import { all, element, iconOf, on, one, word } from "./dom.js";
import { ask } from "./server.js";

const SECONDS = 8;

function expire(toast) {
  let timer = 0;
  const start = () => (timer = setTimeout(() => toast.remove(), SECONDS * 1000));
  for (const pause of ["pointerenter", "focusin"]) toast.addEventListener(pause, () => clearTimeout(timer));
  for (const resume of ["pointerleave", "focusout"]) toast.addEventListener(resume, start);
  start();
}

function undoButton(url) {
  const button = element("button", { class: "btn btn-link", type: "button" }, word("undo"));
  button.addEventListener("click", async () => {
    const answer = await ask(url, { method: "POST" });
    if (answer?.ok) location.href = answer.headers.get("HX-Redirect") || location.href;
  });
  return button;
}

export function toast(text, undo = "", icon = "ok") {
  const close = element("button", { class: "x-ib", type: "button", "data-dismiss": "", "aria-label": word("close") }, iconOf("x"));
  const made = element("div", { class: "x-toast" }, iconOf(icon), element("span", {}, text));
  if (undo) made.append(undoButton(undo));
  made.append(close);
  one("#toasts").append(made);
  expire(made);
}

document.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value?.text ?? "", detail.undo ?? ""));
on("click", "[data-dismiss]", (_event, button) => button.parentElement.remove());

for (const shown of all("[data-toast]")) {
  const extra = shown.dataset.extra ? JSON.parse(shown.dataset.extra) : {};
  if (extra.undo) one("[data-dismiss]", shown).before(undoButton(extra.undo));
  expire(shown);
}
