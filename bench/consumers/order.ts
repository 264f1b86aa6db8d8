// A strategy that answers every change of the best bid with one post-only order, over a connection that trades as it is shipped: gate,
// journal, ledger and signature are all in the way.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "#assemblies/live";
import { demoCredentials } from "#assemblies/sim-keys";
import { type BookView } from "#client/api";
import { type TradingConnection } from "#client/trading/trading-api";
import { systemClock } from "#clock/system-clock";
import { priceUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { Price } from "#core/quantity";
import { type MarketStamps, steadyMs } from "./order-stamps.ts";
import { writtenOrders } from "./written-orders.ts";

const SYMBOL = "BTC-PERP";
/** So far below the best bid that nothing trades; each order has a price of its own, as repeating one is a runaway to the gate. */
const BELOW_TICKS = 10;
const PRICES = 60;

export interface OrderTask {
  readonly simulator: string;
  readonly stamps: string;
  /** `poll` reads the whole book every second over REST, `push` is told of every change. */
  readonly via: "push" | "poll";
  readonly orders: number;
  /** Of these, how many are answered before anything is counted. */
  readonly warmup: number;
}

/** One order, all in ms; each from a different beginning to bytes that the kernel has. */
export interface OrderSample {
  /** From the read of the socket. Undefined when no frame of a socket brought the change. */
  readonly ownMs: number | undefined;
  /** From the strategy's call. */
  readonly submitMs: number;
  /** From the venue's change. */
  readonly changeMs: number;
  /** From the venue's change to the account that hears of the order. */
  readonly placedMs: number;
}

export interface OrderReport {
  readonly samples: readonly OrderSample[];
  /** Orders that were not accepted: none is expected, and none is counted. */
  readonly failed: number;
}

interface Answer {
  readonly bid: string;
  readonly readAt: number | undefined;
  readonly seenAt: number;
  readonly clientOrderId: string;
}

export async function answerChanges(task: OrderTask): Promise<OrderReport> {
  const written = writtenOrders();
  const reads = { lastMs: Number.NaN };
  const stateDir = mkdtempSync(join(tmpdir(), "truebook-bench-"));
  const trader = await connectTrader(task, stateDir, reads);
  try {
    const { answers, failed } = await answerAll(trader, task, reads);
    const stamps = (await (await fetch(task.stamps)).json()) as MarketStamps;
    const samples = answers.slice(task.warmup).map((answer) => sampleOf(answer, written.get(answer.clientOrderId), stamps));
    return { samples, failed };
  } finally {
    await trader.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function connectTrader(task: OrderTask, stateDir: string, reads: { lastMs: number }): Promise<TradingConnection> {
  const demo = demoCredentials("lmex");
  if (demo === undefined) throw new RangeError("The simulated LMEX has no account.");
  const connection = await connect("lmex", {
    mode: "live",
    simulator: task.simulator,
    stateDir,
    credentials: { apiKey: demo.apiKey, apiSecret: demo.secret },
    instruments: [SYMBOL],
    limits: {
      maxOrderNotional: "5000",
      maxPositionNotional: "20000",
      maxExposureNotional: "20000",
      maxOpenOrders: "10",
      maxDailyLoss: "500",
      maxDrawdown: "500",
    },
    onClose: "cancel-all",
    deadMan: "none",
    trace: {
      received: ({ receivedMonotonic }) => {
        reads.lastMs = receivedMonotonic;
      },
      sent: () => undefined,
    },
  });
  return connection as TradingConnection;
}

/** Answers one change after the other: while an order is on its way or not gone yet, changes are let pass. */
function answerAll(
  trader: TradingConnection,
  { via, orders, warmup }: OrderTask,
  reads: { readonly lastMs: number },
): Promise<{ readonly answers: readonly Answer[]; readonly failed: number }> {
  const books = trader.watchBook(SYMBOL, via === "poll" ? { depth: 5, via: "rest", everyMs: 1_000 } : { depth: 5, deliver: "every" });
  const answers: Answer[] = [];
  let failed = 0;
  let busy = false;
  let last: number | undefined;
  return new Promise((resolve, reject) => {
    const answer = async ({ instrument }: BookView, best: Price): Promise<void> => {
      const seenAt = steadyMs();
      // The two clocks of this process run alike; what lies between read and call is the same by both.
      const readAt = via === "push" ? seenAt - (systemClock.monotonic() - reads.lastMs) : undefined;
      const order = await trader.submit({
        instrument: SYMBOL,
        side: "buy",
        size: "0.01",
        price: priceBelow(best, instrument, answers.length),
        timeInForce: "post-only",
      });
      if (order.kind === "accepted") answers.push({ bid: best.toString(), readAt, seenAt, clientOrderId: order.clientOrderId });
      else failed += 1;
      await trader.cancel(order.clientOrderId);
      if (answers.length >= orders + warmup || failed > 20) resolve({ answers, failed });
    };
    books.onEach((view) => {
      const best = view.state === "live" ? view.bestBid?.price : undefined;
      if (best === undefined || best.units === last) return;
      const first = last === undefined;
      last = best.units;
      // The first picture is no change.
      if (first || busy || answers.length >= orders + warmup) return;
      busy = true;
      answer(view, best).then(() => {
        busy = false;
      }, reject);
    });
  });
}

function priceBelow(best: Price, { tick, priceScale }: Instrument, turn: number): Price {
  return new Price(priceUnits(best.units - (BELOW_TICKS + (turn % PRICES)) * tick), priceScale);
}

function sampleOf({ bid, readAt, seenAt, clientOrderId }: Answer, writtenAt: number | undefined, stamps: MarketStamps): OrderSample {
  // The youngest change to what was seen, which is what speaks for whoever came late.
  const change = stamps.changes.findLast(({ at, bid: was }) => was === bid && at <= seenAt);
  const placedAt = stamps.placed[clientOrderId];
  if (writtenAt === undefined || change === undefined || placedAt === undefined) {
    throw new RangeError(`Order ${clientOrderId} cannot be followed: it was not seen on the wire, at the venue, or after no change.`);
  }
  return {
    ownMs: readAt === undefined ? undefined : writtenAt - readAt,
    submitMs: writtenAt - seenAt,
    changeMs: writtenAt - change.at,
    placedMs: placedAt - change.at,
  };
}
