// Builds everything the browser gets: scripts, styles and the icon sprite.
//
//     node frontend/build.mjs            build once
//     node frontend/build.mjs --strict   also fail on unknown icons and broken budgets (used in CI)
//     node frontend/build.mjs --watch    rebuild scripts and styles on change
//
// Needs from npm: esbuild, htmx.org (2.0.x, not 4), @tabler/icons.
// Output is never committed; the wheel carries it.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { buildSprite } from "./icons.mjs";

const frontend = dirname(fileURLToPath(import.meta.url));
const root = resolve(frontend, "..");
const dist = join(root, "src/danshu/ui/static/dist");
const strict = process.argv.includes("--strict");
const watch = process.argv.includes("--watch");

// Kilobytes after gzip. ECharts is loaded only where a chart is.
const BUDGET = { "app.js": 60, "app.css": 40, "sprite.svg": 25, "charts.js": 170 };

// data-bs-theme="auto" follows the system: the dark block of the tokens once more, under the system's preference.
const autoTheme = {
  name: "auto-theme",
  setup(build) {
    build.onLoad({ filter: /tokens\.css$/ }, ({ path }) => {
      const css = readFileSync(path, "utf8");
      const dark = css.match(/^\[data-bs-theme="dark"\] (\{[^}]*\})/m)[1];
      const auto = `@media (prefers-color-scheme: dark) { [data-bs-theme="auto"] ${dark} }\n`;
      return { contents: css + auto, loader: "css" };
    });
  },
};

const entryPoints = ["app.js", "app.css", "charts.js"].map((name) => join(frontend, name)).filter(existsSync);
const options = {
  entryPoints,
  bundle: true,
  minify: true,
  target: ["es2020", "chrome111", "firefox113", "safari16.4"],
  format: "iife",
  outdir: dist,
  legalComments: "linked",
  plugins: [autoTheme],
  logLevel: "warning",
};

function report(problems) {
  for (const file of readdirSync(dist).sort()) {
    const limit = BUDGET[file];
    if (!limit) continue;
    const size = gzipSync(readFileSync(join(dist, file))).length / 1024;
    console.log(`${relative(root, join(dist, file))}  ${size.toFixed(1)} KB compressed of ${limit}`);
    if (size > limit) problems.push(`${file} is over its budget of ${limit} KB`);
  }
}

mkdirSync(dist, { recursive: true });
const sprite = buildSprite(root);
writeFileSync(join(dist, "sprite.svg"), sprite.svg);
const problems = sprite.unknown.map(({ name, file }) => `unknown icon "${name}" in ${relative(root, file)}`);

if (watch) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
  report(problems);
  for (const problem of problems) console.error(problem);
  if (strict && problems.length) process.exit(1);
}
