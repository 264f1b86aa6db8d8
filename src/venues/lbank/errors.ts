// LBank's own codes and words, and what they mean. HTTP says 200 whatever happens, so the code is all there is; its words change.
// Spot and contracts number their errors apart, and sockets have words only.

import { type RejectReason } from "#core/account/order-outcome";
import { type VenueErrorCategory } from "#core/error";

const SPOT: readonly (readonly [category: VenueErrorCategory, codes: readonly number[]])[] = [
  ["server", [10000, 10017, 10107]],
  ["bad-request", [10001, 10002, 10003, 10009, 10011, 10012, 10015, 10018, 10019, 10028, 10029, 10030, 10606, 10607]],
  ["bad-request", [10066, 10101, 10102, 10103, 10104, 10105, 10109, 10110, 10111, 10112, 10113, 10114, 10117, 10118, 10119, 10132]],
  ["bad-request", [10701, 10702, 10703, 10704]],
  ["rate-limited", [10004]],
  ["auth", [10005, 10006, 10007, 10031, 10201, 10202, 10203]],
  ["unknown-instrument", [10008]],
  ["order-rejected", [10010, 10013, 10020, 10021, 10023, 10033, 10036, 10038, 10039, 10106, 10108]],
  ["order-rejected", [10120, 10121, 10122, 10123, 10125, 10126, 10127, 10128]],
  ["insufficient-funds", [10014, 10016]],
  ["permission", [10022, 10024, 10034, 10035, 10067, 10100, 10200, 10205, 10601, 10801]],
  ["not-found", [10025, 10026, 10027, 10032, 10037]],
  ["clock", [10600]],
  ["maintenance", [10116]],
];

const CONTRACT: readonly (readonly [category: VenueErrorCategory, codes: readonly number[]])[] = [
  ["unknown-instrument", [8]],
  ["not-found", [24]],
  ["insufficient-funds", [35, 36, 100]],
  ["order-rejected", [48, 49, 50]],
  ["auth", [176, 177, 178, 179, 10003, 10010]],
  ["rate-limited", [183, 10012]],
  ["bad-request", [10002]],
  ["clock", [10004]],
];

const byCode = (table: typeof SPOT): ReadonlyMap<string, VenueErrorCategory> =>
  new Map(table.flatMap(([category, codes]) => codes.map((code) => [String(code), category] as const)));

const SPOT_CATEGORIES = byCode(SPOT);
const CONTRACT_CATEGORIES = byCode(CONTRACT);

/** Codes that we give to the words of sockets, which have none. */
const SOCKET_WORDS: readonly (readonly [start: string, code: string, category: VenueErrorCategory])[] = [
  ["Invalid order pairs:", "invalid-pair", "unknown-instrument"],
  ["Missing parameter", "missing-parameter", "bad-request"],
  ["Invalid subscribeKey", "invalid-key", "auth"],
  ["Invalid subscribe", "invalid-channel", "bad-request"],
  ["Invalid action", "invalid-action", "bad-request"],
  ["Invalid message", "invalid-message", "bad-request"],
];

/** The code of a socket's error; `error` for words that nobody told us. */
export function socketErrorCode(words: string): string {
  return SOCKET_WORDS.find(([start]) => words.startsWith(start))?.[1] ?? "error";
}

/** The meaning of a code of spot's REST, or of those that we gave to sockets and to the article's language. */
export function errorCategory(code: string): VenueErrorCategory {
  const socket = SOCKET_WORDS.find((entry) => entry[1] === code);
  if (socket !== undefined) return socket[2];
  if (code === "bad-request" || code === "too-many-subscriptions") return code === "bad-request" ? code : "rate-limited";
  return SPOT_CATEGORIES.get(code) ?? "unrecognized";
}

/** The meaning of a code of the contracts' REST. */
export function contractErrorCategory(code: string): VenueErrorCategory {
  return CONTRACT_CATEGORIES.get(code) ?? "unrecognized";
}

/** Socket refusals that another try cannot mend. What is not in the table may pass next time. */
const FINAL_CATEGORIES: ReadonlySet<VenueErrorCategory> = new Set(["unknown-instrument", "bad-request", "permission", "auth"]);

/** Whether a topic that was refused with this code is worth asking again. */
export const worthRetrying = (code: string): boolean => !FINAL_CATEGORIES.has(errorCategory(code));

const REJECTIONS: readonly (readonly [reason: RejectReason, codes: readonly number[]])[] = [
  ["bad-request", [10001, 10002, 10003, 10009, 10011, 10012, 10015, 10018, 10019, 10028, 10029, 10030]],
  ["rate-limited", [10004]],
  ["auth", [10005, 10006, 10007, 10031, 10201, 10202, 10203]],
  ["instrument", [10008, 10023]],
  ["size-rule", [10010, 10013, 10121, 10126, 10127, 10128]],
  ["insufficient-funds", [10014, 10016]],
  ["minimum-notional", [10020, 10120]],
  ["price-rule", [10021]],
  ["permission", [10022, 10024, 10067, 10205]],
  ["unrecognized", [10033, 10038]],
  ["duplicate-client-order-id", [10036]],
  ["halted", [10106, 10107, 10125]],
  ["price-outside-band", [10108, 10122, 10123]],
  ["clock", [10600]],
];

const REASONS: ReadonlyMap<string, RejectReason> = new Map(
  REJECTIONS.flatMap(([reason, codes]) => codes.map((code) => [String(code), reason] as const)),
);

/**
 * Why an order was refused; undefined for what proves nothing: an internal error (10000, 10017), an order that timed out on its way
 * (10039), what a front says of the system behind it (10116 upgrading, 10200 broker error, 10601 interface closed), a code that nobody
 * told us. Such an order is looked for.
 */
export const rejectReason = (code: string): RejectReason | undefined => REASONS.get(code);
