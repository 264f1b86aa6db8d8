// Prints of the days before a simulated market began, so that history can be paged and 24-hour figures have content. They are
// invented minute by minute backwards from the start price, only as far as someone asks; the same seed invents the same past.

import { type EpochMs, epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { type Random } from "#core/port";
import { CandleTally } from "#sim/market/candle-tally";
import { type MarketPrint } from "#venues/dialect";

/** How far the past reaches: thirty days. */
export const PAST_MINUTES = 43_200;

const MINUTE_MS = 60_000;
const PRINTS_A_MINUTE_MAX = 6;
const STEP_TICKS_MAX = 12;

export interface SyntheticPastOptions {
  readonly random: Random;
  /** When the market began: every print of the past is older. */
  readonly endTime: EpochMs;
  readonly endPrice: PriceUnits;
  readonly tick: PriceUnits;
  readonly lot: SizeUnits;
  readonly usualSize: SizeUnits;
  /** The id of the first print after the past. */
  readonly nextTradeId: number;
}

interface PastMinute {
  readonly tally: CandleTally;
  /** The price after this minute, from which its prints are walked back again. */
  readonly endPrice: PriceUnits;
  /** The id of the first print after this minute. */
  readonly nextTradeId: number;
}

type PastPrint = { -readonly [Key in keyof Omit<MarketPrint, "tradeId">]: MarketPrint[Key] };

export class SyntheticPast {
  readonly #options: SyntheticPastOptions;
  readonly #seed: number;
  readonly #lastMinute: number;
  /** Newest first: index 0 is the minute in which the market began. */
  readonly #minutes: PastMinute[] = [];
  /** Of the minute that is being invented, newest first. A day has 1 440 of them, and each market of a venue is asked for its day. */
  readonly #prices: PriceUnits[] = [];
  readonly #sizes: number[] = [];
  readonly #print: PastPrint = { price: priceUnits(0), size: sizeUnits(0), side: "buy", venueTime: epochMs(0) };

  constructor(options: SyntheticPastOptions) {
    this.#options = options;
    this.#seed = options.random.integer(0, 0x7fffffff);
    this.#lastMinute = Math.floor(options.endTime / MINUTE_MS);
  }

  /** The minute (counted from 1970) in which the past ends, and the first one that it has. */
  get lastMinute(): number {
    return this.#lastMinute;
  }

  get firstMinute(): number {
    return this.#lastMinute - PAST_MINUTES;
  }

  get endPrice(): PriceUnits {
    return this.#options.endPrice;
  }

  /** A minute's candle; undefined outside the past. Minutes without a print are flat. */
  minute(minute: number): CandleTally | undefined {
    return this.#at(this.#lastMinute - minute)?.tally;
  }

  /** A minute's prints, newest first; none outside the past. */
  printsOf(minute: number): readonly MarketPrint[] {
    const ago = this.#lastMinute - minute;
    const known = this.#at(ago);
    if (known === undefined) return [];
    const prints: MarketPrint[] = [];
    this.#walkBack(ago, known.endPrice, (print) => prints.push({ tradeId: known.nextTradeId - prints.length - 1, ...print }));
    return prints;
  }

  /** The newest minute that has prints with an id below `tradeId`; undefined when the past does not reach so far. */
  minuteBefore(tradeId: number): number | undefined {
    let low = 0;
    let high = this.#minutes.length;
    while (this.#idBelow(high, tradeId) === false) high = high * 2 + 1;
    high = Math.min(high, PAST_MINUTES);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#idBelow(middle, tradeId) === false) low = middle + 1;
      else high = middle;
    }
    return this.#idBelow(low, tradeId) === true ? this.#lastMinute - low : undefined;
  }

  #idBelow(ago: number, tradeId: number): boolean | undefined {
    const minute = this.#at(ago);
    return minute === undefined ? undefined : minute.nextTradeId - minute.tally.trades < tradeId;
  }

  #at(ago: number): PastMinute | undefined {
    if (ago < 0 || ago > PAST_MINUTES) return undefined;
    while (this.#minutes.length <= ago) this.#extend();
    return this.#minutes[ago];
  }

  /** Invents one minute more. */
  #extend(): void {
    const ago = this.#minutes.length;
    const newer = this.#minutes[ago - 1];
    const endPrice = newer === undefined ? this.#options.endPrice : newer.tally.open;
    const nextTradeId = newer === undefined ? this.#options.nextTradeId : newer.nextTradeId - newer.tally.trades;
    const [prices, sizes] = [this.#prices, this.#sizes];
    let count = 0;
    this.#walkBack(ago, endPrice, ({ price, size }) => {
      prices[count] = price;
      sizes[count] = size;
      count += 1;
    });
    const tally = new CandleTally(epochMs((this.#lastMinute - ago) * MINUTE_MS), endPrice);
    for (let at = count - 1; at >= 0; at -= 1) tally.print(prices[at] as PriceUnits, sizes[at] as number);
    this.#minutes.push({ tally, endPrice, nextTradeId });
  }

  /**
   * Tells the prints of a minute, newest first. The newest one has the price that the next minute starts from. One object for all: it is
   * valid until the next.
   */
  #walkBack(ago: number, endPrice: PriceUnits, tell: (print: Readonly<PastPrint>) => void): void {
    const { tick, lot, usualSize, endTime } = this.#options;
    const draw = minuteDraws(this.#seed, ago);
    const openTime = (this.#lastMinute - ago) * MINUTE_MS;
    const spanMs = ago === 0 ? endTime - openTime : MINUTE_MS;
    const count = spanMs < PRINTS_A_MINUTE_MAX ? 0 : Math.floor(draw() * (PRINTS_A_MINUTE_MAX + 1));
    const print = this.#print;
    let price: number = endPrice;
    for (let back = 1; back <= count; back += 1) {
      const lots = Math.max(1, Math.round((usualSize * (0.1 + 4 * draw())) / lot));
      print.price = priceUnits(price);
      print.size = sizeUnits(lots * lot);
      print.side = draw() < 0.5 ? "buy" : "sell";
      print.venueTime = epochMs(openTime + Math.floor((spanMs * (count - back + draw())) / count));
      tell(print);
      price = this.#stepBack(price, Math.floor(draw() * (2 * STEP_TICKS_MAX + 1)) - STEP_TICKS_MAX, tick);
    }
  }

  /** A step of some ticks that leans towards the end price, so that no past wanders off to nothing. */
  #stepBack(price: number, ticks: number, tick: number): number {
    const away = (this.#options.endPrice - price) / tick;
    return Math.max(tick, price + (ticks + Math.trunc(away / 1_000)) * tick);
  }
}

/** Numbers from 0 to 1 that depend on the seed and the minute alone, so that any minute can be invented again. */
function minuteDraws(seed: number, ago: number): () => number {
  let state = Math.imul(seed ^ Math.imul(ago + 1, 0x9e3779b1), 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
