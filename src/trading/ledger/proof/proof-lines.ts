// A proof sheet's lines: what was thought before the venue was asked, beside what it says.

import { type BalanceReport, type OrderReport, type PositionReport } from "#core/account/account-event";
import { unitsIn } from "#core/account/joint-scales";
import { type ClientOrderId } from "#core/account/order";
import { unitsToText } from "#core/decimal";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type LedgerState, type ProofLine } from "#trading/ledger/ledger-types";
import { type ExpectedPositions, netPositions, unitsText } from "#trading/ledger/proof/expected-positions";

/** What was thought of each order of ours. */
export type Thoughts = ReadonlyMap<ClientOrderId, string>;

export const thoughtsOf = (entries: readonly LedgerEntry[]): Thoughts =>
  new Map(entries.map((entry) => [entry.clientOrderId, wordsOf(entry)]));

/** Our orders: those that were open before the venue was asked, and those that are. */
export function ownLines(entries: readonly LedgerEntry[], before: Thoughts): readonly ProofLine[] {
  return entries.map((entry) => {
    const { instrument } = entry.intent;
    const thought = before.get(entry.clientOrderId);
    const venue = wordsOf(entry);
    const { isListed } = entry;
    const verdict = isListed ? "open" : thought === venue ? "same" : "adopted";
    return { what: "order", instrument, name: entry.clientOrderId, thought, venue: isListed ? undefined : venue, verdict };
  });
}

export function foreignLine(order: OrderReport): ProofLine {
  const { instrument, venueOrderId, side, price, size } = order;
  const at = price === undefined ? "" : ` at ${unitsToText(price, instrument.priceScale)}`;
  const much = size === undefined ? "" : ` ${unitsToText(size, instrument.sizeScale)}`;
  return { what: "order", instrument, name: venueOrderId, thought: undefined, venue: `${side ?? "order"}${much}${at}`, verdict: "foreign" };
}

/** Positions as the venue holds them beside what our fills explain. */
export function positionLines(expected: ExpectedPositions, positions: readonly PositionReport[]): readonly ProofLine[] {
  const nets = netPositions(positions);
  const instruments = new Map(expected.instruments.map((each) => [each.symbol, each]));
  for (const { instrument } of nets.values()) instruments.set(instrument.symbol, instrument);
  return [...instruments.values()].flatMap((told) => {
    const { instrument, units: thought } = expected.expected(told);
    const venue = unitsIn(nets.get(told.symbol)?.net ?? 0, told.sizeScale, instrument.sizeScale);
    if (thought === 0 && venue === 0) return [];
    const text = (units: number): string => unitsText(units, instrument.sizeScale);
    const verdict = thought === venue ? ("same" as const) : ("open" as const);
    return [{ what: "position" as const, instrument, name: instrument.id, thought: text(thought), venue: text(venue), verdict }];
  });
}

/** Money moves with every mark: what differs is believed, and shown. */
export function balanceLines(thought: readonly BalanceReport[], told: readonly BalanceReport[]): readonly ProofLine[] {
  return told.map(({ wallet, currency, total }) => {
    const known = thought.find((each) => each.wallet === wallet && each.currency === currency)?.total;
    const verdict = known === total ? ("same" as const) : ("adopted" as const);
    return { what: "balance" as const, instrument: undefined, name: `${wallet} ${currency}`, thought: known, venue: total, verdict };
  });
}

function wordsOf(entry: LedgerEntry): string {
  const filled = entry.filled === 0 ? "" : `, ${unitsToText(entry.filled, entry.intent.instrument.sizeScale)} filled`;
  return `${stateText(entry.state)}${filled}`;
}

const stateText = (state: LedgerState): string => (state.kind === "live" || state.kind === "ended" ? state.status : state.kind);
