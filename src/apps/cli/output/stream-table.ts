import { type Column, pad } from "#apps/cli/output/table";
import { printable } from "#core/printable";

/** The titles come again after this many rows, because the first ones have scrolled away. */
const TITLE_EVERY = 40;

/** A table whose rows are not known yet: columns grow with what comes, and never shrink, so that lines stay below each other. */
export class StreamTable<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #widths: number[];
  readonly #columnsMax: number;
  #rows = 0;

  constructor(columns: readonly Column<Row>[], columnsMax: number) {
    this.#columns = columns;
    this.#widths = columns.map(({ title }) => title.length);
    this.#columnsMax = columnsMax;
  }

  /** The lines that a row adds: itself, and the titles before it when they are due. */
  add(row: Row): string[] {
    const cells = this.#columns.map((column) => printable(column.cell(row)));
    cells.forEach((cell, at) => {
      this.#widths[at] = Math.min(40, Math.max(this.#widths[at] ?? 0, cell.length));
    });
    const title = this.#rows % TITLE_EVERY === 0 ? [this.#line(this.#columns.map((column) => column.title))] : [];
    this.#rows += 1;
    return [...title, this.#line(cells)];
  }

  #line(cells: readonly string[]): string {
    const line = cells.map((cell, at) => pad(cell, this.#widths[at] ?? 0, this.#columns[at]?.align)).join("  ");
    return pad(line.trimEnd(), this.#columnsMax).trimEnd();
  }
}
