// The order of the columns: drag a name in the chooser, or Alt and an arrow on it; the form sends them as they stand.
import { all, announce, on } from "./dom.js";

const ROW = "[data-columns] > label";
let dragged = null;

function place(row, other, before) {
  other?.matches(ROW) && (before ? other.before(row) : other.after(row));
}

on("dragstart", ROW, (event, row) => {
  dragged = row;
  event.dataTransfer.effectAllowed = "move";
});
on("dragover", ROW, (event, row) => {
  if (!dragged || dragged === row || dragged.parentElement !== row.parentElement) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  place(dragged, row, event.clientY < top + height / 2);
});
on("dragend", ROW, () => (dragged = null));

on("keydown", ROW, (event, row) => {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const up = event.key === "ArrowUp";
  place(row, up ? row.previousElementSibling : row.nextElementSibling, up);
  event.target.focus();
  announce(`${row.textContent.trim()} ${all(ROW, row.parentElement.parentElement).indexOf(row) + 1}`);
});
