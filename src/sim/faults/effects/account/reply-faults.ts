// Faults of private requests on their way: never arrived, done and the reply lost or late, done twice, done and answered with trouble.

import { AIM, changesOrders, isAimedAt } from "#sim/faults/effects/account/request-kind";
import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { type DialectReply } from "#venues/dialect";

const lostRequest: FaultKind = {
  name: "lost-request",
  ids: ["O2"],
  at: "account",
  life: "once",
  words: "A private request never arrives, and nobody is told.",
  parameters: { times: TIMES, aim: AIM },
  begin: (settings) => ({ arriving: (request) => (isAimedAt(request, settings) ? { kind: "lost" } : undefined) }),
};

const lostReply: FaultKind = {
  name: "lost-reply",
  ids: ["O1"],
  at: "account",
  life: "once",
  words: "A private request is done and its reply is lost: never sent, or cut off by a reset.",
  parameters: { times: TIMES, aim: AIM, form: choiceParameter(["silent", "reset"], "How it is lost.") },
  begin: (settings) => ({
    performed: (request) => (isAimedAt(request, settings) ? { kind: settings.choice("form") === "reset" ? "reset" : "silent" } : undefined),
  }),
};

const lateReply: FaultKind = {
  name: "late-reply",
  ids: ["O1", "O9"],
  at: "account",
  life: "once",
  words: "A private request is done, and its reply comes after the stream has told what became of it.",
  parameters: { times: TIMES, aim: AIM, delayMs: numberParameter(2_000, [200, 9_000], "How late.") },
  begin: (settings) => ({
    performed: (request, reply) =>
      isAimedAt(request, settings) ? { kind: "reply", reply, delayMs: settings.number("delayMs"), bytesPerSecond: undefined } : undefined,
  }),
};

const doubledOrder: FaultKind = {
  name: "doubled-order",
  ids: ["O8"],
  at: "account",
  life: "once",
  words:
    "The venue performs an order twice and answers of the second time: a client order id is refused as known although its first lives.",
  parameters: { times: TIMES },
  begin: () => ({ arriving: (request) => (changesOrders(request) ? { kind: "twice" } : undefined) }),
};

const FORMS = ["500", "502", "503", "504", "page", "empty", "error-body"] as const;
type Form = (typeof FORMS)[number];

const brokenReply: FaultKind = {
  name: "broken-reply",
  ids: ["O17"],
  at: "account",
  life: "once",
  words:
    "A private request is done and answered with a failure of the venue's front: a status, a page, nothing, or an error with HTTP 200.",
  parameters: { times: TIMES, aim: AIM, form: choiceParameter(FORMS as unknown as readonly [string, ...string[]], "What is answered.") },
  begin: (settings) => ({
    performed(request, reply, failure) {
      if (!isAimedAt(request, settings)) return undefined;
      return { kind: "reply", reply: brokenForm(settings.choice("form") as Form, reply, failure), delayMs: 0, bytesPerSecond: undefined };
    },
  }),
};

function brokenForm(form: Form, reply: DialectReply, failure: () => DialectReply): DialectReply {
  const page = (status: number): DialectReply => ({
    ...reply,
    status,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><html><body>Bad gateway</body></html>",
  });
  switch (form) {
    case "500":
    case "502":
    case "503":
    case "504":
      return page(Number(form));
    case "page":
      return page(200);
    case "empty":
      return { ...reply, status: 200, body: "" };
    case "error-body":
      return { ...failure(), status: 200 };
  }
}

/** Faults of private requests on their way. */
export const REPLY_FAULTS: readonly FaultKind[] = [lostRequest, lostReply, lateReply, doubledOrder, brokenReply];
