// What is known of an account, worked out from everything that was said of it in whatever order: orders, fills, positions, balances.
// It believes nothing twice and forgets nothing live; what contradicts is told to its owner, who asks the venue.

import {
  type AccountEvent,
  type BalanceReport,
  type FillReport,
  isFinal,
  type OrderReport,
  type PositionReport,
} from "#core/account/account-event";
import { eventIn } from "#core/account/joint-scales";
import { type ClientOrderId, type VenueOrderId } from "#core/account/order";
import { type EpochMs, sizeUnits } from "#core/brand";
import { type Instrument, type Scales, sameScales } from "#core/instrument";
import { FillLedger } from "#trading/account/fill-ledger";
import { isOlder, KnownOrder } from "#trading/account/known-order";

/** Ended orders that are remembered; the oldest are forgotten first, live ones never. */
export const ENDED_ORDERS_MAX = 10_000;
/** Fills that can be read back; the oldest are forgotten first. */
export const FILLS_KEPT_MAX = 10_000;

/** What the state tells its owner. */
export interface AccountStateListener {
  /**
   * Something new became known: the order with all that is known of it, a fill for the first time, a position or balance that changed.
   * `happened`: an order appeared, moved on or was filled, or a trade happened; else only more became known of it.
   */
  changed(event: AccountEvent, happened: boolean): void;
  /** Two statements about an order cannot both be true: it must be asked for. */
  contradicted(order: VenueOrderId, instrument: Instrument): void;
  /** Fills may have been told twice: the order's total decides. */
  doubted(order: VenueOrderId, instrument: Instrument): void;
  /** A stream told something else than is known, of an earlier time: late, or by a clock that was set back. Asking tells which. */
  overtaken(event: AccountEvent): void;
}

export class AccountState {
  readonly #listener: AccountStateListener;
  readonly #orders = new Map<VenueOrderId, KnownOrder>();
  /** Ended orders, the longest ended first. */
  readonly #ended = new Set<VenueOrderId>();
  readonly #byClientId = new Map<ClientOrderId, VenueOrderId>();
  readonly #ledger: FillLedger;
  #fills: FillReport[] = [];
  readonly #positions = new Map<string, PositionReport>();
  /** What everything of a market is written in here; only ever finer. By product and unified name, which outlive another symbol. */
  readonly #scales = new Map<string, Scales>();
  readonly #balances = new Map<string, BalanceReport>();
  /** When a stream or a reply last spoke of a position or a balance. */
  readonly #toldAt = new Map<string, number>();
  #contradictions = 0;
  #moment = 0;
  #voided = 0;

  constructor(listener: AccountStateListener) {
    this.#listener = listener;
    this.#ledger = new FillLedger((fill) => this.#keep(fill));
  }

  /** A count of what streams and replies said; it is noted before a question is asked. */
  get moment(): number {
    return this.#moment;
  }

  /**
   * Takes a statement from anywhere. `askedAt` is the moment before the question that it answers: some venues answer with the time of
   * an order's birth, so that only this tells that the answer is newer than all that was heard.
   */
  apply(event: AccountEvent, askedAt?: number): void {
    switch (event.kind) {
      case "order":
        this.#order(this.#joint(event), askedAt);
        break;
      case "fill":
        this.#fill(this.#joint(event));
        break;
      case "position":
        this.#position(this.#joint(event), askedAt);
        break;
      case "balance":
        this.#balance(event, askedAt);
        break;
    }
  }

  /**
   * Scales that write what is known of this market and the numbers of these rules of it. From here on everything here is in them: a market's
   * rules may change while its orders rest, and what is added up has to be of one kind.
   */
  jointScales(instrument: Instrument): Scales {
    const key = marketKey(instrument);
    const known = this.#scales.get(key);
    const { priceScale, sizeScale } = instrument;
    const joint = {
      priceScale: Math.max(priceScale, known?.priceScale ?? 0),
      sizeScale: Math.max(sizeScale, known?.sizeScale ?? 0),
    };
    if (known !== undefined && sameScales(known, joint)) return known;
    this.#scales.set(key, joint);
    if (known !== undefined) this.#widen(key, joint);
    return joint;
  }

  /** The venue was asked for an order and said what its total is: doubts about it and about its fills end. */
  settled(order: VenueOrderId): void {
    this.#orders.get(order)?.totalSettled();
    this.#ledger.settle(order, this.#orders.get(order)?.filledSize ?? 0);
  }

  order(id: VenueOrderId): OrderReport | undefined {
    return this.#orders.get(id)?.report;
  }

  orderByClientId(id: ClientOrderId): OrderReport | undefined {
    const venueOrderId = this.#byClientId.get(id);
    return venueOrderId === undefined ? undefined : this.order(venueOrderId);
  }

  /** Orders that can still trade, in the order in which they became known. */
  get liveOrders(): readonly OrderReport[] {
    return [...this.#orders.values()].filter(({ status }) => !isFinal(status)).map(({ report }) => report);
  }

  /** Orders that ended and of which nobody said how much was filled by then. */
  get untoldTotals(): readonly OrderReport[] {
    return [...this.#orders.values()].filter(({ isTotalUntold }) => isTotalUntold).map(({ report }) => report);
  }

  get orders(): readonly OrderReport[] {
    return [...this.#orders.values()].map(({ report }) => report);
  }

  /** The venue took a trade back: a correcting entry follows it, and nothing that was told is deleted. */
  voidFill(fill: FillReport): void {
    const known = this.#ledger.void(fill);
    if (known === undefined) return;
    this.#voided += 1;
    this.#keep({ ...known, origin: "query", voided: true });
  }

  /** Fills that count, oldest first: neither taken back nor a correcting entry. */
  get validFills(): readonly FillReport[] {
    return this.#fills.filter((fill) => fill.voided !== true && this.#ledger.counts(fill));
  }

  /** Oldest first, correcting entries included. */
  get fills(): readonly FillReport[] {
    return this.#fills;
  }

  /** Positions that are not flat. */
  get positions(): readonly PositionReport[] {
    return [...this.#positions.values()].filter(({ side }) => side !== "flat");
  }

  get balances(): readonly BalanceReport[] {
    return [...this.#balances.values()];
  }

  /** Counts for health: what was told twice under other names, what contradicted, what was taken back. */
  get counts(): { readonly aliases: number; readonly contradictions: number; readonly doubted: number; readonly voided: number } {
    const { aliases, waiting } = this.#ledger;
    return { aliases, contradictions: this.#contradictions, doubted: waiting.length, voided: this.#voided };
  }

  /** Orders whose fills wait for the venue's total. */
  get doubtedOrders(): readonly VenueOrderId[] {
    return this.#ledger.waiting;
  }

  /** Σ sizes of an order's fills, in size units. */
  filledOf(order: VenueOrderId): number {
    return this.#ledger.sizeOf(order);
  }

  /**
   * The venue listed every open position of some instruments at a moment: what it did not list is flat, unless something newer says
   * otherwise.
   */
  positionsListed(
    listed: readonly PositionReport[],
    concerns: (instrument: Instrument) => boolean,
    asked: { readonly time: EpochMs; readonly at: number },
  ): void {
    const named = new Set(listed.map(positionKey));
    for (const position of listed) this.#position(this.#joint(position), asked.at);
    for (const [key, known] of this.#positions) {
      if (named.has(key) || known.side === "flat" || !concerns(known.instrument)) continue;
      if ((this.#toldAt.get(key) ?? 0) > asked.at) continue;
      const gone = { side: "flat", size: NOTHING, entryPrice: undefined, unrealisedPnl: undefined } as const;
      this.#position({ ...known, ...gone, origin: "query", venueTime: asked.time }, asked.at);
    }
  }

  #joint<Event extends OrderReport | FillReport | PositionReport>(event: Event): Event {
    return eventIn(event, this.jointScales(event.instrument));
  }

  /** Writes everything of a market anew in scales that have become finer. */
  #widen(market: string, scales: Scales): void {
    const concerns = ({ instrument }: { readonly instrument: Instrument }): boolean => marketKey(instrument) === market;
    for (const order of this.#orders.values()) if (concerns(order.report)) order.report = eventIn(order.report, scales);
    for (const [key, position] of this.#positions) if (concerns(position)) this.#positions.set(key, eventIn(position, scales));
    const known = new Map<FillReport, FillReport>();
    // Each once: the ledger tells by the object whether a fill counts.
    const anew = (fill: FillReport): FillReport => {
      const made = concerns(fill) ? (known.get(fill) ?? eventIn(fill, scales)) : fill;
      known.set(fill, made);
      return made;
    };
    this.#ledger.rewrite(anew);
    this.#fills = this.#fills.map(anew);
  }

  #keep(fill: FillReport): void {
    this.#fills.push(fill);
    if (this.#fills.length > FILLS_KEPT_MAX) this.#fills.shift();
    this.#listener.changed(fill, fill.voided !== true);
  }

  #order(told: OrderReport, askedAt: number | undefined): void {
    const known = this.#orders.get(told.venueOrderId);
    const isAnswer = told.origin === "query" || told.origin === "derived";
    if (!isAnswer) this.#moment += 1;
    if (known === undefined) {
      const first = new KnownOrder(told);
      first.toldAt = this.#moment;
      this.#orders.set(told.venueOrderId, first);
      this.#remember(first);
      this.#listener.changed(first.report, true);
      return;
    }
    const { status, filledSize } = known;
    const merge = known.merge(told, askedAt !== undefined && known.toldAt <= askedAt);
    if (!isAnswer) known.toldAt = this.#moment;
    if (merge === "contradiction") {
      this.#contradictions += 1;
      this.#listener.contradicted(told.venueOrderId, told.instrument);
    }
    if (merge === "old") {
      if (told.origin === "stream" && !isFinal(known.status) && !hasTerms(known.report, told)) this.#listener.overtaken(told);
      return;
    }
    this.#remember(known);
    this.#listener.changed(known.report, known.status !== status || known.filledSize !== filledSize);
  }

  #remember(order: KnownOrder): void {
    const { clientOrderId, venueOrderId } = order;
    if (clientOrderId !== undefined) this.#byClientId.set(clientOrderId, venueOrderId);
    if (!isFinal(order.status)) return;
    this.#ended.add(venueOrderId);
    const [oldest] = this.#ended;
    if (this.#ended.size <= ENDED_ORDERS_MAX || oldest === undefined) return;
    const forgotten = this.#orders.get(oldest)?.clientOrderId;
    if (forgotten !== undefined && this.#byClientId.get(forgotten) === oldest) this.#byClientId.delete(forgotten);
    this.#orders.delete(oldest);
    this.#ended.delete(oldest);
  }

  #fill(fill: FillReport): void {
    const verdict = this.#ledger.take(fill, this.#orders.get(fill.venueOrderId)?.filledSize);
    const order = this.#orders.get(fill.venueOrderId);
    // A history holds all its fills and it counts as live: nobody told its end. From a stream the end comes with the fill.
    const isWhole = order?.size !== undefined && this.filledOf(fill.venueOrderId) >= order.size;
    const isUntold = fill.origin === "query" && isWhole && order !== undefined && !isFinal(order.status);
    if (verdict === "waiting" || (verdict === "counted" && isUntold)) this.#listener.doubted(fill.venueOrderId, fill.instrument);
  }

  #position(told: PositionReport, askedAt: number | undefined): void {
    const key = positionKey(told);
    const known = this.#positions.get(key);
    const isLatest = this.#isLatest(key, told, askedAt);
    if (known === undefined && told.side === "flat") return;
    if (!isLatest && isOlder(known?.venueTime, told.venueTime)) {
      if (told.origin === "stream" && (known?.side !== told.side || known.size !== told.size)) this.#listener.overtaken(told);
      return;
    }
    if (known !== undefined && samePosition(known, told)) return;
    this.#positions.set(key, told);
    this.#listener.changed(told, false);
  }

  #balance(told: BalanceReport, askedAt: number | undefined): void {
    const key = `${told.wallet} ${told.currency}`;
    const known = this.#balances.get(key);
    const isLatest = this.#isLatest(key, told, askedAt);
    if (!isLatest && isOlder(known?.venueTime, told.venueTime)) {
      if (told.origin === "stream" && known?.total !== told.total) this.#listener.overtaken(told);
      return;
    }
    const merged = { ...told, available: told.available ?? known?.available, locked: told.locked ?? known?.locked };
    if (known !== undefined && known.total === merged.total && known.available === merged.available && known.locked === merged.locked)
      return;
    this.#balances.set(key, merged);
    this.#listener.changed(merged, false);
  }

  /** Whether an answer is newer than all that streams and replies said of the same thing: its own time may be that of a last change. */
  #isLatest(key: string, { origin }: PositionReport | BalanceReport, askedAt: number | undefined): boolean {
    if (origin === "query" || origin === "derived") return askedAt !== undefined && (this.#toldAt.get(key) ?? 0) <= askedAt;
    this.#moment += 1;
    this.#toldAt.set(key, this.#moment);
    return false;
  }
}

const marketKey = ({ product, id }: Instrument): string => `${product} ${id}`;

const positionKey = ({ instrument, leg }: PositionReport): string => `${instrument.product} ${instrument.symbol} ${leg}`;

const NOTHING = sizeUnits(0);

/** Whether an order is known to stand on the terms that a report tells. */
const hasTerms = (known: OrderReport, told: OrderReport): boolean =>
  (told.price ?? known.price) === known.price && (told.size ?? known.size) === known.size;

const samePosition = (one: PositionReport, other: PositionReport): boolean =>
  one.side === other.side &&
  one.size === other.size &&
  one.entryPrice === other.entryPrice &&
  one.markPrice === other.markPrice &&
  one.unrealisedPnl === other.unrealisedPnl &&
  one.leverage === other.leverage &&
  one.marginMode === other.marginMode &&
  one.liquidationPrice === other.liquidationPrice;
