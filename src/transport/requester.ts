// Performs public reads. Writes never come through here.

import { addressOf, queryText, type RequesterCounters, type RequesterOptions, RequestRun, type Work } from "#transport/request-run";
import { type CallOptions, type CallOutcome, type Requester, type RestCall } from "#transport/rest-call";

/** A requester that also shows what it did. */
export interface CountedRequester extends Requester {
  readonly counters: Readonly<RequesterCounters>;
}

/** Makes the requester of one venue. A call of an unknown host throws UsageError. A cancelled call settles as failed, `cancelled`. */
export function createRequester(options: RequesterOptions): CountedRequester {
  const counters: RequesterCounters = { requests: 0, retries: 0, rateLimited: 0, failed: 0 };
  return {
    counters,
    call: (call, settled, callOptions) => {
      const run = new RequestRun({ options, counters }, readOf(call, settled, { hosts: options.hosts, ...callOptions }));
      run.begin();
      return { cancel: () => run.cancel() };
    },
  };
}

function readOf<Value>(
  call: RestCall<Value>,
  settled: (outcome: CallOutcome<Value>) => void,
  wish: CallOptions & { readonly hosts: Readonly<Record<string, string>> },
): Work<Value> {
  const { name, host, method, path, costs } = call;
  const url = addressOf({ name, host, path, query: queryText(call.query) }, wish.hosts);
  return {
    name,
    costs,
    lane: "normal",
    repeat: "freely",
    deadlineMs: wish.deadlineMs,
    attemptsMax: wish.attemptsMax,
    leaveWithinMs: undefined,
    recheck: undefined,
    prepare: () => ({ method, url, headers: {} }),
    decode: (reply) => call.decode(reply),
    settled,
  };
}
