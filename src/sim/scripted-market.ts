// A market that moves only when it is told to: for tests that need exact numbers on the wire. Its window is unlimited, its groupings
// repeat the native book, and it remembers every step.

import { type EpochMs, epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";
import { type PublicMarket, type StopListening } from "#sim/market/public-market";
import {
  type BookPicture,
  type CandleFigures,
  type DayFigures,
  type MarketPrint,
  type MarketView,
  type PublishedLevel,
  type PublishedStep,
} from "#venues/dialect";

/** Levels as a test writes them: units of price and size, 0 removes. */
export type ScriptedLevels = readonly (readonly [price: number, size: number])[];

export interface ScriptedMarketOptions {
  readonly instrument: Instrument;
  readonly clock: Clock;
  /** The sequence of the first book. */
  readonly sequence: number;
  readonly bids: ScriptedLevels;
  readonly asks: ScriptedLevels;
}

/** Pictures that a scripted market remembers. */
const PICTURES_MAX = 10_000;

export class ScriptedMarket implements PublicMarket {
  readonly instrument: Instrument;
  readonly figures: MarketView["figures"] = {
    markPrice: "3120.118733",
    indexPrice: "3119.872204",
    fundingRate: "0.00008125",
    openInterest: "84210",
  };
  readonly #clock: Clock;
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();
  readonly #steps = new Set<(step: PublishedStep) => void>();
  readonly #prints = new Set<(prints: readonly MarketPrint[]) => void>();
  readonly #history: MarketPrint[] = [];
  readonly #pictures: BookPicture[] = [];
  #sequence: number;
  #running = false;

  constructor(options: ScriptedMarketOptions) {
    this.instrument = options.instrument;
    this.#clock = options.clock;
    this.#sequence = options.sequence;
    apply(this.#bids, options.bids);
    apply(this.#asks, options.asks);
    this.#remember();
  }

  /** Publishes one step: absolute sizes, 0 removes. */
  step(change: { readonly bids?: ScriptedLevels; readonly asks?: ScriptedLevels }): PublishedStep {
    apply(this.#bids, change.bids ?? []);
    apply(this.#asks, change.asks ?? []);
    const previous = this.#sequence;
    this.#sequence += 1;
    const step = {
      previous,
      sequence: this.#sequence,
      venueTime: this.#clock.now(),
      bids: branded(change.bids ?? []),
      asks: branded(change.asks ?? []),
    };
    this.#remember();
    for (const listener of this.#steps) listener(step);
    return step;
  }

  /** Publishes prints, oldest first. Ids run up from 51,200,418. */
  print(...prints: readonly { readonly price: number; readonly size: number; readonly side: MarketPrint["side"] }[]): void {
    const made = prints.map(({ price, size, side }, at): MarketPrint => {
      const tradeId = 51_200_418 + this.#history.length + at;
      return { tradeId, price: priceUnits(price), size: sizeUnits(size), side, venueTime: this.#clock.now() };
    });
    this.#history.push(...made);
    for (const listener of this.#prints) listener(made);
  }

  /** Whether somebody set it in motion; a scripted market only remembers that. */
  get running(): boolean {
    return this.#running;
  }

  start(): void {
    this.#running = true;
  }

  stop(): void {
    this.#running = false;
  }

  pause(): void {
    this.#running = false;
  }

  resume(): void {
    this.#running = true;
  }

  renumber(sequence: number): void {
    this.#sequence = sequence;
  }

  onStep(_group: number, listener: (step: PublishedStep) => void): StopListening {
    this.#steps.add(listener);
    return () => {
      this.#steps.delete(listener);
    };
  }

  onPrint(listener: (prints: readonly MarketPrint[]) => void): StopListening {
    this.#prints.add(listener);
    return () => {
      this.#prints.delete(listener);
    };
  }

  picture(_group: number): BookPicture {
    const { venueTime } = this.#pictures[this.#pictures.length - 1] ?? { venueTime: this.#clock.now() };
    return { sequence: this.#sequence, venueTime, bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) };
  }

  pictureAt(_group: number, sequence: number): BookPicture | undefined {
    return this.#pictures.findLast((picture) => picture.sequence === sequence);
  }

  pictureAtTime(_group: number, venueTime: EpochMs): BookPicture | undefined {
    return this.#pictures.findLast((picture) => picture.venueTime <= venueTime);
  }

  prints(query: Parameters<MarketView["prints"]>[0]): readonly MarketPrint[] {
    const { limit, startTime = 0, endTime = Number.POSITIVE_INFINITY, beforeId = Number.POSITIVE_INFINITY, afterId = -1 } = query;
    const within = this.#history.filter(
      (print) => print.venueTime >= startTime && print.venueTime <= endTime && print.tradeId < beforeId && print.tradeId > afterId,
    );
    return within.reverse().slice(0, limit);
  }

  candles(_interval: unknown, range: { readonly startTime: EpochMs; readonly endTime: EpochMs }): readonly CandleFigures[] {
    const rows: CandleFigures[] = [];
    const [price] = sorted(this.#bids, -1)[0] ?? [priceUnits(1)];
    for (let at = Math.floor(range.startTime / 60_000) * 60_000; at <= range.endTime; at += 60_000) {
      rows.push({
        openTime: epochMs(at),
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 7n,
        turnover: 7n * BigInt(price),
        trades: 1,
      });
    }
    return rows;
  }

  day(): DayFigures {
    const prices = this.#history.map((print) => print.price);
    const figures = { open: prices[0], last: prices[prices.length - 1], trades: prices.length };
    const volume = this.#history.reduce((sum, print) => sum + BigInt(print.size), 0n);
    const turnover = this.#history.reduce((sum, print) => sum + BigInt(print.size) * BigInt(print.price), 0n);
    const bound = (pick: (...of: number[]) => number): PriceUnits | undefined =>
      prices.length === 0 ? undefined : priceUnits(pick(...prices));
    return { ...figures, high: bound(Math.max), low: bound(Math.min), volume, turnover };
  }

  #remember(): void {
    const picture = { sequence: this.#sequence, venueTime: this.#clock.now(), bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) };
    this.#pictures.push(picture);
    if (this.#pictures.length > PICTURES_MAX) this.#pictures.shift();
  }
}

function apply(side: Map<number, number>, levels: ScriptedLevels): void {
  for (const [price, size] of levels) {
    if (size === 0) side.delete(price);
    else side.set(price, size);
  }
}

function branded(levels: ScriptedLevels): readonly PublishedLevel[] {
  return levels.map(([price, size]) => [priceUnits(price), sizeUnits(size)] satisfies [PriceUnits, SizeUnits]);
}

function sorted(side: ReadonlyMap<number, number>, direction: 1 | -1): readonly PublishedLevel[] {
  return branded([...side].sort(([one], [other]) => (one - other) * direction));
}
