// Faults of orders on their way into the venue: late, overtaken by their own cancels, refused for their rate, traded with before a
// cancel, changed by half, lost as a batch, ended by a switch that should not have fired.

import { type Accounts } from "#sim/accounts/accounts";
import { amendsOrders, cancelsOrders, changesOrders, placesOrders } from "#sim/faults/effects/account/request-kind";
import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { type DialectRequest } from "#venues/dialect";

const lateOrder: FaultKind = {
  name: "late-order",
  ids: ["O3"],
  at: "order",
  life: "once",
  words: "An order is let in, and reaches the book so late that it was said not to be there. Nobody is told.",
  parameters: { times: TIMES, afterMs: numberParameter(30_000, [4_000, 30_000], "How much later.") },
  begin: (settings) => ({
    arriving: (request) => (placesOrders(request) ? { kind: "late", afterMs: settings.number("afterMs"), answered: false } : undefined),
  }),
};

const overtakenOrder: FaultKind = {
  name: "overtaken-order",
  ids: ["O13"],
  at: "order",
  life: "once",
  words: "An order is slow on its way, so that what is sent after it comes before it: its own cancel, for one.",
  parameters: { times: TIMES, afterMs: numberParameter(1_000, [200, 4_000], "How slow.") },
  begin: (settings) => ({
    arriving: (request) => (placesOrders(request) ? { kind: "late", afterMs: settings.number("afterMs"), answered: true } : undefined),
  }),
};

const lostCancel: FaultKind = {
  name: "lost-cancel",
  ids: ["O12"],
  at: "order",
  life: "once",
  words: "A cancel never arrives, or is done and its reply is lost.",
  parameters: { times: TIMES, form: choiceParameter(["request", "reply"], "What is lost.") },
  begin: (settings) => ({
    arriving: (request) => (cancelsOrders(request) && settings.choice("form") === "request" ? { kind: "lost" } : undefined),
    performed: (request) => (cancelsOrders(request) && settings.choice("form") === "reply" ? { kind: "silent" } : undefined),
  }),
};

/** Somebody trades with the order that a cancel is about to end. */
const racedCancel = (name: string, id: "O10" | "O11", part: "part" | "whole"): FaultKind => ({
  name,
  ids: [id],
  at: "order",
  life: "once",
  words:
    part === "part"
      ? "Somebody trades with a part of an order just before its cancel arrives."
      : "Somebody trades with the whole of an order just before its cancel arrives, which is refused.",
  parameters: { times: TIMES },
  begin: () => {
    let accounts: Accounts | undefined;
    return {
      strike({ venue }) {
        accounts = venue.accounts;
        return false;
      },
      arriving: (request) => (cancelsOrders(request) && tradedFirst(request, part, accounts) ? { kind: "as-it-is" } : undefined),
    };
  },
});

function tradedFirst(request: DialectRequest, part: "part" | "whole", accounts: Accounts | undefined): boolean {
  const text = `${request.path}?${request.query.toString()} ${request.body}`;
  for (const account of accounts?.all ?? []) {
    for (const { id, clientOrderId } of account.openOrders()) {
      const isMeant = text.includes(id) || (clientOrderId !== undefined && text.includes(clientOrderId));
      if (isMeant && account.tradeWith({ id }, part)) return true;
    }
  }
  return false;
}

const halfAmendment: FaultKind = {
  name: "half-amendment",
  ids: ["O14"],
  at: "order",
  life: "once",
  venues: ["lmex"],
  words: "Of a change only one half is done: the old order ends and the new one is refused, or both live.",
  parameters: { times: TIMES, form: choiceParameter(["cancelled", "doubled"], "What is done.") },
  begin: (settings) => ({
    arriving: (request) =>
      amendsOrders(request) ? { kind: "half-amended", form: settings.choice("form") === "doubled" ? "doubled" : "cancelled" } : undefined,
  }),
};

const lostBatch: FaultKind = {
  name: "lost-batch",
  ids: ["O15"],
  at: "order",
  life: "once",
  venues: ["weex"],
  words: "A batch is done and its whole answer is lost.",
  parameters: { times: TIMES },
  begin: () => ({ performed: (request) => (/batch/i.test(request.path) ? { kind: "silent" } : undefined) }),
};

const orderLimit: FaultKind = {
  name: "order-limit",
  ids: ["O16"],
  at: "order",
  life: "lasting",
  words: "The venue refuses orders and changes for their rate, before it looks at them. Cancels pass.",
  parameters: {
    durationMs: numberParameter(3_000, [500, 6_000], "How long."),
    retryAfterMs: numberParameter(1_000, [200, 3_000], "How long it tells to wait."),
  },
  begin: (settings) => ({
    arriving: (request) =>
      changesOrders(request) && !cancelsOrders(request) ? { kind: "limited", retryAfterMs: settings.number("retryAfterMs") } : undefined,
  }),
};

const deadManFires: FaultKind = {
  name: "dead-man-fires",
  ids: ["O30"],
  at: "order",
  life: "once",
  words: "The venue ends every open order as its own switch does, although it was called in time.",
  parameters: {},
  begin: () => ({
    // One account is enough, and none is left out.
    strike: ({ venue }) => (venue.accounts?.all ?? []).map((account) => account.fireDeadMan()).some(Boolean),
  }),
};

/** Faults of orders on their way. */
export const ENTRY_FAULTS: readonly FaultKind[] = [
  lateOrder,
  overtakenOrder,
  lostCancel,
  racedCancel("part-filled-first", "O10", "part"),
  racedCancel("filled-first", "O11", "whole"),
  halfAmendment,
  lostBatch,
  orderLimit,
  deadManFires,
];
