import { type Column, displayWidth, pad } from "#apps/cli/output/table";
import { printable } from "#core/text/printable";

/** The titles come again after this many rows, because the first ones have scrolled away. */
const TITLE_EVERY = 40;
const CELL_COLUMNS_MAX = 40;
const GAP = "  ";

interface Place<Row> {
  readonly column: Column<Row>;
  width: number;
}

/** A table whose rows are not known yet: columns grow with what comes and never shrink, and those that can be missed make room. */
export class StreamTable<Row> {
  #places: readonly Place<Row>[];
  readonly #columnsMax: number;
  #sinceTitle = TITLE_EVERY;

  constructor(columns: readonly Column<Row>[], columnsMax: number) {
    this.#places = columns.map((column) => ({ column, width: Math.max(column.title.length, column.least ?? 0) }));
    this.#columnsMax = columnsMax;
    this.#makeRoom();
  }

  /** The lines that a row adds: itself, and the titles before it when they are due. */
  add(row: Row): string[] {
    for (const place of this.#places) {
      place.width = Math.min(CELL_COLUMNS_MAX, Math.max(place.width, displayWidth(printable(place.column.cell(row)))));
    }
    if (this.#makeRoom() || this.#sinceTitle >= TITLE_EVERY) {
      this.#sinceTitle = 1;
      return [this.#line(({ title }) => title), this.#line(({ cell }) => cell(row))];
    }
    this.#sinceTitle += 1;
    return [this.#line(({ cell }) => cell(row))];
  }

  /** Leaves out columns until the rest fits. Returns whether any had to go. */
  #makeRoom(): boolean {
    const before = this.#places.length;
    while (this.#places.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length) > this.#columnsMax) {
      const leaving = Math.max(...this.#places.map(({ column }) => column.leaveOut ?? 0));
      if (leaving === 0) break;
      this.#places = this.#places.filter(({ column }) => column.leaveOut !== leaving);
    }
    return this.#places.length < before;
  }

  #line(text: (column: Column<Row>) => string): string {
    const line = this.#places.map(({ column, width }) => pad(printable(text(column)), width, column.align)).join(GAP);
    return pad(line.trimEnd(), this.#columnsMax).trimEnd();
  }
}
