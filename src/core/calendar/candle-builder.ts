// Builds one candle after another from prints, exactly: prices in units, volume and turnover as whole numbers of them.

import { type EpochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
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
  /** Whether anything was traded in it; until then it stands at the price before it. */
  traded: boolean;
  partial: boolean;
}

/** The candles of one instrument and interval. Time only moves forward. */
export class CandleBuilder {
  readonly #instrument: Instrument;
  readonly #interval: CandleInterval;
  #candle: Open | undefined;
  #lastClose: number | undefined;
  /** Candles that open before this may lack prints. */
  #partialUntil = Number.NEGATIVE_INFINITY;

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

  /** Opens the candle that holds `time` at the last known price, so that it closes also when nothing is traded in it. */
  openAt(time: EpochMs): void {
    if (this.#candle === undefined && this.#lastClose !== undefined) this.#candle = this.#fresh(time, this.#lastClose);
  }

  /** Puts a finished shorter candle of REST into the open one. Rows come oldest first and before any print. */
  addRow(row: CandleEvent): void {
    const units = (text: string): number => textToUnits(text, this.#instrument.priceScale) ?? Number.NaN;
    const [open, high, low, close] = [units(row.open), units(row.high), units(row.low), units(row.close)];
    if (Number.isNaN(open + high + low + close)) {
      this.markPartial(row.closeTime);
      return;
    }
    const candle = this.#candleAt(row.openTime, close);
    if (candle === undefined) return;
    // A row in which nothing was traded only carries the price on.
    if (isNothing(row.volume) || isNothing(row.turnover)) return;
    if (!candle.traded) candle.open = open;
    extend(candle, { high, low, close });
    const volume = row.volume === undefined ? undefined : textToUnits(row.volume, this.#instrument.sizeScale);
    candle.volume = volume === undefined || candle.volume === undefined ? undefined : candle.volume + BigInt(volume);
    // A row tells no sum of price × size that is exact.
    candle.turnover = undefined;
  }

  /** Adds a print in price and size units. Candles that ended before it come back closed, oldest first; late prints give none. */
  addTrade(trade: { readonly price: number; readonly size: number; readonly venueTime: EpochMs }): readonly CandleEvent[] {
    const closed = this.closeUntil(trade.venueTime);
    const { price } = trade;
    const candle = this.#candleAt(trade.venueTime, price);
    if (candle === undefined) return closed;
    extend(candle, { high: price, low: price, close: price });
    if (candle.volume !== undefined) candle.volume += BigInt(trade.size);
    if (candle.turnover !== undefined) candle.turnover += BigInt(price) * BigInt(trade.size);
    return closed;
  }

  /**
   * Closes every candle that ends at or before `time`; those without a print repeat the last close. Each closes exactly once. Of more
   * than `CLOSED_MAX` the rest is left out, and the last one before them says so by being partial.
   */
  closeUntil(time: EpochMs): readonly CandleEvent[] {
    const closed: CandleEvent[] = [];
    while (this.#candle !== undefined && this.#candle.closeTime <= time && closed.length < CLOSED_MAX) {
      closed.push(this.#event(this.#candle, "closed"));
      this.#candle = this.#fresh(this.#candle.closeTime, this.#candle.close);
    }
    const last = closed[closed.length - 1];
    if (last !== undefined && this.#candle !== undefined && this.#candle.closeTime <= time) {
      closed[closed.length - 1] = { ...last, partial: true };
      this.#candle = this.#fresh(time, this.#candle.close);
    }
    return closed;
  }

  /** Says that prints may be missing: from the open candle, and from every later one that opens before `until`. */
  markPartial(until: EpochMs): void {
    this.#partialUntil = Math.max(this.#partialUntil, until);
    if (this.#candle !== undefined) this.#candle.partial = true;
  }

  #candleAt(time: EpochMs, price: number): Open | undefined {
    const candle = this.#candle;
    if (candle !== undefined && time < candle.openTime) return undefined;
    if (candle === undefined || time >= candle.closeTime) this.#candle = this.#fresh(time, price);
    else if (!candle.traded) Object.assign(candle, { open: price, high: price, low: price, close: price });
    return this.#candle;
  }

  #fresh(time: EpochMs, price: number): Open {
    const openTime = candleOpenTime(this.#interval, time);
    return {
      openTime,
      closeTime: candleCloseTime(this.#interval, openTime),
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0n,
      turnover: 0n,
      traded: false,
      partial: openTime < this.#partialUntil,
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

function extend(candle: Open, by: { readonly high: number; readonly low: number; readonly close: number }): void {
  candle.high = candle.traded ? Math.max(candle.high, by.high) : by.high;
  candle.low = candle.traded ? Math.min(candle.low, by.low) : by.low;
  candle.close = by.close;
  candle.traded = true;
}

function isNothing(amount: string | undefined): boolean {
  return amount !== undefined && parseDecimal(amount)?.mantissa === 0n;
}

/** Empty candles made in one go at most: a day of minutes. */
const CLOSED_MAX = 1_440;
