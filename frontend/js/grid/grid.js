// The keyboard grid for lines of a document (ui.md section 9).
import { all, composing, one } from "../dom.js";
import { openDialog } from "../dialogs.js";
import { startFinder, withContext } from "./finder.js";
import { startOffers } from "./offers.js";
import { pasteRows } from "./paste.js";
import { Preview } from "./preview.js";
import { Rows } from "./rows.js";

function start(grid) {
  if (grid.dataset.ready) return;
  grid.dataset.ready = "1";
  const rows = new Rows(grid);
  const preview = new Preview(grid, rows);
  const mark = (row) => rows.all().forEach((other) => other.toggleAttribute("data-now", other === row && rows.empty(other)));

  const prepare = () => {
    for (const input of all("[data-find]:not([data-started])", grid)) {
      input.dataset.started = "1";
      startFinder(input, { grid, rows, preview, next: mark });
    }
  };
  rows.added = prepare;
  const changed = () => {
    preview.soon();
    preview.form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** The first field after the grid. */
  const onward = () => all("input:not([type=hidden]), select, textarea", preview.form).find(
    (field) => !field.disabled && field.offsetParent && !field.closest("details:not([open])") && grid.compareDocumentPosition(field) === Node.DOCUMENT_POSITION_FOLLOWING,
  );

  function step(field, by) {
    const order = rows.all().flatMap((row) => rows.fields(row));
    const row = field.closest("tr");
    const finished = by > 0 && row === rows.all().at(-1) && rows.empty(row) && field === rows.fields(row)[0];
    let target = finished ? onward() : order[order.indexOf(field) + by];
    if (!target && by > 0) {
      target = rows.fields(rows.add())[0];
    }
    target?.focus();
    target?.select?.();
  }

  function focusSame(row, field) {
    const target = row && (rows.named(row, field.dataset.field) ?? rows.fields(row)[0]);
    target?.focus();
    target?.select?.();
  }

  const actions = {
    Enter: (_row, field, event) => step(field, event.shiftKey ? -1 : 1),
    "Ctrl+d": (row, field) => focusSame(rows.copy(row), field),
    "Ctrl+Backspace": (row, field) => focusSame(rows.remove(row), field),
    "Alt+ArrowUp": (row, field) => rows.move(row, -1) && focusSame(row, field),
    "Alt+ArrowDown": (row, field) => rows.move(row, 1) && focusSame(row, field),
    F2: (row, field) => history(row, field),
  };
  const structural = new Set(["Ctrl+d", "Ctrl+Backspace", "Alt+ArrowUp", "Alt+ArrowDown"]);

  function history(row, field) {
    const key = one("[data-key]", row)?.value;
    if (!grid.dataset.history || !key) return;
    const url = withContext(grid, new URL(grid.dataset.history, location.href));
    url.searchParams.set("item", key);
    openDialog(url, field);
  }

  grid.addEventListener("keydown", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field || composing(event) || event.defaultPrevented) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const full = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${name}`;
    const act = actions[full];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(field.closest("tr"), field, event);
    if (structural.has(full)) changed();
  });
  // Enter in the head goes on to the lines; it never sends a half-filled form
  preview.form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey) return;
    if (!field.matches("input:not([type=submit])") || grid.contains(field)) return;
    event.preventDefault();
    const first = rows.all().find((row) => rows.empty(row)) ?? rows.add();
    if (grid.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING) rows.fields(first)[0].focus();
  });
  grid.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    const remedy = event.target.closest("[data-remedy]");
    if (remove) {
      const row = rows.remove(remove.closest("tr"));
      rows.fields(row)[0]?.focus();
      changed();
    } else if (remedy) {
      const row = remedy.closest("tr").previousElementSibling;
      const values = JSON.parse(remedy.dataset.remedy);
      for (const [name, value] of Object.entries(values)) rows.named(row, name).value = value;
      rows.named(row, Object.keys(values)[0])?.focus();
      changed();
    }
  });
  grid.addEventListener("paste", (event) => {
    const field = event.target.closest("[data-field]");
    if (field && pasteRows(event, field, rows)) changed();
  });
  for (const type of ["input", "change"]) preview.form.addEventListener(type, (event) => event.target.closest?.("[data-find]") && type === "input" || preview.soon());

  startOffers(grid, rows, preview, changed);
  rows.tidy();
  prepare();
  if ("unpriced" in grid.dataset) preview.soon(); // lines that came with the page, without amounts
}

const startAll = (root = document) => all("[data-grid]", root).forEach(start);
addEventListener("DOMContentLoaded", () => startAll());
document.addEventListener("htmx:load", ({ detail }) => startAll(detail.elt));
