/** Every duration that a feed keeps, in ms. One place, so that a reader sees them side by side. */
export interface FeedSettings {
  /** No proof of life for this long is death of the connection, and no book stays live past it. Least 1 000. */
  readonly deadAfterMs: number;
  /** A quiet connection is asked after this long; also the age at which a quiet book wants a fresh proof. */
  readonly probeAfterMs: number;
  /** A subscribed topic must answer within this. */
  readonly answerWithinMs: number;
  /** Least distance between two resyncs of one book; the first is at once. */
  readonly resyncEveryMs: number;
  /** This many resyncs in a minute cut the connection. */
  readonly resyncsPerMinuteMax: number;
  /** A topic without progress is compared after `silenceFactor` × its learned interval, at least this, doubling to the most. */
  readonly silenceLeastMs: number;
  readonly silenceMostMs: number;
  readonly silenceFactor: number;
  /** A compare with REST must answer within this. */
  readonly compareWithinMs: number;
  /** A second read follows the first after this long before they are believed to differ. */
  readonly compareAgainMs: number;
  /** Books are audited in turn, one each so often; 0 never audits. */
  readonly auditEveryMs: number;
  /** Venue time further behind than this, with a measured offset, is lag. */
  readonly lagMs: number;
  /** The venue's clock is measured this often. */
  readonly offsetEveryMs: number;
  /** The instruments are read again this often, and no more often than `refreshLeastMs` when something suggests a change. */
  readonly refreshEveryMs: number;
  readonly refreshLeastMs: number;
  readonly attemptsMax: number | undefined;
}

export const FEED_DEFAULTS: FeedSettings = {
  deadAfterMs: 5_000,
  probeAfterMs: 2_000,
  answerWithinMs: 5_000,
  resyncEveryMs: 5_000,
  resyncsPerMinuteMax: 3,
  silenceLeastMs: 3_000,
  silenceMostMs: 60_000,
  silenceFactor: 4,
  compareWithinMs: 2_000,
  compareAgainMs: 250,
  auditEveryMs: 15_000,
  lagMs: 5_000,
  offsetEveryMs: 60_000,
  refreshEveryMs: 600_000,
  refreshLeastMs: 30_000,
  attemptsMax: undefined,
};
