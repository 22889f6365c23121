// Rows from a spreadsheet: tab-separated cells fill the fields from the focused one on.
export function pasteRows(event, field, rows) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\t\n]/.test(text.trim())) return false;
  event.preventDefault();
  const lines = text.replace(/\r/g, "").split("\n").filter((line) => line.trim());
  let row = field.closest("tr");
  const first = rows.fields(row).indexOf(field);
  for (const line of lines) {
    const fields = rows.fields(row);
    line.split("\t").forEach((cell, index) => {
      const target = fields[first + index];
      if (!target) return;
      target.value = cell.trim();
      if (target.hasAttribute("data-find")) target.previousElementSibling.value = "";
    });
    const all = rows.all();
    row = all[all.indexOf(row) + 1] ?? rows.add();
  }
  rows.tidy();
  return true;
}
