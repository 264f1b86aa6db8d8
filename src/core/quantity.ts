// Price, Size and Decimal as people hold them: exact text by default, a float only when asked for by name.

import { type PriceUnits, type SizeUnits } from "#core/brand";
import { powerOfTen, trimDecimal, unitsToText } from "#core/decimal";

/** What one unit of size is: a coin of the base currency, or a contract of `contractSize` coins. */
export type SizeUnit = "base" | "contract";

/** An exact price. `units` is an integer at `scale` decimal places. */
export class Price {
  readonly units: PriceUnits;
  readonly scale: number;

  constructor(units: PriceUnits, scale: number) {
    this.units = units;
    this.scale = scale;
  }

  /** The exact decimal text, with all places of the scale: "3120.40". */
  toString(): string {
    return unitsToText(this.units, this.scale);
  }

  /** The nearest float. For charts and statistics, never for money. */
  toNumber(): number {
    return this.units / powerOfTen(this.scale);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** An exact size, in the venue's own unit. `units` is an integer at `scale` decimal places. */
export class Size {
  readonly units: SizeUnits;
  readonly scale: number;
  readonly unit: SizeUnit;

  constructor(units: SizeUnits, scale: number, unit: SizeUnit) {
    this.units = units;
    this.scale = scale;
    this.unit = unit;
  }

  /** The exact decimal text in the venue's unit: "1875" contracts, "0.250" coins. */
  toString(): string {
    return unitsToText(this.units, this.scale);
  }

  /** The nearest float. For charts and statistics, never for money. */
  toNumber(): number {
    return this.units / powerOfTen(this.scale);
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * An exact number that belongs to no instrument: a size in base coins, the distance of two venues' prices. A bigint at a scale, so that
 * neither the venues' different scales nor 2^53 ever round it.
 */
export class Decimal {
  readonly mantissa: bigint;
  readonly scale: number;

  constructor(mantissa: bigint, scale: number) {
    this.mantissa = mantissa;
    this.scale = scale;
  }

  /** The same number as a price or a size. */
  static of(value: Price | Size): Decimal {
    return new Decimal(BigInt(value.units), value.scale);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.#at(scale) + other.#at(scale), scale);
  }

  minus(other: Decimal): Decimal {
    return this.plus(new Decimal(-other.mantissa, other.scale));
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.mantissa * other.mantissa, this.scale + other.scale);
  }

  /** Negative when this is less, 0 when both are the same number, positive when this is more. */
  compare(other: Decimal): number {
    const { mantissa } = this.minus(other);
    return mantissa < 0n ? -1 : mantissa > 0n ? 1 : 0;
  }

  /** The exact decimal text without zeros at the end: "1.875". */
  toString(): string {
    return trimDecimal(unitsToText(this.mantissa, this.scale));
  }

  /** The nearest float. For charts and statistics, never for money. */
  toNumber(): number {
    return Number(this.toString());
  }

  toJSON(): string {
    return this.toString();
  }

  #at(scale: number): bigint {
    return this.mantissa * 10n ** BigInt(scale - this.scale);
  }
}
