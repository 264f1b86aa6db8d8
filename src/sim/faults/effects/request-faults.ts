// Faults of REST: pages for answers, failures, bodies that trickle, and books from a cache that stopped.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { type RequestVerdict } from "#sim/faults/fault-types";
import { type DialectReply, type DialectRequest } from "#venues/dialect";

/** Paths and queries whose answers one cache keeps. */
const CACHED_MAX = 100;

const isBook = (request: DialectRequest): boolean => /book|depth/i.test(request.path);
const replying = (reply: DialectReply, bytesPerSecond?: number): RequestVerdict => ({ kind: "reply", reply, delayMs: 0, bytesPerSecond });

const htmlReply: FaultKind = {
  name: "html-reply",
  ids: ["N24"],
  at: "request",
  life: "once",
  words: "A request is answered with 200 and a page.",
  parameters: { times: TIMES },
  begin: () => ({
    request: (_request, reply) =>
      replying({
        ...reply,
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<!doctype html><html><body>Sign in</body></html>",
      }),
  }),
};

const failingReply: FaultKind = {
  name: "failing-reply",
  ids: ["P7"],
  at: "request",
  life: "once",
  words: "A request fails on the venue's side.",
  parameters: { times: TIMES, status: choiceParameter(["503", "500", "502", "504"], "The HTTP status.") },
  begin: (settings) => ({
    request: (_request, reply) =>
      replying({
        ...reply,
        status: Number(settings.choice("status")),
        headers: { "content-type": "text/html" },
        body: "<html>failed</html>",
      }),
  }),
};

const slowBody: FaultKind = {
  name: "slow-body",
  ids: ["N7"],
  at: "request",
  life: "once",
  words: "The body of an answer trickles.",
  parameters: { times: TIMES, bytesPerSecond: numberParameter(1, [1, 200], "How fast.") },
  begin: (settings) => ({ request: (_request, reply) => replying(reply, Math.max(1, settings.number("bytesPerSecond"))) }),
};

const silentReply: FaultKind = {
  name: "silent-reply",
  ids: ["N7"],
  at: "request",
  life: "once",
  words: "A request is never answered.",
  parameters: { times: TIMES },
  begin: () => ({ request: () => ({ kind: "silent" }) }),
};

const resetReply: FaultKind = {
  name: "reset-reply",
  ids: ["N8"],
  at: "request",
  life: "once",
  words: "The connection of a request is reset before its answer is whole.",
  parameters: { times: TIMES },
  begin: () => ({ request: () => ({ kind: "reset" }) }),
};

const staleBook: FaultKind = {
  name: "stale-rest-book",
  ids: ["P28"],
  at: "request",
  life: "lasting",
  words: "Books over REST come from a cache that stands still.",
  parameters: { durationMs: numberParameter(8_000, [3_000, 10_000], "How long.") },
  begin: () => {
    const cached = new Map<string, DialectReply>();
    return {
      request(request, reply) {
        if (!isBook(request) || reply.status !== 200) return undefined;
        const key = `${request.path}?${request.query.toString()}`;
        const known = cached.get(key);
        if (known === undefined && cached.size < CACHED_MAX) cached.set(key, reply);
        return replying(known ?? reply);
      },
    };
  },
};

/** Faults of REST. */
export const REQUEST_FAULTS: readonly FaultKind[] = [htmlReply, failingReply, slowBody, silentReply, resetReply, staleBook];
