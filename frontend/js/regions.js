// The field for an administrative division: search by name, pinyin or code, or step by step; pasted addresses are read.
// The steps come from the server as HTML. What is chosen fills the words of the address, which stay the record's own.
import { all, announce, composing, debounce, element, one } from "./dom.js";
import { Combobox } from "./combobox.js";
import { ask } from "./server.js";

const WORDS = ["province", "city", "district"];

class Cascade extends Combobox {
  constructor(field) {
    super(field.input, field.list, {
      container: field.panel,
      fetchUrl: (text) => field.address(field.root.dataset.find, { q: text }),
      choose: (option) => field.choose(option.dataset.key, true),
      changed: () => field.typed(),
      chosen: () => !!field.key.value,
    });
    this.field = field;
    this.step = 0;
  }

  get browsing() {
    return !!one(".cols", this.list);
  }

  columns() {
    return all("[data-column]", this.list);
  }

  /** Only the options of the step that has the arrows; all of them while searching. */
  options() {
    const column = this.browsing && this.columns()[this.step];
    return column ? all("[role=option]", column) : super.options();
  }

  async find() {
    const text = this.input.value.trim();
    if (text && !this.field.key.value) {
      const found = await super.find();
      this.reveal();
      return found;
    }
    await this.browse(this.field.key.value);
    return [];
  }

  /** Show the steps down to a code. The last step has the arrows; a step that was chosen stands on its choice. */
  async browse(code, step = null) {
    this.findSoon.cancel();
    const mine = ++this.asked; // an answer that comes after somebody went on typing is none
    const answer = await this.field.steps(code);
    if (!answer || mine !== this.asked) return;
    this.list.replaceChildren(answer);
    this.answered = this.input.value.trim();
    this.open();
    const columns = this.columns();
    this.step = Math.max(0, Math.min(step ?? columns.length - 1, columns.length - 1));
    this.stand();
  }

  stand() {
    const columns = this.columns();
    columns.forEach((column, at) => column.toggleAttribute("data-on", at === this.step));
    for (const option of all("[role=option]", this.list)) option.setAttribute("aria-selected", "false");
    const current = this.options().findIndex((option) => option.hasAttribute("aria-current"));
    this.select(Math.max(0, current));
    for (const option of all("[aria-current]", this.list)) option.scrollIntoView({ block: "nearest" });
    this.reveal();
  }

  reveal() {
    if (this.isOpen && !matchMedia("(max-width: 760px)").matches) this.container.scrollIntoView({ block: "nearest" });
  }

  take(option, how) {
    if (!this.browsing) return super.take(option, how);
    this.go(option);
  }

  /** Choose a step and show what lies in it; without anything in it the choice is done. */
  async go(option) {
    const more = option.hasAttribute("data-more");
    const code = option.dataset.key;
    await this.field.choose(code, !more);
    if (more) await this.browse(code);
    if (!this.columns().some((column) => column.dataset.column === code)) this.close();
  }

  key(event) {
    if (composing(event)) return;
    if (!this.isOpen || !this.browsing) {
      if (event.key === "ArrowDown" && !this.isOpen) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return this.find();
      }
      return super.key(event);
    }
    if (event.key === "ArrowRight" && this.active()) this.go(this.active());
    else if (event.key === "ArrowLeft") {
      this.step = Math.max(0, this.step - 1);
      this.stand();
    } else if (event.key === "Enter" && !event.ctrlKey && this.active()) this.go(this.active());
    else return super.key(event);
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

class RegionField {
  constructor(root) {
    this.root = root;
    this.key = one("[data-key]", root);
    this.input = one("[role=combobox]", root);
    this.list = one("[role=listbox]", root);
    this.panel = one("[data-cascade]", root);
    this.clear = one("[data-clear]", root);
    this.form = root.closest("form");
    this.cascade = new Cascade(this);
    this.byHand = false;
    // on a phone the keyboard would cover the steps; it comes when somebody wants to search
    if (matchMedia("(pointer: coarse)").matches) this.input.inputMode = "none";
    one("[data-search]", root).addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.input.inputMode = "search";
      this.input.blur();
      this.input.focus();
      this.input.select();
    });
    this.input.addEventListener("focus", () => this.input.value.trim() || this.cascade.browse(""));
    this.input.addEventListener("click", () => this.cascade.isOpen || this.cascade.find());
    one("[data-open]", root).addEventListener("click", () => {
      this.input.focus();
      if (!this.cascade.isOpen) this.cascade.browse(this.key.value);
    });
    one("[data-done]", root).addEventListener("click", () => this.cascade.close());
    this.clear.addEventListener("click", () => this.empty());
    this.list.addEventListener("mousedown", (event) => {
      if (!event.target.closest("[data-back]")) return;
      event.preventDefault();
      this.cascade.step = Math.max(0, this.cascade.step - 1);
      this.cascade.stand();
    });
    root.addEventListener("click", ({ target }) => {
      const other = target.closest("[data-other]");
      if (other) this.choose(other.dataset.other, true).then(() => one("[data-proposal]", root)?.remove());
    });
    one("[data-by-hand]", root).addEventListener("click", () => {
      this.byHand = true;
      this.show();
      this.control("province")?.focus();
    });
    this.control("country")?.addEventListener("change", () => this.show());
    for (const name of WORDS) this.control(name)?.addEventListener("change", (event) => event.isTrusted && this.written());
    this.paste();
    this.show();
  }

  address(base, parameters) {
    const url = new URL(base, location.href);
    for (const [name, value] of Object.entries({ id: this.input.id, ...parameters })) url.searchParams.set(name, value);
    return url;
  }

  /** The control of the form that carries a part of the address. */
  control(part) {
    const name = this.root.getAttribute(`data-to-${part}`);
    return name ? this.form?.elements.namedItem(name) : null;
  }

  fill(part, value) {
    const control = this.control(part);
    if (!control || control.value === value) return;
    control.value = value;
    for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
  }

  async steps(code) {
    const answer = await ask(this.address(this.root.dataset.columns, { code }));
    if (!answer?.ok) return null;
    const place = document.createElement("template");
    place.innerHTML = await answer.text();
    return one(".cols", place.content);
  }

  /** Take a division over: its code, and the words it writes. */
  async choose(code, done) {
    const steps = await this.steps(code);
    if (!steps || steps.dataset.code !== code) return;
    const { text, written, town } = steps.dataset;
    const before = { written: this.key.dataset.written, town: this.key.dataset.town };
    this.key.value = code;
    Object.assign(this.key.dataset, { written, town });
    this.input.value = text;
    this.input.removeAttribute("aria-invalid");
    this.clear.hidden = false;
    for (const part of WORDS) this.fill(part, steps.dataset[part]);
    this.lead("street", before.town, town);
    this.lead("line", before.written, written);
    for (const type of ["input", "change"]) this.key.dispatchEvent(new Event(type, { bubbles: true }));
    this.show();
    if (done) announce(text);
  }

  /** What stands in front of the house: the new words for the old ones. A control left empty stays so ("leave it"). */
  lead(part, before, now) {
    const control = this.control(part);
    if (!control) return;
    const rest = before && control.value.startsWith(before) ? control.value.slice(before.length) : control.value;
    if (part === "street" && !rest) return;
    this.fill(part, now && !rest.startsWith(now) ? now + rest : rest);
  }

  typed() {
    this.cascade.asked++;
    this.key.value = "";
    this.clear.hidden = !this.input.value;
  }

  empty() {
    this.wipe();
    this.show();
    this.input.focus();
  }

  wipe() {
    this.input.value = "";
    this.typed();
    for (const part of WORDS) this.fill(part, "");
    this.lead("street", this.key.dataset.town, "");
    this.lead("line", this.key.dataset.written, "");
    Object.assign(this.key.dataset, { written: "", town: "" });
    this.key.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Words that somebody changed himself are his: the code goes, the server would take it away too. */
  written() {
    this.input.value = "";
    this.typed();
    Object.assign(this.key.dataset, { written: "", town: "" });
  }

  /** The words are seen where they are not written by the division: typed by hand, an old address, another country. */
  show() {
    const home = (this.control("country")?.value || "CN") === "CN";
    const own = WORDS.some((part) => this.control(part)?.value) && !this.key.value;
    const words = !home || this.byHand || own || WORDS.some((part) => this.control(part)?.getAttribute("aria-invalid"));
    let hidden = 0;
    for (const part of WORDS) {
      const box = this.control(part)?.closest(".x-f");
      if (box) box.hidden = !words;
      if (box && !words) hidden++;
    }
    const own_box = this.root.closest(".x-f");
    if (own_box) own_box.hidden = !home;
    const foot = one(".x-region-foot", this.root);
    if (foot) foot.hidden = !hidden;
  }

  // ---- a pasted address ----------------------------------------------------------------------------------------------
  paste() {
    const box = one("[data-paste]", this.root);
    if (!box) return;
    box.hidden = false;
    const text = one("textarea", box);
    const read = async () => {
      if (!text.value.trim()) return;
      const answer = await ask(new URL(box.dataset.url, location.href), { method: "POST", body: new URLSearchParams({ text: text.value }) });
      if (answer?.ok) one("[data-parsed]", box).innerHTML = await answer.text();
    };
    const soon = debounce(50, read);
    text.addEventListener("paste", soon);
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || composing(event)) return;
      event.preventDefault();
      event.stopPropagation();
      read();
    });
    one("[data-understand]", box).addEventListener("click", read);
    box.addEventListener("click", ({ target }) => {
      if (target.closest("[data-take]")) this.takeParsed(box);
    });
  }

  async takeParsed(box) {
    const parts = Object.fromEntries(all("[data-part]", box).map(({ dataset }) => [dataset.part, dataset]));
    const result = one("[data-result]", box);
    // an address takes the place of the one before, with all its parts; a name or a number alone leaves the address
    const whole = Boolean(result.dataset.region || parts.rest.value);
    this.forget();
    if (result.dataset.region) await this.choose(result.dataset.region, true);
    else if (whole) this.wipe();
    const values = { recipient: parts.recipient.value, phone: parts.phone.value, postal_code: parts.postal_code?.value };
    for (const [part, value] of Object.entries(values)) if (value || whole) this.fill(part, value ?? "");
    if (whole) {
      this.fill("street", parts.town.value + parts.rest.value);
      this.fill("line", result.dataset.written + parts.rest.value);
    }
    const guessed = (names) => names.some((name) => parts[name]?.mark === "guessed");
    const target = { recipient: ["recipient"], phone: ["phone"], postal_code: ["postal_code"] };
    for (const [part, names] of Object.entries(target)) if (guessed(names)) this.doubt(this.control(part), box);
    if (guessed(["province", "city", "district", "town"])) this.doubt(this.input, box);
    if (guessed(["rest"])) this.doubt(this.control("street") ?? this.control("line"), box);
    box.open = false;
    (one("[data-unchecked]", this.form) ?? this.control("street") ?? this.control("line") ?? this.input).focus();
  }

  /** Marks of the paste before belong to what it filled in. */
  forget() {
    const controls = [this.input, ...["recipient", "phone", "postal_code", "street", "line"].map((part) => this.control(part))];
    for (const control of controls) one("[data-unchecked]", control?.closest(".x-f") ?? document.createElement("div"))?.remove();
  }

  /** A guess stands in the form with its mark until somebody has looked at it. */
  doubt(control, box) {
    const place = control?.closest(".x-f");
    if (!place || one("[data-unchecked]", place)) return;
    const mark = element("button", { class: "x-doubt", type: "button", "data-unchecked": "", "data-first": box.dataset.first }, box.dataset.check);
    mark.addEventListener("click", () => {
      mark.remove();
      control.focus();
    });
    control.addEventListener("input", (event) => event.isTrusted && mark.remove(), { once: false });
    place.append(mark);
  }
}

// Nothing is saved before every guess has been looked at.
document.addEventListener("submit", (event) => {
  const mark = event.target instanceof Element ? one("[data-unchecked]", event.target) : null;
  if (!mark) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  mark.closest("details:not([open])")?.setAttribute("open", "");
  mark.focus();
  announce(mark.dataset.first);
}, true);

function start(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "1";
  new RegionField(root);
}

const startAll = (root = document) => all("[data-region]:not([data-result])", root).forEach(start);
addEventListener("DOMContentLoaded", () => startAll());
document.addEventListener("htmx:load", ({ detail }) => startAll(detail.elt));
