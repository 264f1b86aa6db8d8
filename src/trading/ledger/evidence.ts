// What the venue says of our orders, from wherever and in whatever order it comes, as states of the ledger. The account state has
// merged it already; here it is tied to intents, and whoever waits for an outcome is told on the first proof.

import {
  type AccountEvent,
  type AccountOrigin,
  type FillReport,
  isFinal,
  type OrderReport,
  type OrderStatus,
} from "#core/account/account-event";
import { eventIn } from "#core/account/joint-scales";
import { type VenueOrderId } from "#core/account/order";
import { type RejectReason, type SubmitOutcome } from "#core/account/order-outcome";
import { unitsToText } from "#core/decimal";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry, TOLD_BY_WISH } from "#trading/ledger/ledger-entry";
import { type LedgerState } from "#trading/ledger/ledger-types";

export class Evidence {
  readonly #desk: LedgerDesk;

  constructor(desk: LedgerDesk) {
    this.#desk = desk;
  }

  /** Everything that becomes known of the account passes here. */
  heard(event: AccountEvent): void {
    if (event.kind === "order") {
      const entry = this.#entryOf(event);
      if (entry !== undefined) this.take(entry, event);
    } else if (event.kind === "fill") this.#filled(event);
  }

  /** An answer proves that the venue has the order, under this name. */
  accepted(entry: LedgerEntry, id: VenueOrderId, report: OrderReport | undefined): void {
    const { product } = entry.intent.instrument;
    const state = this.#desk.state(product);
    this.#bind(entry, id);
    // The keeper must miss it when the stream never tells of it.
    state.apply(report ?? pendingReport(entry, id, "reply"));
    const known = state.order(id);
    if (known !== undefined) this.take(entry, known);
  }

  /** A report is about an entry: by its names, or because nothing else fits. */
  take(entry: LedgerEntry, told: OrderReport): void {
    this.#desk.join(entry);
    const report = eventIn(told, entry.intent.instrument);
    if (this.#unguess(entry, report) === "another's") return;
    this.#bind(entry, report.venueOrderId);
    entry.legs.set(report.venueOrderId, report);
    const isCounted = this.#countFills(entry);
    const before = entry.state.kind;
    if (before === "ended" || (before === "rejected" && report.status === "rejected")) {
      if (entry.liveLegs.length === 0 && !isOtherEnd(entry)) {
        if (isCounted) this.#counted(entry);
        return;
      }
    }
    const wasProven = before === "live" || before === "ended";
    if (!wasProven) this.#firstProof(entry, report);
    if (entry.liveLegs.length > 0) this.#live(entry, report);
    else this.#ended(entry, report.status);
    this.#answer(entry, report);
  }

  // ── whose it is ──────────────────────────────────────────────────────────────────────────────────────────────────

  #entryOf({ venueOrderId, clientOrderId, instrument }: OrderReport | FillReport): LedgerEntry | undefined {
    const { book } = this.#desk;
    const bound = book.byVenueId(instrument.product, venueOrderId);
    if (bound !== undefined) return bound;
    const named = clientOrderId === undefined ? undefined : book.get(clientOrderId);
    if (named === undefined) return undefined;
    const own = named.intent.instrument;
    return own.product === instrument.product && own.symbol === instrument.symbol ? named : undefined;
  }

  /**
   * An order without a whole name may have been taken for this one by what it wants. A name decides: should ours stand on another order, or
   * another's on that one, it is somebody else's, and what was believed of ours by it is not known.
   */
  #unguess(entry: LedgerEntry, { venueOrderId, clientOrderId }: OrderReport | FillReport): "ours" | "another's" {
    const { guess } = entry;
    // A change may make another order of it, which carries our name too.
    if (guess === undefined || clientOrderId === undefined || entry.pendingChange !== undefined) return "ours";
    const isOurs = clientOrderId === entry.clientOrderId;
    const isGuess = venueOrderId === guess;
    if (isGuess && isOurs) entry.guess = undefined;
    // The beginning of our name, where the venue cuts names, says no more than none.
    else if (isOurs || (isGuess && !entry.clientOrderId.startsWith(clientOrderId))) this.#release(entry, guess);
    return isGuess && entry.guess === undefined && !isOurs ? "another's" : "ours";
  }

  #release(entry: LedgerEntry, id: VenueOrderId): void {
    const desk = this.#desk;
    const { product } = entry.intent.instrument;
    const words = `order ${id} was taken for it by what it wants, and is somebody else's`;
    entry.guess = undefined;
    desk.book.unbind(entry, id);
    desk.work.leaveAlone(entry, id);
    desk.join(entry);
    entry.forgets(desk.state(product).fills.filter(({ venueOrderId }) => venueOrderId === id));
    this.#countFills(entry);
    desk.become(entry, { kind: "unknown", since: desk.now, cause: words, listed: false });
    desk.alarm(entry, words);
    desk.work.resolve(entry);
  }

  #bind(entry: LedgerEntry, id: VenueOrderId): void {
    if (!this.#desk.book.bind(entry, id)) return;
    this.#desk.note(entry, `the venue calls it ${id}`);
    if (entry.legs.size === 1 || entry.pendingChange !== undefined) return;
    this.#desk.alarm(entry, `the venue holds another order of the same name: ${id}`);
    this.#desk.work.cancelTwin(entry, id);
  }

  // ── what it means ────────────────────────────────────────────────────────────────────────────────────────────────

  #firstProof(entry: LedgerEntry, report: OrderReport): void {
    const desk = this.#desk;
    const before = entry.state;
    const told = `${report.origin}: ${report.status}`;
    const words = entry.guess === report.venueOrderId ? TOLD_BY_WISH : undefined;
    if (before.kind === "unknown") {
      desk.counts.resolved += 1;
      // It blocked orders, maybe.
      if (before.listed) desk.work.reconcile(entry.intent.instrument.product, "a listed order is known again");
      desk.log("info", "order-resolved", entry, { status: report.status, origin: report.origin });
    } else if (before.kind !== "sent") {
      desk.alarm(entry, `it was ${before.kind}, and the venue shows it: ${report.status}`);
    }
    desk.note(entry, `acknowledged by ${told}`);
    desk.log("info", "order-acknowledged", entry, { status: report.status, origin: report.origin });
    if (report.status === "rejected") return;
    desk.counts.accepted += 1;
    desk.options.gate.answered({ kind: "accepted" });
    const { clientOrderId } = entry;
    desk.record({ kind: "outcome", clientOrderId, outcome: "accepted", venueOrderId: report.venueOrderId, words });
  }

  #live(entry: LedgerEntry, report: OrderReport): void {
    const status = isFinal(report.status) ? "open" : report.status;
    const isNews = entry.state.kind !== "live" || entry.state.status !== status;
    if (isNews) this.#desk.note(entry, `${report.origin}: ${status}`);
    if (isNews) this.#desk.become(entry, { kind: "live", status });
    else this.#desk.tell(entry);
    if (entry.cancelWanted) this.#desk.work.cancel(entry);
  }

  #ended(entry: LedgerEntry, told: OrderStatus): void {
    const desk = this.#desk;
    const statuses = [...entry.legs].flatMap(([id, leg]) => leg?.status ?? entry.endedBefore.get(id) ?? []);
    // Of several legs the one that traded whole says how the order ended.
    const status = statuses.includes("filled") ? "filled" : told;
    if (!(status === "filled" || status === "cancelled" || status === "expired" || status === "rejected")) return;
    const filledSize = filledText(entry);
    entry.pendingChange = undefined;
    desk.note(entry, `ended: ${status}, ${filledSize} filled`);
    if (status !== "filled") desk.log("info", status === "rejected" ? "order-rejected" : "order-cancelled", entry, { status, filledSize });
    this.#recordEnd(entry, status);
    desk.become(entry, { kind: "ended", status });
    if (status === "rejected") desk.options.gate.answered({ kind: "rejected", reason: refusalOf(entry) });
  }

  /** Told; and where the order had ended, written down again: the next process must not find the figure that its end was told with. */
  #counted(entry: LedgerEntry): void {
    if (entry.state.kind === "ended") this.#recordEnd(entry, entry.state.status);
    this.#desk.tell(entry);
  }

  #recordEnd(entry: LedgerEntry, status: Extract<LedgerState, { kind: "ended" }>["status"]): void {
    const { clientOrderId, venueOrderId } = entry;
    this.#desk.record({ kind: "ended", clientOrderId, venueOrderId, status, filledSize: filledText(entry) });
  }

  /** Tells those who wait for the outcome of the order itself. */
  #answer(entry: LedgerEntry, report: OrderReport): void {
    const { venueOrderId } = report;
    const isRefusal = report.status === "rejected" && entry.filled === 0;
    const outcome: SubmitOutcome = isRefusal
      ? { kind: "rejected", reason: "unrecognized", venueCode: report.words ?? "" }
      : { kind: "accepted", venueOrderId: entry.venueOrderId ?? venueOrderId };
    entry.settle(outcome);
  }

  // ── fills ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #filled(told: FillReport): void {
    const entry = this.#entryOf(told);
    if (entry === undefined) {
      this.#desk.work.stranger(told);
      return;
    }
    this.#desk.join(entry);
    const fill = eventIn(told, entry.intent.instrument);
    if (this.#unguess(entry, fill) === "another's") return;
    if (entry.legs.get(fill.venueOrderId) === undefined) this.#provenBy(fill, entry);
    this.#journal(entry, fill);
    if (this.#countFills(entry)) this.#counted(entry);
  }

  /** Each trade stands in the journal once, also when a later process reads it again. */
  #journal(entry: LedgerEntry, { tradeId, price, size, fee, voided, instrument }: FillReport): void {
    const { clientOrderId } = entry;
    if (voided === true || !entry.records(tradeId, size)) return;
    const paid = fee === undefined ? undefined : `${fee.amount} ${fee.currency}`;
    this.#desk.record({ kind: "fill", clientOrderId, tradeId, price, size: unitsToText(size, instrument.sizeScale), fee: paid });
  }

  /** A trade before everything else proves that the order was taken. One that had ended is not woken by its trades, told late or again. */
  #provenBy(fill: FillReport, entry: LedgerEntry): void {
    const { product } = entry.intent.instrument;
    const id = fill.venueOrderId;
    this.#bind(entry, id);
    if (entry.state.kind === "ended") return;
    const state = this.#desk.state(product);
    // Said by whoever told the trade: of a history, no stream tells again.
    if (state.order(id) === undefined) state.apply(pendingReport(entry, id, fill.origin));
    const known = state.order(id);
    if (known !== undefined) this.take(entry, known);
  }

  /** The most that anybody said was filled. Returns whether it grew. */
  #countFills(entry: LedgerEntry): boolean {
    const { instrument } = entry.intent;
    const state = this.#desk.state(instrument.product);
    let filled = 0;
    for (const [id, report] of entry.legs) filled += Math.max(report?.filledSize ?? 0, state.filledOf(id));
    const isTold = [...entry.endedBefore.keys()].every((id) => entry.legs.get(id)?.filledSize !== undefined);
    if (!isTold) filled = Math.max(filled, entry.filledBefore);
    if (filled === entry.filled) return false;
    const before = entry.filled;
    entry.filled = filled;
    const scale = instrument.sizeScale;
    const more = { filledSize: unitsToText(filled, scale), more: unitsToText(Math.max(0, filled - before), scale) };
    this.#desk.note(entry, `filled ${more.filledSize}`);
    // Less than before: the venue took a trade back, which the keeper told loudly.
    if (filled < before) return true;
    this.#desk.log("info", "order-filled", entry, more);
    return true;
  }
}

/** Whether an order that ended as cancelled traded whole after all: a second order of its change did, or its own end was told wrong. */
function isOtherEnd({ state, legs }: LedgerEntry): boolean {
  return state.kind === "ended" && state.status !== "filled" && [...legs.values()].some((leg) => leg?.status === "filled");
}

const filledText = ({ filled, intent }: LedgerEntry): string => unitsToText(filled, intent.instrument.sizeScale);

/** Why a stream that tells no reason refused an order: what the order asked for itself is no sign of a loop. */
function refusalOf({ intent: { style } }: LedgerEntry): RejectReason {
  const inForce = style.kind === "limit" ? style.timeInForce : undefined;
  if (inForce === "post-only") return "post-only-would-trade";
  return inForce === "fok" ? "fok-unfillable" : "unrecognized";
}

/** All that an accepting answer proves: the order is there. What it wants to be is what we asked for. */
function pendingReport(entry: LedgerEntry, venueOrderId: VenueOrderId, origin: AccountOrigin): OrderReport {
  const { instrument, clientOrderId, side, style, amount, effect } = entry.intent;
  return {
    kind: "order",
    instrument,
    venueOrderId,
    clientOrderId,
    status: style.kind === "stop" || style.kind === "take-profit" ? "untriggered" : "pending",
    side,
    style: style.kind,
    price: style.kind === "market" ? undefined : style.price,
    size: amount.kind === "size" ? amount.size : undefined,
    filledSize: undefined,
    averagePrice: undefined,
    reduceOnly: effect === "reduce-only",
    words: undefined,
    venueTime: undefined,
    origin,
  };
}
