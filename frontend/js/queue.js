// Lists beside what they open, bars of steps: the open entry is in view, without moving the page.
import { all, csrf, one } from "./dom.js";

addEventListener("DOMContentLoaded", () => {
  for (const entry of all("[data-scroll-here]")) {
    const list = entry.parentElement;
    const room = list.clientHeight - entry.offsetHeight;
    if (list.scrollHeight > list.clientHeight) list.scrollTop = entry.offsetTop - list.offsetTop - room / 2;
  }
  for (const bar of all(".x-steps")) showStep(bar);
});

// Steps that do not fit on a phone: the present one stands in the middle, or the last one that was reached.
function showStep(bar) {
  const step = one("[aria-current=step], [data-s=bad]", bar) ?? all("[data-s=done]", bar).at(-1);
  if (!step || bar.scrollWidth <= bar.clientWidth) return;
  const [inside, outside] = [step.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += inside.left - outside.left - (outside.width - inside.width) / 2;
}

// Whoever has claimed an order says twice a minute that its page is still open; a colleague who took it over is named.
const present = one("[data-presence]");

async function stillHere() {
  const headers = { "X-CSRFToken": csrf(), "X-Presence": "1" };
  const answer = await fetch(present.dataset.presence, { method: "POST", headers }).catch(() => null);
  if (answer?.status === 409) one("[data-presence-lost]")?.removeAttribute("hidden");
}

if (present) setInterval(() => document.visibilityState === "visible" && stillHere(), 30_000);
