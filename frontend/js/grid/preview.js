// Totals, shown cells and messages come from the server; what has the focus is never replaced.
import { all, debounce, one } from "../dom.js";
import { ask } from "../server.js";

export class Preview {
  constructor(grid, rows) {
    this.grid = grid;
    this.rows = rows;
    this.form = grid.closest("form");
    this.asked = 0;
    const later = debounce(200, () => this.ask());
    this.soon = () => {
      this.asked++; // an answer on its way does not know the latest entry
      later();
    };
  }

  async ask() {
    if (!this.grid.dataset.preview) return;
    const mine = ++this.asked;
    const answer = await ask(this.grid.dataset.preview, { method: "POST", body: new FormData(this.form) });
    // sent off meanwhile: the page that came back knows more than an answer about the old one
    if (mine !== this.asked || !this.grid.isConnected || !answer || (answer.status !== 200 && answer.status !== 422)) return;
    this.apply(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  apply(fresh) {
    const rows = this.rows.all();
    for (const line of all("[data-preview-line]", fresh)) {
      const row = rows[Number(line.dataset.previewLine)];
      if (row) this.fill(row, line);
      line.remove();
    }
    for (const part of [...fresh.body.children]) {
      const old = part.id && document.getElementById(part.id);
      if (!old || old.contains(document.activeElement)) continue;
      old.replaceWith(part);
      window.htmx.process(part);
    }
    this.grid.dispatchEvent(new CustomEvent("ui:preview", { bubbles: true }));
  }

  fill(row, line) {
    for (const cell of all("[data-cell]", line)) one(`td[data-cell="${cell.dataset.cell}"]`, row)?.replaceChildren(...cell.childNodes);
    for (const { dataset, value } of all("data[data-set]", line)) this.set(row, dataset.set, value);
    this.tell(row, one("[data-messages]", line));
  }

  /** A finder's key and text are set; elsewhere the server's value shows until the person types his own. */
  set(row, name, value) {
    const text = name.endsWith("-text");
    const field = this.rows.named(row, text ? name.slice(0, -5) : name);
    if (!field) return;
    if (field.hasAttribute("data-find")) {
      if (!text) field.previousElementSibling.value = value;
      else if (field !== document.activeElement) field.value = value;
    } else if (field.tagName === "INPUT") field.placeholder = value;
  }

  /** What a line lacks is not held against it while its product is still being searched. */
  searching(row) {
    const field = document.activeElement;
    return row.contains(field) && field.matches("[data-find]") && !field.previousElementSibling.value;
  }

  tell(row, box) {
    if (this.searching(row)) box.replaceChildren();
    const old = this.rows.messages(row);
    for (const field of this.rows.fields(row)) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    row.classList.toggle("has-msg", box.children.length > 0);
    if (old?.contains(document.activeElement)) return;
    old?.remove();
    if (!box.children.length) return;
    for (const message of all(".msgline[data-for]", box)) {
      const field = this.rows.named(row, message.dataset.for);
      if (!field) continue;
      if (message.dataset.tone === "bad") field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", message.id);
    }
    const made = document.createElement("tr");
    made.className = "msg";
    made.dataset.messages = row.dataset.line;
    made.append(document.createElement("td"), document.createElement("td"));
    made.lastChild.colSpan = row.children.length - 1;
    made.lastChild.append(...box.childNodes);
    row.after(made);
  }
}
