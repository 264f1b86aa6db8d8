// Histories come newest first, 500 rows at most, over 7 days at most (a longer range is cut to its end without a word). A full page
// goes on at the time of its oldest row, that row included, because others may share its millisecond; what comes twice counts once by
// its id. Where one millisecond fills a page, the running number leads on.

import { nameOf } from "#core/account/row-fields";
import { type EpochMs } from "#core/brand";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountRows } from "#venues/account";
import { timeOf } from "#venues/lmex/account/fields";

/** Rows of one answer at most; asking for more is refused with -2. */
export const ROWS_MAX = 500;
/** The longest range that is answered whole. */
export const RANGE_MS: number = 7 * 86_400_000;

const CURSOR = /^(\d{1,16})(?:\/(\d{1,24}))?$/;

/** The parameters of a page; a cursor moves its end. */
export function pageQuery(page: AccountPage): PrivateCall<unknown>["query"] {
  const query: (readonly [string, string])[] = [];
  if (page.instrument !== undefined) query.push(["symbol", page.instrument.symbol]);
  if (page.startTime !== undefined) query.push(["startTime", String(page.startTime)]);
  const [, end, serial] = CURSOR.exec(page.cursor ?? "") ?? [];
  const endTime = end ?? page.endTime;
  if (endTime !== undefined) query.push(["endTime", String(endTime)]);
  if (serial !== undefined) query.push(["beforeSerialId", serial]);
  query.push(["count", String(countOf(page))]);
  return query;
}

const countOf = (page: AccountPage): number => Math.min(Math.max(1, Math.floor(page.limit)), ROWS_MAX);

interface Timed {
  readonly venueTime: EpochMs;
}

/** Reads a page. Rows that `readRow` cannot read are counted; undefined when the answer is no list. */
export function pageRows<Row extends Timed>(
  page: AccountPage,
  value: JsonValue,
  readRow: (row: JsonObject) => Row | undefined,
): AccountRows<Row> | undefined {
  const values = asArray(value);
  if (values === undefined) return undefined;
  const objects = values.map(asObject);
  const rows = objects.map((row) => (row === undefined ? undefined : readRow(row))).filter((row) => row !== undefined);
  rows.sort((one, other) => one.venueTime - other.venueTime);
  return { rows, next: nextCursor(page, objects), skippedRows: values.length - rows.length };
}

function nextCursor(page: AccountPage, rows: readonly (JsonObject | undefined)[]): string | undefined {
  if (rows.length < countOf(page)) return undefined;
  let oldest: { readonly time: number; readonly serial: string | undefined } | undefined;
  for (const row of rows) {
    const time = row === undefined ? undefined : timeOf(row, "timestamp");
    if (row === undefined || time === undefined || (oldest !== undefined && time > oldest.time)) continue;
    const serial = nameOf(row, "serialId");
    if (oldest === undefined || time < oldest.time || isBefore(serial, oldest.serial)) oldest = { time, serial };
  }
  if (oldest === undefined) return undefined;
  const [, end] = CURSOR.exec(page.cursor ?? "") ?? [];
  const stuck = Number(end ?? page.endTime ?? Number.NaN) === oldest.time;
  if (!stuck) return String(oldest.time);
  return oldest.serial === undefined ? undefined : `${oldest.time}/${oldest.serial}`;
}

/** Running numbers as text: longer is later. */
function isBefore(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.length === other.length ? one < other : one.length < other.length;
}
