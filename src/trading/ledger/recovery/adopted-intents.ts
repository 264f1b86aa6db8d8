// From the journal of a process that ended back to orders: whatever it may have sent and did not see end is unknown until the venue
// has been asked.

import { type ClientOrderId, type OrderChange } from "#core/account/order";
import { type JournalEntry, type JournalledIntent } from "#core/account/order-journal";
import { epochMs } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type Product } from "#core/instrument";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { LedgerEntry, TOLD_BY_WISH } from "#trading/ledger/ledger-entry";
import { type LedgerState } from "#trading/ledger/ledger-types";
import { changeOf, intentOf } from "#trading/ledger/recovery/journal-lines";
import { spentOutcome } from "#trading/ledger/runs/known-outcome";
import { venueNow } from "#trading/trading-context";

type Line<Kind extends JournalEntry["kind"]> = Extract<JournalEntry, { readonly kind: Kind }>;

/** Everything that the journal says of one order. */
interface Told {
  readonly intent: Line<"intent">;
  sent: boolean;
  cancelled: boolean;
  outcome?: Line<"outcome">;
  ended?: Line<"ended">;
  changes: Line<"amend">[];
  trades: Line<"fill">[];
}

/** Orders of the journal whose instrument is not listed now: a person has to look for them, unless it is listed again. */
export class LostIntents {
  readonly #desk: LedgerDesk;
  #lost: readonly Told[];

  /** Puts recovered orders into the book, as far as their instruments are known. */
  constructor(desk: LedgerDesk) {
    this.#desk = desk;
    const { recovered } = desk.options.journal;
    const orders = gathered(recovered);
    for (const entry of recovered) {
      const spent = spentOutcome(entry);
      if (spent !== undefined && !orders.has(spent[0])) desk.book.spent.set(...spent);
    }
    this.#lost = [...orders.values()];
    this.adopt();
    // Those that are over need nobody's look, but their names stay taken.
    for (const { ended, outcome } of this.#lost.filter(isOver)) {
      const last = ended ?? outcome;
      const spent = last === undefined ? undefined : spentOutcome(last);
      if (spent !== undefined) desk.book.spent.set(...spent);
    }
    this.#lost = this.#lost.filter((told) => !isOver(told));
  }

  of(product: Product): readonly JournalledIntent[] {
    return this.#lost.map(({ intent }) => intent.intent).filter((intent) => intent.product === product);
  }

  /** Puts those into the book whose instruments came back; returns them. */
  adopt(): readonly LedgerEntry[] {
    const table = this.#desk.options.instruments();
    const found: LedgerEntry[] = [];
    this.#lost = this.#lost.filter((told) => {
      const intent = intentOf(told.intent.intent, table);
      if (intent === undefined) return true;
      const entry = new LedgerEntry(intent, venueTime(this.#desk, told.intent.at));
      adopt(this.#desk, entry, told);
      found.push(entry);
      return false;
    });
    return found;
  }
}

function gathered(recovered: readonly JournalEntry[]): ReadonlyMap<ClientOrderId, Told> {
  const orders = new Map<ClientOrderId, Told>();
  const of = (id: ClientOrderId | undefined): Told | undefined => (id === undefined ? undefined : orders.get(id));
  for (const entry of recovered) {
    if (entry.kind === "adopted") continue;
    if (entry.kind === "intent")
      orders.set(entry.intent.clientOrderId, { intent: entry, sent: false, cancelled: false, changes: [], trades: [] });
    else if (entry.kind === "amend") of(entry.clientOrderId)?.changes.push(entry);
    else if (entry.kind === "fill") of(entry.clientOrderId)?.trades.push(entry);
    else {
      const told = of(entry.clientOrderId);
      if (told === undefined) continue;
      if (entry.kind === "sent") told.sent = true;
      else if (entry.kind === "cancel") told.cancelled = true;
      else if (entry.kind === "ended") told.ended = entry;
      // What was accepted stays so: a late answer of another kind proves less. One under another name of the venue's proves more.
      else if (told.outcome?.outcome !== "accepted" || entry.outcome === "accepted") told.outcome = entry;
    }
  }
  return orders;
}

const isOver = ({ ended, outcome }: Told): boolean =>
  ended !== undefined || outcome?.outcome === "rejected" || outcome?.outcome === "unsent";

function adopt(desk: LedgerDesk, entry: LedgerEntry, told: Told): void {
  const { instrument, amount } = entry.intent;
  entry.checks = told.intent.checks;
  entry.book = told.intent.book;
  entry.left = true;
  entry.renamed = instrument.symbol !== told.intent.intent.symbol;
  for (const { tradeId, size } of told.trades) entry.records(tradeId, textToUnits(size, instrument.sizeScale) ?? 0);
  entry.cancelWanted = told.cancelled && !isOver(told);
  if (amount.kind === "quote") entry.quoteSize = desk.options.quoteSize?.(instrument, amount.quote) ?? entry.quoteSize;
  applyChanges(entry, told.changes);
  entry.filledBefore = textToUnits(told.ended?.filledSize ?? "0", instrument.sizeScale) ?? 0;
  entry.filled = entry.filledBefore;
  desk.book.add(entry);
  const venueOrderId = told.ended?.venueOrderId ?? told.outcome?.venueOrderId;
  if (venueOrderId !== undefined) desk.book.bind(entry, venueOrderId);
  if (told.outcome?.words === TOLD_BY_WISH && told.ended === undefined) entry.guess = venueOrderId;
  entry.state = stateOf(told, desk);
  if (isOver(told)) {
    // Whatever else turns up under its name is another order, which nobody wants any more.
    entry.pendingChange = undefined;
    const status = entry.state.kind === "ended" ? entry.state.status : "rejected";
    if (venueOrderId !== undefined) entry.endedBefore.set(venueOrderId, status);
  }
  desk.book.placed(entry);
  desk.note(entry, `recovered from the journal: ${entry.state.kind}`);
}

function stateOf({ ended, outcome, sent }: Told, desk: LedgerDesk): LedgerState {
  if (ended !== undefined) {
    const { status } = ended;
    const isEnd = status === "filled" || status === "cancelled" || status === "expired" || status === "rejected";
    if (isEnd) return { kind: "ended", status };
  }
  if (outcome?.outcome === "rejected") return { kind: "rejected", words: outcome.words ?? "" };
  if (outcome?.outcome === "unsent") return { kind: "unsent", cause: outcome.words ?? "" };
  const cause = outcome?.outcome === "accepted" ? "it lived when the last process ended" : sent ? "no answer was seen" : "it may have left";
  return { kind: "unknown", since: desk.now, cause: `recovered: ${cause}`, listed: false };
}

/** Accepted changes are the order as it is; one without an outcome counts with both of its legs. */
function applyChanges(entry: LedgerEntry, lines: readonly Line<"amend">[]): void {
  for (const { change, outcome } of lines) {
    const wanted = changeOf(change, entry.intent.instrument);
    if (outcome === "accepted") entry.intent = changedIntent(entry.intent, wanted);
    entry.pendingChange = outcome === "asked" || outcome === "unknown" ? wanted : undefined;
  }
}

/** An intent with a change in it. */
export function changedIntent(intent: LedgerEntry["intent"], change: OrderChange): LedgerEntry["intent"] {
  const { style, amount } = intent;
  const { price, size, triggerPrice } = change;
  const priced = price === undefined || style.kind === "market" ? style : { ...style, price };
  const woken =
    triggerPrice !== undefined && "trigger" in priced ? { ...priced, trigger: { ...priced.trigger, price: triggerPrice } } : priced;
  return { ...intent, style: woken, amount: size === undefined ? amount : { kind: "size", size } };
}

/** Our wall time of then as the venue's clock is beside ours now. */
const venueTime = (desk: LedgerDesk, at: number) => epochMs(at + (venueNow(desk.context) - desk.context.clock.now()));
