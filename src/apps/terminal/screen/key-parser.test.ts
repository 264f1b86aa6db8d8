import fc from "fast-check";
import { expect, test } from "vitest";
import { type Key, KeyParser } from "#apps/terminal/screen/key-parser";

function parse(...chunks: string[]): string[] {
  const parser = new KeyParser();
  return [...chunks.flatMap((chunk) => parser.feed(chunk)), ...parser.flush()].map(named);
}

function named(key: Key): string {
  return key.kind === "character" ? key.character : key.kind;
}

test.each([
  ["letters and a space", "fq ?", ["f", "q", " ", "?"]],
  ["arrows of a normal terminal", "\u001b[A\u001b[B\u001b[C\u001b[D", ["up", "down", "right", "left"]],
  ["arrows of an application terminal", "\u001bOA\u001bOB", ["up", "down"]],
  ["arrows with a modifier", "\u001b[1;5C", ["right"]],
  ["tab and back-tab", "\t\u001b[Z", ["tab", "back-tab"]],
  ["enter, backspace and control characters", "\r\u007f\u0003\u001a", ["enter", "backspace", "interrupt", "suspend"]],
  ["paging keys", "\u001b[5~\u001b[6~", ["page-up", "page-down"]],
  ["a letter beyond ASCII", "é漢", ["é", "漢"]],
])("%s are read", (_, text, keys) => {
  expect(parse(text)).toEqual(keys);
});

test("a sequence that we do not know is swallowed whole, so that its letters press nothing", () => {
  expect(parse("\u001b[99;1qf\u001b[<0;10;20Mx\u001bPzq")).toEqual(["f", "x", "z", "q"]);
});

test("a lone escape is a key once nothing follows", () => {
  const parser = new KeyParser();
  expect(parser.feed("\u001b")).toEqual([]);
  expect(parser.waiting).toBe(true);
  expect(parser.flush()).toEqual([{ kind: "escape" }]);
});

test("an escape before another sequence stands alone", () => {
  expect(parse("\u001b\u001b[A")).toEqual(["escape", "up"]);
});

test("pasted text presses nothing", () => {
  expect(parse("\u001b[200~q and f", "q\u001b[20", "1~?")).toEqual(["?"]);
});

test("an endless sequence is thrown away and does not grow", () => {
  const parser = new KeyParser();
  expect(parser.feed(`\u001b[${"1;".repeat(500)}`)).toEqual([]);
  expect(parser.waiting).toBe(false);
  expect(parser.feed("q").map(named)).toEqual(["q"]);
});

test("keys do not depend on how the input was cut into chunks", () => {
  const piece = fc.constantFrom("q", " ", "\u001b[A", "\u001bOB", "\t", "\u001b[1;5C", "\u001b[99~", "\u0003");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 }), (pieces, cuts) => {
      const text = pieces.join("");
      const chunks: string[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(text.slice(at, at + cut));
        at += cut;
      }
      chunks.push(text.slice(at));
      expect(parse(...chunks)).toEqual(parse(text));
    }),
    { numRuns: 200 },
  );
});
