// The page and its proofs carry the same numbers. Milliseconds.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const HERE = import.meta.dirname;
const PAGE = readFileSync(join(HERE, "..", "..", "docs", "tutorials.md"), "utf8");

test("every section of the page has a proof, every proof its section, and each says what is done instead", () => {
  const files = readdirSync(HERE).filter((name) => name.endsWith(".test.ts") && name !== "page.test.ts");
  const proved = files.flatMap((name) => [...readFileSync(join(HERE, name), "utf8").matchAll(/\bclaim\(\s*"(T\d+)"/g)].map(([, id]) => id));
  const sections = PAGE.split(/^## /m).slice(1);
  const ids = sections.map((section) => /^T\d+/.exec(section)?.[0]);
  expect(ids).toEqual(Array.from({ length: 15 }, (_, at) => `T${at + 1}`));
  expect([...new Set(proved)].sort()).toEqual([...ids].sort());
  for (const section of sections) for (const part of ["The tutorial", "What goes wrong.", "Here"]) expect(section).toContain(`**${part}**`);
});
