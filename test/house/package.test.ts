import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { ensureBuilt, outcomeOf, run } from "./build.ts";
import { importStatements } from "./import-statements.ts";
import { ROOT } from "./source-tree.ts";
import { leaks, pack, strangerProject, type Tarball, typecheck } from "./stranger.ts";

let folder: string;
let tarball: Tarball;

beforeAll(async () => {
  ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), "truebook-stranger-"));
  tarball = pack(folder);
  strangerProject(folder, tarball);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the tarball holds what a user needs and nothing else", () => {
  expect(leaks(tarball.files)).toEqual([]);
  expect(tarball.files).toEqual(
    expect.arrayContaining(["package.json", "README.md", "LICENSE", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts"]),
  );
  expect(tarball.unpackedBytes).toBeLessThan(5_000_000);
});

test("a planted leak is seen", () => {
  const planted = [
    "dist/core/book.test.js",
    "src/index.ts",
    "dist/.stamp",
    "dist/src.tsbuildinfo",
    "dist/venues/lmex/fixtures/book.js",
    "test/x.js",
  ];
  expect(leaks([...planted, "dist/index.js"])).toEqual(planted);
});

test("publint has nothing to say", async () => {
  const bytes = readFileSync(tarball.path);
  const tarballBytes = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: tarballBytes } });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
}, 60_000);

test("a stranger imports every door", () => {
  const doors = Object.keys(manifest.exports).filter((door) => !door.endsWith(".json"));
  const lines = doors.map((door) => `console.log(Object.keys(await import("${door.replace(".", "truebook")}")).length > 0);`);
  writeFileSync(join(folder, "doors.mjs"), lines.join("\n"));
  expect(run(process.execPath, ["doors.mjs"], folder).trim().split("\n")).toEqual(doors.map(() => "true"));
}, 60_000);

const PROGRAM = `
import { type BookView, connect } from "truebook";
import { TruebookError } from "truebook/core";

export async function watch(): Promise<string> {
  await using lmex = await connect("lmex");
  for await (const book of lmex.watchBook("BTC-PERP", { depth: 25, deliver: "latest" })) {
    if (book.state !== "live") continue;
    const state: BookView["state"] = book.state;
    return state + String(book.bestBid?.price);
  }
  throw new TruebookError("none", "Nothing came.");
}
`;

test("a stranger's program type-checks against the declarations", () => {
  expect(typecheck(folder, PROGRAM)).toBe("");
}, 60_000);

test("a stranger's mistake is a type error", () => {
  expect(typecheck(folder, PROGRAM.replace('"latest"', '"sometimes"'))).toMatch(/program\.ts.*sometimes/);
}, 60_000);

test("the command is installed and speaks", () => {
  const bin = join(folder, "node_modules/.bin/truebook");
  expect(outcomeOf(bin, ["--help"], folder)).toMatchObject({ exit: 0, stdout: expect.stringContaining("watch") });
  expect(run("npx", ["--no-install", "truebook", "version"], folder)).toContain(manifest.version);
}, 60_000);

test("importing the library loads no package before it is needed", () => {
  const heavy = ["ws", "commander", "undici", "zod", "smol-toml", "https-proxy-agent", "pino"];
  expect(
    [...loadedBy("index")].filter((name) => heavy.includes(name) || name.startsWith("dist/apps") || name.startsWith("dist/sim")),
  ).toEqual([]);
  expect([...loadedBy("apps/cli/main")]).toContain("dist/apps/cli/main.js");
});

/** Packages and built files that are loaded at once, without any `import()`, by importing `dist/<entry>.js`. */
function loadedBy(entry: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  const path = `dist/${entry}.js`;
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { specifier, dynamic } of importStatements(path, readFileSync(join(ROOT, path), "utf8"))) {
    if (dynamic) continue;
    if (specifier.startsWith("#")) loadedBy(specifier.slice(1), seen);
    else seen.add(specifier);
  }
  return seen;
}
