// The bytes of a journal, cut and damaged at every place. Costs half a second.

import fc from "fast-check";
import { expect, test } from "vitest";
import { FRAME_BYTES_MAX, frameOf, JOURNAL_MARK, readFrames } from "#trading/intent-journal/journal-frames";

function fileOf(texts: readonly string[]): { readonly bytes: Uint8Array; readonly ends: readonly number[] } {
  const parts = [JOURNAL_MARK, ...texts.map(frameOf)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const ends: number[] = [];
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
    ends.push(at);
  }
  return { bytes, ends };
}

const TEXTS = ['{"kind":"intent"}', "", "späte Ärzte ₿", '{"kind":"sent","bytes":"\\u0000"}'];

test("what was written is read back, whatever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 20 }), (texts) => {
      expect(readFrames(fileOf(texts).bytes)).toEqual({ kind: "read", texts, torn: 0 });
    }),
    { numRuns: 200 },
  );
});

test("a file that is cut anywhere behind its mark gives exactly the entries that were whole", () => {
  const { bytes, ends } = fileOf(TEXTS);
  for (let length = JOURNAL_MARK.length; length <= bytes.length; length += 1) {
    const whole = ends.filter((end) => end <= length).length - 1;
    const torn = length - (ends[whole] ?? 0);
    expect(readFrames(bytes.subarray(0, length))).toEqual({ kind: "read", texts: TEXTS.slice(0, whole), torn });
  }
});

test("after a power cut zeros at the end are a torn tail, wherever they begin", () => {
  const { bytes, ends } = fileOf(TEXTS);
  const last = ends.at(-2) ?? 0;
  for (let length = last; length < bytes.length; length += 1) {
    // A head of which a part is there cannot be told from a damaged one, and is not believed.
    if (length > last && length < last + 12) continue;
    const cut = new Uint8Array(bytes.length);
    cut.set(bytes.subarray(0, length));
    expect(readFrames(cut)).toMatchObject({ kind: "read", texts: TEXTS.slice(0, -1) });
  }
});

test("one wrong bit anywhere is told, and never makes an entry that was not written or loses one", () => {
  const { bytes } = fileOf(TEXTS);
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const wrong = bytes.slice();
      wrong[at] = (wrong[at] ?? 0) ^ (1 << bit);
      expect(readFrames(wrong).kind, `byte ${at} bit ${bit}`).toBe(at === 3 ? "other-format" : "damaged");
    }
  }
});

test("any bytes are an answer, never an exception", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, marked) => {
      const read = readFrames(marked ? Uint8Array.from([...JOURNAL_MARK, ...bytes]) : bytes);
      if (read.kind === "read") expect(read.texts.join("").length).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 500 },
  );
});

test("a file without its beginning, and a length that no entry has, are damage", () => {
  expect(readFrames(new Uint8Array())).toMatchObject({ kind: "damaged", words: "it is empty" });
  expect(readFrames(JOURNAL_MARK.subarray(0, 2))).toMatchObject({ kind: "damaged" });
  expect(readFrames(fileOf(["x".repeat(FRAME_BYTES_MAX + 1)]).bytes)).toMatchObject({ kind: "damaged" });
});
