// Finds trades that a venue took back (O22). No stream tells it: a trade that was counted and that the venue's own history, read whole
// over its time, does not hold any more. One look proves nothing, because histories lag; the second one does.

import { type FillReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type EpochMs } from "#core/brand";

/** A history that was read whole. */
export interface ReadHistory {
  readonly rows: readonly FillReport[];
  readonly since: EpochMs;
  /** Trades after this may be missing because they are new, unless the history holds newer ones. */
  readonly until: EpochMs;
  /** Whether it was asked about the trade's market. */
  concerns(fill: FillReport): boolean;
}

export class FillAudit {
  /** Trades that one history did not hold. */
  #suspects = new Map<string, FillReport>();

  /** The time of the oldest trade that is in doubt: the next history begins before it. */
  get since(): EpochMs | undefined {
    let oldest: EpochMs | undefined;
    for (const { venueTime } of this.#suspects.values()) if (oldest === undefined || venueTime < oldest) oldest = venueTime;
    return oldest;
  }

  get hasSuspects(): boolean {
    return this.#suspects.size > 0;
  }

  /** Holds what was counted against a history; returns the trades that are missing for the second time. */
  compare(counted: readonly FillReport[], history: ReadHistory): readonly FillReport[] {
    const ids = new Set(history.rows.map(({ tradeId }) => tradeId));
    const until = history.rows.reduce<number>((newest, { venueTime }) => Math.max(newest, venueTime), history.until);
    const missing = missingOf(
      counted.filter((fill) => fill.venueTime > history.since && fill.venueTime < until && history.concerns(fill)),
      history.rows,
    ).filter(({ tradeId }) => !ids.has(tradeId));
    const voided = missing.filter((fill) => this.#suspects.has(keyOf(fill)));
    this.#suspects = new Map(missing.filter((fill) => !voided.includes(fill)).map((fill) => [keyOf(fill), fill]));
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
