// The ledger's front: every way to send, change and end an order, and everything that is known of them. What happens behind each is a
// file of its own.

import { type AccountEvent } from "#core/account/account-event";
import { type ClientOrderId, type OrderChange, type OrderIntent } from "#core/account/order";
import { type RiskOrder } from "#core/account/risk";
import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";
import { type Timer } from "#core/port";
import { Evidence } from "#trading/ledger/evidence";
import { exposureOf } from "#trading/ledger/exposure";
import { LedgerDesk, type LedgerOptions } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { LEDGER_DEFAULTS } from "#trading/ledger/ledger-settings";
import {
  type CancelResult,
  type LedgerCounts,
  type LedgerOrder,
  type OrderLedgerApi,
  type OrderStory,
  type ProofSheet,
  type SubmitResult,
} from "#trading/ledger/ledger-types";
import { Reconciliation } from "#trading/ledger/proof/reconciliation";
import { LostIntents } from "#trading/ledger/recovery/adopted-intents";
import { clientOrderIds } from "#trading/ledger/recovery/client-order-ids";
import { Amends } from "#trading/ledger/runs/amend-run";
import { submitMany } from "#trading/ledger/runs/batch-run";
import { CancelAllRun } from "#trading/ledger/runs/cancel-all-run";
import { Cancels } from "#trading/ledger/runs/cancels";
import { Submits } from "#trading/ledger/runs/submit-run";
import { UnknownResolver } from "#trading/ledger/runs/unknown-resolver";

/** Proof sheets that are kept, the newest. */
const SHEETS_MAX = 100;
/** Orders whose instrument is not listed are looked for this often, in ms. */
const LOST_AGAIN_MS = 5_000;

export class OrderLedger implements OrderLedgerApi {
  readonly nextClientOrderId: () => ClientOrderId;
  readonly #desk: LedgerDesk;
  readonly #evidence: Evidence;
  readonly #lost: LostIntents;
  #lostTimer: Timer | undefined;
  readonly #submits: Submits;
  readonly #cancels: Cancels;
  readonly #amends: Amends;
  readonly #resolvers = new Map<Product, UnknownResolver>();
  readonly #reconciliations = new Map<Product, Reconciliation>();
  readonly #cancelAlls = new Set<CancelAllRun>();
  readonly #sheets: ProofSheet[] = [];
  readonly #unlisten: () => void;

  /** Takes over what the journal recovered; every product's account is watched from here on. */
  constructor(options: LedgerOptions) {
    const desk = new LedgerDesk(options, { ...LEDGER_DEFAULTS, ...options.settings });
    this.#desk = desk;
    this.#evidence = new Evidence(desk);
    this.#submits = new Submits(desk, this.#evidence);
    this.#cancels = new Cancels(desk);
    this.#amends = new Amends(desk, this.#evidence);
    const { journal, owner, side, context } = options;
    this.nextClientOrderId = clientOrderIds({ owner, journal, random: context.random });
    this.#lost = new LostIntents(desk);
    for (const product of side.products) {
      this.#reconciliations.set(product, new Reconciliation(desk, product, { told: (sheet) => this.#told(sheet) }));
      this.#resolvers.set(product, new UnknownResolver(desk, this.#evidence, product));
    }
    desk.work = {
      resolve: (entry) => this.#resolvers.get(entry.intent.instrument.product)?.look(),
      cancel: (entry) => this.#cancels.run(entry),
      cancelTwin: (entry, id) => this.#cancels.runLeg(entry, id),
      unanswered: (entry, why) => this.#resolvers.get(entry.intent.instrument.product)?.unanswered(entry, why),
      leaveAlone: (entry, id) => this.#cancels.drop(entry, id),
      reconcile: (product, reason) => this.#reconciliations.get(product)?.request(reason),
      stranger: (fill) => this.#resolvers.get(fill.instrument.product)?.stranger(fill),
      lost: (product) => this.#lostOf(product),
    };
    this.#unlisten = side.listen({
      changed: (event, product) => this.#heard(event, product),
      standing: ({ kind }, product) => this.#reconciliations.get(product)?.stands(kind),
    });
    this.#start();
  }

  submit(intent: OrderIntent, settled: (result: SubmitResult) => void, options: { readonly leaveWithinMs?: number } = {}): void {
    this.#mustRun();
    this.#desk.follow();
    this.#submits.submit(intent, settled, options.leaveWithinMs);
  }

  submitMany(intents: readonly OrderIntent[], settled: (results: readonly SubmitResult[]) => void): void {
    this.#mustRun();
    this.#desk.follow();
    submitMany({ desk: this.#desk, submits: this.#submits }, intents, settled);
  }

  amend(order: ClientOrderId, change: OrderChange, settled: (result: SubmitResult) => void): void {
    this.#mustRun();
    const entry = this.#desk.book.get(order);
    if (entry === undefined) throw new UsageError("order-not-ours", `No order ${order} was sent from here; there is nothing to change.`);
    this.#amends.amend(entry, change, settled);
  }

  cancel(order: ClientOrderId, settled: (result: CancelResult) => void): void {
    this.#mustRun();
    this.#cancels.cancel(order, settled);
  }

  cancelAll(wish: Parameters<OrderLedgerApi["cancelAll"]>[0], settled: Parameters<OrderLedgerApi["cancelAll"]>[1]): void {
    this.#mustRun();
    const run: CancelAllRun = new CancelAllRun(this.#desk, {
      cancels: this.#cancels,
      wish,
      settled: (left) => {
        this.#cancelAlls.delete(run);
        settled(left);
      },
    });
    this.#cancelAlls.add(run);
    run.start();
  }

  order(id: ClientOrderId): LedgerOrder | undefined {
    return this.#desk.book.get(id)?.view();
  }

  story(id: ClientOrderId): OrderStory | undefined {
    return this.#desk.book.get(id)?.story();
  }

  get open(): readonly LedgerOrder[] {
    return this.#desk.book.open.map((entry) => entry.view());
  }

  get unknown(): readonly LedgerOrder[] {
    return this.#desk.book.unknown.map((entry) => entry.view());
  }

  get exposure(): readonly RiskOrder[] {
    return exposureOf(this.#desk);
  }

  reconcile(product: Product, reason: string, settled: (sheet: ProofSheet) => void): void {
    this.#mustRun();
    this.#reconciliation(product).ask(reason, settled);
  }

  acceptReconciliation(product: Product): void {
    this.#reconciliation(product).accept();
  }

  reconcileTrouble(product: Product): string | undefined {
    return this.#reconciliation(product).trouble;
  }

  get sheets(): readonly ProofSheet[] {
    return [...this.#sheets];
  }

  get counts(): LedgerCounts {
    return { ...this.#desk.counts };
  }

  listen(listener: (change: LedgerOrder) => void): () => void {
    return this.#desk.listen(listener);
  }

  /** Sends nothing more. What is open stays open; the journal knows it. */
  stop(): void {
    if (this.#desk.stopped) return;
    this.#desk.stopped = true;
    this.#lostTimer?.cancel();
    this.#unlisten();
    for (const run of [...this.#cancelAlls]) run.finish();
    for (const each of [...this.#resolvers.values(), ...this.#reconciliations.values()]) each.stop();
    this.#cancels.stop();
    this.#amends.stop();
  }

  #start(): void {
    const { side, context } = this.#desk.options;
    for (const entry of this.#desk.book.open) side.keeper(entry.intent.instrument.product).watch(entry.intent.instrument);
    for (const [product, reconciliation] of this.#reconciliations) {
      // What the keeper knows already was told before anybody listened here.
      const { state } = side.keeper(product);
      for (const event of [...state.orders, ...state.fills]) this.#heard(event, product);
      reconciliation.request("the start");
    }
    // A change that is asked for from now on is decided by its own answer.
    const undecided = this.#desk.book.open.filter(({ pendingChange }) => pendingChange !== undefined);
    // In a later turn: whoever made the ledger has to hold it first.
    context.clock.after(0, () => {
      if (this.#desk.stopped) return;
      this.#lookForLost();
      for (const resolver of this.#resolvers.values()) resolver.look();
      for (const entry of undecided) this.#amends.resolve(entry);
    });
  }

  #heard(event: AccountEvent, product: Product): void {
    this.#evidence.heard(event);
    if (event.kind === "order") this.#cancels.heard(event);
    if (event.kind === "fill") this.#reconciliations.get(product)?.expected.filled(event);
  }

  #lostOf(product: Product): ReturnType<LostIntents["of"]> {
    for (const entry of this.#lost.adopt()) {
      this.#takeOver(entry);
      this.#desk.work.reconcile(entry.intent.instrument.product, "an instrument is listed again");
    }
    return this.#lost.of(product);
  }

  /** As long as something of the journal is not understood, the list of instruments is looked at now and then. */
  #lookForLost(): void {
    const { side, context } = this.#desk.options;
    if (this.#desk.stopped || side.products.every((product) => this.#lostOf(product).length === 0)) return;
    this.#lostTimer = context.clock.after(LOST_AGAIN_MS, () => this.#lookForLost());
  }

  /** What was understood later than the rest of the journal is looked for as that was. */
  #takeOver(entry: LedgerEntry): void {
    const { instrument } = entry.intent;
    const keeper = this.#desk.options.side.keeper(instrument.product);
    keeper.watch(instrument);
    for (const event of keeper.state.orders) this.#evidence.heard(event);
    this.#desk.tell(entry);
    if (entry.isOver) return;
    this.#desk.work.resolve(entry);
    this.#amends.resolve(entry);
  }

  #told(sheet: ProofSheet): void {
    this.#sheets.push(sheet);
    if (this.#sheets.length > SHEETS_MAX) this.#sheets.shift();
  }

  #reconciliation(product: Product): Reconciliation {
    const found = this.#reconciliations.get(product);
    if (found !== undefined) return found;
    throw new UsageError("no-account", `There is no account of ${product} here; it has ${[...this.#reconciliations.keys()].join(", ")}.`);
  }

  #mustRun(): void {
    if (this.#desk.stopped) throw new UsageError("connection-closed", "The connection is closed; connect again.");
  }
}
