// A copy of the repository to which the made-up venue was added, by the steps of docs/adding-a-venue.md and nothing else.

import { cpSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { docsBlocks } from "../docs-blocks.ts";
import { ROOT } from "../source-tree.ts";

const GUIDE = "docs/adding-a-venue.md";
const VENUE_FOLDER = "src/venues/tidewell";
/** What a build reads and writes. `dist` is copied too, so that only what changed is compiled. */
const PLACES = [
  "src",
  "dist",
  "CHANGELOG.md",
  "package.json",
  "tsconfig.json",
  "tsconfig.base.json",
  "tsconfig.core.json",
  "tsconfig.src.json",
];

/** Lines that the guide adds to files outside the venue's folder, by file. */
export function registrations(): ReadonlyMap<string, readonly string[]> {
  const blocks = docsBlocks(new Map([[GUIDE, readFileSync(join(ROOT, GUIDE), "utf8")]])).filter(({ language }) => language === "diff");
  return new Map(
    blocks.map(({ code }) => {
      const [head = "", ...added] = code.split("\n");
      return [head.replace(/^--- /, ""), added.map((line) => line.replace(/^\+/, ""))];
    }),
  );
}

/** Copies the repository into an empty folder and adds the venue. */
export function addVenue(folder: string): void {
  // Without their times every file would count as changed, and all would be compiled again.
  for (const place of PLACES) {
    cpSync(join(ROOT, place), join(folder, place), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !path.endsWith(".test.ts"),
    });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  cpSync(join(import.meta.dirname, "tidewell"), join(folder, VENUE_FOLDER), { recursive: true });
  for (const [file, lines] of registrations()) {
    const path = join(folder, file);
    writeFileSync(path, withLines(readFileSync(path, "utf8"), lines));
  }
}

/** Imports go among the imports, sorted; an entry goes to the end of the list; prose under the venues of the changelog. */
function withLines(text: string, added: readonly string[]): string {
  return added.reduce((before, line) => {
    const lines = before.split("\n");
    const at = line.startsWith("import ")
      ? lines.findLastIndex((other) => other.startsWith("import ") && specifier(other) < specifier(line)) + 1
      : line.startsWith("  readonly ")
        ? lines.indexOf("}", lines.indexOf("interface KnownVenues {"))
        : line.startsWith("  ")
          ? lines.indexOf("];")
          : lines.findIndex((other) => other.startsWith("**Simulator.**"));
    if (at < 1) throw new RangeError(`There is no place for the line ${line}.`);
    lines.splice(at, 0, ...(line.startsWith("import ") || line.startsWith("  ") ? [line] : [line, ""]));
    return lines.join("\n");
  }, text);
}

const specifier = (line: string): string => /from "(.+)"/.exec(line)?.[1] ?? "";

/** Files of the copy that are not as in the repository, outside the venue's folder and what the compiler writes. */
export function changedFiles(folder: string): readonly string[] {
  const changed: string[] = [];
  const visit = (path: string): void => {
    const name = relative(folder, path).split(sep).join("/");
    if (name === VENUE_FOLDER || name === "dist" || name === "node_modules") return;
    if (statSync(path).isDirectory()) {
      for (const inner of readdirSync(path)) visit(join(path, inner));
      return;
    }
    const original = statSync(join(ROOT, name), { throwIfNoEntry: false });
    if (original === undefined || readFileSync(join(ROOT, name), "utf8") !== readFileSync(path, "utf8")) changed.push(name);
  };
  visit(folder);
  return changed.sort();
}
