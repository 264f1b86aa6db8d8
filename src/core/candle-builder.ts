// Builds one candle after another from prints, exactly: prices in units, volume and turnover as whole numbers of them.

import { type EpochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/candle-interval";
import { parseDecimal, textToUnits, trimDecimal, unitsToText } from "#core/decimal";
import { type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";

interface Open {
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  open: number;
  high: number;
  low: number;
  close: number;
  /** In size units; undefined once a seed without volume went in. */
  volume: bigint | undefined;
  /** In price units × size units; undefined once a seed without volume went in. */
  turnover: bigint | undefined;
  partial: boolean;
}

/** The candles of one instrument and interval. Time only moves forward. */
export class CandleBuilder {
  readonly #instrument: Instrument;
  readonly #interval: CandleInterval;
  #candle: Open | undefined;
  #lastClose: number | undefined;

  constructor(instrument: Instrument, interval: CandleInterval) {
    this.#instrument = instrument;
    this.#interval = interval;
  }

  /** When the open candle ends; undefined before the first print. */
  get closeTime(): EpochMs | undefined {
    return this.#candle?.closeTime;
  }

  /** The open candle as it stands. */
  current(): CandleEvent | undefined {
    return this.#candle === undefined ? undefined : this.#event(this.#candle, "open");
  }

  /** Tells the price that came before everything: candles without a print stand there. */
  startFrom(closeText: string): void {
    this.#lastClose ??= textToUnits(closeText, this.#instrument.priceScale);
  }

  /** Puts a finished shorter candle of REST into the open one. Rows come oldest first and before any print. */
  addRow(row: CandleEvent): void {
    const units = (text: string): number => textToUnits(text, this.#instrument.priceScale) ?? Number.NaN;
    const [open, high, low, close] = [units(row.open), units(row.high), units(row.low), units(row.close)];
    if (Number.isNaN(open + high + low + close)) {
      this.markPartial();
      return;
    }
    const candle = this.#candleAt(row.openTime, open);
    if (candle === undefined) return;
    candle.high = Math.max(candle.high, high);
    candle.low = Math.min(candle.low, low);
    candle.close = close;
    const volume = row.volume === undefined ? undefined : textToUnits(row.volume, this.#instrument.sizeScale);
    candle.volume = volume === undefined || candle.volume === undefined ? undefined : candle.volume + BigInt(volume);
    // A row tells no sum of price × size that is exact.
    candle.turnover = undefined;
  }

  /** Adds a print in price and size units. Candles that ended before it come back closed, oldest first; late prints give none. */
  addTrade(trade: { readonly price: number; readonly size: number; readonly venueTime: EpochMs }): readonly CandleEvent[] {
    const closed = this.closeUntil(trade.venueTime);
    const candle = this.#candleAt(trade.venueTime, trade.price);
    if (candle === undefined) return closed;
    candle.high = Math.max(candle.high, trade.price);
    candle.low = Math.min(candle.low, trade.price);
    candle.close = trade.price;
    if (candle.volume !== undefined) candle.volume += BigInt(trade.size);
    if (candle.turnover !== undefined) candle.turnover += BigInt(trade.price) * BigInt(trade.size);
    return closed;
  }

  /** Closes every candle that ends at or before `time`; those without a print repeat the last close. Each closes exactly once. */
  closeUntil(time: EpochMs): readonly CandleEvent[] {
    const closed: CandleEvent[] = [];
    while (this.#candle !== undefined && this.#candle.closeTime <= time && closed.length < CLOSED_MAX) {
      closed.push(this.#event(this.#candle, "closed"));
      this.#lastClose = this.#candle.close;
      this.#candle = this.#fresh(this.#candle.closeTime, this.#candle.close);
    }
    return closed;
  }

  /** Says that prints may be missing from the open candle. */
  markPartial(): void {
    if (this.#candle !== undefined) this.#candle.partial = true;
  }

  #candleAt(time: EpochMs, price: number): Open | undefined {
    const candle = this.#candle;
    if (candle !== undefined && time < candle.openTime) return undefined;
    if (candle !== undefined && time < candle.closeTime) {
      // A candle that only repeats the last close takes its opening from the first real price.
      if (candle.volume === 0n && candle.turnover === 0n) {
        candle.open = price;
        candle.high = price;
        candle.low = price;
      }
      return candle;
    }
    this.#candle = this.#fresh(candleOpenTime(this.#interval, time), price);
    return this.#candle;
  }

  #fresh(openTime: EpochMs, price: number): Open {
    return {
      openTime,
      closeTime: candleCloseTime(this.#interval, openTime),
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0n,
      turnover: 0n,
      partial: false,
    };
  }

  #event(candle: Open, state: "open" | "closed"): CandleEvent {
    const { priceScale, sizeScale } = this.#instrument;
    const price = (units: number): string => unitsToText(units, priceScale);
    return {
      kind: "candle",
      instrument: this.#instrument,
      interval: this.#interval,
      openTime: candle.openTime,
      closeTime: candle.closeTime,
      open: price(candle.open),
      high: price(candle.high),
      low: price(candle.low),
      close: price(candle.close),
      volume: candle.volume === undefined ? undefined : unitsToText(candle.volume, sizeScale),
      turnover: candle.turnover === undefined ? undefined : this.#turnoverText(candle.turnover),
      state,
      partial: candle.partial,
      origin: "derived",
    };
  }

  /** Price × size × contract size, exact. */
  #turnoverText(turnover: bigint): string {
    const contract = parseDecimal(this.#instrument.contractSize) ?? { mantissa: 1n, decimals: 0 };
    const scale = this.#instrument.priceScale + this.#instrument.sizeScale + contract.decimals;
    return trimDecimal(unitsToText(turnover * contract.mantissa, scale));
  }
}

/** Empty candles made in one go at most: a day of minutes. */
const CLOSED_MAX = 1_440;
