// What an ending means for the next attempt. The jittered backoff runs in any case; a row only says how much longer to wait.

/** Why another attempt may or may not help. */
export type RetryClass =
  /** The line broke; nothing speaks against trying again. */
  | "line"
  /** The venue restarts or asks to come back. */
  | "restart"
  /** The venue objects to what we did: trying again at once would only confirm it. Credentials and limits want a look. */
  | "policy"
  /** One side broke RFC 6455 or a size limit. */
  | "protocol"
  /** The venue counts us, and we had too much. */
  | "limited";

/** One row of the table: the class and the least wait before the next attempt, in ms. */
export interface RetryRule {
  readonly class: RetryClass;
  readonly minDelayMs: number;
}

const LINE: RetryRule = { class: "line", minDelayMs: 0 };

const BY_CLOSE_CODE: ReadonlyMap<number, RetryRule> = new Map<number, RetryRule>([
  [1000, LINE],
  [1001, { class: "restart", minDelayMs: 500 }],
  [1002, { class: "protocol", minDelayMs: 2_000 }],
  [1003, { class: "protocol", minDelayMs: 5_000 }],
  [1005, LINE],
  [1006, LINE],
  [1007, { class: "protocol", minDelayMs: 2_000 }],
  [1008, { class: "policy", minDelayMs: 10_000 }],
  [1009, { class: "protocol", minDelayMs: 2_000 }],
  [1010, { class: "protocol", minDelayMs: 10_000 }],
  [1011, { class: "restart", minDelayMs: 1_000 }],
  [1012, { class: "restart", minDelayMs: 1_000 }],
  [1013, { class: "restart", minDelayMs: 5_000 }],
  [1015, { class: "policy", minDelayMs: 10_000 }],
]);

/** The rule of an RFC 6455 close code; codes of a venue's own (4000–4999) wait two seconds. */
export function closeRule(code: number): RetryRule {
  return BY_CLOSE_CODE.get(code) ?? { class: "policy", minDelayMs: 2_000 };
}

/** The rule of a handshake that was answered with an HTTP status instead of 101. A stated `Retry-After` is added by the caller. */
export function refusalRule(status: number): RetryRule {
  if (status === 429 || status === 418) return { class: "limited", minDelayMs: 10_000 };
  if (status === 401 || status === 403 || status === 451) return { class: "policy", minDelayMs: 30_000 };
  if (status >= 500) return { class: "restart", minDelayMs: 1_000 };
  // 200 with a page (captive portal), redirects, 404: no socket lives there, and soon will not either.
  return { class: "protocol", minDelayMs: 5_000 };
}
