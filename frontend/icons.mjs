// Collects the icons that templates, Python and scripts name, and makes one sprite of them.
// A name is found where it is written as a literal: {% icon "check" %}, icon="check", "icon": "check", or icon:check in a comment.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PATTERNS = [
  /\{%\s*icon\s+["']([a-z0-9-]+)["']/g,
  /\b\w*icon=["']([a-z0-9-]+)["']/g,
  /["']icon["']\s*:\s*["']([a-z0-9-]+)["']/g,
  /\bicon\(["']([a-z0-9-]+)["']/g,
  /\bicon:([a-z0-9-]+)/g,
];
const SKIP = new Set(["node_modules", "dist", "static", "__pycache__", "migrations", "locale", "tests"]);

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIP.has(entry.name)) yield* sources(path);
    } else if (/\.(html|py|js)$/.test(entry.name)) {
      yield path;
    }
  }
}

function namesIn(root) {
  const names = new Map();
  for (const folder of ["src", "frontend"]) {
    if (!existsSync(join(root, folder))) continue;
    for (const file of sources(join(root, folder))) {
      const text = readFileSync(file, "utf8");
      for (const pattern of PATTERNS) for (const [, name] of text.matchAll(pattern)) names.set(name, file);
    }
  }
  return names;
}

function symbol(name, source) {
  const body = source
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<\/?svg[^>]*>/g, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s*\n\s*/g, "")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
}

export function buildSprite(root) {
  const icons = join(root, "node_modules/@tabler/icons/icons/outline");
  const symbols = [];
  const unknown = [];
  for (const [name, file] of [...namesIn(root)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = join(icons, `${name}.svg`);
    if (existsSync(path)) symbols.push(symbol(name, readFileSync(path, "utf8")));
    else unknown.push({ name, file });
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  return { svg, unknown };
}
