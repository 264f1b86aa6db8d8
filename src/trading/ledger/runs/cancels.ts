// Cancels by our names: of orders that live, that may live, that have not left, and that are over.

import { type OrderReport } from "#core/account/account-event";
import { type ClientOrderId, type VenueOrderId } from "#core/account/order";
import { UsageError } from "#core/error";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type CancelResult } from "#trading/ledger/ledger-types";
import { CancelRun } from "#trading/ledger/runs/cancel-run";

export class Cancels {
  readonly #desk: LedgerDesk;
  readonly #runs = new Map<string, CancelRun>();

  constructor(desk: LedgerDesk) {
    this.#desk = desk;
  }

  cancel(id: ClientOrderId, settled: (result: CancelResult) => void): void {
    this.#desk.follow();
    const entry = this.#desk.book.get(id);
    if (entry === undefined) {
      throw new UsageError("order-not-ours", `No order ${id} was sent from here; orders of others are cancelled by cancelAll only.`);
    }
    // What seemed never to have arrived may still turn up, and then it goes.
    if (entry.state.kind === "never-arrived") {
      this.want(entry);
      settled({ kind: "tombstone" });
      return;
    }
    if (entry.isOver) {
      settled(over(entry));
      return;
    }
    this.want(entry);
    if (entry.state.kind === "live") this.run(entry, settled);
    else this.#early(entry, settled);
  }

  /** Notes that an order shall end, whenever it turns up. */
  want(entry: LedgerEntry): void {
    if (entry.cancelWanted) return;
    entry.cancelWanted = true;
    this.#desk.counts.cancels += 1;
    this.#desk.note(entry, "somebody wants it cancelled");
    this.#desk.record({ kind: "cancel", clientOrderId: entry.clientOrderId, venueOrderId: entry.venueOrderId });
    this.#desk.tell(entry);
  }

  /** Cancels every leg of an order that lives, until each has ended. */
  run(entry: LedgerEntry, settled?: (result: CancelResult) => void): void {
    const legs = entry.liveLegs;
    for (const [at, id] of legs.entries()) {
      const run = this.#runOf(entry, id);
      if (settled !== undefined && at === legs.length - 1) run.wait(settled);
      run.attempt();
    }
  }

  runLeg(entry: LedgerEntry, id: VenueOrderId): void {
    this.#runOf(entry, id).attempt();
  }

  /** Gives a cancel up. */
  drop(entry: LedgerEntry, id: VenueOrderId): void {
    const key = keyOf(entry.intent.instrument.product, id);
    this.#runs.get(key)?.stop();
    this.#runs.delete(key);
  }

  heard(report: OrderReport): void {
    this.#runs.get(keyOf(report.instrument.product, report.venueOrderId))?.heard(report);
  }

  stop(): void {
    for (const run of this.#runs.values()) run.stop();
    this.#runs.clear();
  }

  /** What has not left stays; what may be there is a tombstone, and is tried by our name at once. */
  #early(entry: LedgerEntry, settled: (result: CancelResult) => void): void {
    if (!entry.left && entry.request !== undefined) {
      entry.wait((result) =>
        settled(
          result.kind === "unsent" ? { kind: "not-open", was: "cancelled", venueCode: "", words: "it never left" } : { kind: "tombstone" },
        ),
      );
      entry.request.cancel();
      return;
    }
    if (entry.state.kind === "unknown") this.#byOurName(entry);
    settled({ kind: "tombstone" });
  }

  /** May end it before it is found; whatever the answer is, it proves nothing that a query does not. */
  #byOurName(entry: LedgerEntry): void {
    const { style, instrument, clientOrderId } = entry.intent;
    if (style.kind === "stop" || style.kind === "take-profit") return;
    const call = this.#desk.codec(entry).orders.cancel({ instrument, clientOrderId });
    this.#desk.log("info", "order-cancel-sent", entry, { order: clientOrderId });
    this.#desk.context.requester.send(call, (outcome) => {
      if (this.#desk.stopped) return;
      const answer = outcome.kind === "value" ? outcome.value : undefined;
      if (answer !== undefined && "report" in answer && answer.report !== undefined)
        this.#desk.state(instrument.product).apply(answer.report);
      this.#desk.work.resolve(entry);
    });
  }

  #runOf(entry: LedgerEntry, id: VenueOrderId): CancelRun {
    const key = keyOf(entry.intent.instrument.product, id);
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const made = new CancelRun(this.#desk, { entry, id, done: () => this.#runs.delete(key) });
    this.#runs.set(key, made);
    return made;
  }
}

const keyOf = (product: string, id: VenueOrderId): string => `${product} ${id}`;

function over({ state }: LedgerEntry): CancelResult {
  const was = state.kind === "ended" && state.status === "filled" ? "filled" : "cancelled";
  return { kind: "not-open", was, venueCode: "", words: `it is over: ${state.kind === "ended" ? state.status : state.kind}` };
}
