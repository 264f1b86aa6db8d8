import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withErrorTables } from "./error-tables.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");

test("the page of errors holds what `truebook explain` says; `npx vitest run test/house/error-tables -u` prints it anew", async () => {
  await expect(withErrorTables(page)).toMatchFileSnapshot("../../docs/errors.md");
});

test("the page has a place for each of its four tables", () => {
  expect([...page.matchAll(/<!-- printed: (\w+) -->/g)].map(([, name]) => name)).toEqual(["codes", "categories", "reasons", "exits"]);
});

test("a changed meaning is seen", () => {
  const planted = page.replace("A sequence is missing", "Nothing is missing");
  expect(planted).not.toBe(page);
  expect(withErrorTables(planted)).toBe(page);
});
