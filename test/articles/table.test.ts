// The page and its proofs are one list: every row has its test, every test its row, under the same verdict. Milliseconds.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const HERE = import.meta.dirname;
const PAGE = readFileSync(join(HERE, "..", "..", "docs", "articles.md"), "utf8");

/** `A1 cannot` for each row of the page, in its order. */
function rowsOf(page: string): readonly string[] {
  return [...page.matchAll(/^\| ([A-EP]\d+) \| [^|]+ \| ([a-z ]+) \| [^|]+ \|$/gm)].map(([, id, verdict]) => `${id} ${verdict}`);
}

/** `A1 cannot` for each proof in the tests. */
function proofsOf(code: string): readonly string[] {
  return [...code.matchAll(/\brow\(\s*"([A-EP]\d+)",\s*"([a-z ]+)"/g)].map(([, id, verdict]) => `${id} ${verdict}`);
}

test("every row of the page has its proof under the same verdict, and every proof its row", () => {
  const files = readdirSync(HERE).filter((name) => name.endsWith(".test.ts") && name !== "table.test.ts");
  const proofs = files.flatMap((name) => proofsOf(readFileSync(join(HERE, name), "utf8")));
  expect([...proofs].sort()).toEqual([...rowsOf(PAGE)].sort());
});

test("blocks are counted without a gap, and the page tells their number", () => {
  const ids = rowsOf(PAGE).map((row) => row.split(" ")[0] ?? "");
  const count = (letter: string): number => ids.filter((id) => id.startsWith(letter)).length;
  for (const letter of "ABCDEP") {
    expect(ids.filter((id) => id.startsWith(letter))).toEqual(Array.from({ length: count(letter) }, (_, at) => `${letter}${at + 1}`));
  }
  expect([..."ABCDE"].map(count)).toEqual([3, 1, 6, 10, 17]);
  expect(PAGE).toContain(`their ${ids.length - count("P")} code blocks, and of ${count("P")} things`);
});

test("a row without a proof and a verdict that differs would be seen", () => {
  expect(rowsOf("| A1 | a | cannot | b |\n| no | row | at | all |")).toEqual(["A1 cannot"]);
  expect(proofsOf('row("A1", "as printed", "…");\nrow(\n  "A2",\n  "article dialect",')).toEqual(["A1 as printed", "A2 article dialect"]);
});
