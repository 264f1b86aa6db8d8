// What every part of the ledger works on: the account, the gate, the journal, the entries, and the ways to write down and to tell what
// happened. The parts reach each other through `work`, so that none of them holds the others.

import { type AccountEvent, type FillReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type JournalEntry, type JournalledIntent, type OrderJournal } from "#core/account/order-journal";
import { type OrderGate } from "#core/account/risk";
import { type MonotonicMs, type SizeUnits } from "#core/brand";
import { TruebookError } from "#core/error";
import { type Instrument, type InstrumentTable, type Product, sameScales } from "#core/instrument";
import { type LogLevel } from "#core/port";
import { type AccountStanding } from "#trading/account/account-keeper";
import { type AccountState } from "#trading/account/account-state";
import { LedgerBook } from "#trading/ledger/ledger-book";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type LedgerSettings } from "#trading/ledger/ledger-settings";
import { type LedgerCounts, type LedgerOrder, type LedgerState } from "#trading/ledger/ledger-types";
import { renamedMarket } from "#trading/ledger/recovery/renamed-market";
import { type TradingContext } from "#trading/trading-context";
import { type AccountCodec, type AccountReads } from "#venues/account";

/** What the ledger needs of a product's keeper. */
export interface LedgerKeeper {
  readonly state: AccountState;
  readonly standing: AccountStanding;
  watch(instrument: Instrument): void;
  refresh(reason: string): void;
}

/** What the ledger needs of the account side. */
export interface LedgerSide {
  readonly products: readonly Product[];
  codec(product: Product): AccountCodec;
  reads(product: Product): AccountReads;
  keeper(product: Product): LedgerKeeper;
  listen(listener: {
    changed(event: AccountEvent, product: Product): void;
    standing(standing: AccountStanding, product: Product): void;
  }): () => void;
}

export interface LedgerOptions {
  readonly context: TradingContext;
  readonly side: LedgerSide;
  readonly instruments: () => InstrumentTable;
  readonly gate: OrderGate;
  readonly journal: OrderJournal;
  /** Whose orders they are: venue, environment and account. Part of their names, as a mark. */
  readonly owner: string;
  readonly settings?: Partial<LedgerSettings>;
  /** The most that an amount of quote coins may buy now; without it such an order counts with the size that the venue tells. */
  readonly quoteSize?: (instrument: Instrument, quote: string) => SizeUnits | undefined;
}

/** What parts of the ledger ask of each other. */
export interface LedgerWork {
  /** Looks for an unknown order until it is found, shown never to have arrived, or listed. */
  resolve(entry: LedgerEntry): void;
  /** Cancels an order until the venue shows its end. */
  cancel(entry: LedgerEntry): void;
  /** One order of the venue's that carries our name and that nobody wanted. */
  cancelTwin(entry: LedgerEntry, id: VenueOrderId): void;
  /** The venue says nothing more of an order that it had: it waits for a person, and is looked for now and then. */
  unanswered(entry: LedgerEntry, why: string): void;
  /** An order of the venue's that was taken for one of ours is somebody else's: nothing more is done to it. */
  leaveAlone(entry: LedgerEntry, id: VenueOrderId): void;
  reconcile(product: Product, reason: string): void;
  /** Asks for an order that a fill speaks of and nobody knows, where one of ours that seemed never to have arrived may be it. */
  stranger(fill: FillReport): void;
  /** Orders of the journal whose instrument nobody lists; those whose instrument came back are taken over first. */
  lost(product: Product): readonly JournalledIntent[];
}

const NOTHING_YET: LedgerWork = {
  resolve: () => undefined,
  cancel: () => undefined,
  cancelTwin: () => undefined,
  unanswered: () => undefined,
  leaveAlone: () => undefined,
  reconcile: () => undefined,
  stranger: () => undefined,
  lost: () => [],
};

type Counts = { -readonly [Name in keyof LedgerCounts]: number };

type Unstamped<Entry> = Entry extends unknown ? Omit<Entry, "at"> : never;

export class LedgerDesk {
  readonly options: LedgerOptions;
  readonly settings: LedgerSettings;
  readonly book: LedgerBook;
  readonly counts: Counts = {
    submitted: 0,
    refused: 0,
    accepted: 0,
    rejected: 0,
    unsent: 0,
    unknown: 0,
    resolved: 0,
    cancels: 0,
    alarms: 0,
  };
  work: LedgerWork = NOTHING_YET;
  stopped = false;
  readonly #listeners = new Set<(change: LedgerOrder) => void>();
  #followed: InstrumentTable | undefined;

  constructor(options: LedgerOptions, settings: LedgerSettings) {
    this.options = options;
    this.settings = settings;
    this.book = new LedgerBook(settings.endedMax);
  }

  get context(): TradingContext {
    return this.options.context;
  }

  get now(): MonotonicMs {
    return this.context.clock.monotonic();
  }

  state(product: Product): AccountState {
    return this.options.side.keeper(product).state;
  }

  codec(entry: LedgerEntry): AccountCodec {
    return this.options.side.codec(entry.intent.instrument.product);
  }

  /** Writes an order and what the account knows of its market in the same units; whoever compares or adds the two asks for it before. */
  join(entry: LedgerEntry): void {
    const { instrument } = entry.intent;
    entry.widen(this.state(instrument.product).jointScales(instrument));
  }

  /** What a market is listed as now, where that is another name than it had; undefined where it is not, or its numbers mean something else. */
  renamed(instrument: Instrument): Instrument | undefined {
    const table = this.options.instruments();
    if (table.bySymbol(instrument.product, instrument.symbol) !== undefined) return undefined;
    const found = renamedMarket(instrument, table);
    return found !== undefined && sameScales(found, instrument) ? found : undefined;
  }

  /** Orders go by the name that their market has now: venues want it in every question and every cancel. */
  follow(): void {
    const table = this.options.instruments();
    if (table === this.#followed) return;
    this.#followed = table;
    for (const entry of [...this.book.open, ...this.book.neverArrived]) {
      const instrument = this.renamed(entry.intent.instrument);
      if (instrument === undefined) continue;
      entry.intent = { ...entry.intent, instrument };
      entry.renamed = instrument.symbol !== entry.original.instrument.symbol;
      this.note(entry, `its market is called ${instrument.symbol} now`);
      this.log("warn", "order-market-renamed", entry, { symbol: instrument.symbol });
      this.options.side.keeper(instrument.product).watch(instrument);
      this.tell(entry);
    }
  }

  listen(listener: (change: LedgerOrder) => void): () => void {
    const own = (change: LedgerOrder): void => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Tells of a change. */
  tell(entry: LedgerEntry): void {
    for (const listener of [...this.#listeners]) listener(entry.view());
  }

  /** Moves an entry to a state, sorts it, and tells of it. */
  become(entry: LedgerEntry, state: LedgerState): void {
    entry.state = state;
    if (state.kind !== "unknown") entry.reachableAt = undefined;
    this.book.placed(entry);
    this.tell(entry);
  }

  note(entry: LedgerEntry, what: string): void {
    entry.note(this.context.clock.now(), what, this.settings.linesMax);
  }

  /** A structured line with the names of the order. */
  log(level: LogLevel, event: string, entry: LedgerEntry, fields: Readonly<Record<string, unknown>> = {}): void {
    const { instrument, side } = entry.intent;
    const { clientOrderId, venueOrderId } = entry;
    this.context.log.write(level, event, {
      instrument: instrument.id,
      product: instrument.product,
      clientOrderId,
      venueOrderId,
      side,
      ...fields,
    });
    this.context.metrics.count("truebook_order_events_total", 1, { event });
  }

  /** Something about an order contradicts what was known: told loudly, and the product is reconciled. */
  alarm(entry: LedgerEntry, words: string): void {
    this.counts.alarms += 1;
    this.note(entry, `alarm: ${words}`);
    this.log("error", "order-alarm", entry, { words });
    this.work.reconcile(entry.intent.instrument.product, "an alarm");
  }

  /** Writes a line of the journal. Throws where it cannot. */
  write(entry: Unstamped<JournalEntry>): void {
    this.options.journal.append({ ...entry, at: this.context.clock.now() });
  }

  /** Writes what happened already: that it cannot be written stops trading by the journal's own trouble, not this. */
  record(entry: Unstamped<JournalEntry>): void {
    try {
      this.write(entry);
    } catch (error) {
      const code = error instanceof TruebookError ? error.code : "unrecognized";
      this.context.log.write("error", "journal-not-written", { kind: entry.kind, code });
      this.context.metrics.count("truebook_journal_failures_total");
    }
  }
}
