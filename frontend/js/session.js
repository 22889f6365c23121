// The end of an idle session is announced two minutes before; what was typed stays on the page (ACC-015).
import { csrf, on, one } from "./dom.js";
import { openDialog } from "./dialogs.js";

const WARNING = 120;
const FIRST_LOOK = 180;
const AGAIN = 60;
const url = one('meta[name="session-url"]')?.content;
let timer = 0;

const dialog = () => one("#layer dialog[data-session]");

async function secondsLeft(method = "GET") {
  const headers = method === "POST" ? { "X-CSRFToken": csrf() } : {};
  const answer = await fetch(url, { method, headers }).catch(() => null);
  return answer?.ok ? (await answer.json()).left : null;
}

function lookIn(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, seconds * 1000);
}

/** Another tab may have been used meanwhile, so the server is asked before anything is said. */
async function look() {
  const left = await secondsLeft();
  if (left === null) return lookIn(AGAIN);
  const said = dialog()?.dataset.session;
  if (left > WARNING) {
    one("[data-close]", dialog() ?? document.createElement("i"))?.click();
    return lookIn(left - WARNING);
  }
  const state = left > 0 ? "idle" : "ended";
  if (said !== state && (said || !one("dialog:modal"))) await openDialog(`${url}?dialog=1`);
  lookIn(left > 0 ? Math.min(left + 1, 30) : AGAIN);
}

on("click", "dialog[data-session] [data-stay]", async (event, button) => {
  event.preventDefault();
  const left = await secondsLeft("POST");
  if (left > 0) one("[data-close]", button.closest("dialog")).click();
  else await look();
});

if (url) {
  lookIn(FIRST_LOOK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && lookIn(1));
}

// The back button after signing out must not show what the browser kept in memory.
addEventListener("pageshow", (event) => event.persisted && location.reload());
