// A press on an offered product adds a line of it, or one more to the line that has it already.
import { announce, one } from "../dom.js";

export function startOffers(grid, rows, preview, changed) {
  const same = (key) => rows.all().find((row) => one("[data-key]", row)?.value === key);

  function begin(offer) {
    const row = rows.all().find((each) => rows.empty(each)) ?? rows.add();
    const finder = one("[data-find]", row);
    finder.previousElementSibling.value = offer.dataset.key;
    finder.value = offer.dataset.code;
    finder.title = offer.dataset.text;
    for (const [name, value] of Object.entries(JSON.parse(offer.dataset.extra || "{}"))) {
      const cell = one(`td[data-cell="${name}"]`, row);
      if (cell) cell.textContent = value;
    }
    return row;
  }

  preview.form.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-line-add]");
    if (!offer) return;
    const row = same(offer.dataset.key) ?? begin(offer);
    const amount = rows.named(row, grid.dataset.focusAfter);
    amount.value = String((Number(amount.value) || 0) + 1);
    announce(`${offer.dataset.text} × ${amount.value}`);
    rows.tidy();
    amount.focus();
    amount.select();
    changed();
  });
}
