import { type Column, csvHeader, csvRow, renderTable } from "#apps/cli/output/table";
import { type Session } from "#apps/cli/session";
import { jsonLine, printable } from "#core/text/printable";

/** Rows that are all there: a table, lines, one JSON document, or CSV. */
export interface RowSet<Row> {
  /** The word for the whole in a JSON document: `trades`. */
  readonly kind: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** Said of the whole: further fields of the JSON document, and a sentence for people on stderr. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly remark?: string | undefined;
}

/** Prints rows in the format that the person chose, the first of them where a `--count` says so; one document is whole. */
export async function printRows<Row>(session: Session, set: RowSet<Row>): Promise<void> {
  const { out, flags } = session;
  const rows = flags.count === undefined ? set.rows : set.rows.slice(0, flags.count);
  switch (await session.format()) {
    case "table":
      for (const line of renderTable(set.columns, rows, out.columns)) await out.line(line);
      break;
    case "csv":
      await out.line(csvHeader(set.columns));
      for (const row of rows) await out.line(csvRow(set.columns, row));
      break;
    case "ndjson":
      for (const row of rows) await out.line(jsonLine(row));
      break;
    case "json":
      await out.line(jsonLine({ v: 1, kind: set.kind, ...set.facts, rows: set.rows }));
      return;
  }
  if (set.remark !== undefined) session.talk(set.remark, set.facts);
}

/** Prints one thing: as lines that the caller wrote for people, or as one JSON object. CSV has no form for it and gets JSON too. */
export async function printOne(session: Session, record: object, forPeople: () => readonly string[]): Promise<void> {
  if ((await session.format()) !== "table") {
    await session.out.line(jsonLine(record));
    return;
  }
  for (const line of forPeople()) await session.out.line(line);
}

/** The same for lines that hold words of a venue or of a file: each is escaped as a whole. */
export function printTold(session: Session, record: object, forPeople: () => readonly string[]): Promise<void> {
  return printOne(session, record, () => forPeople().map(printable));
}
