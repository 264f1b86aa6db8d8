import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CARDS } from "#conformance/cards";
import { withCardTable } from "./conformance-table.ts";

const page = readFileSync(new URL("../../docs/conformance.md", import.meta.url), "utf8");

test("the page of cards holds the cards; `npx vitest run test/house/conformance-table -u` prints it anew", async () => {
  await expect(await withCardTable(page)).toMatchFileSnapshot("../../docs/conformance.md");
});

test("a changed promise is seen", async () => {
  const planted = page.replace("A lost delta is told", "A lost delta is not told");
  expect(planted).not.toBe(page);
  expect(await withCardTable(planted)).toBe(page);
});

test("cards are numbered without a gap or a double", () => {
  expect(CARDS.map(({ id }) => id)).toEqual(CARDS.map((_, at) => `VC-${String(at + 1).padStart(2, "0")}`));
});
