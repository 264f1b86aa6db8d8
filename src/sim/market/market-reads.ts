// What every market serves alike, whoever moves it: its books, its prints, and the figures beside them.

import { type EpochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type MarketBooks } from "#sim/market/market-books";
import { type PrintHistory, type PrintQuery } from "#sim/market/print-history";
import { type StopListening } from "#sim/market/public-market";
import {
  type BookPicture,
  type CandleFigures,
  type DayFigures,
  type MarketPrint,
  type MarketView,
  type PublishedStep,
} from "#venues/dialect";

type PrintListener = (prints: readonly MarketPrint[]) => void;

/** Figures that no order book gives; decimal texts. */
export interface StandingFigures {
  readonly fundingRate: string;
  readonly openInterest: string;
}

/** The reading half of a public market. */
export abstract class MarketReads {
  protected readonly books: MarketBooks;
  protected readonly history: PrintHistory;
  readonly #standing: StandingFigures;
  readonly #printListeners = new Set<PrintListener>();

  constructor(parts: { readonly books: MarketBooks; readonly history: PrintHistory; readonly standing: StandingFigures }) {
    this.books = parts.books;
    this.history = parts.history;
    this.#standing = parts.standing;
  }

  abstract readonly instrument: Instrument;

  picture(group: number): BookPicture {
    return this.books.picture(group);
  }

  pictureAt(group: number, sequence: number): BookPicture | undefined {
    return this.books.book(group).at(sequence);
  }

  pictureAtTime(group: number, venueTime: EpochMs): BookPicture | undefined {
    return this.books.book(group).atTime(venueTime);
  }

  prints(query: PrintQuery): readonly MarketPrint[] {
    return this.history.prints(query);
  }

  candles(interval: CandleInterval, range: { readonly startTime: EpochMs; readonly endTime: EpochMs }): readonly CandleFigures[] {
    return this.history.candles(interval, range);
  }

  day(): DayFigures {
    return this.history.day();
  }

  /** The mark is the middle of the best prices, or the last print where a side is empty; the index a little below it. */
  get figures(): MarketView["figures"] {
    const { bids, asks } = this.picture(0);
    const bid = bids[0]?.[0];
    const ask = asks[0]?.[0];
    const last = this.day().last ?? 0;
    const doubled = bid === undefined || ask === undefined ? 2 * last : bid + ask;
    const scale = this.instrument.priceScale;
    const index = BigInt(doubled) * 500n - BigInt(this.instrument.tick) * 120n;
    return {
      markPrice: unitsToText(BigInt(doubled) * 5n, scale + 1),
      indexPrice: unitsToText(index > 0n ? index : 0n, scale + 3),
      ...this.#standing,
    };
  }

  onStep(group: number, listener: (step: PublishedStep) => void): StopListening {
    return this.books.onStep(group, listener);
  }

  onPrint(listener: PrintListener): StopListening {
    const own: PrintListener = (prints) => listener(prints);
    this.#printListeners.add(own);
    return () => this.#printListeners.delete(own);
  }

  renumber(sequence: number): void {
    this.books.renumber(sequence);
  }

  /** Keeps prints and tells them. */
  protected printed(prints: readonly MarketPrint[]): void {
    for (const print of prints) this.history.add(print);
    for (const listener of this.#printListeners) listener(prints);
  }
}
