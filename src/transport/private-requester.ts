// Performs private requests: signed anew for every attempt, in the turn in which they leave. What may not be doubled is sent once.

import {
  type PrivateCall,
  type PrivateCallOptions,
  type PrivateRequester,
  type SignedRequest,
  type SignStamp,
} from "#transport/private-call";
import { addressOf, type RequesterCounters, type RequesterOptions, RequestRun, type Work } from "#transport/request-run";
import { type CallOutcome } from "#transport/rest-call";

export interface PrivateRequesterOptions extends RequesterOptions {
  /** The venue's own way to sign. */
  readonly sign: (call: PrivateCall<unknown>, stamp: SignStamp) => SignedRequest;
  /** Time, number and keys for one request; called once for each attempt. */
  readonly stamp: () => SignStamp;
}

/** A private requester that also shows what it did. */
export interface CountedPrivateRequester extends PrivateRequester {
  readonly counters: Readonly<RequesterCounters>;
}

/** Makes the private requester of one account. A call of an unknown host throws UsageError. */
export function createPrivateRequester(options: PrivateRequesterOptions): CountedPrivateRequester {
  const counters: RequesterCounters = { requests: 0, retries: 0, rateLimited: 0, failed: 0 };
  return {
    counters,
    send: (call, settled, callOptions) => {
      const run = new RequestRun({ options, counters }, workOf(call, settled, { options, ...callOptions }));
      run.begin();
      return { cancel: () => run.cancel() };
    },
  };
}

function workOf<Value>(
  call: PrivateCall<Value>,
  settled: (outcome: CallOutcome<Value>) => void,
  wish: PrivateCallOptions & { readonly options: PrivateRequesterOptions },
): Work<Value> {
  const { name, host, method, path, costs } = call;
  const { hosts, sign, stamp } = wish.options;
  // Found wrong before anything waits.
  addressOf({ name, host, path, query: "" }, hosts);
  return {
    name,
    costs,
    lane: call.effect === "cancel" ? "cancel" : "normal",
    repeat: call.effect === "write" ? "once" : "freely",
    deadlineMs: wish.deadlineMs,
    attemptsMax: wish.attemptsMax,
    leaveWithinMs: wish.leaveWithinMs,
    recheck: wish.recheck,
    prepare: () => {
      const { query, headers, body } = sign(call, stamp());
      const url = addressOf({ name, host, path, query }, hosts);
      return { method, url, headers, ...(body === undefined ? {} : { body }) };
    },
    decode: (reply) => call.decode(reply),
    settled,
  };
}
