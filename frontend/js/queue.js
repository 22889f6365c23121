// Lists beside what they open: the open entry is in view, without moving the page.
import { all, csrf, one } from "./dom.js";

addEventListener("DOMContentLoaded", () => {
  for (const entry of all("[data-scroll-here]")) {
    const list = entry.parentElement;
    const room = list.clientHeight - entry.offsetHeight;
    if (list.scrollHeight > list.clientHeight) list.scrollTop = entry.offsetTop - list.offsetTop - room / 2;
  }
});

// Whoever has claimed an order says twice a minute that its page is still open; a colleague who took it over is named.
const present = one("[data-presence]");

async function stillHere() {
  const headers = { "X-CSRFToken": csrf(), "X-Presence": "1" };
  const answer = await fetch(present.dataset.presence, { method: "POST", headers }).catch(() => null);
  if (answer?.status === 409) one("[data-presence-lost]")?.removeAttribute("hidden");
}

if (present) setInterval(() => document.visibilityState === "visible" && stillHere(), 30_000);
