/** Every duration and maximum that the ledger keeps; times in ms. */
export interface LedgerSettings {
  /** An order leaves the queue of the limiter within this long, or not at all. */
  readonly leaveWithinMs: number;
  /** How long the answer to an order is waited for; then it is unknown. */
  readonly answerWithinMs: number;
  /** "Not there" is believed this many times later than the venue says that an order is visible. */
  readonly visibleFactor: number;
  /** An unknown order is resolved within this long of the venue being reachable, or stands on the operator's list. */
  readonly resolveWithinMs: number;
  /** Pauses between two looks for unknown orders, the first and the longest; listed ones are looked for rarely. */
  readonly askAgainMs: { readonly least: number; readonly most: number; readonly listed: number };
  /** Pauses between two attempts to cancel one order, the first and the longest. */
  readonly cancelAgainMs: { readonly least: number; readonly most: number };
  /** After so many attempts without an end, everything of the instrument is cancelled, where only our orders rest. */
  readonly escalateAfter: number;
  /** A cancel says what it knows after this long, and goes on. */
  readonly cancelWithinMs: number;
  readonly reconcileEveryMs: number;
  /** Rounds of one reconciliation; what is not explained then waits for a person. */
  readonly reconcileRoundsMax: number;
  readonly reconcilePauseMs: number;
  /** Ended orders that are remembered; the longest ended are forgotten first. */
  readonly endedMax: number;
  /** Lines of one order's story; the newest are kept. */
  readonly linesMax: number;
  /** Whether positions that were there before us are taken as they are. Otherwise a person accepts them. */
  readonly adoptAtStart: boolean;
}

export const LEDGER_DEFAULTS: LedgerSettings = {
  leaveWithinMs: 2_000,
  answerWithinMs: 10_000,
  visibleFactor: 3,
  resolveWithinMs: 30_000,
  askAgainMs: { least: 500, most: 5_000, listed: 30_000 },
  cancelAgainMs: { least: 300, most: 10_000 },
  escalateAfter: 4,
  cancelWithinMs: 10_000,
  reconcileEveryMs: 300_000,
  reconcileRoundsMax: 5,
  reconcilePauseMs: 2_000,
  endedMax: 10_000,
  linesMax: 100,
  adoptAtStart: false,
};
