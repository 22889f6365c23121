// Show or hide a typed password.
import { on, one } from "./dom.js";

on("click", "[data-reveal]", (_event, button) => {
  const input = one("input", button.parentElement);
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});
