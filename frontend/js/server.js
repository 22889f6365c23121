// Asking the server for parts: token, the mark of a part, and what to do when the session has ended meanwhile.
import { csrf, one, unsaved } from "./dom.js";

/** The answer, or null when none came. A dialog that leads to sign-in is shown by the layer; the page stays as it is. */
export async function ask(url, options = {}) {
  const headers = { "HX-Request": "true", ...(unsaved() ? { "X-Unsaved": "1" } : {}), ...(options.method === "POST" ? { "X-CSRFToken": csrf() } : {}) };
  const answer = await fetch(url, { ...options, headers }).catch(() => null);
  if (answer?.status === 401) {
    const lead = answer.headers.get("HX-Redirect");
    if (lead) return location.assign(lead), null;
    if (!one("#layer dialog")) {
      one("#layer").innerHTML = await answer.text();
      document.dispatchEvent(new CustomEvent("ui:layer"));
    }
    return null;
  }
  return answer;
}
