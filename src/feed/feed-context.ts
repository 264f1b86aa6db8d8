import { type Clock, type Log, type Metrics, type Random } from "#core/port";
import { type FeedStatus } from "#feed/feed-status";
import { type ConnectionFactory } from "#transport/connection-types";
import { type Requester } from "#transport/rest-call";

/** Everything that a feed takes from the world, handed in by the assembly. */
export interface FeedContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly requester: Requester;
  readonly connections: ConnectionFactory;
  /** Tells what happened; called in the same turn. */
  readonly status: (event: FeedStatus) => void;
}
