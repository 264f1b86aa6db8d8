// Price, Size and Decimal as people hold them: exact text by default, a float only when asked for by name.

import { type PriceUnits, type SizeUnits } from "#core/brand";
import { powerOfTen, unitsToText } from "#core/decimal";
import { compare, decimalText, type ExactDecimal, minus, plus, times } from "#core/decimal-arithmetic";

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

/** What sizes of an instrument count: an `Instrument` is one. */
export interface SizeMeaning {
  readonly sizeUnit: SizeUnit;
  /** Base coins in one unit, decimal text. */
  readonly contractSize: string;
}

/** An exact size, in the venue's own unit. `units` is an integer at `scale` decimal places. */
export class Size {
  readonly units: SizeUnits;
  readonly scale: number;
  readonly unit: SizeUnit;
  /** Base coins in one unit, decimal text: with it the size means the same quantity on every venue. Undefined for contracts of unknown size. */
  readonly contractSize: string | undefined;

  /** `meaning` is the instrument that the size is of; a bare unit where only the text matters. */
  constructor(units: SizeUnits, scale: number, meaning: SizeUnit | SizeMeaning) {
    this.units = units;
    this.scale = scale;
    if (typeof meaning === "string") {
      this.unit = meaning;
      this.contractSize = meaning === "base" ? "1" : undefined;
    } else {
      this.unit = meaning.sizeUnit;
      this.contractSize = meaning.contractSize;
    }
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
export class Decimal implements ExactDecimal {
  readonly mantissa: bigint;
  readonly decimals: number;

  constructor(mantissa: bigint, decimals: number) {
    this.mantissa = mantissa;
    this.decimals = decimals;
  }

  /** The same number as a price, a size or the plain decimal of an engine. */
  static of(value: Price | Size | ExactDecimal): Decimal {
    return "units" in value ? new Decimal(BigInt(value.units), value.scale) : new Decimal(value.mantissa, value.decimals);
  }

  plus(other: Decimal): Decimal {
    return Decimal.of(plus(this, other));
  }

  minus(other: Decimal): Decimal {
    return Decimal.of(minus(this, other));
  }

  times(other: Decimal): Decimal {
    return Decimal.of(times(this, other));
  }

  /** Negative when this is less, 0 when both are the same number, positive when this is more. */
  compare(other: Decimal): number {
    return compare(this, other);
  }

  /** The exact decimal text without zeros at the end: "1.875". */
  toString(): string {
    return decimalText(this);
  }

  /** The nearest float. For charts and statistics, never for money. */
  toNumber(): number {
    return Number(this.toString());
  }

  toJSON(): string {
    return this.toString();
  }
}
