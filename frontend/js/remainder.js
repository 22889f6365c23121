// What is left of a sum while it is given out: <b data-remainder data-of="amount_" data-free="310.40" data-places="2" data-before="¥">.
import { all, on, one } from "./dom.js";

/** The typed number in the smallest unit of the currency; 0 for what is no number yet, as the server will say. */
function units(text, places) {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  return /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Math.round(Number(plain) * 10 ** places) : 0;
}

function show(form) {
  const sign = one("[data-remainder]", form);
  if (!sign) return;
  const { of, free, places, before } = sign.dataset;
  const given = all(`input[name^="${of}"]`, form).reduce((sum, { value }) => sum + units(value, +places), 0);
  const left = units(free, +places) - given;
  const figures = { minimumFractionDigits: +places, maximumFractionDigits: +places };
  const told = before + (Math.abs(left) / 10 ** places).toLocaleString("en-US", figures);
  for (const [name, shown] of [["left", left >= 0], ["over", left < 0]]) {
    const part = one(`[data-${name}]`, sign);
    part.hidden = !shown;
    one("[data-figure]", part).textContent = told;
  }
}

for (const type of ["input", "change"]) on(type, "form:has([data-remainder])", (_event, form) => show(form));
