// Rows of the line grid: add, copy, remove, move, number.
import { all, one } from "../dom.js";

const NAME = /^(.+?)-(-?\d+|%n)-/;

export class Rows {
  constructor(grid) {
    this.grid = grid;
    this.body = one("tbody", grid);
    this.pattern = one("template[data-row]", grid);
    this.prefix = grid.dataset.prefix;
    this.added = () => {};
  }

  all() {
    return all("tr[data-line]", this.body);
  }

  fields(row) {
    return all("input[data-field]:not([type=hidden]):not([readonly]), select[data-field]", row);
  }

  named(row, key) {
    return one(`[data-field="${key}"]`, row);
  }

  messages(row) {
    const next = row.nextElementSibling;
    return next?.classList.contains("msg") ? next : null;
  }

  empty(row) {
    return all("input[data-field], input[data-key]", row).every((input) => !input.value);
  }

  add(after = null) {
    const row = this.pattern.content.querySelector("tr").cloneNode(true);
    if (after) (this.messages(after) ?? after).after(row);
    else this.body.append(row);
    this.number();
    this.added();
    return row;
  }

  copy(row) {
    const made = this.add(row);
    const values = all("[data-field], [data-key]", row);
    all("[data-field], [data-key]", made).forEach((input, index) => (input.value = values[index].value));
    return made;
  }

  /** Remove a line; an empty one stays when it is the last. Returns the row that takes its place. */
  remove(row) {
    const rows = this.all();
    const at = rows.indexOf(row);
    this.messages(row)?.remove();
    row.remove();
    if (rows.length === 1) this.add();
    this.number();
    return this.all()[Math.min(at, this.all().length - 1)];
  }

  move(row, by) {
    const rows = this.all();
    const other = rows[rows.indexOf(row) + by];
    if (!other || (by > 0 && this.empty(other))) return false;
    const [mine, theirs] = [this.messages(row), this.messages(other)];
    if (by < 0) other.before(row);
    else (theirs ?? other).after(row);
    if (mine) row.after(mine);
    if (theirs && by < 0) other.after(theirs);
    this.number();
    return true;
  }

  /** One empty row at the end, that with the cursor if it is there; the others, for browsers without scripts, go. */
  tidy() {
    const rows = this.all();
    const filled = rows.findLastIndex((row) => !this.empty(row));
    const here = (row) => row.contains(document.activeElement);
    const after = rows.slice(filled + 1);
    const kept = after.find(here) ?? after[0];
    for (const row of rows) if (this.empty(row) && row !== kept && !(here(row) && !after.includes(row))) row.remove();
    if (kept) this.number();
    else this.add();
  }

  /** Names, ids and labels follow the order on the screen. */
  number() {
    this.all().forEach((row, index) => {
      if (row.dataset.line === String(index) && one(".no", row).firstChild.data === String(index + 1)) return;
      row.dataset.line = index;
      const message = this.messages(row);
      if (message) message.dataset.messages = index;
      for (const item of [...all("[name], [id], [aria-describedby]", row), ...(message ? all("[id]", message) : [])]) {
        for (const attribute of ["name", "id", "aria-describedby"]) {
          const value = item.getAttribute(attribute);
          if (value && NAME.test(value)) item.setAttribute(attribute, value.replace(NAME, `$1-${index}-`));
        }
      }
      for (const item of all("[aria-label]", row)) {
        item.setAttribute("aria-label", item.getAttribute("aria-label").replace(/%n|\d+/, index + 1));
      }
      one(".no", row).firstChild.data = String(index + 1);
    });
  }
}
