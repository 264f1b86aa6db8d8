import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { ensureBuilt, temporaryFolder } from "./build.ts";
import { publicExports } from "./public-exports.ts";
import { ROOT } from "./source-tree.ts";

const SNAPSHOT = join(ROOT, "test/house/public-exports.txt");
const DOORS = Object.entries(manifest.exports).filter(
  (entry): entry is [string, { types: string; default: string }] => typeof entry[1] !== "string",
);
const TYPES = Object.fromEntries(DOORS.map(([door, { types }]) => [door, types]));

beforeAll(ensureBuilt, 60_000);

test("the public names are the ones on record", () => {
  const now = publicExports(ROOT, TYPES);
  if (process.env["TRUEBOOK_TEST_UPDATE"] === "exports") writeFileSync(SNAPSHOT, now);
  expect(
    now,
    "a changed door is a changed promise; record it with TRUEBOOK_TEST_UPDATE=exports npx vitest run test/house/exports.test.ts",
  ).toBe(readFileSync(SNAPSHOT, "utf8"));
}, 60_000);

test("what the declarations promise is there at run time, and nothing else", async () => {
  const recorded = readFileSync(SNAPSHOT, "utf8");
  for (const [door, target] of DOORS) {
    const module: object = await import(/* @vite-ignore */ pathToFileURL(join(ROOT, target.default)).href);
    const section = recorded.slice(recorded.indexOf(`${door}\n`) + door.length + 1).split(/^\S/m)[0] ?? "";
    const promised = [...section.matchAll(/^ {2}(?:class|function|value)\S* (\S+)$/gm)].map(([, name]) => name);
    expect(Object.keys(module).sort(), door).toEqual(promised.sort());
  }
}, 60_000);

test("a planted extra name, a missing name and a changed kind are seen", () => {
  const folder = temporaryFolder("exports");
  mkdirSync(join(folder, "dist"));
  const written = (text: string): string => {
    writeFileSync(join(folder, "dist/index.d.ts"), text);
    return publicExports(folder, { ".": "dist/index.d.ts" });
  };
  const base = written("export declare function connect(): void;\nexport interface Book {}\n");
  expect(base).toBe(".\n  function connect\n  type Book\n");
  expect(written("export declare function connect(): void;\nexport interface Book {}\nexport declare const extra: 1;\n")).not.toBe(base);
  expect(written("export declare function connect(): void;\n")).not.toBe(base);
  expect(written("export declare const connect: () => void;\nexport interface Book {}\n")).not.toBe(base);
}, 60_000);
