// The product finder in the first cell, and the scanner.
import { announce, one } from "../dom.js";
import { Combobox } from "../combobox.js";
import { Typeahead } from "./typeahead.js";

const SCAN_GAP = 50; // milliseconds between keys: faster than any hand
const ahead = new Typeahead();

/** The context of the document (customer, warehouse …) goes along, because prices and stock depend on it. */
export function withContext(grid, url) {
  const form = grid.closest("form");
  for (const name of (grid.dataset.context ?? "").split(" ").filter(Boolean)) {
    const value = form?.elements[name]?.value;
    if (value) url.searchParams.set(name, value);
  }
  return url;
}

export function startFinder(input, { grid, rows, preview, next }) {
  const key = input.previousElementSibling;
  const container = one("[data-combo]", grid);
  const list = one("[role=listbox]", container);
  let strokes = [];

  const row = () => input.closest("tr");
  const fetchUrl = (text) => {
    const url = withContext(grid, new URL(grid.dataset.finder, location.href));
    url.searchParams.set("q", text);
    url.searchParams.set("id", grid.dataset.prefix);
    return url;
  };

  function fill(option) {
    key.value = option.dataset.key;
    input.value = option.dataset.code || option.dataset.text;
    input.title = option.dataset.text;
    for (const [name, value] of Object.entries(option.dataset.extra ? JSON.parse(option.dataset.extra) : {})) {
      const cell = one(`td[data-cell="${name}"]`, row());
      if (cell) cell.textContent = value;
      else preview.set(row(), name, value);
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const combo = new Combobox(input, list, {
    container,
    fetchUrl,
    changed: () => (key.value = ""),
    chosen: () => !!key.value,
    choose(option) {
      fill(option);
      rows.tidy();
      const amount = rows.named(row(), grid.dataset.focusAfter);
      amount?.focus();
      amount?.select?.();
    },
  });
  const open = combo.open.bind(combo);
  combo.open = () => {
    const place = input.getBoundingClientRect();
    const frame = grid.getBoundingClientRect();
    container.style.top = `${place.bottom - frame.top + 6}px`;
    container.style.left = `${Math.max(0, place.left - frame.left)}px`;
    open();
  };

  /** A scanner types faster than any hand, the Enter at the end included. */
  const scanned = () => strokes.length >= 6 && performance.now() - strokes.at(-1) < SCAN_GAP;

  /** A scanned barcode: one more of a line that has it, else a new line with one. */
  function count(exact) {
    combo.close();
    const same = rows.all().find((other) => other !== row() && one("[data-key]", other)?.value === exact.dataset.key);
    const target = same ?? row();
    if (same) input.value = "";
    else fill(exact);
    const amount = rows.named(target, grid.dataset.scan);
    amount.value = String((Number(amount.value) || 0) + 1);
    amount.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`${exact.dataset.text} × ${amount.value}`);
    rows.tidy();
    rows.fields(rows.all().at(-1))[0].focus();
  }

  /** Enter in the cell: a scanned barcode counts, a typed code or the only match is taken and leads to the quantity. */
  async function enter(byScanner) {
    if (!byScanner) return combo.settle();
    const found = await combo.find();
    const typed = input.value.trim().toLowerCase();
    const exact = found.find((option) => option.dataset.exact?.toLowerCase() === typed);
    const meant = exact ?? found.find((option) => option.dataset.code?.toLowerCase() === typed) ?? (found.length === 1 ? found[0] : null);
    if (exact) count(exact);
    else if (meant) combo.take(meant, "key");
    return meant;
  }

  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      const byScanner = scanned();
      strokes = [];
      if (input.value.trim() && !key.value && (byScanner || !combo.isFresh)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        ahead.during(enter(byScanner));
      }
    } else if (event.key.length === 1) {
      const now = performance.now();
      if (strokes.length && now - strokes.at(-1) >= SCAN_GAP) strokes = [];
      strokes.push(now);
    } else strokes = [];
  }, true);
  input.addEventListener("focus", () => next?.(row()));
}
