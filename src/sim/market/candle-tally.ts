import { type EpochMs, type PriceUnits } from "#core/brand";
import { type CandleFigures } from "#venues/dialect";

/** A candle in the making. Sums are exact: plain numbers while they are safe, bigints beyond. */
export class CandleTally {
  readonly #openTime: EpochMs;
  #open: PriceUnits;
  #high: PriceUnits;
  #low: PriceUnits;
  #close: PriceUnits;
  #trades = 0;
  #volume = 0;
  #turnover = 0;
  #volumeBeyond = 0n;
  #turnoverBeyond = 0n;

  /** Begins flat at a price, without trades. */
  constructor(openTime: EpochMs, price: PriceUnits) {
    this.#openTime = openTime;
    this.#open = price;
    this.#high = price;
    this.#low = price;
    this.#close = price;
  }

  get openTime(): EpochMs {
    return this.#openTime;
  }

  get open(): PriceUnits {
    return this.#open;
  }

  get close(): PriceUnits {
    return this.#close;
  }

  get trades(): number {
    return this.#trades;
  }

  /** Adds a print that is newer than all others. */
  print(price: PriceUnits, size: number): void {
    this.#range(price, price, price);
    this.#trades += 1;
    if (!this.#adds(size, price * size)) {
      this.#volumeBeyond += BigInt(size);
      this.#turnoverBeyond += BigInt(price) * BigInt(size);
    }
    this.#close = price;
  }

  /** Adds a candle that is newer than all before. A flat one only carries its price on. */
  merge(next: CandleTally): void {
    if (next.#trades > 0) {
      this.#range(next.#open, next.#high, next.#low);
      this.#trades += next.#trades;
      if (!this.#adds(next.#volume, next.#turnover)) {
        this.#volumeBeyond += BigInt(next.#volume);
        this.#turnoverBeyond += BigInt(next.#turnover);
      }
      if (next.#volumeBeyond > 0n || next.#turnoverBeyond > 0n) {
        this.#volumeBeyond += next.#volumeBeyond;
        this.#turnoverBeyond += next.#turnoverBeyond;
      }
    }
    this.#close = next.#close;
  }

  figures(): CandleFigures {
    return {
      openTime: this.#openTime,
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume: this.#volumeBeyond + BigInt(this.#volume),
      turnover: this.#turnoverBeyond + BigInt(this.#turnover),
      trades: this.#trades,
    };
  }

  /** Adds to the plain sums. Returns false, and adds nothing, where they would not be exact any more. */
  #adds(volume: number, turnover: number): boolean {
    const [volumes, turnovers] = [this.#volume + volume, this.#turnover + turnover];
    if (!Number.isSafeInteger(volumes) || !Number.isSafeInteger(turnovers)) return false;
    this.#volume = volumes;
    this.#turnover = turnovers;
    return true;
  }

  /** The first trade makes the open; until then the price was only carried over. */
  #range(open: PriceUnits, high: PriceUnits, low: PriceUnits): void {
    if (this.#trades === 0) {
      this.#open = open;
      this.#high = high;
      this.#low = low;
      return;
    }
    if (high > this.#high) this.#high = high;
    if (low < this.#low) this.#low = low;
  }
}
