// A recorded public market as the simulator sees it: steps in order of time, whoever reads them from where.

import { type PriceUnits, type SizeUnits } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type Side } from "#core/event";

/** The numbers that a recording's prices and sizes fit. */
export interface SourceRules {
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly tick: PriceUnits;
  readonly lot: SizeUnits;
}

/** A recorded level: absolute size, 0 removes. */
export type SourceLevel = readonly [price: PriceUnits, size: SizeUnits];

export interface SourcePrint {
  /** Microseconds since 1970, of the recorder's clock. */
  readonly localTimeUs: number;
  readonly price: PriceUnits;
  readonly size: SizeUnits;
  /** The aggressor's. */
  readonly side: Side;
}

/** Everything that was received at one moment of the recorder's clock. */
export interface SourceStep {
  readonly localTimeUs: number;
  /** Undefined when only trades came. `startsAfresh`: the book before it is void. */
  readonly book:
    | { readonly startsAfresh: boolean; readonly bids: readonly SourceLevel[]; readonly asks: readonly SourceLevel[] }
    | undefined;
  /** Oldest first. Those of the first step may be older than it. */
  readonly prints: readonly SourcePrint[];
}

export type SourceReading =
  | { readonly kind: "step"; readonly step: SourceStep }
  /** More is being read: `onReady` calls back. */
  | { readonly kind: "waiting" }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: TruebookError };

/** A recording that is read forward once. The first step has a book and is there from the start. */
export interface MarketSource {
  readonly rules: SourceRules;
  /** The next step, which stays the next one until `take`. */
  peek(): SourceReading;
  take(): void;
  /** Calls back once, when a source that was waiting no longer is. */
  onReady(ready: () => void): void;
  /** Gives back what it holds open. */
  close(): void;
}
