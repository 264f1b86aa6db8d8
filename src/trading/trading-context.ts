import { type EpochMs } from "#core/brand";
import { type Clock, type Log, type Metrics, type Random } from "#core/port";
import { type ConnectionFactory } from "#transport/connection-types";
import { type PrivateRequester, type SignStamp } from "#transport/private-call";

/** Everything that the account side takes from the world, handed in by the assembly. */
export interface TradingContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Signs and performs; bound to one account. */
  readonly requester: PrivateRequester;
  /** Time, number and keys for something that is signed on a socket. */
  readonly stamp: () => SignStamp;
  readonly connections: ConnectionFactory;
}

/** The venue's clock as we estimate it: what its times are compared with, because ours may be far off. */
export const venueNow = (context: TradingContext): EpochMs => context.stamp().time;

/** Every duration that the account side keeps, in ms. */
export interface TradingSettings {
  /** No proof of life for this long is death of a connection. Least 1 000. */
  readonly deadAfterMs: number;
  readonly probeAfterMs: number;
  /** A login or a subscription must answer within this. */
  readonly answerWithinMs: number;
  readonly attemptsMax: number | undefined;
  /** How often the account is compared with REST while its stream is sound. */
  readonly checkEveryMs: number;
  /** How often what no topic tells is asked for. The venue's description may say otherwise. */
  readonly pollEveryMs: number;
  /** How far before the last proven moment a history is read again: trades that a venue takes back later than that stay unseen. */
  readonly overlapMs: number;
  /** What a reply or a read told must be told by the stream within this, or it counts as silent. */
  readonly echoWithinMs: number;
}

export const TRADING_DEFAULTS: TradingSettings = {
  deadAfterMs: 5_000,
  probeAfterMs: 2_000,
  answerWithinMs: 3_000,
  attemptsMax: undefined,
  checkEveryMs: 30_000,
  pollEveryMs: 5_000,
  overlapMs: 300_000,
  echoWithinMs: 5_000,
};
