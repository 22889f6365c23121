// Counts of the menu and the bell: one request a minute, only while the page is seen.
import { all, element, one } from "./dom.js";

const MINUTE = 60_000;
const nav = one("#nav[data-counts]");

async function refresh() {
  const answer = await fetch(nav.dataset.counts, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const link of all("a", nav)) {
    const found = fresh.querySelector(`[data-count="${CSS.escape(link.getAttribute("href"))}"]`);
    one(".n", link)?.remove();
    if (!found) continue;
    const badge = element("span", { class: "n" }, found.textContent);
    badge.toggleAttribute("data-hot", found.hasAttribute("data-hot"));
    link.append(badge);
  }
  const bell = one("#bell");
  const unread = fresh.querySelector("[data-bell]")?.textContent.trim();
  if (!bell) return;
  one(".dot", bell)?.remove();
  if (unread) bell.append(element("span", { class: "dot" }, unread));
}

if (nav) {
  setInterval(() => document.visibilityState === "visible" && refresh(), MINUTE);
  document.addEventListener("ui:counts", refresh);
}
