// The watchdog can only cancel. What it imports is followed to the end: no room that can make an order is among it, and nothing that it
// reaches outside of the venues' dictionaries says a word for placing or changing one.

import ts from "typescript";
import { expect, test } from "vitest";
import { importStatements } from "./import-statements.ts";
import { readTree, type SourceTree } from "./source-tree.ts";

const ENTRY = "src/apps/watchdog/main.ts";
/** Everything that could send something else than a cancel or a read. */
const PLACING = new Set([
  "place",
  "placeMany",
  "amend",
  "socket",
  "setLeverage",
  "setPositionMode",
  "cancelAllAfter",
  "submit",
  "submitMany",
]);
const ROOMS = ["apps/watchdog/", "assemblies/", "clock/", "config/this-process", "core/", "observe/", "transport/", "trading/", "venues/"];
const ASSEMBLIES = ["assemblies/watchdog.ts", "assemblies/cancel-only-stack.ts", "assemblies/trading-venue.ts"];
const TRADING = /^trading\/(dead-man\/|nonces|sturdy-nonces|stamps)/;

/** Every file that the entry loads, at once or later. */
function reached(tree: SourceTree, entry: string): readonly string[] {
  const found = new Set<string>([entry]);
  for (const path of found) {
    for (const statement of importStatements(path, tree.get(path) ?? "")) {
      if (statement.typeOnly || !statement.specifier.startsWith("#")) continue;
      found.add(`src/${statement.specifier.slice(1)}.ts`);
    }
  }
  return [...found];
}

/** Words for placing in a file: as members that are read, or taken out of an object. */
function placingWords(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isPropertyAccessExpression(node)
      ? node.name.text
      : ts.isBindingElement(node)
        ? (node.propertyName ?? node.name).getText(source)
        : ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)
          ? node.argumentExpression.text
          : undefined;
    // Where a process runs is no order.
    if (name !== undefined && PLACING.has(name) && node.getText(source) !== "self.place") words.push(`${path} says ${name}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return words;
}

const tree = readTree(["src"], (path) => path.endsWith(".ts"));

test("the watchdog reaches venues, transport and its own words, and no room that could make an order", () => {
  const files = reached(tree, ENTRY).map((path) => path.slice("src/".length));
  expect(files.length).toBeGreaterThan(30);
  const strangers = files.filter(
    (path) =>
      !ROOMS.some((room) => path.startsWith(room)) ||
      (path.startsWith("assemblies/") && !ASSEMBLIES.includes(path)) ||
      (path.startsWith("trading/") && !TRADING.test(path)) ||
      /^venues\/[^/]+\/dialect/.test(path),
  );
  expect(strangers).toEqual([]);
});

test("nothing that the watchdog reaches says a word for placing or changing an order", () => {
  const said = reached(tree, ENTRY)
    .filter((path) => !path.startsWith("src/venues/"))
    .flatMap((path) => placingWords(path, tree.get(path) ?? ""));
  expect(said).toEqual([]);
});

test("the search finds such words where they are", () => {
  const planted =
    'const { place } = codec.orders;\ncodec.orders.amend(x);\ncodec.orders["placeMany"](y);\nconst { cancel } = codec.orders;';
  expect(placingWords("planted.ts", planted)).toHaveLength(3);
});
