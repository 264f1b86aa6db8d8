// What the profit book holds, as plain values: what is written down over restarts, and what is computed from.

import { type EpochMs, type MonotonicMs } from "#core/brand";
import { type ExactDecimal, minus, plus, times, ZERO } from "#core/decimal-arithmetic";
import { type Product } from "#core/instrument";

/** One quote currency. `total` below is cash plus holdings at mark: it moves with profit and loss and with nothing else. */
export interface CurrencySum {
  /** What fills paid and received, fees taken off, and what adopted positions were worth when they were adopted. */
  cash: ExactDecimal;
  /** The total at 00:00 UTC, or when counting began. */
  dayStart: ExactDecimal;
  /** The largest total since counting began, or since a person resumed after a drawdown. */
  peak: ExactDecimal;
}

/** What fills say is held of one instrument, in base coins; negative is short. */
export interface Holding {
  readonly product: Product;
  readonly quote: string;
  readonly base: string;
  coins: ExactDecimal;
  /** The last price that it was counted at. */
  mark: ExactDecimal;
  /** Since when the account shows another position than the fills do. */
  oddSince: MonotonicMs | undefined;
  /** The last difference that was taken over without a fill: a fill of that time that comes late takes its place. */
  adopted: { readonly coins: ExactDecimal; readonly mark: ExactDecimal; readonly at: EpochMs } | undefined;
}

/** Everything that is remembered. */
export interface ProfitState {
  /** When counting began; fills from before are in the positions that were found then. */
  readonly since: EpochMs;
  /** The day that losses are counted for, in days since 1970-01-01 UTC. */
  day: number;
  /** Whether the loss of this day did already what its limit says. */
  bitten: boolean;
  /** Fills of this day whose fees nobody told, or nobody can value: the loss is larger by what they were. */
  feesUnknown: number;
  readonly sums: Map<string, CurrencySum>;
  readonly holdings: Map<string, Holding>;
  /** Names of fills that are counted, with the venue's times of them, oldest first. */
  readonly fills: Map<string, EpochMs>;
  /** For the next process: fills of this time and before are counted, and the names of some were forgotten. */
  forgottenUntil: EpochMs;
  /** Products whose positions were taken over at the beginning. */
  readonly begun: Set<Product>;
}

/** How one currency stands. Losses are unsigned; zero when there is none. */
export interface ProfitStanding {
  readonly currency: string;
  readonly total: ExactDecimal;
  readonly dayLoss: ExactDecimal;
  readonly drawdown: ExactDecimal;
}

/** A currency's cash plus its holdings at their last mark. */
export function totalIn(state: ProfitState, currency: string): ExactDecimal {
  let total = state.sums.get(currency)?.cash ?? ZERO;
  for (const holding of state.holdings.values()) {
    if (holding.quote === currency) total = plus(total, times(holding.coins, holding.mark));
  }
  return total;
}

/** How every currency stands now. */
export function standingsOf(state: ProfitState): readonly ProfitStanding[] {
  return [...state.sums].map(([currency, { dayStart, peak }]) => {
    const total = totalIn(state, currency);
    return { currency, total, dayLoss: shortfall(dayStart, total), drawdown: shortfall(peak, total) };
  });
}

function shortfall(from: ExactDecimal, to: ExactDecimal): ExactDecimal {
  const lost = minus(from, to);
  return lost.mantissa > 0n ? lost : ZERO;
}
