// The ARIA combobox behind pickers and the product finder. The list comes from the server as HTML.
import { all, composing, debounce, element, word } from "./dom.js";

export class Combobox {
  /** fetchUrl(text) -> address; choose(option, how) is called with the chosen element. */
  constructor(input, list, { fetchUrl, choose, changed = () => {}, container = list, wait = 120 }) {
    Object.assign(this, { input, list, container, fetchUrl, choose, changed });
    this.asked = 0;
    this.findSoon = debounce(wait, () => this.find());
    input.addEventListener("input", (event) => event.isComposing || this.typed());
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  typed() {
    this.changed();
    if (this.input.value.trim()) this.findSoon();
    else this.close();
  }

  options() {
    return all("[role=option]:not([aria-disabled=true])", this.list);
  }

  active() {
    return this.options().find((option) => option.getAttribute("aria-selected") === "true");
  }

  get isOpen() {
    return !this.container.hidden && this.container.dataset.owner === this.input.id;
  }

  async find() {
    this.findSoon.cancel();
    const mine = ++this.asked;
    const answer = await fetch(this.fetchUrl(this.input.value.trim()), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine !== this.asked) return [];
    this.list.innerHTML = answer?.ok ? await answer.text() : "";
    if (!answer?.ok) this.list.replaceChildren(element("span", { class: "none muted", role: "option", "aria-disabled": "true", "aria-selected": "false" }, word("failed")));
    this.open();
    this.select(0);
    return this.options();
  }

  open() {
    if (document.activeElement !== this.input) return;
    this.container.dataset.owner = this.input.id;
    this.container.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    if (!this.list.dataset.ready) {
      this.list.dataset.ready = "1";
      this.list.addEventListener("mousedown", (event) => {
        const option = event.target.closest("[role=option]:not([aria-disabled=true])");
        event.preventDefault();
        if (option) this.list.dispatchEvent(new CustomEvent("chosen", { detail: option }));
      });
    }
    if (this.listener) this.list.removeEventListener("chosen", this.listener);
    this.listener = ({ detail }) => this.isOpen && this.take(detail, "press");
    this.list.addEventListener("chosen", this.listener);
  }

  close() {
    if (!this.isOpen) return;
    this.container.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  select(index) {
    const found = this.options();
    if (!found.length) return;
    const wanted = found[(index + found.length) % found.length];
    for (const option of found) option.setAttribute("aria-selected", String(option === wanted));
    this.input.setAttribute("aria-activedescendant", wanted.id);
    wanted.scrollIntoView({ block: "nearest" });
  }

  take(option, how) {
    this.findSoon.cancel();
    this.asked++;
    this.close();
    this.choose(option, how);
  }

  key(event) {
    if (composing(event)) return;
    const at = this.options().indexOf(this.active());
    if (event.key === "ArrowDown" && !event.altKey) {
      if (this.isOpen) this.select(at + 1);
      else this.find();
    } else if (event.key === "ArrowUp" && !event.altKey && this.isOpen) this.select(at - 1);
    else if (event.key === "Enter" && this.isOpen && this.active()) this.take(this.active(), "key");
    else if (event.key === "Escape" && this.isOpen) {
      this.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
