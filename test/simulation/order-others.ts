// Other people on the account: they place and cancel small orders of their own, trade, and most of all while our process is dead.

import { sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type Clock, type Random, type Timer } from "#core/port";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type SimulatedExchange } from "#sim/world";
import { type OrderJudge } from "./order-judge.ts";

const PAUSE_MS = [2_000, 9_000] as const;

export interface OthersOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly exchange: SimulatedExchange;
  readonly account: SimulatedAccount;
  readonly instruments: readonly [Instrument, ...Instrument[]];
  readonly judge: OrderJudge;
}

export class Others {
  readonly #options: OthersOptions;
  readonly #own: string[] = [];
  #timer: Timer | undefined;
  #names = 0;

  constructor(options: OthersOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, random } = this.#options;
    this.#timer = clock.after(random.integer(...PAUSE_MS), () => {
      this.#act();
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** A trade that moves a position by little. */
  trade(): void {
    this.#place(true);
  }

  #act(): void {
    const { random } = this.#options;
    const [first] = this.#own;
    if (first !== undefined && random.chance(0.4)) this.#cancel(first);
    else this.#place(random.chance(0.2));
  }

  #cancel(id: string): void {
    const { account, judge } = this.#options;
    this.#own.shift();
    judge.byOthers(() => account.cancel({ id }));
  }

  #place(trades: boolean): void {
    const { random, account, judge, exchange } = this.#options;
    const wanted = random.pick(this.#options.instruments);
    const { venue, product, id } = wanted;
    const market = exchange.marketOf({ venue, product, symbol: id });
    const best = market?.picture(0).bids[0]?.[0];
    if (market === undefined || best === undefined) return;
    const { instrument } = market;
    // The simulator keeps an order under the name that its market had: one that is taken back again, nobody can ask for.
    if (instrument.symbol !== wanted.symbol) return;
    this.#names += 1;
    const side = trades ? random.pick(["buy", "sell"] as const) : "buy";
    const price = Math.floor((best * 0.97) / instrument.tick) * instrument.tick;
    const verdict = judge.byOthers(() =>
      account.place({
        instrument,
        side,
        style: trades ? { kind: "market" } : { kind: "limit", price: market.picture(0).bids.at(-1)?.[0] ?? best, timeInForce: "gtc" },
        amount: { kind: "size", size: sizeUnits(Math.max(instrument.minSize, instrument.lot, leastFor(instrument, price))) },
        clientOrderId: random.chance(0.5) ? undefined : `hand-${this.#names}`,
        reduceOnly: false,
        ...(account.positionMode(instrument) === "hedge" ? { leg: side === "buy" ? ("long" as const) : ("short" as const) } : {}),
      }),
    );
    if (verdict.kind !== "placed") return;
    judge.count("order of others");
    if (verdict.order.status === "open") this.#own.push(verdict.order.id);
  }
}

/** Some twenty quote coins, above every least order. */
function leastFor({ lot, priceScale, sizeScale, contractSize }: Instrument, price: number): number {
  const lotWorth = (price / 10 ** priceScale) * (lot / 10 ** sizeScale) * Number(contractSize);
  return Math.max(1, Math.ceil(20 / lotWorth)) * lot;
}
