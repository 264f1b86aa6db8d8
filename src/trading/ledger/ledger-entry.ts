// One order of ours as the ledger keeps it: what was wanted, where it stands, and everything that happened. It decides nothing.

import { isFinal, type OrderReport, type OrderStatus } from "#core/account/account-event";
import { changeIn, eventIn, intentIn, unitsIn } from "#core/account/joint-scales";
import { type ClientOrderId, type OrderChange, type OrderIntent, type OrderReference, type VenueOrderId } from "#core/account/order";
import { type BookCitation, type Refused, type RiskCheck } from "#core/account/risk";
import { type EpochMs, type MonotonicMs, type SizeUnits, sizeUnits } from "#core/brand";
import { type Scales } from "#core/instrument";
import { type LedgerOrder, type LedgerState, type OrderStory, type SubmitResult } from "#trading/ledger/ledger-types";

/** How the journal says that an order was told by what it wants, and by no name. */
export const TOLD_BY_WISH = "told by what it wants";

/** Trades of one order that its journal keeps apart. */
const TRADES_MAX = 1_000;

export interface StoryLine {
  readonly at: EpochMs;
  readonly what: string;
}

export class LedgerEntry {
  /** As it was first wanted; `intent` follows amendments. */
  readonly original: OrderIntent;
  intent: OrderIntent;
  /** By the venue's clock as we estimated it when the order was written down: nothing of it can be older. */
  readonly reservedTime: EpochMs;
  checks: readonly RiskCheck[] = [];
  book: BookCitation | undefined;
  state: LedgerState = { kind: "reserved" };
  /** Its market had another name when it was sent: it is taken for the same one, and that it holds nothing proves nothing. */
  renamed = false;
  cancelWanted = false;
  pendingChange: OrderChange | undefined;
  /** How many changes were asked for: which of them is meant. */
  changes = 0;
  /** The venue's orders that carry it: one, but for amendments that make another and for venues that doubled it. */
  readonly legs: Map<VenueOrderId, OrderReport | undefined> = new Map();
  /** Of these an earlier process saw the end, which is all that it left of them. */
  readonly endedBefore: Map<VenueOrderId, OrderStatus> = new Map();
  /**
   * What an earlier process saw filled; it counts until this one is told how those orders stand, not only their trades one by one: a venue
   * that takes a trade back leaves the orders' own figures as they were.
   */
  filledBefore = 0;
  venueOrderId: VenueOrderId | undefined;
  /** Of its legs the one that carries no whole name and was taken for it by what it wants: until a name says otherwise. */
  guess: VenueOrderId | undefined;
  /** What the trades that stand in the journal add up to. */
  recorded = 0;
  filled = 0;
  /** For orders that name quote coins: what they may buy at most. */
  quoteSize: SizeUnits = sizeUnits(0);
  /** Set while the request waits or travels. */
  request: { cancel(): void } | undefined;
  /** Whether its bytes were handed over, as far as this process knows. */
  left = false;
  /** The rule that stopped it in the turn in which it would have left. */
  refusal: Refused | undefined;
  /** When the venue first answered while it was unknown. */
  reachableAt: MonotonicMs | undefined;
  readonly lines: StoryLine[] = [];
  readonly #trades = new Set<string>();
  #result: SubmitResult | undefined;
  readonly #waiting: ((result: SubmitResult) => void)[] = [];

  constructor(intent: OrderIntent, reservedTime: EpochMs) {
    this.original = intent;
    this.intent = intent;
    this.reservedTime = reservedTime;
  }

  get clientOrderId(): ClientOrderId {
    return this.original.clientOrderId;
  }

  /** The names by which it is asked for; the venue's where it is known. */
  get reference(): OrderReference {
    const { clientOrderId, venueOrderId } = this;
    const { instrument, style } = this.intent;
    const report = venueOrderId === undefined ? undefined : this.legs.get(venueOrderId);
    const waits = report === undefined ? style.kind === "stop" || style.kind === "take-profit" : report.status === "untriggered";
    return { instrument, clientOrderId, ...(venueOrderId === undefined ? {} : { venueOrderId }), ...(waits ? { untriggered: true } : {}) };
  }

  /** Whether nothing more is expected of it. Evidence may still say otherwise. */
  get isOver(): boolean {
    const { kind } = this.state;
    return kind === "ended" || kind === "rejected" || kind === "unsent" || kind === "never-arrived";
  }

  /** Whether it waits for a person. */
  get isListed(): boolean {
    return this.state.kind === "unknown" && this.state.listed;
  }

  /** Legs that may trade. */
  get liveLegs(): readonly VenueOrderId[] {
    const isOver = (id: VenueOrderId, report: OrderReport | undefined): boolean =>
      report === undefined ? this.endedBefore.has(id) : isFinal(report.status);
    return [...this.legs].flatMap(([id, report]) => (isOver(id, report) ? [] : [id]));
  }

  /** The whole size as wanted, or as the venue turned quote coins into one. */
  get size(): number {
    const { amount } = this.intent;
    if (amount.kind === "size") return amount.size;
    const report = this.venueOrderId === undefined ? undefined : this.legs.get(this.venueOrderId);
    return report?.size ?? this.quoteSize;
  }

  /** Waits for what becomes of it; called at once when that is known. */
  wait(settled: (result: SubmitResult) => void): void {
    if (this.#result === undefined) this.#waiting.push(settled);
    else settled(this.#result);
  }

  /** What those who waited were told; undefined while nobody could be. */
  get result(): SubmitResult | undefined {
    return this.#result;
  }

  /** Tells those who wait, once. */
  settle(result: SubmitResult): void {
    if (this.#result !== undefined) return;
    this.#result = result;
    for (const settled of this.#waiting.splice(0)) settled(result);
  }

  /** Counts a trade as standing in the journal. Returns false when it does already, and past what a story holds. */
  records(tradeId: string, size: number): boolean {
    if (this.#trades.has(tradeId) || this.#trades.size >= TRADES_MAX) return false;
    this.#trades.add(tradeId);
    this.recorded += size;
    return true;
  }

  /** Takes back trades that turned out to be another order's. */
  forgets(trades: readonly { readonly tradeId: string; readonly size: number }[]): void {
    for (const { tradeId, size } of trades) if (this.#trades.delete(tradeId)) this.recorded -= size;
  }

  /** Writes everything of it at scales that have become finer; `original` stays as it was wanted. */
  widen(scales: Scales): void {
    const from = this.intent.instrument;
    const intent = intentIn(this.intent, scales);
    const { instrument } = intent;
    if (instrument === from) return;
    const size = (units: number): number => unitsIn(units, from.sizeScale, instrument.sizeScale);
    this.intent = intent;
    if (this.pendingChange !== undefined) this.pendingChange = changeIn(this.pendingChange, from, instrument);
    for (const [id, report] of this.legs) if (report !== undefined) this.legs.set(id, eventIn(report, scales));
    this.filledBefore = size(this.filledBefore);
    this.recorded = size(this.recorded);
    this.filled = size(this.filled);
    this.quoteSize = sizeUnits(size(this.quoteSize));
  }

  note(at: EpochMs, what: string, linesMax: number): void {
    this.lines.push({ at, what });
    if (this.lines.length > linesMax) this.lines.shift();
  }

  view(): LedgerOrder {
    const { intent, clientOrderId, venueOrderId, state, cancelWanted, pendingChange } = this;
    const report = venueOrderId === undefined ? undefined : this.legs.get(venueOrderId);
    const sizes = { filledSize: sizeUnits(this.filled), recordedSize: sizeUnits(this.recorded) };
    return { intent, clientOrderId, venueOrderId, state, ...sizes, cancelWanted, pendingChange, report };
  }

  story(): OrderStory {
    return { order: this.view(), checks: this.checks, book: this.book, lines: [...this.lines] };
  }
}
