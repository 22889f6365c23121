// Light, dark, automatic: at once, and remembered by the server.
import { csrf, on } from "./dom.js";

const ORDER = ["auto", "light", "dark"];

on("click", "[data-theme]", (event, button) => {
  event.preventDefault();
  const root = document.documentElement;
  const theme = button.value;
  root.dataset.bsTheme = theme;
  const body = new URLSearchParams({ theme, next: "/" });
  fetch(button.form.action, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, redirect: "manual" });
  button.value = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
  document.dispatchEvent(new CustomEvent("ui:theme", { detail: theme }));
});
