import { type Area } from "#apps/terminal/paint/layout";
import { type Signs } from "#apps/terminal/paint/signs";
import { type CellBuffer } from "#apps/terminal/screen/cell-buffer";
import { PLAIN, type Style } from "#apps/terminal/screen/palette";
import { fitText } from "#apps/terminal/view/number-text";

/** A piece of the buffer with coordinates of its own. Nothing drawn here leaves it. */
export class Pane {
  readonly area: Area;
  readonly signs: Signs;
  readonly #buffer: CellBuffer;

  constructor(buffer: CellBuffer, area: Area, signs: Signs) {
    this.#buffer = buffer;
    this.area = area;
    this.signs = signs;
  }

  get width(): number {
    return this.area.width;
  }

  get height(): number {
    return this.area.height;
  }

  /** Writes from a column to the right, cut at the pane's edge. Returns the column behind. */
  left(row: number, column: number, text: string, style: Style = PLAIN): number {
    if (row < 0 || row >= this.height || column >= this.width) return column;
    const { area } = this;
    const end = this.#buffer.write({ column: area.column + column, row: area.row + row, limit: area.width - column }, text, style);
    return end - area.column;
  }

  /** Writes so that the text ends before a column; cut with a mark where it is wider than `width`. */
  right(row: number, box: { readonly end: number; readonly width: number }, text: string, style: Style = PLAIN): void {
    const fitted = fitText(text, box.width);
    this.left(row, box.end - fitted.length, fitted, style);
  }

  /** Fills a row with one character. */
  fill(row: number, character: string, style: Style = PLAIN): void {
    this.left(row, 0, character.repeat(this.width), style);
  }

  /** Changes the style of a whole row and keeps its text. */
  restyle(row: number, change: (style: Style) => Style): void {
    if (row >= 0 && row < this.height)
      this.#buffer.restyle({ column: this.area.column, row: this.area.row + row, width: this.width }, change);
  }
}
