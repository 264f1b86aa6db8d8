import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ERROR_CODES, REASONS, REFUSALS } from "#apps/cli/error-catalogue";

const SRC = fileURLToPath(new URL("../..", import.meta.url));
const THROWN = /new (?:Usage|Config|Transport|Protocol|Invariant)Error\(\s*"([a-z-]+)"|new BookNotLive\(\s*"([a-z-]+)"/g;

test("every error code that the sources throw can be explained", () => {
  const codes = new Set<string>();
  for (const entry of readdirSync(SRC, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".ts") || entry.endsWith(".test.ts")) continue;
    for (const [, code, notLive] of readFileSync(join(SRC, entry), "utf8").matchAll(THROWN)) codes.add(code ?? notLive ?? "");
  }
  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => ERROR_CODES[code] === undefined).sort()).toEqual([]);
});

test("every explanation is a sentence, and so is what to do", () => {
  for (const [code, [meaning, act]] of Object.entries({ ...ERROR_CODES, ...REFUSALS, ...REASONS })) {
    expect(meaning, code).toMatch(/^[A-Z].*\.$/);
    expect(act, code).toMatch(/^[A-Z].*\.$/);
  }
});
