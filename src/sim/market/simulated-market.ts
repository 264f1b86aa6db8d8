// A market that moves by itself: a matching engine, participants with a seed, and what the venue publishes of both. The same seed
// and the same orders from outside give the same steps and prints, on any clock.

import { epochMs, type PriceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type Instrument } from "#core/instrument";
import { type Clock, type Random, type Timer } from "#core/port";
import { type Amendment, MatchingEngine } from "#matching/matching-engine";
import { type EngineOrder, type MatchEvent, type OrderId, type OrderRequest } from "#matching/order";
import { GROUP_TICKS, MarketBooks } from "#sim/market/market-books";
import { MarketReads } from "#sim/market/market-reads";
import { type Mood } from "#sim/market/moods";
import { type OwnOrderListener, OwnOrders } from "#sim/market/own-orders";
import { Participants } from "#sim/market/participants";
import { PrintHistory } from "#sim/market/print-history";
import { type MarketRules, type PublicMarket, type StopListening } from "#sim/market/public-market";
import { SyntheticPast } from "#sim/market/synthetic-past";
import { type MarketPrint } from "#venues/dialect";

/** When changes of the book are published: each at once, or all of an interval together. */
export type Cadence = { readonly kind: "every-change" } | { readonly kind: "conflated"; readonly everyMs: number };

export interface SimulatedMarketOptions {
  readonly instrument: Instrument;
  /** A generator of the market's own: fork one for each market. */
  readonly random: Random;
  /** The venue's clock, skew included. */
  readonly clock: Clock;
  /** The price that the market starts at, in price units. */
  readonly startPrice: PriceUnits;
  /** A usual order's size, in size units. */
  readonly usualSize: SizeUnits;
  /** `calm` unless told otherwise. */
  readonly mood?: Mood;
  /** Published levels a side; 50 unless told otherwise. */
  readonly windowLevels?: number;
  /** Every change unless told otherwise. */
  readonly cadence?: Cadence;
}

/** A public market that participants move, and that takes orders from outside too. */
export interface SimulatedMarket extends PublicMarket {
  setMood(mood: Mood): void;
  /** Halted: nobody trades, orders from outside are not taken, the book stands; `instrument.status` says it. */
  setStatus(status: "trading" | "halted"): void;
  /**
   * Places an order from outside and publishes what it does; undefined while the market is halted. `heard` is told of everything
   * that becomes of it.
   */
  place(request: OrderRequest, heard?: OwnOrderListener): EngineOrder | undefined;
  /** Changes a resting order and publishes it. Returns false when there is none of that number. */
  amend(id: OrderId, amendment: Amendment): boolean;
  /** Cancels a resting order and publishes it. Returns false when there is none of that number. */
  cancel(id: OrderId): boolean;
  /** Called when everything that an act did is published and told to the owners of orders. A listener may act on the market. */
  onActed(listener: () => void): StopListening;
}

const WINDOW_LEVELS = 50;

/** Makes a market with a filled book that stands still until `start`. */
export function createSimulatedMarket(options: SimulatedMarketOptions): SimulatedMarket {
  return new ParticipantMarket(options);
}

class ParticipantMarket extends MarketReads implements SimulatedMarket {
  readonly #clock: Clock;
  readonly #cadence: Cadence;
  readonly #engine: MatchingEngine;
  readonly #participants: Participants;
  readonly #fresh: MarketPrint[] = [];
  readonly #owned = new OwnOrders();
  readonly #actedListeners = new Set<() => void>();
  #instrument: Instrument;
  #nextTradeId: number;
  #life: "new" | "running" | "stopped" = "new";
  #paused = false;
  #actTimer: Timer | undefined = undefined;
  #publishTimer: Timer | undefined = undefined;

  constructor(options: SimulatedMarketOptions) {
    const { instrument, random, clock, startPrice, usualSize } = options;
    const numbers = random.fork("numbers");
    const nextTradeId = numbers.integer(40_000_000, 60_000_000);
    const past = new SyntheticPast({
      random: random.fork("past"),
      endTime: clock.now(),
      endPrice: startPrice,
      tick: instrument.tick,
      lot: instrument.lot,
      usualSize,
      nextTradeId,
    });
    super({
      books: new MarketBooks({
        tick: instrument.tick,
        windowLevels: options.windowLevels ?? WINDOW_LEVELS,
        firstSequences: GROUP_TICKS.map(() => numbers.integer(6_000_000, 8_000_000)),
        openTime: clock.now(),
      }),
      history: new PrintHistory(() => clock.now(), past),
      standing: {
        fundingRate: unitsToText(numbers.integer(-20_000, 20_000), 8),
        openInterest: unitsToText(sizeUnits(usualSize * numbers.integer(300, 900)), instrument.sizeScale),
      },
    });
    this.#clock = clock;
    this.#cadence = options.cadence ?? { kind: "every-change" };
    this.#instrument = instrument;
    this.#nextTradeId = nextTradeId;
    this.#engine = new MatchingEngine((event) => this.#matched(event));
    this.#participants = new Participants({
      engine: this.#engine,
      random: random.fork("participants"),
      tick: instrument.tick,
      lot: instrument.lot,
      startPrice,
      usualSize,
      mood: options.mood ?? "calm",
    });
    this.#participants.open(clock.now());
    this.books.open();
  }

  get instrument(): Instrument {
    return this.#instrument;
  }

  start(): void {
    if (this.#life !== "new") return;
    this.#life = "running";
    if (this.#cadence.kind === "conflated") this.#planPublication(this.#cadence.everyMs);
    this.#plan();
  }

  stop(): void {
    this.#life = "stopped";
    this.#actTimer?.cancel();
    this.#publishTimer?.cancel();
  }

  pause(): void {
    this.#paused = true;
    this.#actTimer?.cancel();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#plan();
  }

  setMood(mood: Mood): void {
    this.#participants.setMood(mood);
    this.#plan();
  }

  setStatus(status: "trading" | "halted"): void {
    this.setRules({ status });
  }

  setRules(rules: MarketRules): void {
    this.#instrument = { ...this.#instrument, ...rules };
    if (rules.status === "trading") this.#plan();
    else if (rules.status !== undefined) this.#actTimer?.cancel();
  }

  empty(): void {
    this.pause();
    this.#participants.withdraw(this.#clock.now());
    this.#settle();
  }

  refill(priceFactor: number): void {
    this.#participants.begin(priceFactor, this.#clock.now());
    this.#settle();
    this.resume();
  }

  place(request: OrderRequest, heard?: OwnOrderListener): EngineOrder | undefined {
    if (this.#instrument.status === "halted") return undefined;
    const order = this.#owned.arriving(heard, () => this.#engine.place(request, this.#clock.now()));
    this.#settle();
    return order;
  }

  amend(id: OrderId, amendment: Amendment): boolean {
    const found = this.#engine.amend(id, amendment, this.#clock.now());
    this.#settle();
    return found;
  }

  cancel(id: OrderId): boolean {
    const found = this.#engine.cancel(id, this.#clock.now());
    this.#settle();
    return found;
  }

  onActed(listener: () => void): StopListening {
    const own = (): void => listener();
    this.#actedListeners.add(own);
    return () => this.#actedListeners.delete(own);
  }

  /** Plans the next act from now: what a pause or a late timer missed is not caught up. */
  #plan(): void {
    this.#actTimer?.cancel();
    if (this.#life !== "running" || this.#paused || this.#instrument.status === "halted") return;
    this.#actTimer = this.#clock.after(this.#participants.nextGapMs(), () => {
      this.#participants.act(this.#clock.now());
      this.#settle();
      this.#plan();
    });
  }

  #planPublication(everyMs: number): void {
    this.#publishTimer = this.#clock.after(everyMs, () => {
      this.books.publish(this.#clock.now(), "changes");
      if (this.#life === "running") this.#planPublication(everyMs);
    });
  }

  #matched(event: MatchEvent): void {
    this.#owned.matched(event);
    if (event.kind === "level") this.books.set(event.side, event.price, event.size);
    else if (event.kind === "trade") {
      this.#fresh.push({
        tradeId: this.#nextTradeId,
        price: event.price,
        size: event.size,
        side: event.taker.side,
        venueTime: epochMs(event.time),
      });
      this.#nextTradeId += 1;
    }
  }

  /** Publishes what one act did: its prints first, then its step; who owns an order hears of it after that. */
  #settle(): void {
    if (this.#fresh.length > 0) this.printed(this.#fresh.splice(0));
    if (this.#cadence.kind === "every-change") this.books.publish(this.#clock.now(), "changes");
    if (!this.#owned.tell()) return;
    for (const listener of [...this.#actedListeners]) listener();
  }
}
