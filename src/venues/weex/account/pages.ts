// Histories without a cursor. What the venue gives is a range and a most of rows, and it does not say which end a full page was cut at:
// a range whose page is full is asked for again in halves, until every page is whole. Ranges are asked a millisecond wider at both ends,
// because nothing says whether ends count.

import { type EpochMs } from "#core/brand";
import { type AccountPage, type AccountRows } from "#venues/account";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** What one page gave. `isFull`: there may be more in its range. */
export interface RangePage<Row> {
  readonly rows: readonly Row[];
  readonly skippedRows: number;
  readonly isFull: boolean;
  /** The time by which rows are asked; undefined where it is not the row's own. */
  readonly timeOf: ((row: Row) => number) | undefined;
}

function rangesOf(page: AccountPage): readonly Range[] {
  if (page.cursor !== undefined) {
    return page.cursor.split(",").map((part) => {
      const [start = "0", end = "0"] = part.split("-");
      return { start: Number(start), end: Number(end) };
    });
  }
  return page.startTime === undefined || page.endTime === undefined ? [] : [{ start: page.startTime, end: page.endTime }];
}

/** The ends that a page asks for, or none where no range was named. */
export function rangeAsked(page: AccountPage): { readonly startTime: number; readonly endTime: number } | undefined {
  const [range] = rangesOf(page);
  return range === undefined ? undefined : { startTime: Math.max(0, range.start - 1), endTime: range.end + 1 };
}

/** The same as parameters. */
export function rangeQuery(page: AccountPage): readonly (readonly [string, string])[] {
  const asked = rangeAsked(page);
  return asked === undefined
    ? []
    : [
        ["startTime", String(asked.startTime)],
        ["endTime", String(asked.endTime)],
      ];
}

/** A page of a range, oldest first. A full page gives no rows but its halves; one of a single millisecond counts as a row too many. */
export function rangeRows<Row extends { readonly venueTime: EpochMs | undefined }>(
  page: AccountPage,
  given: RangePage<Row>,
): AccountRows<Row> {
  const [range, ...others] = rangesOf(page);
  const { isFull, timeOf } = given;
  if (isFull && range !== undefined && range.end > range.start) {
    const middle = Math.floor((range.start + range.end) / 2);
    return {
      rows: [],
      skippedRows: 0,
      next: cursorOf([{ start: range.start, end: middle }, { start: middle + 1, end: range.end }, ...others]),
    };
  }
  const inRange = (row: Row): boolean =>
    range === undefined || timeOf === undefined || (timeOf(row) >= range.start && timeOf(row) <= range.end);
  return {
    rows: given.rows.filter(inRange).sort((one, other) => (one.venueTime ?? 0) - (other.venueTime ?? 0)),
    skippedRows: given.skippedRows + (isFull ? 1 : 0),
    next: others.length === 0 ? undefined : cursorOf(others),
  };
}

const cursorOf = (ranges: readonly Range[]): string => ranges.map(({ start, end }) => `${start}-${end}`).join(",");

/** Where a numbered list goes on: the next page, and the first row of the first one, which tells a venue that counts from 1. */
export function numberedRows<Row>(
  page: AccountPage,
  given: { readonly rows: readonly Row[]; readonly skippedRows: number; readonly isFull: boolean; readonly idOf: (row: Row) => string },
): AccountRows<Row> {
  const { rows, skippedRows, isFull, idOf } = given;
  const [asked, first] = numberOf(page);
  const ownFirst = rows[0] === undefined ? undefined : idOf(rows[0]);
  // The first page once more: counted from 1 this is right once; again, it is a venue that knows no pages.
  if (first !== undefined && ownFirst === first) {
    return asked === 1 ? { rows: [], skippedRows: 0, next: `2:${first}` } : { rows: [], skippedRows: skippedRows + 1, next: undefined };
  }
  return { rows, skippedRows, next: isFull ? `${asked + 1}:${first ?? ownFirst ?? ""}` : undefined };
}

/** The parameter of a numbered list; none for its first page. */
export function numberQuery(page: AccountPage): readonly (readonly [string, string])[] {
  const [asked] = numberOf(page);
  return asked === 0 ? [] : [["page", String(asked)]];
}

function numberOf({ cursor }: AccountPage): readonly [page: number, first: string | undefined] {
  const [page, first] = cursor?.split(":") ?? [];
  return page === undefined ? [0, undefined] : [Number(page), first];
}
