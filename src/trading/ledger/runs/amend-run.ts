// One change of a resting order. While it is undecided both terms count; what the order is afterwards is read from the order itself.

import { type ClearedChange, type OrderChange } from "#core/account/order";
import { type PlaceAnswer } from "#core/account/order-outcome";
import { type TruebookError, UsageError } from "#core/error";
import { type Timer } from "#core/port";
import { changedIntent } from "#trading/ledger/adopted-intents";
import { type Evidence } from "#trading/ledger/evidence";
import { journalledChange } from "#trading/ledger/journal-lines";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { Questions } from "#trading/ledger/questions";
import { kept, refusedByJournal } from "#trading/ledger/runs/submit-run";
import { submitOutcome } from "#trading/submit-outcome";
import { type CallOutcome } from "#transport/rest-call";

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
    const { orders, description } = desk.codec(entry);
    const wanted = [change.price && "price", change.size && "size", change.triggerPrice && "trigger"].filter((each) => each !== undefined);
    const missing = wanted.filter((each) => !description.orders.amend.some((can) => can === each));
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
      this.#write(entry, change, "asked", true);
    } catch (error) {
      desk.counts.refused += 1;
      settled(refusedByJournal(error));
      return;
    }
    entry.pendingChange = change;
    desk.note(entry, "a change is under way");
    desk.tell(entry);
    const call = orders.amend(entry.reference, clearance.order);
    const recheck = (): TruebookError | undefined => this.#leaving(entry, clearance.order);
    const { leaveWithinMs, answerWithinMs } = desk.settings;
    const done = (outcome: CallOutcome<PlaceAnswer>): void => this.#judge(entry, { change, outcome }, settled);
    desk.context.requester.send(call, done, { leaveWithinMs, deadlineMs: leaveWithinMs + answerWithinMs, recheck });
  }

  /** Looks what became of a change of which nobody knows. */
  resolve(entry: LedgerEntry): void {
    const change = entry.pendingChange;
    if (change === undefined || this.#timers.has(entry) || this.#desk.stopped) return;
    const { visibleAfterMs } = this.#desk.codec(entry).description.orders;
    const waitMs = visibleAfterMs * this.#desk.settings.visibleFactor;
    this.#timers.set(
      entry,
      this.#desk.context.clock.after(waitMs, () => this.#ask(entry, change)),
    );
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
    this.#write(entry, change, result.kind, false);
    if (result.kind === "accepted") {
      const report = outcome.kind === "value" && outcome.value.kind === "accepted" ? outcome.value.report : undefined;
      this.#accepted(entry, change);
      if (report !== undefined || result.venueOrderId !== entry.venueOrderId) {
        this.#replaced(entry, result.venueOrderId);
        this.#evidence.accepted(entry, result.venueOrderId, report);
      }
      entry.pendingChange = undefined;
    } else if (result.kind === "unsent") entry.pendingChange = undefined;
    // A refused change may have taken the order with it: it is asked for before its terms are believed.
    else this.resolve(entry);
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
    this.#desk.book.bind(entry, id);
    entry.venueOrderId = id;
    this.#desk.options.side.keeper(entry.intent.instrument.product).refresh("an order was replaced");
  }

  #ask(entry: LedgerEntry, change: OrderChange): void {
    this.#timers.delete(entry);
    if (entry.isOver || entry.pendingChange !== change) return;
    const { product } = entry.intent.instrument;
    const questions = new Questions(this.#desk, product, () => this.resolve(entry));
    questions.order(entry.reference, (report) => {
      if (entry.isOver || entry.pendingChange !== change) return;
      if (report === undefined) {
        this.#desk.options.side.keeper(product).refresh("an order is gone after a change");
        this.resolve(entry);
        return;
      }
      const isDone =
        (change.price === undefined || report.price === change.price) && (change.size === undefined || report.size === change.size);
      if (isDone) this.#accepted(entry, change);
      this.#write(entry, change, isDone ? "accepted" : "rejected", false);
      this.#desk.note(entry, isDone ? "the change is there" : "the order is as it was before the change");
      entry.pendingChange = undefined;
      this.#evidence.take(entry, report);
    });
  }

  #write(entry: LedgerEntry, change: OrderChange, outcome: Written, must: boolean): void {
    const { clientOrderId, intent } = entry;
    const line = { kind: "amend", clientOrderId, change: journalledChange(change, intent.instrument), outcome } as const;
    if (must) this.#desk.write(line);
    else this.#desk.record(line);
  }
}

const stateWords = ({ state, pendingChange }: LedgerEntry): string =>
  state.kind === "live" && pendingChange !== undefined ? "being changed already" : state.kind;
