// LMEX's own codes and words, and what they mean. One table for REST and sockets: their numbers do not meet. A code says what an
// HTTP status cannot: "order not found" was seen with a body status of 429.

import { type RejectReason } from "#core/account/order-outcome";
import { type VenueErrorCategory } from "#core/error";

const CATEGORIES: ReadonlyMap<string, VenueErrorCategory> = new Map<string, VenueErrorCategory>([
  // Sockets that serve books.
  ["1000", "unknown-instrument"],
  ["1001", "bad-request"],
  ["1002", "bad-request"],
  ["1005", "bad-request"],
  ["1007", "server"],
  ["1008", "rate-limited"],
  ["1009", "bad-request"],
  ["MARKET_PAIR_NOT_SUPPORT", "unknown-instrument"],
  // REST.
  ["1", "maintenance"],
  ["8", "insufficient-funds"],
  ["16", "not-found"],
  ["101", "order-rejected"],
  ["133", "bad-request"],
  ["134", "order-rejected"],
  ["135", "bad-request"],
  ["300", "order-rejected"],
  ["301", "order-rejected"],
  ["302", "order-rejected"],
  ["303", "rate-limited"],
  ["304", "order-rejected"],
  ["305", "order-rejected"],
  ["400", "bad-request"],
  ["4003", "order-rejected"],
  ["4005", "order-rejected"],
  ["4051", "order-rejected"],
  ["10002", "auth"],
  ["51523", "insufficient-funds"],
  ["33199101", "insufficient-funds"],
  ["33001001", "order-rejected"],
  ["33001003", "order-rejected"],
  ["33199120", "order-rejected"],
  ["-2", "bad-request"],
  ["-7", "auth"],
  ["-11", "server"],
  ["-22", "rate-limited"],
  ["-1042", "permission"],
  ["-7006", "unknown-instrument"],
  ["-8103", "permission"],
  ["-8104", "permission"],
]);

/** Words that say more than the code they come with, in the order to look for them. */
const WORDS: readonly (readonly [fragment: string, category: VenueErrorCategory])[] = [
  ["order not found", "not-found"],
  ["order doesn't exist", "not-found"],
  ["order does not exist", "not-found"],
  ["rate limit exceeded", "rate-limited"],
  ["invalid nonce", "clock"],
  ["signature verification failed", "auth"],
  ["authentication failed", "auth"],
  ["authenticate failed", "auth"],
  ["api parameter is mandatory", "auth"],
  ["market pair provided is currently not supported", "unknown-instrument"],
  ["insufficient balance", "insufficient-funds"],
];

/** The meaning of a code alone. */
export function errorCategory(code: string): VenueErrorCategory {
  if (/^800(0[1-9]|1[0-7])$/.test(code)) return "bad-request";
  return CATEGORIES.get(code) ?? "unrecognized";
}

/** The meaning of an answer: its words, then its code, and its HTTP status only when both say nothing. */
export function categoryOf(refusal: { readonly code: string; readonly words: string; readonly httpStatus: number }): VenueErrorCategory {
  const words = refusal.words.toLowerCase();
  const said = WORDS.find(([fragment]) => words.includes(fragment));
  if (said !== undefined) return said[1];
  const meant = errorCategory(refusal.code);
  return meant === "unrecognized" ? statusCategory(refusal.httpStatus) : meant;
}

/** The meaning of a bare HTTP status. 451 is a banned address. */
export function statusCategory(httpStatus: number): VenueErrorCategory {
  switch (httpStatus) {
    case 400:
    case 405:
      return "bad-request";
    case 401:
      return "auth";
    case 403:
    case 451:
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

/** Socket refusals that another try cannot mend. What is not in the table may pass next time. */
const FINAL_CATEGORIES: ReadonlySet<VenueErrorCategory> = new Set(["unknown-instrument", "bad-request", "permission", "auth"]);

/** Whether a topic that was refused with this code is worth asking again. */
export const worthRetrying = (code: string): boolean => !FINAL_CATEGORIES.has(errorCategory(code));

/** Numbers that refuse an order, in results with HTTP 200 as well as in error bodies. 17, -1 and -11 are no refusals: nobody knows then. */
const REJECTIONS: ReadonlyMap<string, RejectReason> = new Map<string, RejectReason>([
  ["1", "halted"],
  ["8", "insufficient-funds"],
  ["12", "bad-request"],
  ["13", "bad-request"],
  ["15", "unrecognized"],
  ["16", "unrecognized"],
  ["64", "halted"],
  ["101", "price-outside-band"],
  ["133", "position-mode"],
  ["134", "position-mode"],
  ["135", "position-mode"],
  ["300", "size-rule"],
  ["301", "size-rule"],
  ["302", "price-rule"],
  ["303", "rate-limited"],
  ["304", "too-many-open-orders"],
  ["305", "price-outside-band"],
  ["400", "unrecognized"],
  ["4003", "size-rule"],
  ["4005", "price-rule"],
  ["4051", "position-limit"],
  ["10002", "auth"],
  ["51523", "insufficient-funds"],
  ["33199101", "insufficient-funds"],
  ["33001001", "price-outside-band"],
  ["33001003", "price-outside-band"],
  ["33199120", "reduce-only"],
  ["-2", "bad-request"],
  ["-7", "auth"],
  ["-1042", "permission"],
  ["-7006", "instrument"],
  ["-8103", "permission"],
  ["-8104", "permission"],
]);

/** Words that say more than a refusal's number, in the order to look for them. */
const REJECTION_WORDS: readonly (readonly [fragment: string, reason: RejectReason])[] = [
  ["insufficient_balance", "insufficient-funds"],
  ["insufficient balance", "insufficient-funds"],
  ["not enough available balance", "insufficient-funds"],
  ["duplicate", "duplicate-client-order-id"],
  ["post only", "post-only-would-trade"],
  ["post-only", "post-only-would-trade"],
  ["reduce only", "reduce-only"],
  ["reduce-only", "reduce-only"],
  ["no position", "reduce-only"],
  ["market unavailable", "halted"],
];

/** Why an order was refused; undefined for what is no proof of a refusal. */
export function rejectReason(code: string, words: string): RejectReason | undefined {
  const known = /^800(0[1-9]|1[0-7])$/.test(code) ? "bad-request" : REJECTIONS.get(code);
  if (known === undefined) return undefined;
  const lower = words.toLowerCase();
  return REJECTION_WORDS.find(([fragment]) => lower.includes(fragment))?.[1] ?? known;
}
