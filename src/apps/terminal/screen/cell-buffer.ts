// A picture of the screen as cells. Everything is drawn here first; only differences reach the terminal. A wide character owns two
// cells, the second of which holds nothing, and writing over one half blanks the other, so that no half is ever left.

import { glyphWidth, isUnsafe, REPLACEMENT } from "#apps/terminal/screen/glyph-width";
import { PLAIN, type Style } from "#apps/terminal/screen/palette";

const BLANK = 0x20;
/** The second cell of a wide character. */
export const CONTINUATION = 0;

/** `columns` × `rows` cells, each a code point and a style. */
export class CellBuffer {
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Uint32Array;
  readonly styles: Uint16Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.glyphs = new Uint32Array(columns * rows).fill(BLANK);
    this.styles = new Uint16Array(columns * rows);
  }

  clear(): void {
    this.glyphs.fill(BLANK);
    this.styles.fill(PLAIN);
  }

  /**
   * Writes text from a cell to the right, cut at `limit` cells and at the edge. Controls become a dot, combining marks are left out.
   * Returns the column behind what was written.
   */
  write(at: { readonly column: number; readonly row: number; readonly limit?: number }, text: string, style: Style): number {
    const { row } = at;
    let column = at.column;
    const end = Math.min(this.columns, column + (at.limit ?? this.columns));
    if (row < 0 || row >= this.rows) return column;
    for (const character of text) {
      const raw = character.codePointAt(0) ?? BLANK;
      const codePoint = isUnsafe(raw) ? REPLACEMENT : raw;
      const width = glyphWidth(codePoint);
      if (width === 0) continue;
      if (column + width > end) break;
      if (column >= 0) this.#put(column, row, { codePoint, width, style });
      column += width;
    }
    return column;
  }

  /** Gives cells another style and keeps what stands in them. */
  restyle(area: { readonly column: number; readonly row: number; readonly width: number }, change: (style: Style) => Style): void {
    if (area.row < 0 || area.row >= this.rows) return;
    const end = Math.min(this.columns, area.column + area.width);
    for (let column = Math.max(0, area.column); column < end; column += 1) {
      const at = area.row * this.columns + column;
      this.styles[at] = change(this.styles[at] ?? PLAIN);
    }
  }

  /** One row as text, trailing blanks kept: for tests and for pictures in documents. */
  rowText(row: number): string {
    let text = "";
    for (let column = 0; column < this.columns; column += 1) {
      const glyph = this.glyphs[row * this.columns + column] ?? BLANK;
      if (glyph !== CONTINUATION) text += String.fromCodePoint(glyph);
    }
    return text;
  }

  #put(column: number, row: number, glyph: { readonly codePoint: number; readonly width: number; readonly style: Style }): void {
    const at = row * this.columns + column;
    this.#blankHalves(at, column, glyph.width);
    this.glyphs[at] = glyph.codePoint;
    this.styles[at] = glyph.style;
    if (glyph.width === 2) {
      this.glyphs[at + 1] = CONTINUATION;
      this.styles[at + 1] = glyph.style;
    }
  }

  #blankHalves(at: number, column: number, width: number): void {
    if (this.glyphs[at] === CONTINUATION && column > 0) this.glyphs[at - 1] = BLANK;
    if (column + width < this.columns && this.glyphs[at + width] === CONTINUATION) this.glyphs[at + width] = BLANK;
  }
}
