// Light, dark, automatic: at once, and remembered by the server.
import { csrf, on } from "./dom.js";

const system = window.matchMedia("(prefers-color-scheme: dark)");
// after "automatic" comes what the system does not show: every press is seen
const following = (theme) => {
  const order = system.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
  return order[(order.indexOf(theme) + 1) % order.length];
};
const set = () => {
  for (const button of document.querySelectorAll("[name=theme]")) button.value = following(document.documentElement.dataset.bsTheme);
};

on("click", "[data-theme]", (event, button) => {
  event.preventDefault();
  const root = document.documentElement;
  const theme = button.value;
  root.dataset.bsTheme = theme;
  const body = new URLSearchParams({ theme, next: "/" });
  fetch(button.form.action, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, redirect: "manual" });
  set();
  document.dispatchEvent(new CustomEvent("ui:theme", { detail: theme }));
});

set();
system.addEventListener("change", set);
