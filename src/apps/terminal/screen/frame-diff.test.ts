import fc from "fast-check";
import { expect, test } from "vitest";
import { CellBuffer, CONTINUATION } from "#apps/terminal/screen/cell-buffer";
import { frameDiff } from "#apps/terminal/screen/frame-diff";
import { glyphWidth } from "#apps/terminal/screen/glyph-width";
import { sgr, style } from "#apps/terminal/screen/palette";

/** A terminal that understands what we write and nothing else; anything else fails the test. */
class TinyTerminal {
  readonly columns: number;
  readonly cells: string[];
  #column = 0;
  #row = 0;
  #style = "";
  synchronized = false;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.cells = new Array<string>(columns * rows).fill("\u001b[0m ");
  }

  take(text: string): void {
    const pattern = /\u001b\[(\?2026[hl]|\d+;\d+H|2J|[\d;]*m)|([^\u001b])/gu;
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      expect(match.index).toBe(end);
      end = match.index + match[0].length;
      if (match[2] !== undefined) this.#print(match[2]);
      else this.#command(match[1] ?? "");
    }
    expect(end).toBe(text.length);
  }

  #command(command: string): void {
    if (command.startsWith("?2026")) this.synchronized = command.endsWith("h");
    else if (command === "2J") this.cells.fill("\u001b[0m ");
    else if (command.endsWith("m")) this.#style = `\u001b[${command}`;
    else {
      const [row, column] = command.slice(0, -1).split(";").map(Number);
      this.#row = (row ?? 1) - 1;
      this.#column = (column ?? 1) - 1;
    }
  }

  #print(character: string): void {
    const width = glyphWidth(character.codePointAt(0) ?? 0);
    const at = this.#row * this.columns + this.#column;
    expect(this.#column + width).toBeLessThanOrEqual(this.columns);
    this.cells[at] = this.#style + character;
    if (width === 2) this.cells[at + 1] = "";
    this.#column += width;
  }
}

function pictured(buffer: CellBuffer, depth: "none" | "256"): string[] {
  return Array.from(buffer.glyphs, (glyph, at) =>
    glyph === CONTINUATION ? "" : sgr(buffer.styles[at] ?? 0, depth) + String.fromCodePoint(glyph),
  );
}

const STYLES = [0, style({ ink: "bid" }), style({ ink: "ask", bold: true }), style({ back: "alarmBack" })];
const writes = fc.array(
  fc.record({
    column: fc.integer({ min: -3, max: 22 }),
    row: fc.integer({ min: -1, max: 6 }),
    text: fc.string({ unit: fc.constantFrom("a", "b", " ", "漢", "█", "e\u0301", "\u001b", "\u202e", "🙂"), maxLength: 12 }),
    style: fc.constantFrom(...STYLES),
  }),
  { maxLength: 12 },
);

function drawn(strokes: readonly { column: number; row: number; text: string; style: number }[], columns = 20, rows = 5): CellBuffer {
  const buffer = new CellBuffer(columns, rows);
  for (const stroke of strokes) buffer.write(stroke, stroke.text, stroke.style);
  return buffer;
}

test("a terminal that takes every difference shows the picture, whatever was there before", () => {
  fc.assert(
    fc.property(writes, writes, fc.constantFrom("none" as const, "256" as const), (first, second, depth) => {
      const terminal = new TinyTerminal(20, 5);
      const one = drawn(first);
      terminal.take(frameDiff(undefined, one, depth));
      expect(terminal.cells).toEqual(pictured(one, depth));
      const two = drawn(second);
      terminal.take(frameDiff(one, two, depth));
      expect(terminal.cells).toEqual(pictured(two, depth));
      expect(terminal.synchronized).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("alike pictures need no bytes", () => {
  const strokes = [{ column: 2, row: 1, text: "same", style: 0 }];
  expect(frameDiff(drawn(strokes), drawn(strokes), "256")).toBe("");
});

test("one changed cell costs one short run, not a row", () => {
  const before = drawn([{ column: 0, row: 2, text: "best bid 3120.40", style: 0 }]);
  const after = drawn([{ column: 0, row: 2, text: "best bid 3120.45", style: 0 }]);
  expect(frameDiff(before, after, "256")).toBe("\u001b[?2026h\u001b[3;16H\u001b[0m5\u001b[0m\u001b[?2026l");
});

test("a window of another size is drawn from nothing", () => {
  const text = frameDiff(drawn([], 10, 3), drawn([{ column: 0, row: 0, text: "x", style: 0 }], 12, 4), "none");
  expect(text).toContain("\u001b[2J");
  expect(text).toContain("x");
});
