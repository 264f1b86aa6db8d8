// Faults of what a venue does with orders and trades: ids lost, orders refused late, markets that take only some orders, trades taken
// back.

import { changesOrders } from "#sim/faults/effects/account/request-kind";
import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";

const clientIds: FaultKind = {
  name: "client-ids",
  ids: ["O7"],
  at: "account",
  life: "lasting",
  words: "The venue ignores client order ids for a while, or cuts them short, without a word.",
  parameters: {
    durationMs: numberParameter(6_000, [1_000, 10_000], "How long."),
    form: choiceParameter(["ignored", "truncated"], "What becomes of them."),
  },
  begin: (settings) => ({
    strike({ venue }) {
      const accounts = venue.accounts?.all ?? [];
      for (const account of accounts) account.clientIds = settings.choice("form") === "truncated" ? "truncated" : "ignored";
      settings.clock.after(settings.number("durationMs"), () => {
        for (const account of accounts) account.clientIds = "kept";
      });
      return accounts.length > 0;
    },
  }),
};

const lateRefusal: FaultKind = {
  name: "late-refusal",
  ids: ["O7"],
  at: "account",
  life: "once",
  words: "An order is taken, and ended by the venue a moment later.",
  parameters: { times: TIMES, afterMs: numberParameter(300, [0, 2_000], "How much later.") },
  begin: (settings) => {
    let accounts: readonly { refuseLate(): boolean }[] = [];
    return {
      strike({ venue }) {
        accounts = venue.accounts?.all ?? [];
        return false;
      },
      performed(request, reply) {
        if (!changesOrders(request) || accounts.length === 0) return undefined;
        settings.clock.after(settings.number("afterMs"), () => {
          for (const account of accounts) account.refuseLate();
        });
        return { kind: "reply", reply, delayMs: 0, bytesPerSecond: undefined };
      },
    };
  },
};

const marketMode: FaultKind = {
  name: "market-mode",
  ids: ["O18"],
  at: "account",
  life: "lasting",
  words: "The venue takes only cancels for a while, or only orders that rest.",
  parameters: {
    durationMs: numberParameter(6_000, [1_000, 10_000], "How long."),
    mode: choiceParameter(["cancel-only", "post-only"], "What it takes."),
  },
  begin: (settings) => ({
    strike({ venue }) {
      const accounts = venue.accounts?.all ?? [];
      for (const account of accounts) account.marketMode = settings.choice("mode") === "post-only" ? "post-only" : "cancel-only";
      settings.clock.after(settings.number("durationMs"), () => {
        for (const account of accounts) account.marketMode = "open";
      });
      return accounts.length > 0;
    },
  }),
};

const voidedFill: FaultKind = {
  name: "voided-fill",
  ids: ["O22"],
  at: "account",
  life: "once",
  words: "The venue takes our newest trade back: positions and money as before it, the trade gone from every list.",
  parameters: {},
  begin: () => ({
    strike: ({ venue }) => (venue.accounts?.all ?? []).some((account) => account.voidNewestFill() !== undefined),
  }),
};

/** Faults of what a venue does with orders and trades. */
export const ORDER_FAULTS: readonly FaultKind[] = [clientIds, lateRefusal, marketMode, voidedFill];
