// Every order of ours by its names. Those that may trade are never forgotten; ended ones are kept as tombstones up to a maximum.

import { type ClientOrderId, type VenueOrderId } from "#core/account/order";
import { type Product } from "#core/instrument";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { knownOutcome } from "#trading/ledger/runs/known-outcome";

/** Names that are kept without their orders; the longest kept is forgotten first. */
const SPENT_MAX = 100_000;

export class LedgerBook {
  readonly #endedMax: number;
  readonly #entries = new Map<ClientOrderId, LedgerEntry>();
  readonly #byVenueId = new Map<string, LedgerEntry>();
  readonly #open = new Set<LedgerEntry>();
  /** Tombstones, the longest ended first. */
  readonly #ended = new Set<LedgerEntry>();

  /** Outcomes of orders of which only the name is kept: a name among them is not used again. */
  readonly spent: Map<ClientOrderId, SubmitResult> = new Map();

  constructor(endedMax: number) {
    this.#endedMax = endedMax;
  }

  add(entry: LedgerEntry): void {
    this.#entries.set(entry.clientOrderId, entry);
    this.#open.add(entry);
    this.placed(entry);
  }

  /** Takes back what was never written down. */
  remove(entry: LedgerEntry): void {
    this.#entries.delete(entry.clientOrderId);
    this.#open.delete(entry);
    this.#ended.delete(entry);
  }

  /** Ties an entry to a name of the venue's. Returns whether that is news. */
  bind(entry: LedgerEntry, id: VenueOrderId): boolean {
    if (entry.legs.has(id)) return false;
    entry.legs.set(id, undefined);
    entry.venueOrderId ??= id;
    this.#byVenueId.set(venueKey(entry.intent.instrument.product, id), entry);
    return true;
  }

  /** Takes back a name of the venue's that turned out to be another order's. */
  unbind(entry: LedgerEntry, id: VenueOrderId): void {
    entry.legs.delete(id);
    if (entry.venueOrderId === id) entry.venueOrderId = undefined;
    this.#byVenueId.delete(venueKey(entry.intent.instrument.product, id));
  }

  /** Sorts an entry after its state changed. */
  placed(entry: LedgerEntry): void {
    if (!entry.isOver) {
      this.#ended.delete(entry);
      this.#open.add(entry);
      return;
    }
    this.#open.delete(entry);
    this.#ended.add(entry);
    const [oldest] = this.#ended;
    if (this.#ended.size <= this.#endedMax || oldest === undefined) return;
    this.#spend(oldest);
    for (const id of oldest.legs.keys()) this.#byVenueId.delete(venueKey(oldest.intent.instrument.product, id));
  }

  /** Forgets an order but for its name. */
  #spend(entry: LedgerEntry): void {
    const outcome = knownOutcome(entry);
    this.remove(entry);
    if (outcome !== undefined) this.spent.set(entry.clientOrderId, outcome);
    if (this.spent.size <= SPENT_MAX) return;
    for (const first of this.spent.keys()) {
      this.spent.delete(first);
      break;
    }
  }

  get(id: ClientOrderId): LedgerEntry | undefined {
    return this.#entries.get(id);
  }

  byVenueId(product: Product, id: VenueOrderId): LedgerEntry | undefined {
    return this.#byVenueId.get(venueKey(product, id));
  }

  /** Orders that may trade, or may yet leave, the oldest first. */
  get open(): readonly LedgerEntry[] {
    return [...this.#open];
  }

  get unknown(): readonly LedgerEntry[] {
    return this.open.filter(({ state }) => state.kind === "unknown");
  }

  /** Orders that everything showed as never arrived: should one turn up after all, it is ours. */
  get neverArrived(): readonly LedgerEntry[] {
    return [...this.#ended].filter(({ state }) => state.kind === "never-arrived");
  }
}

const venueKey = (product: Product, id: VenueOrderId): string => `${product} ${id}`;
