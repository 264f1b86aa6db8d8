// What a venue says of one REST read, and what came of it. Types only: the venue describes, `requester` performs.

import { type ProtocolError, type TruebookError, type VenueError } from "#core/error";
import { type HttpReply } from "#core/port";

/** How much of which published limit a call uses up. */
export interface RateCost {
  readonly bucket: string;
  readonly weight: number;
}

/** One read of a venue's REST interface. Pure data and a pure decoder; no host, so that environments and simulators decide it. */
export interface RestCall<Value> {
  /** For logs and errors: `book BTC-PERP`. */
  readonly name: string;
  /** Which host of the environment: a key of `EnvironmentDescription.hosts`. */
  readonly host: string;
  readonly method: "GET" | "POST";
  /** From the first slash, without the query: `/futures/api/v2.3/orderbook/L2`. */
  readonly path: string;
  /** In sending order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly costs: readonly RateCost[];
  /** Never throws: what cannot be read is `unreadable`. */
  decode(reply: HttpReply): RestReading<Value>;
}

export type RestReading<Value> =
  /** `skippedRows` counts rows of a list that could not be read and were left out. */
  | { readonly kind: "value"; readonly value: Value; readonly skippedRows?: number }
  | { readonly kind: "refused"; readonly error: VenueError }
  | { readonly kind: "unreadable"; readonly error: ProtocolError };

/** What came of a call after its retries. `attempts` counts requests that were sent. */
export type CallOutcome<Value> =
  | { readonly kind: "value"; readonly value: Value; readonly attempts: number; readonly elapsedMs: number }
  | { readonly kind: "failed"; readonly error: TruebookError; readonly attempts: number; readonly elapsedMs: number };

export interface CallOptions {
  /** From now to the last attempt's last byte, waits for the limiter included. Default 10 000. */
  readonly deadlineMs?: number;
  /** Default 3 for reads. */
  readonly attemptsMax?: number;
}

/** Performs reads: limiter, deadline, visible retries. `settled` is called exactly once, never in the same turn as `call`. */
export interface Requester {
  call<Value>(call: RestCall<Value>, settled: (outcome: CallOutcome<Value>) => void, options?: CallOptions): { cancel(): void };
}
