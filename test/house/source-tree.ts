import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Texts by path; paths use slashes and are relative to the root. A planted tree is made by hand. */
export type SourceTree = ReadonlyMap<string, string>;

/** The repository's root, without a slash at the end. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const NEVER = new Set(["node_modules", "dist", "coverage", ".git", ".ensure-lock", ".truebook"]);

/** Reads the files under `places` (folders or files of the repository) that `wanted` accepts; a place that is not there has none. */
export function readTree(places: readonly string[], wanted: (path: string) => boolean): SourceTree {
  const tree = new Map<string, string>();
  const visit = (path: string): void => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!NEVER.has(name)) visit(join(path, name));
      return;
    }
    const name = relative(ROOT, path).split(sep).join("/");
    if (wanted(name)) tree.set(name, readFileSync(path, "utf8"));
  };
  for (const place of places) visit(join(ROOT, place));
  return tree;
}

/** Whether a path is test code: beside its file, or under test/. */
export function isTestCode(path: string): boolean {
  return path.startsWith("test/") || /\.test\.ts$/.test(path);
}
