// Finds trades that a venue took back (O22). No stream tells it: a trade that was counted and that the venue's own history, read whole
// over its time, does not hold any more. One look proves nothing, because histories lag; being missing from every one for a while does.
// That while is counted by our own steady clock: the venue's may be set back, and would make an old trade look new for as long.

import { type FillReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type EpochMs, type MonotonicMs } from "#core/brand";

/** A history lags by less than this. */
export const MISSING_PROVES_MS = 30_000;

/** A history that was read whole. */
export interface ReadHistory {
  readonly rows: readonly FillReport[];
  /** The range that was read, by the venue's clock; ends excluded. */
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** When it was read. */
  readonly at: MonotonicMs;
  /** Whether it was asked about the trade's market. */
  concerns(fill: FillReport): boolean;
}

interface Suspect {
  readonly fill: FillReport;
  /** When the first of the histories was read that do not hold it. */
  readonly missingSince: MonotonicMs;
}

export class FillAudit {
  #suspects = new Map<string, Suspect>();

  /** The time of the oldest trade that is in doubt: the next history begins before it. */
  get since(): EpochMs | undefined {
    let oldest: EpochMs | undefined;
    for (const { fill } of this.#suspects.values()) if (oldest === undefined || fill.venueTime < oldest) oldest = fill.venueTime;
    return oldest;
  }

  get hasSuspects(): boolean {
    return this.#suspects.size > 0;
  }

  /** Holds what was counted before a history was asked for against it; returns the trades that have been missing for long enough. */
  compare(counted: readonly FillReport[], history: ReadHistory): readonly FillReport[] {
    const { rows, since, until, at, concerns } = history;
    const ids = new Set(rows.map(({ tradeId }) => tradeId));
    const missing = missingOf(
      counted.filter((fill) => fill.venueTime > since && fill.venueTime < until && concerns(fill)),
      rows,
    ).filter(({ tradeId }) => !ids.has(tradeId));
    const voided: FillReport[] = [];
    const suspects = new Map<string, Suspect>();
    for (const fill of missing) {
      const missingSince = this.#suspects.get(keyOf(fill))?.missingSince ?? at;
      if (at - missingSince >= MISSING_PROVES_MS) voided.push(fill);
      else suspects.set(keyOf(fill), { fill, missingSince });
    }
    this.#suspects = suspects;
    return voided;
  }
}

/** Trades of orders of which the history holds less than was counted. Under another id a trade is still the same trade. */
function missingOf(counted: readonly FillReport[], rows: readonly FillReport[]): readonly FillReport[] {
  const listed = sums(rows);
  const ours = sums(counted);
  return counted.filter(({ venueOrderId }) => (listed.get(venueOrderId) ?? 0) < (ours.get(venueOrderId) ?? 0));
}

function sums(fills: readonly FillReport[]): ReadonlyMap<VenueOrderId, number> {
  const found = new Map<VenueOrderId, number>();
  for (const { venueOrderId, size } of fills) found.set(venueOrderId, (found.get(venueOrderId) ?? 0) + size);
  return found;
}

const keyOf = ({ instrument, tradeId }: FillReport): string => `${instrument.product} ${instrument.symbol} ${tradeId}`;
