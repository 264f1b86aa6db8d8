// Every way out for an order, by what the sources say: a codec's words for placing and changing are spoken in the ledger and nowhere
// else, each call stands behind the gate, and what the client offers leads to the ledger. About 1 s.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "..", "..", "src");

/** Words of `OrderCodec` that make or change risk. */
const RISKY = new Set(["place", "placeMany", "amend", "setLeverage", "setPositionMode"]);

/** Where such a word may be spoken, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "trading/ledger/runs/submit-run.ts": "sends what the gate cleared",
  "trading/ledger/runs/batch-run.ts": "sends what the gate cleared, several at once",
  "trading/ledger/runs/amend-run.ts": "sends changes that the gate cleared",
  "assemblies/trading/order-request.ts": "signs an order for a dry run, and has no way to send",
  "client/trading/account-settings.ts": "sets leverage and modes, which place nothing",
};

/** Rooms that are the wire itself, or cards that clear for a simulator only. */
const APART = [/^venues\//, /^conformance\//, /^sim\//];

function sources(folder = SRC): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

/** Calls of a risky word on something that is called `orders`. */
function spoken(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && RISKY.has(node.name.text)) {
      const on = node.expression;
      const holder = ts.isPropertyAccessExpression(on) ? on.name.text : ts.isIdentifier(on) ? on.text : "";
      if (holder === "orders" && ts.isCallExpression(node.parent)) found.push(node.name.text);
    }
    // Taken out by destructuring, a word could be spoken unseen.
    if (ts.isBindingElement(node) && RISKY.has((node.propertyName ?? node.name).getText(source))) {
      const from = node.parent.parent.getText(source);
      if (/\borders\b/.test(from)) found.push(`{ ${node.getText(source)} }`);
    }
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true);
  visit(source);
  return found;
}

test("a codec's words for placing and changing orders are spoken in the ledger and nowhere else", () => {
  const doors = new Map<string, readonly string[]>();
  for (const path of sources()) {
    const name = relative(SRC, path);
    if (APART.some((apart) => apart.test(name))) continue;
    const words = spoken(readFileSync(path, "utf8"));
    if (words.length > 0) doors.set(name, words);
  }
  expect([...doors.keys()].sort()).toEqual(Object.keys(ALLOWED).sort());
});

test.each([
  ["a call beside the ledger", "const call = codec.orders.place(order as never);"],
  ["a call of a batch", "send(this.#codec.orders.placeMany(orders));"],
  ["a word that is taken out", "const { amend } = codec.orders;"],
])("a planted way out is seen: %s", (_what, text) => {
  expect(spoken(text)).toHaveLength(1);
});

test("whatever sends in the ledger asks the gate in the turn of the write", () => {
  for (const name of ["submit-run", "batch-run", "amend-run"]) {
    const text = readFileSync(join(SRC, "trading/ledger/runs", `${name}.ts`), "utf8");
    const sends = text.split("requester.send(").slice(1);
    expect(sends.length).toBeGreaterThan(0);
    // In the options of the call itself, before the statement ends.
    for (const call of sends) expect(call.slice(0, call.indexOf(");\n"))).toMatch(/\brecheck\b/);
  }
});

test("every method by which a user can make risk leads to the ledger, and to no requester", () => {
  const text = readFileSync(join(SRC, "client/trading/trading-client.ts"), "utf8");
  for (const method of ["submit", "submitMany", "amend"]) {
    const body = new RegExp(`async ${method}\\([\\s\\S]*?\\n {2}\\}\\n`).exec(text)?.[0] ?? "";
    expect(body).toContain(`ledger.${method}(`);
    expect(body).not.toContain("equester");
  }
});
