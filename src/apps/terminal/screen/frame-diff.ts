// The bytes that turn one picture into the next: as few as are simple. Runs of changed cells are written after one cursor move, and a
// style only where it changes. The whole frame is wrapped in synchronized output, so that no half of it is ever shown.

import { type CellBuffer, CONTINUATION } from "#apps/terminal/screen/cell-buffer";
import { type ColourDepth, sgr } from "#apps/terminal/screen/palette";

const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
const RESET = "\u001b[0m";
const CLEAR = "\u001b[0m\u001b[2J";
/** Unchanged cells between two changed ones that are cheaper to write again than to jump over. */
const BRIDGE_CELLS = 4;

/** What to write so that a terminal showing `before` shows `after`; empty when they are alike. Without `before`, or when sizes differ, everything. */
export function frameDiff(before: CellBuffer | undefined, after: CellBuffer, depth: ColourDepth): string {
  const known = before !== undefined && before.columns === after.columns && before.rows === after.rows ? before : undefined;
  const writer = new RunWriter(after, depth);
  for (let row = 0; row < after.rows; row += 1) diffRow(known, after, { row, writer });
  if (writer.text === "" && known !== undefined) return "";
  return `${BEGIN}${known === undefined ? CLEAR : ""}${writer.text}${RESET}${END}`;
}

function diffRow(
  before: CellBuffer | undefined,
  after: CellBuffer,
  { row, writer }: { readonly row: number; readonly writer: RunWriter },
): void {
  const { columns } = after;
  let column = 0;
  while (column < columns) {
    if (!differs(before, after, row * columns + column)) {
      column += 1;
      continue;
    }
    const start = leadOf(after, row, column);
    let end = column + 1;
    for (let ahead = end; ahead < columns && ahead - end < BRIDGE_CELLS; ahead += 1) {
      if (differs(before, after, row * columns + ahead)) end = ahead + 1;
    }
    while (end < columns && after.glyphs[row * columns + end] === CONTINUATION) end += 1;
    writer.run(row, start, end);
    column = end;
  }
}

/** Without a picture before, the screen was cleared: only what is not an unstyled blank differs. */
function differs(before: CellBuffer | undefined, after: CellBuffer, at: number): boolean {
  if (before === undefined) return after.glyphs[at] !== 0x20 || after.styles[at] !== 0;
  return before.glyphs[at] !== after.glyphs[at] || before.styles[at] !== after.styles[at];
}

function leadOf(buffer: CellBuffer, row: number, column: number): number {
  return column > 0 && buffer.glyphs[row * buffer.columns + column] === CONTINUATION ? column - 1 : column;
}

class RunWriter {
  text = "";
  readonly #buffer: CellBuffer;
  readonly #depth: ColourDepth;
  #style: string | undefined = undefined;

  constructor(buffer: CellBuffer, depth: ColourDepth) {
    this.#buffer = buffer;
    this.#depth = depth;
  }

  run(row: number, start: number, end: number): void {
    this.text += `\u001b[${row + 1};${start + 1}H`;
    for (let at = row * this.#buffer.columns + start; at < row * this.#buffer.columns + end; at += 1) {
      const glyph = this.#buffer.glyphs[at] ?? 0x20;
      if (glyph === CONTINUATION) continue;
      const wanted = sgr(this.#buffer.styles[at] ?? 0, this.#depth);
      if (wanted !== this.#style) this.text += wanted;
      this.#style = wanted;
      this.text += String.fromCodePoint(glyph);
    }
  }
}
