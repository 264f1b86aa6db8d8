// Ranges of fills. LBank takes them as wall time of UTC+8 in whole seconds, answers with 100 rows at most, and does not say which it
// leaves out of more. So a full page is taken for nothing: its range is asked for again in halves, until every page is known to be whole.

import { type EpochMs, epochMs } from "#core/brand";
import { zonedText } from "#venues/lbank/zone";

export interface FillRange {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

const SECOND_MS = 1_000;
const RANGE = /^(\d{1,16})-(\d{1,16})$/;

/** The ranges of a cursor, the next one first; undefined when it is none. */
export function rangesOf(cursor: string): readonly FillRange[] | undefined {
  const ranges: FillRange[] = [];
  for (const part of cursor.split(",")) {
    const [, start, end] = RANGE.exec(part) ?? [];
    if (start === undefined || end === undefined) return undefined;
    ranges.push({ start: epochMs(Number(start)), end: epochMs(Number(end)) });
  }
  return ranges;
}

/** Ranges as a cursor; undefined for none. */
export function cursorOf(ranges: readonly FillRange[]): string | undefined {
  return ranges.length === 0 ? undefined : ranges.map(({ start, end }) => `${start}-${end}`).join(",");
}

/** Both halves, cut at a whole second; undefined for a range that no second divides. */
export function halves({ start, end }: FillRange): readonly [FillRange, FillRange] | undefined {
  const middle = Math.floor((start + end) / 2 / SECOND_MS) * SECOND_MS;
  if (middle <= start || middle >= end) return undefined;
  return [
    { start, end: epochMs(middle - 1) },
    { start: epochMs(middle), end },
  ];
}

/** The parameters of a range: a second more at its end, because whether it is included is not told. */
export function rangeQuery({ start, end }: FillRange): readonly (readonly [string, string])[] {
  return [
    ["startTime", secondText(Math.floor(start / SECOND_MS) * SECOND_MS)],
    ["endTime", secondText((Math.floor(end / SECOND_MS) + 1) * SECOND_MS)],
  ];
}

/** `2026-09-21 22:13:20` */
const secondText = (time: number): string => zonedText(epochMs(time)).slice(0, 19).replace("T", " ");
