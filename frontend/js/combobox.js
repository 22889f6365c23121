// The ARIA combobox behind pickers and the product finder. The list comes from the server as HTML.
import { all, announce, composing, debounce, element, word } from "./dom.js";
import { ask } from "./server.js";

export class Combobox {
  /**
   * fetchUrl(text) -> address; choose(option, how) is called with the chosen element. chosen() is true when what the
   * field shows has been chosen already: Enter then belongs to the form.
   */
  constructor(input, list, { fetchUrl, choose, changed = () => {}, chosen = () => true, container = list, wait = 120 }) {
    Object.assign(this, { input, list, container, fetchUrl, choose, changed, chosen });
    this.asked = 0;
    this.answered = null;
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

  /** True when the open list answers what stands in the field, not what stood there some letters ago. */
  get isFresh() {
    return this.isOpen && this.answered === this.input.value.trim();
  }

  /** Enter before the list is there: take the record that the whole text names, or the only one; else show the list. */
  async settle() {
    const text = this.input.value.trim().toLowerCase();
    const found = await this.find();
    const named = (option) => [option.dataset.code, option.dataset.exact, option.dataset.text].some((name) => name?.toLowerCase() === text);
    const meant = found.find(named) ?? (found.length === 1 ? found[0] : null);
    if (meant) this.take(meant, "key");
    return meant;
  }

  async find() {
    this.findSoon.cancel();
    const mine = ++this.asked;
    const text = this.input.value.trim();
    const answer = await ask(this.fetchUrl(text));
    if (mine !== this.asked) return [];
    this.answered = this.list.dataset.answers = text;
    this.list.innerHTML = answer?.ok ? await answer.text() : "";
    if (!answer?.ok) this.list.replaceChildren(element("span", { class: "none muted", role: "option", "aria-disabled": "true", "aria-selected": "false" }, word(answer?.status === 403 ? "forbidden" : "failed")));
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
    else if (event.key === "Enter" && !event.ctrlKey && this.input.value.trim() && !this.isFresh && !this.chosen()) this.settle();
    else if (event.key === "Enter" && this.isOpen && this.active()) this.take(this.active(), "key");
    else if (event.key === "Enter" && !event.ctrlKey && this.input.value.trim() && this.isOpen && !this.chosen()) announce(this.list.textContent.trim()); // nothing was found: stay
    else if (event.key === "Escape" && this.isOpen) {
      this.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
