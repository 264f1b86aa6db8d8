// One order that shall end: the cancel is repeated until the venue shows the end, whatever its answers were. Nothing replaces the order
// before that proof.

import { isFinal, type OrderReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type CancelAnswer } from "#core/account/order-outcome";
import { TruebookError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type CancelResult } from "#trading/ledger/ledger-types";
import { Questions } from "#trading/ledger/questions";
import { type CallOutcome } from "#transport/rest-call";

/** One attempt gets this long; the next one has another number and maybe another connection. */
const ATTEMPT_MS = 4_000;

/** Cancels one order of the venue's. `settled` is called once, on evidence or after a while; the run goes on until the end is proven. */
export class CancelRun {
  readonly #desk: LedgerDesk;
  readonly #entry: LedgerEntry;
  readonly #id: VenueOrderId;
  readonly #waiting: ((result: CancelResult) => void)[] = [];
  #attempts = 0;
  #last: CancelResult | undefined;
  #timer: Timer | undefined;
  #patience: Timer | undefined;
  #busy = false;
  #ended = false;

  readonly #done: () => void;

  constructor(desk: LedgerDesk, about: { readonly entry: LedgerEntry; readonly id: VenueOrderId; readonly done: () => void }) {
    this.#desk = desk;
    this.#entry = about.entry;
    this.#id = about.id;
    this.#done = about.done;
  }

  wait(settled: (result: CancelResult) => void): void {
    const { clock } = this.#desk.context;
    this.#waiting.push(settled);
    this.#patience ??= clock.after(this.#desk.settings.cancelWithinMs, () => this.#settle(this.#last ?? undecided(this.#entry)));
  }

  /** Sends it now, if none is under way. */
  attempt(): void {
    if (this.#busy || this.#ended || this.#desk.stopped) return;
    this.#timer?.cancel();
    this.#desk.follow();
    const { context } = this.#desk;
    const { instrument } = this.#entry.intent;
    this.#attempts += 1;
    this.#busy = true;
    const { orders } = this.#desk.codec(this.#entry);
    const untriggered = this.#report?.status === "untriggered";
    this.#desk.note(this.#entry, `cancel ${this.#attempts} of ${this.#id}`);
    this.#desk.log("info", "order-cancel-sent", this.#entry, { order: this.#id, attempt: this.#attempts });
    const done = (outcome: CallOutcome<CancelAnswer>): void => this.#judge(outcome);
    context.requester.send(orders.cancel({ instrument, venueOrderId: this.#id, untriggered }), done, { deadlineMs: ATTEMPT_MS });
    if (this.#attempts % this.#desk.settings.escalateAfter === 0) this.#escalate();
  }

  /** Something became known of the order. */
  heard(report: OrderReport): void {
    if (this.#ended || report.venueOrderId !== this.#id || !isFinal(report.status)) return;
    this.#ended = true;
    this.#timer?.cancel();
    this.#done();
    const isCancelled = report.status === "cancelled" || report.status === "expired";
    const was = report.status === "filled" ? "filled" : "cancelled";
    this.#settle(
      isCancelled ? { kind: "cancelled", report } : { kind: "not-open", was, venueCode: "", words: report.words ?? report.status },
    );
  }

  stop(): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#patience?.cancel();
    this.#settle(this.#last ?? undecided(this.#entry));
  }

  get #report(): OrderReport | undefined {
    return this.#desk.state(this.#entry.intent.instrument.product).order(this.#id);
  }

  #judge(outcome: CallOutcome<CancelAnswer>): void {
    this.#busy = false;
    if (this.#ended || this.#desk.stopped) return;
    if (outcome.kind === "failed") {
      this.#last = { kind: "unknown", cause: outcome.error };
      this.#ask();
      return;
    }
    const answer = outcome.value;
    this.#desk.note(this.#entry, `cancel answered: ${answer.kind}`);
    if (answer.kind === "unclear") this.#last = { kind: "unknown", cause: new TruebookError("unclear-answer", answer.words) };
    else this.#last = answer;
    if (answer.kind === "cancelled") this.#cancelled(answer.report);
    else if (answer.kind === "requested" && answer.report !== undefined) this.#apply(answer.report);
    if (!this.#ended) this.#ask();
  }

  /** The venue says that it is cancelled: that much is evidence, also where it repeats nothing of the order. */
  #cancelled(report: OrderReport | undefined): void {
    const known = this.#report;
    if (report !== undefined) this.#apply(report);
    // How much of it was filled by then the answer did not say.
    else if (known !== undefined) this.#apply({ ...known, status: "cancelled", filledSize: undefined, origin: "reply" });
  }

  #apply(report: OrderReport): void {
    this.#desk.state(this.#entry.intent.instrument.product).apply(report);
    const known = this.#report;
    if (known !== undefined) this.heard(known);
  }

  /** Whatever the answer was, the order itself is asked for: "not open" may mean filled, cancelled, or not seen yet. */
  #ask(): void {
    const { instrument } = this.#entry.intent;
    const { product } = instrument;
    const untriggered = this.#report?.status === "untriggered";
    const questions = new Questions(this.#desk, product, () => this.#again());
    questions.order({ instrument, venueOrderId: this.#id, untriggered }, (report) => {
      if (report !== undefined) this.heard(report);
      // No word of an order that was open: the keeper asks for everything, and says what became of it.
      else if (this.#last?.kind === "not-open") this.#desk.options.side.keeper(product).refresh("an order is gone");
      if (!this.#ended) this.#again();
    });
  }

  #again(): void {
    const { least, most } = this.#desk.settings.cancelAgainMs;
    const delayMs = Math.min(most, least * 2 ** Math.min(this.#attempts - 1, 10));
    this.#timer?.cancel();
    if (!this.#ended) this.#timer = this.#desk.context.clock.after(delayMs, () => this.attempt());
  }

  /**
   * One order that cannot be cancelled takes the others of its instrument with it, unless some are not ours: a stream that fell silent
   * may hide those, so the venue is asked first.
   */
  #escalate(): void {
    const { instrument } = this.#entry.intent;
    const { product, symbol } = instrument;
    const questions = new Questions(this.#desk, product, () => undefined);
    questions.openOrders([instrument], (listed) => {
      const here = [...listed, ...this.#desk.state(product).liveOrders].filter((order) => order.instrument.symbol === symbol);
      if (this.#ended || here.some(({ venueOrderId }) => this.#desk.book.byVenueId(product, venueOrderId) === undefined)) return;
      this.#cancelAll(instrument);
    });
  }

  #cancelAll(instrument: Instrument): void {
    this.#desk.note(this.#entry, "cancelling everything of the instrument");
    this.#desk.log("warn", "order-cancel-sent", this.#entry, { order: "all", attempt: this.#attempts });
    const call = this.#desk.codec(this.#entry).orders.cancelAll(instrument);
    this.#desk.context.requester.send(call, () => undefined, { deadlineMs: ATTEMPT_MS });
  }

  #settle(result: CancelResult): void {
    this.#patience?.cancel();
    this.#patience = undefined;
    for (const settled of this.#waiting.splice(0)) settled(result);
  }
}

const undecided = ({ clientOrderId }: LedgerEntry): CancelResult => ({
  kind: "unknown",
  cause: new TruebookError("cancel-undecided", `The venue has not shown the end of order ${clientOrderId}; the cancel is repeated.`),
});
