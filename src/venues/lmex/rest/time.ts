import { type EpochMs, epochMs } from "#core/brand";
import { daysToDate } from "#core/calendar/civil-time";
import { type JsonValue } from "#core/json/json-fallback";
import { asObject, asText, asWhole, field } from "#core/json/json-value";
import { type RestCall } from "#transport/rest-call";
import { TIME_PATH } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";
import { queryCall } from "#venues/lmex/rest/call";

/** The venue's time and what its unit hides. */
export interface VenueClock {
  readonly venueTime: EpochMs;
  readonly errorMs: number;
}

/** Reads the venue's clock. It is spot's for both products. */
export function timeCall(): RestCall<VenueClock> {
  return { ...queryCall("time", TIME_PATH), query: [], decode: (reply) => readAnswer("time", reply, readTime) };
}

/** `epoch` counts seconds; only `iso` tells milliseconds. */
function readTime(value: JsonValue): VenueClock | undefined {
  const body = asObject(value);
  if (body === undefined) return undefined;
  const exact = readIso(asText(field(body, "iso")) ?? "");
  if (exact !== undefined) return { venueTime: exact, errorMs: 1 };
  const seconds = asWhole(field(body, "epoch"));
  return seconds === undefined ? undefined : { venueTime: epochMs(seconds * 1_000), errorMs: 1_000 };
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.(\d{3})\d{0,6}Z$/;

/** `2026-01-01T00:01:02.417Z` as epoch milliseconds, by arithmetic: only the clock room may use the machine's calendar. */
function readIso(text: string): EpochMs | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = match.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return epochMs(((daysToDate({ year, month, day }) * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + ms);
}
