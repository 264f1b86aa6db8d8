import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Outcome, outcomeOf, temporaryFolder } from "./build.ts";
import { ROOT } from "./source-tree.ts";

/** A checkout in small: the script, one source, and the compiler as its only package, installed as npm would say it. */
function smallCheckout(): string {
  const folder = temporaryFolder("ensure");
  for (const name of ["scripts", "src", "node_modules"]) mkdirSync(join(folder, name));
  copyFileSync(join(ROOT, "scripts/ensure.mjs"), join(folder, "scripts/ensure.mjs"));
  const lock = JSON.stringify({ lockfileVersion: 3, packages: { "": {}, "node_modules/typescript": { version: "6.0.3" } } });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "package-lock.json"), lock);
  writeFileSync(join(folder, "node_modules/.package-lock.json"), lock);
  symlinkSync(join(ROOT, "node_modules/typescript"), join(folder, "node_modules/typescript"), "junction");
  const compilerOptions = {
    composite: true,
    rootDir: "src",
    outDir: "dist",
    tsBuildInfoFile: "dist/b.tsbuildinfo",
    module: "nodenext",
    types: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  writeFileSync(join(folder, "src/kept.ts"), "export const kept = 1;\n");
  writeFileSync(join(folder, "src/dropped.ts"), "export const dropped = 1;\n");
  return folder;
}

const ensure = (folder: string, ...first: string[]): Outcome => outcomeOf(process.execPath, [...first, "scripts/ensure.mjs"], folder);

test("it builds once, then has nothing to do, then builds what changed and removes what is gone", () => {
  const folder = smallCheckout();
  expect(ensure(folder).exit).toBe(0);
  expect(existsSync(join(folder, "dist/dropped.js"))).toBe(true);
  writeFileSync(join(folder, "dist/kept.js"), "untouched");
  expect(ensure(folder).exit).toBe(0);
  expect(readFileSync(join(folder, "dist/kept.js"), "utf8")).toBe("untouched");
  rmSync(join(folder, "src/dropped.ts"));
  expect(ensure(folder).exit).toBe(0);
  expect(existsSync(join(folder, "dist/kept.js"))).toBe(true);
  expect(existsSync(join(folder, "dist/dropped.js"))).toBe(false);
  expect(existsSync(join(folder, "dist/dropped.d.ts"))).toBe(false);
  expect(existsSync(join(folder, ".ensure-lock"))).toBe(false);
}, 60_000);

test("a source that does not compile ends it with the compiler's words, and the next run tries again", () => {
  const folder = smallCheckout();
  writeFileSync(join(folder, "src/kept.ts"), "export const kept: string = 1;\n");
  for (const _attempt of [1, 2]) {
    const { exit, stderr } = ensure(folder);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/kept\.ts.*not assignable/);
  }
}, 60_000);

test("two runs at once build once, and the lock of a run that died is taken over", async () => {
  const folder = smallCheckout();
  mkdirSync(join(folder, ".ensure-lock"));
  writeFileSync(join(folder, ".ensure-lock/pid"), "999999999");
  const both = await Promise.all([spoken(folder), spoken(folder)]);
  expect(both.map(({ exit }) => exit)).toEqual([0, 0]);
  expect(both.filter(({ words }) => words.includes("build:"))).toHaveLength(1);
}, 60_000);

test("an old Node is refused by a sentence that says what is needed", () => {
  const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.0'}})";
  const { exit, stderr } = ensure(smallCheckout(), "--import", older);
  expect(exit).toBe(1);
  expect(stderr).toMatch(/needs Node 20\.19 or newer; this is Node 18\.20\.0/);
});

function spoken(folder: string): Promise<{ exit: number | null; words: string }> {
  const child = spawn(process.execPath, ["scripts/ensure.mjs"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let words = "";
  child.stderr.on("data", (bytes) => {
    words += String(bytes);
  });
  return new Promise((resolve) => child.once("close", (exit) => resolve({ exit, words })));
}
