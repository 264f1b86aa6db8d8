// The way out for orders: gate, reservation, journal, send, all in one turn as far as the limiter lets it, and what the answer means.
// Nothing is ever sent twice: an id that is known settles with what is known of it.

import { type ClearedOrder, type OrderIntent } from "#core/account/order";
import { type PlaceAnswer, type SubmitOutcome } from "#core/account/order-outcome";
import { type Refused, type RiskRule } from "#core/account/risk";
import { TransportError, TruebookError, UsageError } from "#core/error";
import { type Evidence } from "#trading/ledger/evidence";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { LedgerEntry } from "#trading/ledger/ledger-entry";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { journalledIntent } from "#trading/ledger/recovery/journal-lines";
import { knownOutcome } from "#trading/ledger/runs/known-outcome";
import { sameIntent } from "#trading/ledger/runs/same-intent";
import { submitOutcome } from "#trading/submit-outcome";
import { venueNow } from "#trading/trading-context";
import { type PrivateCall } from "#transport/private-call";
import { type CallOutcome } from "#transport/rest-call";

/** An order that is cleared, counted and written down, and has not left. */
export interface Reserved {
  readonly entry: LedgerEntry;
  readonly order: ClearedOrder;
  readonly call: PrivateCall<PlaceAnswer>;
}

export type Reservation = (Reserved & { readonly kind: "reserved" }) | Refused;

type PlaceOutcome = CallOutcome<PlaceAnswer>;

export class Submits {
  readonly #desk: LedgerDesk;
  readonly #evidence: Evidence;

  constructor(desk: LedgerDesk, evidence: Evidence) {
    this.#desk = desk;
    this.#evidence = evidence;
  }

  submit(intent: OrderIntent, settled: (result: SubmitResult) => void, leaveWithinMs?: number): void {
    if (this.again(intent, settled)) return;
    const reservation = this.reserve(intent);
    if (reservation.kind === "refused") settled(reservation);
    else {
      reservation.entry.wait(settled);
      this.send(reservation, { leaveWithinMs, cleared: "in-this-turn" });
    }
  }

  /** Whether an id is known already; it then settles with what is known. Throws UsageError when it belongs to another order. */
  again(intent: OrderIntent, settled: (result: SubmitResult) => void): boolean {
    const { book } = this.#desk;
    const entry = this.known(intent);
    const outcome = entry === undefined ? book.spent.get(intent.clientOrderId) : knownOutcome(entry);
    if (outcome !== undefined) settled(outcome);
    else entry?.wait(settled);
    return outcome !== undefined || entry !== undefined;
  }

  /** The order that has this id already. Throws UsageError when it is another one. */
  known(intent: OrderIntent): LedgerEntry | undefined {
    // What the journal holds and could not be understood may have left: it is not sent again either.
    const lost = this.#desk.work.lost(intent.instrument.product);
    if (lost.some(({ clientOrderId }) => clientOrderId === intent.clientOrderId)) {
      throw new UsageError(
        "order-id-taken",
        `The id ${intent.clientOrderId} belongs to an order of the last process whose instrument is not listed now; nothing was sent. Look for it at the venue.`,
      );
    }
    const entry = this.#desk.book.get(intent.clientOrderId);
    if (entry === undefined || sameIntent(entry.original, intent)) return entry;
    throw new UsageError(
      "order-id-taken",
      `The id ${intent.clientOrderId} belongs to another order of this account; nothing was sent. Give a new id.`,
    );
  }

  /** Gate, reservation and journal. From here on the order counts as exposure. Throws UsageError for what the venue cannot do. */
  reserve(intent: OrderIntent): Reservation {
    const desk = this.#desk;
    const { gate, side } = desk.options;
    const { product } = intent.instrument;
    mustBeName(intent, side.codec(product).description.orders.clientOrderId);
    const clearance = gate.clear(intent);
    if (clearance.kind === "refused") return this.#refused(intent, clearance);
    // Written once before anything is promised: what cannot be written is not journalled.
    const call = side.codec(product).orders.place(clearance.order);
    const entry = new LedgerEntry(intent, venueNow(desk.context));
    entry.checks = clearance.checks;
    entry.book = clearance.book;
    if (intent.amount.kind === "quote") {
      entry.quoteSize = desk.options.quoteSize?.(intent.instrument, intent.amount.quote) ?? entry.quoteSize;
    }
    desk.book.add(entry);
    try {
      desk.write({ kind: "intent", intent: journalledIntent(intent), checks: clearance.checks, book: clearance.book });
    } catch (error) {
      desk.book.remove(entry);
      return this.#refused(intent, refusedByJournal(error));
    }
    desk.counts.submitted += 1;
    desk.note(entry, "cleared and written down");
    desk.log("info", "order-intent", entry, { style: intent.style.kind, effect: intent.effect });
    side.keeper(product).watch(intent.instrument);
    desk.tell(entry);
    return { kind: "reserved", entry, order: clearance.order, call };
  }

  /** Hands an order to the requester; `leaving` is asked again in the turn of the write, which may still be this one. */
  send(reserved: Reserved, wish: { readonly leaveWithinMs?: number | undefined; readonly cleared?: "in-this-turn" } = {}): void {
    const { context, settings } = this.#desk;
    const { entry, call } = reserved;
    const { leaveWithinMs = settings.leaveWithinMs } = wish;
    let cleared: "before" | "in-this-turn" = wish.cleared ?? "before";
    entry.request = context.requester.send(call, (outcome) => this.judge(entry, outcome), {
      leaveWithinMs,
      deadlineMs: leaveWithinMs + settings.answerWithinMs,
      recheck: () => this.leaving(reserved, { bytes: bytesOf(call), cleared }),
    });
    cleared = "before";
  }

  /** In the turn of the write: why an order must not leave after all; otherwise it is written down as sent. */
  leaving(
    { entry, order }: Reserved,
    { bytes, cleared = "before" }: { readonly bytes: string; readonly cleared?: "before" | "in-this-turn" },
  ): TruebookError | undefined {
    const desk = this.#desk;
    if (desk.stopped) return kept("ledger-stopped", `Order ${entry.clientOrderId} was not sent: the connection is closing.`);
    if (entry.cancelWanted) return kept("order-cancelled", `Order ${entry.clientOrderId} was cancelled before it left.`);
    // A stream may have told of it while a refusal was mended: then it is there, whatever the refusal said.
    if (entry.legs.size > 0) return kept("order-known", `Order ${entry.clientOrderId} is at the venue already; it is not sent again.`);
    const refused = desk.options.gate.recheck(order, cleared);
    if (refused !== undefined) {
      entry.refusal = refused;
      return kept("order-refused", `Order ${entry.clientOrderId} was not sent: ${refused.words}`);
    }
    // Asked again, for a connection that was made meanwhile or after a refusal that proved nothing: written down it is already.
    if (entry.left) return undefined;
    try {
      desk.write({ kind: "sent", clientOrderId: entry.clientOrderId, bytes });
    } catch (error) {
      entry.refusal = refusedByJournal(error);
      return kept("order-refused", `Order ${entry.clientOrderId} was not sent: ${entry.refusal.words}`);
    }
    entry.left = true;
    desk.note(entry, `sent: ${bytes}`);
    desk.log("info", "order-sent", entry);
    desk.become(entry, { kind: "sent" });
    return undefined;
  }

  /** What an answer means, or its absence. */
  judge(entry: LedgerEntry, outcome: PlaceOutcome): void {
    entry.request = undefined;
    const verdict = submitOutcome(outcome);
    const report = outcome.kind === "value" && outcome.value.kind === "accepted" ? outcome.value.report : undefined;
    this.#desk.note(entry, `answer: ${wordsOf(verdict)}`);
    switch (verdict.kind) {
      case "accepted":
        this.#evidence.accepted(entry, verdict.venueOrderId, report);
        break;
      case "rejected":
        // The id is known there: the first one lives, or lived.
        if (verdict.reason === "duplicate-client-order-id") this.#unknown(entry, duplicate(entry));
        else this.#rejected(entry, verdict, outcome);
        break;
      case "unsent":
        this.#unsent(entry, verdict);
        break;
      case "unknown":
        this.#unknown(entry, verdict.cause);
        break;
    }
  }

  #rejected(entry: LedgerEntry, verdict: Extract<SubmitOutcome, { kind: "rejected" }>, outcome: PlaceOutcome): void {
    const desk = this.#desk;
    // The stream was faster with the same news.
    if (entry.state.kind === "ended" && entry.state.status === "rejected") return;
    if (entry.legs.size > 0) {
      desk.alarm(entry, `the venue holds it, and answered ${verdict.reason}`);
      return;
    }
    const words = outcome.kind === "value" && outcome.value.kind === "rejected" ? outcome.value.words : verdict.reason;
    desk.counts.rejected += 1;
    desk.log("warn", "order-rejected", entry, { reason: verdict.reason, venueCode: verdict.venueCode, words });
    const { clientOrderId } = entry;
    desk.record({ kind: "outcome", clientOrderId, outcome: "rejected", venueOrderId: undefined, words: `${verdict.venueCode} ${words}` });
    desk.become(entry, { kind: "rejected", words: `${verdict.reason}: ${verdict.venueCode} ${words}` });
    desk.options.gate.answered({ kind: "rejected", reason: verdict.reason });
    entry.settle(verdict);
  }

  #unsent(entry: LedgerEntry, verdict: Extract<SubmitOutcome, { kind: "unsent" }>): void {
    const desk = this.#desk;
    if (entry.legs.size > 0) return;
    const { clientOrderId, refusal } = entry;
    const words = refusal?.words ?? verdict.cause.message;
    if (refusal === undefined) desk.counts.unsent += 1;
    else desk.counts.refused += 1;
    desk.log("warn", refusal === undefined ? "order-unsent" : "order-refused", entry, { words, rule: refusal?.rule });
    desk.record({ kind: "outcome", clientOrderId, outcome: "unsent", venueOrderId: undefined, words });
    desk.become(entry, { kind: "unsent", cause: words });
    entry.settle(refusal ?? verdict);
  }

  #unknown(entry: LedgerEntry, cause: Error): void {
    const desk = this.#desk;
    if (entry.legs.size > 0 || entry.isOver) return;
    const { clientOrderId } = entry;
    desk.counts.unknown += 1;
    desk.log("warn", "order-unknown", entry, { words: cause.message });
    desk.record({ kind: "outcome", clientOrderId, outcome: "unknown", venueOrderId: undefined, words: cause.message });
    desk.become(entry, { kind: "unknown", since: desk.now, cause: cause.message, listed: false });
    entry.settle({ kind: "unknown", cause });
    desk.work.resolve(entry);
  }

  #refused(intent: OrderIntent, refused: Refused): Refused {
    const { counts, context } = this.#desk;
    const { instrument, clientOrderId } = intent;
    counts.refused += 1;
    const { rule, limit, actual, words } = refused;
    context.log.write("warn", "order-refused", {
      instrument: instrument.id,
      product: instrument.product,
      clientOrderId,
      rule,
      limit,
      actual,
      words,
    });
    context.metrics.count("truebook_orders_refused_total", 1, { rule });
    return refused;
  }
}

/** What leaves, without what signs it. */
export function bytesOf({ method, path, query, body }: PrivateCall<unknown>): string {
  const asked = query.map(([name, value]) => `${name}=${value}`).join("&");
  return `${method} ${path}${asked === "" ? "" : `?${asked}`}${body === undefined ? "" : ` ${body}`}`;
}

/** A refusal because it could not be written down: an order that nobody would remember must not exist. */
export function refusedByJournal(error: unknown): Refused {
  const rule: RiskRule = "journal";
  const actual = error instanceof TruebookError ? error.code : "not written";
  const words = "The journal could not be written, so that the order would be forgotten by a crash; nothing was sent.";
  return {
    kind: "refused",
    rule,
    limit: undefined,
    actual,
    words,
    action: "halt",
    checks: [{ rule, passed: false, limit: undefined, actual }],
  };
}

/** Stops a request in the turn in which it would have left. */
export function kept(code: string, message: string): TransportError {
  return new TransportError(code, message, { phase: "before-send", retry: { kind: "never" } });
}

function mustBeName({ clientOrderId: id }: OrderIntent, rules: { readonly lengthMax: number; readonly pattern: string }): void {
  if (id.length > 0 && id.length <= rules.lengthMax && new RegExp(rules.pattern).test(id)) return;
  throw new UsageError(
    "order-id-form",
    `The id of an order does not fit the venue: at most ${rules.lengthMax} characters that match ${rules.pattern}; nothing was sent.`,
  );
}

const duplicate = ({ clientOrderId }: LedgerEntry): TruebookError =>
  new TruebookError("duplicate-order-id", `The venue knows the id ${clientOrderId} already: the order may live, and is looked for.`);

function wordsOf(verdict: SubmitOutcome): string {
  switch (verdict.kind) {
    case "accepted":
      return `accepted as ${verdict.venueOrderId}`;
    case "rejected":
      return `rejected, ${verdict.reason} (${verdict.venueCode})`;
    case "unsent":
    case "unknown":
      return `${verdict.kind}, ${verdict.cause.message}`;
  }
}
