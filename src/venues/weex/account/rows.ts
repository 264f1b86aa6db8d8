import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, field } from "#core/json/json-value";

/** Rows of a list that were read, and how many were not. */
export interface ReadRows<Row> {
  readonly rows: readonly Row[];
  readonly skippedRows: number;
  /** How many the venue sent. */
  readonly sent: number;
}

/** A list: bare, or the first of the names that an object holds it under. */
export function listIn(value: JsonValue, ...names: readonly string[]): readonly JsonValue[] | undefined {
  const body = asObject(value);
  if (body === undefined) return asArray(value);
  for (const name of names) {
    const list = asArray(field(body, name));
    if (list !== undefined) return list;
  }
  return undefined;
}

/** Reads every row that can be read. */
export function readRows<Row>(list: readonly JsonValue[], read: (row: JsonObject) => Row | undefined): ReadRows<Row> {
  const rows: Row[] = [];
  for (const value of list) {
    const row = asObject(value);
    const found = row === undefined ? undefined : read(row);
    if (found !== undefined) rows.push(found);
  }
  return { rows, skippedRows: list.length - rows.length, sent: list.length };
}

/** All or nothing: a position or a coin that is left out would look like one that is not there. */
export function readAll<Row>(
  list: readonly JsonValue[] | undefined,
  read: (row: JsonObject) => Row | undefined,
): readonly Row[] | undefined {
  const { rows, skippedRows } = readRows(list ?? [], read);
  return list === undefined || skippedRows > 0 ? undefined : rows;
}
