// The same account as a tutorial has, and truebook trading on it, in virtual time.

import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type SimulatedTrading } from "#assemblies/simulated-trading";
import { type IntentInput, type Trader } from "#client/trading/trading-api";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { lmex } from "#venues/lmex/index";

/** An order that rests far below the market. */
export const REST: IntentInput = { instrument: "BTC-PERP", side: "buy", size: "0.01", price: "50000", timeInForce: "post-only" };

const LIMITS = {
  maxOrderNotional: "5000",
  maxPositionNotional: "20000",
  maxExposureNotional: "20000",
  maxOpenOrders: "20",
  maxDailyLoss: "1000",
  maxDrawdown: "1000",
};

export interface TradingDesk {
  readonly world: SimulatedWorld;
  readonly account: SimulatedAccount;
  /** Of the process that runs now: a restart makes another one. */
  readonly trader: Trader;
  /** Waits for a promise in the world's time. */
  soon<Value>(promise: Promise<Value>, withinMs?: number): Promise<Value>;
}

export function tradingDesk(wish: Pick<SimulatedTrading, "onClose"> = {}): TradingDesk {
  const world = simulate({ venue: lmex, seed: 7, trading: { limits: LIMITS, instruments: ["BTC-PERP"], ...wish } });
  const [account] = world.exchange.venue("lmex")?.accounts?.all ?? [];
  if (account === undefined) throw new RangeError("The simulated LMEX has no account.");
  return {
    world,
    account,
    get trader() {
      if (world.trader === undefined) throw new RangeError("Nobody trades in this world.");
      return world.trader;
    },
    soon: async (promise, withinMs = 30_000) => {
      let done = false;
      const settled = promise.finally(() => {
        done = true;
      });
      settled.catch(() => undefined);
      for (let step = 0; step < withinMs / 10 && !done; step += 1) {
        world.advance(10);
        // Promises take some turns of microtasks; real time plays no part.
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      }
      return settled;
    },
  };
}
