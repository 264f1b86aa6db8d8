import fc from "fast-check";
import { expect, test } from "vitest";
import { textLines } from "#apps/cli/values/text-lines";

async function* chunksOf(chunks: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array | string> {
  yield* chunks;
}

async function lines(chunks: readonly (Uint8Array | string)[], lengthMax = 1_000): Promise<string[]> {
  const found: string[] = [];
  for await (const { text, cut } of textLines(chunksOf(chunks), lengthMax)) found.push(cut ? "<cut>" : text);
  return found;
}

test("lines come whole however the bytes are cut, letters of several bytes included", async () => {
  const text = "one\r\n価格\n\nlast";
  const bytes = new TextEncoder().encode(text);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (at) => {
      expect(await lines([bytes.slice(0, at), bytes.slice(at)])).toEqual(["one", "価格", "", "last"]);
    }),
  );
});

test("a line that is too long is told as such, and the next one is read", async () => {
  expect(await lines(["x".repeat(600), "x".repeat(600), "x\nnext\n"])).toEqual(["<cut>", "next"]);
});

test("nothing in gives nothing out", async () => {
  expect(await lines([])).toEqual([]);
  expect(await lines(["\n"])).toEqual([""]);
});
