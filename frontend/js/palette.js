// The command palette: Ctrl K, or the search box at the top.
import { all, composing, debounce, element, on, one, word } from "./dom.js";
import { bind } from "./keys.js";
import { ask } from "./server.js";

const palette = one("#palette");
const box = palette && one("input", palette);
const list = palette && one("#palette-list", palette);
let asked = 0;

const options = () => all("[role=option]", list);

function select(index) {
  const found = options();
  if (!found.length) return box.removeAttribute("aria-activedescendant");
  const wanted = found[(index + found.length) % found.length];
  for (const option of found) option.setAttribute("aria-selected", String(option === wanted));
  box.setAttribute("aria-activedescendant", wanted.id);
  wanted.scrollIntoView({ block: "nearest" });
}

const selected = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

async function find() {
  const mine = ++asked;
  const answer = await ask(`${palette.dataset.url}?q=${encodeURIComponent(box.value)}`);
  if (mine !== asked) return;
  list.innerHTML = answer?.ok ? await answer.text() : "";
  if (!options().length) list.replaceChildren(element("p", { class: "pad muted f13", role: "presentation" }, answer?.ok ? word("none") : word("failed")));
  select(0);
}
const findSoon = debounce(120, find);

function open() {
  if (!palette || palette.open) return false;
  palette.showModal();
  box.value = "";
  box.focus();
  find();
  return true;
}

if (palette) {
  bind("Ctrl+k", open);
  on("click", "[data-palette]", (event) => {
    event.preventDefault();
    open();
  });
  box.addEventListener("input", (event) => event.isComposing || findSoon());
  box.addEventListener("compositionend", () => findSoon());
  box.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    if (event.key === "Escape") palette.close(); // the browser would only empty the box
    else if (event.key === "ArrowDown") select(selected() + 1);
    else if (event.key === "ArrowUp") select(selected() - 1);
    else if (event.key === "Enter") {
      const option = options()[selected()];
      if (option && (event.ctrlKey || event.metaKey)) window.open(option.href, "_blank", "noopener");
      else option?.click();
    } else return;
    event.preventDefault();
  });
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
}
