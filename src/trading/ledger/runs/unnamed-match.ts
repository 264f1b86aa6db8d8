// Orders whose name a venue dropped or cut short (O7): told by what they want, and only where exactly one order of ours and exactly one
// of the venue's fit each other. Everything else is a person's to decide.

import { type OrderReport } from "#core/account/account-event";
import { eventIn, intentIn } from "#core/account/joint-scales";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";

/** A venue's clock may be so far behind our idea of it. */
const EARLY_MS = 5_000;
/** An order that seems older by no more than this may be ours, by a clock of the venue's that was set back meanwhile. */
const SET_BACK_MOST_MS = 600_000;
/** A shorter beginning of a name names nothing. */
const CUT_NAME_MIN = 6;

export interface UnnamedMatch {
  readonly pairs: readonly (readonly [entry: LedgerEntry, report: OrderReport])[];
  /** Entries that fit more than one order, or share one, or fit one that only seems too old. */
  readonly ambiguous: readonly LedgerEntry[];
}

/** Finds orders without a whole name that can only be ours. `reports` are those that nobody claimed. */
export function matchUnnamed(entries: readonly LedgerEntry[], reports: readonly OrderReport[]): UnnamedMatch {
  const fitting = entries.map((entry) => [entry, reports.filter((report) => fits(entry, report))] as const);
  const claims = new Map<OrderReport, number>();
  for (const [, found] of fitting) for (const report of found) claims.set(report, (claims.get(report) ?? 0) + 1);
  const pairs: (readonly [LedgerEntry, OrderReport])[] = [];
  const ambiguous: LedgerEntry[] = [];
  for (const [entry, found] of fitting) {
    const [only] = found;
    if (only === undefined) {
      if (reports.some((report) => wants(entry, report) && isAbout(entry, report, SET_BACK_MOST_MS))) ambiguous.push(entry);
    } else if (found.length === 1 && claims.get(only) === 1) pairs.push([entry, only]);
    else ambiguous.push(entry);
  }
  return { pairs, ambiguous };
}

const fits = (entry: LedgerEntry, report: OrderReport): boolean => wants(entry, report) && isAbout(entry, report, EARLY_MS);

/** Whether it can be as young as our order, give or take so many ms of the venue's clock. */
function isAbout({ reservedTime }: LedgerEntry, { venueTime }: OrderReport, earlyMs: number): boolean {
  return venueTime !== undefined && venueTime >= reservedTime - earlyMs;
}

/** Whether it is what we asked for, and nobody else's by its name. */
function wants({ intent: wanted, clientOrderId }: LedgerEntry, told: OrderReport): boolean {
  const [intent, report] = [intentIn(wanted, told.instrument), eventIn(told, wanted.instrument)];
  const { instrument, side, style, amount, effect } = intent;
  if (report.instrument.product !== instrument.product || report.instrument.symbol !== instrument.symbol) return false;
  const name = report.clientOrderId;
  if (name !== undefined && !(name.length >= CUT_NAME_MIN && name !== clientOrderId && clientOrderId.startsWith(name))) return false;
  if (report.side !== side || (report.style !== undefined && report.style !== style.kind)) return false;
  if (style.kind === "limit" && report.price !== style.price) return false;
  // What a report does not say is not held against it.
  if (report.reduceOnly !== undefined && report.reduceOnly !== (effect === "reduce-only")) return false;
  return amount.kind === "quote" || report.size === amount.size;
}
