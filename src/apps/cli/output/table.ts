// Tables for people and CSV for spreadsheets, from the same columns. Every cell is escaped: what a venue sends is text, not commands.

import { printable } from "#core/text/printable";

/** One column over rows of one kind. */
export interface Column<Row> {
  readonly title: string;
  /** Numbers stand to the right, so that their points line up. Default left. */
  readonly align?: "left" | "right";
  /** Left out first when the terminal is too narrow; higher numbers go earlier. Columns without it always stay. */
  readonly leaveOut?: number;
  /** Columns that it takes from the start where rows are not known yet. */
  readonly least?: number;
  /** Long text goes on below itself instead of being cut. */
  readonly wrap?: true;
  /** Empty text where the row has nothing. */
  cell(row: Row): string;
}

/** A cell's text is never longer than this, whatever it holds. */
const CELL_COLUMNS_MAX = 60;
const GAP = "  ";
/** Text is not made narrower than this: below it nobody can read it. */
const CUT_COLUMNS_MIN = 8;
const WRAPPED_COLUMNS_MIN = 16;
const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Extended_Pictographic}|[\u3000-\u303f\uff01-\uff60]/u;
const ZERO_WIDTH = /\p{M}/u;
/** Characters that make a spreadsheet run a cell as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Lines of a table, title first, none wider than `columnsMax` where leaving out, wrapping and shortening can prevent it. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], columnsMax: number): string[] {
  const { kept, widths } = fitted(columns, rows, columnsMax);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => pad(cell, widths[at] ?? 0, kept[at]?.align ?? "left"))
      .join(GAP)
      .trimEnd();
  const linesOf = (row: Row): string[] => {
    const cells = kept.map((column, at) => {
      const text = printable(column.cell(row));
      return column.wrap === true ? wrapped(text, widths[at] ?? 0) : [text];
    });
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => line(cells.map((lines) => lines[at] ?? "")));
  };
  return [line(kept.map(({ title }) => title)), ...rows.flatMap(linesOf)];
}

/** Text in lines of at most `width` columns, broken between words; a longer word is broken too. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && displayWidth(line) + 1 + displayWidth(rest) > width) {
      lines.push(line);
      line = "";
    }
    for (; width > 0 && line === "" && rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = line === "" ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** The title line of CSV (RFC 4180). */
export function csvHeader<Row>(columns: readonly Column<Row>[]): string {
  return columns.map(({ title }) => csvCell(title)).join(",");
}

/** One line of CSV. A text cell that a spreadsheet would run is led by an apostrophe. */
export function csvRow<Row>(columns: readonly Column<Row>[], row: Row): string {
  return columns.map((column) => csvCell(column.cell(row))).join(",");
}

/** Text in exactly `width` terminal columns: padded, or cut with an ellipsis. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const shown = cut(text, width);
  const space = " ".repeat(Math.max(0, width - displayWidth(shown)));
  return align === "right" ? space + shown : shown + space;
}

/** How many terminal columns printable text takes. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += ZERO_WIDTH.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return width;
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const letter of text) {
    const next = displayWidth(letter);
    if (used + next > width - 1) break;
    kept += letter;
    used += next;
  }
  return width > 0 ? `${kept}…` : "";
}

/** Which columns stay, and how wide each is. */
function fitted<Row>(columns: readonly Column<Row>[], rows: readonly Row[], columnsMax: number): { kept: Column<Row>[]; widths: number[] } {
  let kept = [...columns];
  let widths = kept.map((column) => naturalWidth(column, rows));
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  while (total() > columnsMax) {
    const leaving = kept.reduce<Column<Row> | undefined>(
      (worst, column) => ((column.leaveOut ?? 0) > (worst?.leaveOut ?? 0) ? column : worst),
      undefined,
    );
    if (leaving === undefined) break;
    const at = kept.indexOf(leaving);
    kept = kept.filter((_, index) => index !== at);
    widths = widths.filter((_, index) => index !== at);
  }
  // What is left shrinks at its widest text column, one that wraps first; numbers are never cut.
  while (total() > columnsMax) {
    const widest = shrinkable(kept, widths, true) ?? shrinkable(kept, widths, false);
    if (widest === undefined) break;
    const least = kept[widest]?.wrap === true ? WRAPPED_COLUMNS_MIN : CUT_COLUMNS_MIN;
    widths[widest] = Math.max(least, (widths[widest] ?? 0) - (total() - columnsMax));
  }
  return { kept, widths };
}

/** The widest text column that can still shrink; undefined when none can. */
function shrinkable<Row>(columns: readonly Column<Row>[], widths: readonly number[], wrap: boolean): number | undefined {
  const least = wrap ? WRAPPED_COLUMNS_MIN : CUT_COLUMNS_MIN;
  let best: number | undefined;
  columns.forEach((column, at) => {
    const width = widths[at] ?? 0;
    if (column.align === "right" || (column.wrap === true) !== wrap || width <= least) return;
    if (best === undefined || width > (widths[best] ?? 0)) best = at;
  });
  return best;
}

function naturalWidth<Row>(column: Column<Row>, rows: readonly Row[]): number {
  let width = displayWidth(column.title);
  for (const row of rows) width = Math.max(width, displayWidth(printable(column.cell(row))));
  if (column.align === "right" || column.wrap === true) return width;
  return Math.min(width, Math.max(CELL_COLUMNS_MAX, displayWidth(column.title)));
}

function csvCell(text: string): string {
  const safe = printable(text);
  const inert = FORMULA.test(safe) && !NUMBER.test(safe) ? `'${safe}` : safe;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
