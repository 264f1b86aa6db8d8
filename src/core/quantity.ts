// Price and Size as people hold them: exact text by default, a float only when asked for by name.

import { type PriceUnits, type SizeUnits } from "#core/brand";
import { powerOfTen, unitsToText } from "#core/decimal";

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
