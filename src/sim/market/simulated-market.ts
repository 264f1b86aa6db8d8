import { type PriceUnits, type SizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type Clock, type Random } from "#core/port";
import { type PublicMarket } from "#sim/market/public-market";

/** How lively a market is: changes of the published book in a second, on average 0.5, 12, 25 and 60. */
export type Mood = "quiet" | "calm" | "busy" | "chaos";

/** When changes of the book are published. */
export type Cadence = { readonly kind: "every-change" } | { readonly kind: "conflated"; readonly everyMs: number };

export interface SimulatedMarketOptions {
  readonly instrument: Instrument;
  /** A generator of the market's own (fork one per market). */
  readonly random: Random;
  /** The venue's clock, skew included. */
  readonly clock: Clock;
  /** The price that the market starts at, in price units. */
  readonly startPrice: PriceUnits;
  /** A usual order's size. */
  readonly usualSize: SizeUnits;
  readonly mood?: Mood;
  /** Published levels a side. */
  readonly windowLevels?: number;
  readonly cadence?: Cadence;
}

/** A public market that participants move, which also takes orders from outside. */
export interface SimulatedMarket extends PublicMarket {
  setMood(mood: Mood): void;
  /** Halted: nobody trades and the book stands. `instrument.status` says it. */
  setStatus(status: "trading" | "halted"): void;
}
