// What a venue says of one private request, and what came of it. Types only: the venue describes and signs, `private-requester` performs.

import { type Credentials } from "#core/account/secret";
import { type EpochMs } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type HttpReply } from "#core/port";
import { type CallOptions, type CallOutcome, type RateCost, type RestReading } from "#transport/rest-call";

/** What a signature needs beside the request. */
export interface SignStamp {
  readonly credentials: Credentials;
  /** Milliseconds by the venue's clock as we estimate it, and more than any before it of this key. */
  readonly nonce: number;
  /** The venue's clock as we estimate it. */
  readonly time: EpochMs;
  /** 36 letters and digits, new for every request. */
  readonly entropy: string;
}

/** One private request as data. `query` holds its parameters in order; the signer decides whether they go into the address or a form. */
export interface PrivateCall<Value> {
  readonly name: string;
  readonly host: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The exact text that is signed and sent; undefined where there is none. */
  readonly body: string | undefined;
  readonly costs: readonly RateCost[];
  /** `read` may be repeated; `write` is sent once; `cancel` is a write that may be repeated and has a lane of its own. */
  readonly effect: "read" | "write" | "cancel";
  /** Never throws. */
  decode(reply: HttpReply): RestReading<Value>;
}

/** A request as it leaves. Headers and body hold what must not be printed. */
export interface SignedRequest {
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface PrivateCallOptions extends CallOptions {
  /** Leaves the queue of the limiter within this long, or not at all: an order that would leave late is not sent. */
  readonly leaveWithinMs?: number;
  /**
   * Asked in the turn in which the request would leave, before every attempt, and once more where its connection had to be made first; an
   * error stops it unsent.
   */
  readonly recheck?: () => TruebookError | undefined;
}

/**
 * Performs private requests. `read` and `cancel` are tried again within their deadline; `write` is sent once. A failure is a
 * TransportError whose phase tells whether the venue may have seen it. `settled` is called exactly once, never in the turn of `send`.
 */
export interface PrivateRequester {
  send<Value>(call: PrivateCall<Value>, settled: (outcome: CallOutcome<Value>) => void, options?: PrivateCallOptions): { cancel(): void };
}
