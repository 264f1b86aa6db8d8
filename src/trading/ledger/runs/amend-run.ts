// One change of a resting order. While it is undecided both terms count; what the order is afterwards is read from the order itself.

import { type OrderReport } from "#core/account/account-event";
import { changeIn, eventIn } from "#core/account/joint-scales";
import { type ClearedChange, type OrderChange } from "#core/account/order";
import { type PlaceAnswer } from "#core/account/order-outcome";
import { type TruebookError, UsageError } from "#core/error";
import { type Timer } from "#core/port";
import { type Evidence } from "#trading/ledger/evidence";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { Questions } from "#trading/ledger/questions";
import { changedIntent } from "#trading/ledger/recovery/adopted-intents";
import { journalledChange } from "#trading/ledger/recovery/journal-lines";
import { kept, refusedByJournal } from "#trading/ledger/runs/submit-run";
import { submitOutcome } from "#trading/submit-outcome";
import { type CallOutcome } from "#transport/rest-call";
import { type OrderCapabilities } from "#venues/account";

/** An undecided change, and until when its old terms prove nothing. */
interface Doubt {
  /** Which change of the order: see `LedgerEntry.changes`. */
  readonly turn: number;
  readonly until: number;
  /** The venue said no: terms that nobody can see are the old ones. */
  readonly isRefused: boolean;
}

const ASK_AFTER_MS = 500;

type Written = "asked" | "accepted" | "rejected" | "unsent" | "unknown";

export class Amends {
  readonly #desk: LedgerDesk;
  readonly #evidence: Evidence;
  readonly #timers = new Map<LedgerEntry, Timer>();

  constructor(desk: LedgerDesk, evidence: Evidence) {
    this.#desk = desk;
    this.#evidence = evidence;
  }

  /** Throws UsageError for an order that cannot be changed, or a venue that changes none. */
  amend(entry: LedgerEntry, change: OrderChange, settled: (result: SubmitResult) => void): void {
    const desk = this.#desk;
    desk.follow();
    const { orders, description } = desk.codec(entry);
    const missing = missingIn(change, description.orders.amend);
    if (orders.amend === undefined || missing.length > 0) {
      throw new UsageError(
        "not-offered",
        `The venue does not change ${missing.join(" and ")} of an order; cancel it, and place another once it has ended.`,
      );
    }
    if (entry.state.kind !== "live" || entry.pendingChange !== undefined) {
      throw new UsageError(
        "order-not-open",
        `Order ${entry.clientOrderId} is ${stateWords(entry)}; only an open order without a change under way is changed.`,
      );
    }
    const clearance = desk.options.gate.clearChange(entry.intent, change);
    if (clearance.kind === "refused") {
      desk.counts.refused += 1;
      desk.log("warn", "order-refused", entry, { rule: clearance.rule, words: clearance.words });
      settled(clearance);
      return;
    }
    try {
      this.#write(entry, { change, outcome: "asked" });
    } catch (error) {
      desk.counts.refused += 1;
      settled(refusedByJournal(error));
      return;
    }
    entry.pendingChange = change;
    entry.changes += 1;
    desk.note(entry, "a change is under way");
    desk.tell(entry);
    const call = orders.amend(entry.reference, clearance.order);
    const { instrument } = entry.intent;
    // Its market may come to other scales before it leaves, and before it is answered.
    const now = <Change extends OrderChange>(asked: Change): Change => changeIn(asked, instrument, entry.intent.instrument);
    const recheck = (): TruebookError | undefined => this.#leaving(entry, now(clearance.order));
    const { leaveWithinMs, answerWithinMs } = desk.settings;
    const done = (outcome: CallOutcome<PlaceAnswer>): void => this.#judge(entry, { change: now(change), outcome }, settled);
    desk.context.requester.send(call, done, { leaveWithinMs, deadlineMs: leaveWithinMs + answerWithinMs, recheck });
  }

  /**
   * Looks what became of a change. The terms of before may still be shown for a while although the change was made, unless it was
   * refused; the new ones prove themselves at once.
   */
  resolve(entry: LedgerEntry, about: { readonly isRefused: boolean } = { isRefused: false }): void {
    if (entry.pendingChange === undefined || this.#timers.has(entry) || this.#desk.stopped) return;
    const doubtMs = about.isRefused ? 0 : this.#doubtMs(entry);
    this.#askLater(entry, { turn: entry.changes, until: this.#desk.now + doubtMs, ...about });
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #leaving(entry: LedgerEntry, change: ClearedChange): TruebookError | undefined {
    if (this.#desk.stopped || entry.cancelWanted || entry.state.kind !== "live") {
      return kept("order-not-open", `The change of ${entry.clientOrderId} was not sent: the order is ending.`);
    }
    const refused = this.#desk.options.gate.recheckChange(entry.intent, change);
    if (refused !== undefined) entry.refusal = refused;
    return refused === undefined ? undefined : kept("order-refused", `The change was not sent: ${refused.words}`);
  }

  #judge(
    entry: LedgerEntry,
    about: { readonly change: OrderChange; readonly outcome: CallOutcome<PlaceAnswer> },
    settled: (result: SubmitResult) => void,
  ): void {
    const { change, outcome } = about;
    const result = submitOutcome(outcome);
    const { refusal } = entry;
    entry.refusal = undefined;
    this.#desk.note(entry, `change: ${result.kind}`);
    this.#write(entry, { change, outcome: result.kind });
    if (result.kind === "accepted") {
      const report = outcome.kind === "value" && outcome.value.kind === "accepted" ? outcome.value.report : undefined;
      this.#accepted(entry, change);
      if (report !== undefined || result.venueOrderId !== entry.venueOrderId) {
        this.#replaced(entry, result.venueOrderId);
        this.#evidence.accepted(entry, result.venueOrderId, report);
      }
      this.#decided(entry);
    } else if (result.kind === "unsent") entry.pendingChange = undefined;
    // A refused change may have taken the order with it: it is asked for before its terms are believed.
    else if (entry.isOver) this.#lookForAnother(entry);
    else this.resolve(entry, { isRefused: result.kind === "rejected" });
    this.#desk.tell(entry);
    settled(result.kind === "unsent" && refusal !== undefined ? refusal : result);
  }

  #accepted(entry: LedgerEntry, change: OrderChange): void {
    entry.intent = changedIntent(entry.intent, change);
  }

  /** The venue made another order of it: the old one counts until its end is shown. */
  #replaced(entry: LedgerEntry, id: LedgerEntry["venueOrderId"]): void {
    const old = entry.venueOrderId;
    if (id === undefined || id === old) return;
    entry.guess = undefined;
    this.#desk.book.bind(entry, id);
    entry.venueOrderId = id;
    this.#desk.options.side.keeper(entry.intent.instrument.product).refresh("an order was replaced");
  }

  #doubtMs(entry: LedgerEntry): number {
    return this.#desk.codec(entry).description.orders.visibleAfterMs * this.#desk.settings.visibleFactor;
  }

  #askLater(entry: LedgerEntry, doubt: Doubt): void {
    this.#timers.set(
      entry,
      this.#desk.context.clock.after(ASK_AFTER_MS, () => this.#ask(entry, doubt)),
    );
  }

  #ask(entry: LedgerEntry, doubt: Doubt): void {
    this.#timers.delete(entry);
    const { turn, until, isRefused } = doubt;
    const undecided = (): OrderChange | undefined =>
      entry.isOver || entry.changes !== turn || this.#desk.stopped ? undefined : entry.pendingChange;
    if (entry.isOver) this.#lookForAnother(entry);
    if (undecided() === undefined) return;
    const { product } = entry.intent.instrument;
    const askedAt = this.#desk.now;
    const questions = new Questions(this.#desk, product, () => this.#askLater(entry, doubt));
    questions.order(entry.reference, (told) => {
      this.#desk.join(entry);
      const change = undecided();
      if (change === undefined) return;
      const report = told === undefined ? undefined : eventIn(told, entry.intent.instrument);
      // No report tells a trigger: of a change of one, only an answer proves that it was made.
      const isSeen = change.triggerPrice === undefined;
      if (report === undefined) this.#desk.options.side.keeper(product).refresh("an order is gone after a change");
      const isDone = isSeen && report !== undefined && hasTerms(report, change);
      if (report === undefined || (!isDone && askedAt < until)) {
        this.#askLater(entry, doubt);
        return;
      }
      if (isDone) this.#accepted(entry, change);
      if (isSeen || isRefused) {
        this.#write(entry, { change, outcome: isDone ? "accepted" : "rejected" });
        this.#desk.note(entry, isDone ? "the change is there" : "the order is as it was before the change");
      } else this.#desk.alarm(entry, "nobody shows whether its trigger was changed; cancel it and place another");
      this.#decided(entry);
      this.#evidence.take(entry, report);
    });
  }

  /** It ended before anybody knew what became of its change, which may have made a second order: every open order is asked for. */
  #lookForAnother(entry: LedgerEntry): void {
    if (this.#desk.stopped) return;
    this.#desk.note(entry, "ended with a change undecided: looking for what the change may have made");
    this.#desk.options.side.keeper(entry.intent.instrument.product).refresh("an order ended with a change undecided");
  }

  /** One order is left of it, or more than one, which nobody wanted: the one with the newest terms stays. */
  #decided(entry: LedgerEntry): void {
    const change = entry.pendingChange;
    entry.pendingChange = undefined;
    const legs = entry.liveLegs;
    if (legs.length < 2 || change === undefined) return;
    const kept =
      legs.findLast((id) => {
        const leg = entry.legs.get(id);
        return leg !== undefined && hasTerms(leg, change);
      }) ?? entry.venueOrderId;
    this.#desk.alarm(entry, `a change was half done: the venue holds ${legs.join(" and ")}`);
    for (const id of legs) if (id !== kept) this.#desk.work.cancelTwin(entry, id);
  }

  /** What happened is recorded as far as it can be; what shall happen must be. */
  #write(entry: LedgerEntry, { change, outcome }: { readonly change: OrderChange; readonly outcome: Written }): void {
    const { clientOrderId, intent } = entry;
    const line = { kind: "amend", clientOrderId, change: journalledChange(change, intent.instrument), outcome } as const;
    if (outcome === "asked") this.#desk.write(line);
    else this.#desk.record(line);
  }
}

const hasTerms = (report: OrderReport, { price, size }: OrderChange): boolean =>
  (price === undefined || report.price === price) && (size === undefined || report.size === size);

/** What of a change the venue does not offer. */
function missingIn(change: OrderChange, offered: OrderCapabilities["amend"]): readonly string[] {
  const { price, size, triggerPrice } = change;
  const wanted = [
    ...(price === undefined ? [] : ["price"]),
    ...(size === undefined ? [] : ["size"]),
    ...(triggerPrice === undefined ? [] : ["trigger"]),
  ];
  return wanted.filter((each) => !offered.some((can) => can === each));
}

const stateWords = ({ state, pendingChange }: LedgerEntry): string =>
  state.kind === "live" && pendingChange !== undefined ? "being changed already" : state.kind;
