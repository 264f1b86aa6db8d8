// WEEX's own codes and words, and what they mean. V2 writes codes as text of five digits, V3 as negative numbers, so one table holds
// both. Sockets of V3 give no code, only words.

import { type RejectReason } from "#core/account/order-outcome";
import { type VenueErrorCategory } from "#core/error";

type Row = readonly [category: VenueErrorCategory, codes: string];

const ROWS: readonly Row[] = [
  // V2.
  ["auth", "40001 40002 40003 40005 40006 40009 40011 40012"],
  ["clock", "40008 -1046"],
  ["permission", "40013 40014 40016 40018 40022 40753 50003 50004"],
  ["bad-request", "40007 40017 40019 40020 40912 40913"],
  ["rate-limited", "429"],
  ["not-found", "50005"],
  ["order-rejected", "50007"],
  ["server", "40015"],
  // V3.
  ["server", "-1000 -1054 -3613"],
  ["auth", "-1040 -1041 -1042 -1043 -1044 -1047 -1049"],
  ["bad-request", "-1045 -1128 -1135 -1140 -1141 -1142 -1150 -1170 -1171"],
  ["permission", "-1050 -1051 -1052 -1053 -1055 -1056 -1057 -1058 -1190 -3235 -3236"],
  ["order-rejected", "-1115 -1116 -1117 -1160 -1180 -3006 -3007 -3313"],
  ["unknown-instrument", "-1121 -2007"],
  ["not-found", "-2200 -3200 FAILED_ORDER_NOT_FOUND"],
  // Sockets of V3, and our own word for a market that is gone.
  ["bad-request", "INVALID_ARGUMENT"],
  ["unknown-instrument", "delisted"],
];

const CATEGORIES: ReadonlyMap<string, VenueErrorCategory> = new Map(
  ROWS.flatMap(([category, codes]) => codes.split(" ").map((code) => [code, category] as const)),
);

/** Words that say more than the code they come with, in the order to look for them. */
const WORDS: readonly (readonly [fragment: string, category: VenueErrorCategory])[] = [
  ["amount not enough", "insufficient-funds"],
  ["invalid symbol", "unknown-instrument"],
];

/** Codes of system errors that carry a business rule's refusal in their words. */
const BUSINESS_CODES: ReadonlySet<string> = new Set(["40015", "-1054"]);
const BUSINESS_WORDS = /^(?:FAILED_PRECONDITION|INVALID_ARGUMENT)\b/;

/** The meaning of a code alone. */
export function errorCategory(code: string): VenueErrorCategory {
  return CATEGORIES.get(code) ?? "unrecognized";
}

/** Whether a code says that there is no such order. A page that does not exist is not that. */
export const isNoSuchOrder = (code: string): boolean => errorCategory(code) === "not-found";

/** The meaning of an answer: its words, then its code, and its HTTP status only when both say nothing. */
export function categoryOf(refusal: { readonly code: string; readonly words: string; readonly httpStatus: number }): VenueErrorCategory {
  const words = refusal.words.toLowerCase();
  const said = WORDS.find(([fragment]) => words.includes(fragment));
  if (said !== undefined) return said[1];
  if (BUSINESS_CODES.has(refusal.code) && BUSINESS_WORDS.test(refusal.words)) return "order-rejected";
  const meant = errorCategory(refusal.code);
  return meant === "unrecognized" ? statusCategory(refusal.httpStatus) : meant;
}

/** The meaning of a bare HTTP status. */
export function statusCategory(httpStatus: number): VenueErrorCategory {
  switch (httpStatus) {
    case 400:
    case 405:
      return "bad-request";
    case 401:
      return "auth";
    case 403:
      return "permission";
    case 404:
      return "not-found";
    case 429:
      return "rate-limited";
    case 503:
      return "maintenance";
    default:
      return httpStatus >= 500 || httpStatus === 408 ? "server" : "unrecognized";
  }
}

/** Socket refusals that may pass next time; all others are final, because the sixth refused request ends the connection. */
const PASSING_CATEGORIES: ReadonlySet<VenueErrorCategory> = new Set(["rate-limited", "server", "maintenance"]);

/** Whether a topic that was refused with this code is worth asking again. */
export const worthRetrying = (code: string): boolean => PASSING_CATEGORIES.has(errorCategory(code));

/** Words that name the rule that an order broke, in the order to look for them. Only `stepSize` and `amount not enough` were seen. */
const RULE_WORDS: readonly (readonly [fragment: string, reason: RejectReason])[] = [
  ["amount not enough", "insufficient-funds"],
  ["insufficient", "insufficient-funds"],
  ["already exist", "duplicate-client-order-id"],
  ["duplicate", "duplicate-client-order-id"],
  ["stepsize", "size-rule"],
  ["ticksize", "price-rule"],
  ["price limit", "price-outside-band"],
  ["position is not enough", "reduce-only"],
  ["reduce", "reduce-only"],
  ["order size", "size-rule"],
  ["order quantity", "size-rule"],
  ["open orders", "too-many-open-orders"],
  ["not trading", "halted"],
];

const REASONS: ReadonlyMap<string, RejectReason> = new Map<string, RejectReason>([
  ["-1058", "instrument"],
  ["50003", "instrument"],
  ["-3235", "instrument"],
  ["-1121", "instrument"],
  ["-2007", "instrument"],
  ["-3006", "size-rule"],
  ["-3007", "size-rule"],
  ["50007", "position-limit"],
  ["-3313", "position-limit"],
]);

/** Why an order was refused; undefined for what is no proof of a refusal: a system error without a rule in its words. */
export function rejectReason(refusal: {
  readonly code: string;
  readonly words: string;
  readonly httpStatus: number;
}): RejectReason | undefined {
  const category = categoryOf(refusal);
  const words = refusal.words.toLowerCase();
  const told = REASONS.get(refusal.code) ?? RULE_WORDS.find(([fragment]) => words.includes(fragment))?.[1];
  switch (category) {
    case "auth":
    case "clock":
    case "bad-request":
      return category === "bad-request" ? (told ?? category) : category;
    case "permission":
      return told ?? category;
    case "rate-limited":
      return category;
    case "unknown-instrument":
      return "instrument";
    case "insufficient-funds":
      return category;
    case "order-rejected":
      return told ?? "unrecognized";
    case "not-found":
      return "bad-request";
    case "server":
    case "maintenance":
    case "unrecognized":
      return undefined;
  }
}
