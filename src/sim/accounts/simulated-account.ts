// One account of a simulated venue: its orders, fills, positions and money, over the same matching engines that the public market
// runs on. It knows no venue's words; a dialect asks it and writes what it says.

import { notional } from "#core/account/notional";
import { type EpochMs, epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { compare, cut, decimal, decimalText, type ExactDecimal, fromUnits, minus, negated, plus, times } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Clock, type Timer } from "#core/port";
import { AccountHistory, type FundingRow } from "#sim/accounts/account-history";
import { ConditionalOrders } from "#sim/accounts/conditional-orders";
import { OrderRecord } from "#sim/accounts/order-record";
import { refusalOf, sizeForQuote, worstPrice } from "#sim/accounts/place-rules";
import { PositionRecord } from "#sim/accounts/position-record";
import { marketKey, type PresentName, presentName, sameMarket } from "#sim/accounts/present-name";
import { WalletBook } from "#sim/accounts/wallet-book";
import { type OwnOrderEvent } from "#sim/market/own-orders";
import { type StopListening } from "#sim/market/public-market";
import { type SimulatedMarket } from "#sim/market/simulated-market";
import {
  type AccountBalance,
  type AccountFill,
  type AccountOrder,
  type AccountPosition,
  type AccountRules,
  type AccountStep,
  type AccountView,
  type AmendVerdict,
  type CancelVerdict,
  type DemoCredentials,
  type DemoPermissions,
  type EndCause,
  type HistoryQuery,
  type OrderKey,
  type PlaceVerdict,
  type PlaceWish,
} from "#venues/account-dialect";

/** What an account stands on. */
export interface AccountGround {
  readonly clock: Clock;
  readonly rules: AccountRules;
  /** The market that trades an instrument, where orders can be placed. */
  readonly market: (instrument: Instrument) => SimulatedMarket | undefined;
  /** Running numbers of the venue, for its ids. */
  readonly nextNumber: (of: "order" | "trade" | "position") => number;
  readonly credentials: DemoCredentials;
}

interface Leverage {
  readonly long: number;
  readonly short: number;
  readonly marginMode: "cross" | "isolated";
}

/** How a simulated venue may mistreat client order ids. */
export type ClientIdTreatment = "kept" | "ignored" | "truncated";

/** Which orders a venue takes at a time: all, none but cancels, or such as rest only. */
export type MarketMode = "open" | "cancel-only" | "post-only";

/** What a venue makes of changes: all of it, or only the end of the old order, or a new one beside it. */
export type AmendTreatment = "whole" | "cancelled" | "doubled";

/** Something that was asked of an account, in the turn in which it was, before anything was looked at. */
export type AccountEntry =
  | { readonly kind: "place"; readonly wish: PlaceWish }
  | { readonly kind: "amend"; readonly key: OrderKey; readonly change: { readonly price?: PriceUnits; readonly size?: SizeUnits } }
  | { readonly kind: "cancel"; readonly key: OrderKey }
  | { readonly kind: "cancel-all"; readonly instrument: Instrument | undefined };

const ENTRY_PLACES = 8;
const FEE_PLACES = 12;

export class SimulatedAccount implements AccountView {
  readonly credentials: DemoCredentials;
  readonly rules: AccountRules;
  permissions: DemoPermissions = { read: true, trade: true, withdraw: false };
  /** Faults change it; a sound venue keeps ids as they are. */
  clientIds: ClientIdTreatment = "kept";
  /** Faults change it. */
  marketMode: MarketMode = "open";
  /** Faults change it. */
  amendments: AmendTreatment = "whole";
  readonly #ground: AccountGround;
  readonly #present: PresentName;
  readonly #history: AccountHistory;
  readonly #open = new Map<string, OrderRecord>();
  readonly #positions = new Map<string, PositionRecord>();
  readonly #leverages = new Map<string, Leverage>();
  readonly #modes = new Map<string, "one-way" | "hedge">();
  readonly #wallets: WalletBook;
  readonly #conditional: ConditionalOrders;
  readonly #listeners = new Set<(step: AccountStep) => void>();
  readonly #watchers = new Set<(entry: AccountEntry) => void>();
  #version = 88_000;
  #deadMan: Timer | undefined;

  constructor(ground: AccountGround) {
    this.#ground = ground;
    this.credentials = ground.credentials;
    this.rules = ground.rules;
    this.#present = presentName((instrument) => ground.market(instrument));
    this.#history = new AccountHistory({ clock: ground.clock, endedOrdersMs: ground.rules.endedOrdersMs, present: this.#present });
    this.#wallets = new WalletBook(ground.rules, {
      orders: () => this.#open.values(),
      positions: () => this.#positions.values(),
      leverageOf: (instrument, leg) => this.#leverageOf(instrument)[leg === "short" ? "short" : "long"],
      markOf: (instrument) => this.#mark(instrument),
    });
    this.#conditional = new ConditionalOrders((order) => this.#wake(order));
  }

  /** Tells every step, in the turn in which it happens. */
  onStep(listener: (step: AccountStep) => void): StopListening {
    const own = (step: AccountStep): void => listener(step);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Shows everything that is asked of the account; for judges. */
  onEntry(watcher: (entry: AccountEntry) => void): StopListening {
    const own = (entry: AccountEntry): void => watcher(entry);
    this.#watchers.add(own);
    return () => this.#watchers.delete(own);
  }

  stop(): void {
    this.#deadMan?.cancel();
    this.#conditional.stop();
    this.#listeners.clear();
    this.#watchers.clear();
  }

  // ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────

  place(wish: PlaceWish): PlaceVerdict {
    this.#asked({ kind: "place", wish });
    const market = this.#ground.market(wish.instrument);
    if (market === undefined || !this.#takes(wish)) return { kind: "refused", why: "halted" };
    const leg = wish.leg ?? "net";
    const why = refusalOf(wish, {
      rules: this.rules,
      market,
      openOrders: this.#open.size,
      positionMode: this.positionMode(wish.instrument),
      closable: this.#positions.get(legKey(wish.instrument, leg))?.closable(wish.side) ?? 0,
      known: (id) => this.#history.knows(id) || [...this.#open.values()].some((order) => order.clientOrderId === id),
    });
    if (why !== undefined) return { kind: "refused", why };
    const order = new OrderRecord({
      id: this.rules.orderId(this.#ground.nextNumber("order")),
      wish,
      leg,
      present: this.#present,
      clientOrderId: this.#keptId(wish.clientOrderId),
      time: this.#now(),
    });
    if (wish.amount.kind === "quote") order.size = sizeUnits(sizeForQuote(market, wish.amount.quote));
    if (!this.#affords(order, market)) return { kind: "refused", why: "insufficient-funds" };
    return this.#enter(order, market);
  }

  amend(
    key: OrderKey,
    change: { readonly price?: PriceUnits; readonly size?: SizeUnits; readonly triggerPrice?: PriceUnits },
  ): AmendVerdict {
    this.#asked({ kind: "amend", key, change });
    const order = this.#find(key);
    const market = order?.market ?? (order === undefined ? undefined : this.#ground.market(order.wish.instrument));
    if (order === undefined || market === undefined) return { kind: "no-such-order" };
    const { instrument } = order.wish;
    if (change.price !== undefined && change.price % instrument.tick !== 0) return { kind: "refused", why: "price-off-tick" };
    if (change.size !== undefined && change.size % instrument.lot !== 0) return { kind: "refused", why: "size-off-lot" };
    if (change.size !== undefined && change.size <= order.filledSize) return { kind: "refused", why: "size-below-minimum" };
    if (order.status === "untriggered") {
      this.#conditional.change(order, change.triggerPrice);
      if (change.size !== undefined) order.size = change.size;
      this.#step("amended", { orders: [order] });
      return { kind: "placed", order: order.view() };
    }
    if (this.amendments !== "whole" && order.style.kind === "limit") return this.#amendHalf(order, market, change);
    if (order.style.kind === "limit" && change.price !== undefined) order.style = { ...order.style, price: change.price };
    if (change.size !== undefined) order.size = change.size;
    order.updatedTime = this.#now();
    this.#step("amended", { orders: [order] });
    if (order.engineId !== undefined) {
      market.amend(order.engineId, {
        ...(change.price === undefined ? {} : { price: change.price }),
        size: sizeUnits(this.#reach(order)),
      });
    }
    return { kind: "placed", order: order.view() };
  }

  cancel(key: OrderKey, instrument?: Instrument): CancelVerdict {
    this.#asked({ kind: "cancel", key });
    const order = this.#find(key, instrument);
    if (order === undefined) {
      const ended = this.order(key, instrument);
      return ended === undefined ? { kind: "no-such-order" } : { kind: "ended", order: ended };
    }
    const before = order.view();
    this.#cancel(order, "requested");
    return { kind: "cancelled", before, order: order.view() };
  }

  cancelAll(instrument?: Instrument): readonly AccountOrder[] {
    this.#asked({ kind: "cancel-all", instrument });
    const chosen = [...this.#open.values()].filter((order) => instrument === undefined || sameMarket(order.wish.instrument, instrument));
    for (const order of chosen) this.#cancel(order, "requested");
    return chosen.map((order) => order.view());
  }

  cancelAllAfter(timeoutMs: number): void {
    this.#deadMan?.cancel();
    this.#deadMan = undefined;
    if (timeoutMs <= 0) return;
    this.#deadMan = this.#ground.clock.after(timeoutMs, () => {
      for (const order of [...this.#open.values()]) this.#cancel(order, "dead-man");
    });
  }

  order(key: OrderKey, instrument?: Instrument): AccountOrder | undefined {
    return this.#find(key, instrument)?.view() ?? this.#history.order(key, instrument);
  }

  openOrders(instrument?: Instrument): readonly AccountOrder[] {
    return [...this.#open.values()]
      .filter((order) => instrument === undefined || sameMarket(order.wish.instrument, instrument))
      .map((order) => order.view());
  }

  orders(query: HistoryQuery): readonly AccountOrder[] {
    return this.#history.orders(query, this.openOrders());
  }

  fills(query: HistoryQuery): readonly AccountFill[] {
    return this.#history.fills(query);
  }

  // ── positions and money ──────────────────────────────────────────────────────────────────────────────────────────

  positions(instrument?: Instrument): readonly AccountPosition[] {
    return [...this.#positions.values()]
      .filter((position) => position.size !== 0 && (instrument === undefined || sameMarket(position.instrument, instrument)))
      .map((position) => this.#positionView(position));
  }

  balances(): readonly AccountBalance[] {
    return this.#wallets.balances();
  }

  funding(query: HistoryQuery): readonly FundingRow[] {
    return this.#history.funding(query);
  }

  leverage(instrument: Instrument): Leverage {
    return this.#leverageOf(instrument);
  }

  setLeverage(instrument: Instrument, leverage: Leverage): boolean {
    const inBounds = (value: number): boolean => value >= 1 && value <= this.rules.leverageMax;
    if (!inBounds(leverage.long) || !inBounds(leverage.short)) return false;
    this.#leverages.set(marketKey(instrument), leverage);
    this.#step("settings", {});
    return true;
  }

  positionMode(instrument: Instrument): "one-way" | "hedge" {
    return this.#modes.get(marketKey(instrument)) ?? this.rules.positionMode;
  }

  setPositionMode(instrument: Instrument, mode: "one-way" | "hedge"): boolean {
    if (this.openOrders(instrument).length > 0 || this.positions(instrument).length > 0) return false;
    this.#modes.set(marketKey(instrument), mode);
    this.#step("settings", {});
    return true;
  }

  /** Pays or takes funding on every position: positive rates are paid by longs. */
  settleFunding(rateOf: (instrument: Instrument) => string): void {
    for (const position of this.#positions.values()) {
      if (position.size === 0) continue;
      const { instrument } = position;
      const value = notional(instrument, this.#mark(instrument), position.size);
      const amount = negated(cut(times(value, decimal(rateOf(instrument))), ENTRY_PLACES));
      const currency = instrument.settle ?? instrument.quote;
      position.fundingPaid = minus(position.fundingPaid, amount);
      this.#wallets.add(instrument.product, currency, amount);
      this.#history.paid({ instrument, amount: decimalText(amount), currency, time: this.#now() });
      this.#step("funding", { positions: [position], currencies: [[instrument.product, currency]] });
    }
  }

  /** Takes the newest fill back, as a venue does that voids a trade (O22). Returns what was voided. */
  voidNewestFill(): AccountFill | undefined {
    const fill = this.#history.takeNewestFill();
    if (fill === undefined) return undefined;
    const { order } = fill;
    const opposite: Side = order.side === "buy" ? "sell" : "buy";
    const undone = this.#move(order.instrument, { leg: order.leg, side: opposite, price: fill.price, size: fill.size });
    this.#wallets.add(order.instrument.product, fill.fee.currency, decimal(fill.fee.amount));
    this.#step("voided", { ...undone, voided: fill });
    this.#dropUselessReductions(order.instrument);
    return fill;
  }

  /** Ends the newest open order as venues do that refuse late (O7). False when none is open. */
  refuseLate(): boolean {
    const newest = [...this.#open.values()].at(-1);
    if (newest === undefined) return false;
    this.#cancel(newest, "halted");
    return true;
  }

  /** Trades with a resting order at its price, whole or a part of it, as somebody does who comes before a cancel (O10, O11). */
  tradeWith(key: OrderKey, part: "whole" | "part"): boolean {
    const order = this.#find(key);
    const price = order?.limitPrice;
    const market = order?.market;
    if (order?.engineId === undefined || price === undefined || market === undefined || order.status !== "open") return false;
    const { lot } = order.wish.instrument;
    const size = part === "whole" ? order.remaining : Math.floor(order.remaining / 2 / lot) * lot;
    if (size <= 0) return false;
    this.#traded(order, { kind: "traded", id: order.engineId, price, size: sizeUnits(size), time: this.#now(), liquidity: "maker" });
    if (order.isOver) market.cancel(order.engineId);
    else market.amend(order.engineId, { size: sizeUnits(this.#reach(order)) });
    return true;
  }

  /** Ends every order as the venue's own switch does when nobody calls it any more, although somebody did (O30). */
  fireDeadMan(): boolean {
    const open = [...this.#open.values()];
    for (const order of open) this.#cancel(order, "dead-man");
    return open.length > 0;
  }

  #asked(entry: AccountEntry): void {
    for (const watcher of this.#watchers) watcher(entry);
  }

  #takes({ style }: PlaceWish): boolean {
    if (this.marketMode === "post-only") return style.kind === "limit" && style.timeInForce === "post-only";
    return this.marketMode === "open";
  }

  /** One half of a change: the old order ends and no new one stands, or both do (O14). */
  #amendHalf(
    order: OrderRecord,
    market: SimulatedMarket,
    change: { readonly price?: PriceUnits; readonly size?: SizeUnits },
  ): AmendVerdict {
    if (this.amendments === "cancelled" || order.style.kind !== "limit") {
      this.#cancel(order, "halted");
      return { kind: "refused", why: "halted" };
    }
    const size = sizeUnits((change.size ?? order.size ?? order.remaining) - order.filledSize);
    const style = { ...order.style, ...(change.price === undefined ? {} : { price: change.price }) };
    const second = new OrderRecord({
      id: this.rules.orderId(this.#ground.nextNumber("order")),
      wish: { ...order.wish, style, amount: { kind: "size", size } },
      leg: order.leg,
      present: this.#present,
      clientOrderId: order.clientOrderId,
      time: this.#now(),
    });
    return this.#enter(second, market);
  }

  // ── what happens to an order ─────────────────────────────────────────────────────────────────────────────────────

  #enter(order: OrderRecord, market: SimulatedMarket): PlaceVerdict {
    const { style } = order;
    this.#open.set(order.id, order);
    if (style.kind === "stop" || style.kind === "take-profit") {
      order.status = "untriggered";
      this.#conditional.watch(order, market);
      this.#step("placed", { orders: [order] });
      return { kind: "placed", order: order.view() };
    }
    const cause = this.#send(order, market);
    if (cause !== undefined && this.rules.unplaceable === "refused" && (cause === "post-only-would-trade" || cause === "fok-unfillable")) {
      this.#history.forget(order.id);
      return { kind: "refused", why: cause };
    }
    return { kind: "placed", order: order.view() };
  }

  /** Brings an order to the engine. Returns why it ended there at once without a trade, if it did. */
  #send(order: OrderRecord, market: SimulatedMarket): EndCause | undefined {
    const { side } = order.wish;
    const price = order.limitPrice;
    const size = sizeUnits(this.#reach(order));
    if (size <= 0 || this.#tradesWithItself(order)) {
      this.#end(order, size > 0 ? "self-trade" : order.wish.reduceOnly ? "reduce-only" : "no-more-liquidity");
      return order.endedBy;
    }
    const timeInForce = order.style.kind === "limit" ? order.style.timeInForce : "gtc";
    const bound = order.wish.reduceOnly ? { reducible: () => this.#closable(order) } : {};
    const request =
      price === undefined
        ? ({ kind: "market", side, size, timeInForce: "ioc", ...bound } as const)
        : ({ kind: "limit", side, price, size, timeInForce, ...bound } as const);
    const quiet = this.rules.unplaceable === "refused" && (timeInForce === "post-only" || timeInForce === "fok");
    order.market = market;
    order.inEngine = market.place(request, (event) => this.#heard(order, event, quiet));
    if (quiet && !order.isOver) this.#step("placed", { orders: [order] });
    return order.isOver && order.filledSize === 0 ? order.endedBy : undefined;
  }

  #heard(order: OrderRecord, event: OwnOrderEvent, quiet: boolean): void {
    switch (event.kind) {
      case "accepted":
        order.engineId = event.id;
        order.status = "open";
        if (!quiet) this.#step("placed", { orders: [order] });
        break;
      case "traded":
        order.matchedSize += event.size;
        this.#traded(order, event);
        break;
      case "amended":
        break;
      case "cancelled":
        if (order.isOver) break;
        if (quiet && order.filledSize === 0 && event.reason !== "requested") {
          order.end("cancelled", event.reason, event.time);
          this.#open.delete(order.id);
        } else this.#end(order, event.reason);
        break;
    }
  }

  #traded(order: OrderRecord, trade: Extract<OwnOrderEvent, { kind: "traded" }>): void {
    const { instrument, side } = order.wish;
    const { price, size, time, liquidity } = trade;
    order.filled(price, size, time);
    const moved = this.#move(instrument, { leg: order.leg, side, price, size });
    const fee = this.#fee(instrument, { side, price, size, liquidity });
    order.feePaid = plus(order.feePaid, fee.amount);
    this.#wallets.add(instrument.product, fee.currency, negated(fee.amount));
    for (const position of moved.positions) position.feesPaid = plus(position.feesPaid, fee.amount);
    const serial = this.#ground.nextNumber("trade");
    const fill: AccountFill = {
      id: this.rules.tradeId(serial),
      order: order.view(),
      price,
      size,
      value: decimalText(notional(instrument, price, size)),
      fee: { amount: decimalText(fee.amount), currency: fee.currency },
      liquidity,
      realisedPnl: decimalText(moved.realised),
      time,
      serial,
    };
    this.#history.filled(fill);
    if (order.isOver) this.#close(order);
    this.#step("traded", { ...moved, orders: [order], fills: [fill] });
    this.#dropUselessReductions(instrument);
  }

  /** Moves what a trade moves: coins on spot, a position elsewhere. */
  #move(
    instrument: Instrument,
    trade: { readonly leg: "net" | "long" | "short"; readonly side: Side; readonly price: PriceUnits; readonly size: SizeUnits },
  ): {
    readonly positions: readonly PositionRecord[];
    readonly currencies: readonly (readonly [Instrument["product"], string])[];
    readonly realised: ExactDecimal;
  } {
    const { product, base, quote, settle } = instrument;
    const { leg, side, price, size } = trade;
    if (instrument.kind === "spot") {
      const value = notional(instrument, price, size);
      const coins = fromUnits(size, instrument.sizeScale);
      this.#wallets.add(product, base, side === "buy" ? coins : negated(coins));
      this.#wallets.add(product, quote, side === "buy" ? negated(value) : value);
      return {
        positions: [],
        currencies: [
          [product, base],
          [product, quote],
        ],
        realised: fromUnits(0, 0),
      };
    }
    const position = this.#position(instrument, leg);
    if (position.size === 0) {
      position.serial = this.#ground.nextNumber("position");
      position.openedTime = this.#now();
    }
    const realised = position.trade(side, price, size);
    position.updatedTime = this.#now();
    const currency = settle ?? quote;
    this.#wallets.add(product, currency, realised);
    return { positions: [position], currencies: [[product, currency]], realised };
  }

  #fee(
    instrument: Instrument,
    trade: { readonly side: Side; readonly price: PriceUnits; readonly size: SizeUnits; readonly liquidity: "maker" | "taker" },
  ): { readonly amount: ExactDecimal; readonly currency: string } {
    const { fees } = this.rules;
    const rate = decimal(trade.liquidity === "maker" ? fees.makerFraction : fees.takerFraction);
    const value = notional(instrument, trade.price, trade.size);
    if (instrument.kind === "spot" && fees.currency === "received" && trade.side === "buy") {
      return { amount: cut(times(fromUnits(trade.size, instrument.sizeScale), rate), FEE_PLACES), currency: instrument.base };
    }
    return { amount: cut(times(value, rate), FEE_PLACES), currency: instrument.settle ?? instrument.quote };
  }

  #cancel(order: OrderRecord, cause: EndCause): void {
    if (order.isOver) return;
    if (order.engineId !== undefined) {
      // The order ends here first, so that the engine's own word about it is an echo.
      const id = order.engineId;
      this.#end(order, cause);
      order.market?.cancel(id);
    } else this.#end(order, cause);
  }

  #end(order: OrderRecord, cause: EndCause): void {
    order.end("cancelled", cause, this.#now());
    this.#close(order);
    this.#step("cancelled", { orders: [order] });
  }

  #close(order: OrderRecord): void {
    this.#conditional.forget(order);
    this.#open.delete(order.id);
    this.#history.ended(order.view());
  }

  #wake(order: OrderRecord): void {
    const market = this.#ground.market(order.wish.instrument);
    if (market === undefined || order.isOver) return;
    order.status = "open";
    order.updatedTime = this.#now();
    this.#step("triggered", { orders: [order] });
    this.#send(order, market);
  }

  /** How much of an order may trade: one that only reduces never turns its position. */
  #reach(order: OrderRecord): number {
    return order.wish.reduceOnly ? Math.min(order.remaining, this.#closable(order)) : order.remaining;
  }

  /** What a reduction could close now, in size units. Trades of the act that is being told count already: they have happened. */
  #closable({ wish: { instrument, side }, leg }: OrderRecord): number {
    const key = legKey(instrument, leg);
    const position = this.#positions.get(key);
    if (position === undefined) return 0;
    let size = position.size;
    for (const other of this.#open.values()) {
      const { untold, wish } = other;
      if (untold > 0 && legKey(wish.instrument, other.leg) === key) size += wish.side === "buy" ? untold : -untold;
    }
    return Math.max(0, side === "buy" ? -size : size);
  }

  /** Reduce-only orders shrink with their position; those of a leg that is flat now have nothing left to do. */
  #dropUselessReductions(instrument: Instrument): void {
    for (const order of [...this.#open.values()]) {
      // One whose own trades are about to be told is looked at after them.
      if (!order.wish.reduceOnly || !sameMarket(order.wish.instrument, instrument) || order.untold > 0) continue;
      const reach = this.#reach(order);
      // One that was cut to its position before that grew again has traded what was left of it.
      if (reach === 0 || order.inEngine?.state === "filled") this.#cancel(order, "reduce-only");
      else if (order.engineId !== undefined && reach < order.remaining) {
        order.market?.amend(order.engineId, { size: sizeUnits(reach) });
      }
    }
  }

  // ── small answers ────────────────────────────────────────────────────────────────────────────────────────────────

  #affords(order: OrderRecord, market: SimulatedMarket): boolean {
    const { instrument, side, amount, reduceOnly } = order.wish;
    if (reduceOnly) return true;
    if (amount.kind === "quote") {
      return compare(decimal(amount.quote), this.#wallets.available(instrument.product, instrument.quote)) <= 0;
    }
    const price = order.limitPrice ?? worstPrice(market, side, amount.size);
    const closable = this.#positions.get(legKey(instrument, order.leg))?.closable(side) ?? 0;
    const lock = this.#wallets.lockOf(order, price, Math.max(0, amount.size - closable));
    return compare(lock.amount, this.#wallets.available(instrument.product, lock.currency)) <= 0;
  }

  #tradesWithItself(order: OrderRecord): boolean {
    const { instrument, side } = order.wish;
    const market = this.#ground.market(instrument);
    // A market order reaches as far as its size takes it, and no resting order beyond that.
    const price = order.limitPrice ?? (market === undefined ? undefined : worstPrice(market, side, order.remaining));
    return [...this.#open.values()].some((other) => {
      const resting = other.limitPrice;
      if (other === order || other.status !== "open" || other.engineId === undefined || resting === undefined) return false;
      if (!sameMarket(other.wish.instrument, instrument) || other.wish.side === side) return false;
      return price === undefined || (side === "buy" ? price >= resting : price <= resting);
    });
  }

  #find(key: OrderKey, instrument?: Instrument): OrderRecord | undefined {
    const fits = (order: OrderRecord): boolean => instrument === undefined || sameMarket(order.wish.instrument, instrument);
    if (key.id !== undefined) {
      const order = this.#open.get(key.id);
      return order !== undefined && fits(order) ? order : undefined;
    }
    return [...this.#open.values()].find((order) => order.clientOrderId === key.clientOrderId && fits(order));
  }

  #keptId(id: string | undefined): string | undefined {
    if (id === undefined || this.clientIds === "ignored") return undefined;
    return this.clientIds === "truncated" ? id.slice(0, 16) : id;
  }

  #position(instrument: Instrument, leg: "net" | "long" | "short"): PositionRecord {
    const key = legKey(instrument, leg);
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const made = new PositionRecord(instrument, leg);
    this.#positions.set(key, made);
    return made;
  }

  #leverageOf(instrument: Instrument): Leverage {
    const { leverage } = this.rules;
    return this.#leverages.get(marketKey(instrument)) ?? { long: leverage, short: leverage, marginMode: "cross" };
  }

  #mark(instrument: Instrument): PriceUnits {
    const text = this.#ground.market(instrument)?.figures.markPrice ?? "0";
    const { mantissa, decimals } = cut(decimal(text), instrument.priceScale);
    return priceUnits(Number(mantissa * 10n ** BigInt(instrument.priceScale - decimals)));
  }

  #positionView(position: PositionRecord): AccountPosition {
    const { instrument, leg } = position;
    const leverage = this.#leverageOf(instrument);
    const factor = leg === "short" ? leverage.short : leverage.long;
    const mark = this.#mark(instrument);
    return {
      instrument: this.#present(instrument),
      leg,
      size: position.size,
      entryPrice: decimalText(position.entryPrice(ENTRY_PLACES)),
      openValue: decimalText(position.openValue),
      markPrice: decimalText(fromUnits(mark, instrument.priceScale)),
      unrealisedPnl: decimalText(position.unrealised(mark)),
      realisedPnl: decimalText(position.realised),
      margin: decimalText(cut(times(position.openValue, decimal(String(1 / factor))), ENTRY_PLACES)),
      leverage: factor,
      marginMode: leverage.marginMode,
      fundingPaid: decimalText(position.fundingPaid),
      feesPaid: decimalText(position.feesPaid),
      serial: position.serial,
      openedTime: epochMs(position.openedTime),
      updatedTime: epochMs(position.updatedTime),
    };
  }

  #now(): EpochMs {
    return this.#ground.clock.now();
  }

  #step(
    cause: AccountStep["cause"],
    changed: {
      readonly orders?: readonly OrderRecord[];
      readonly fills?: readonly AccountFill[];
      readonly positions?: readonly PositionRecord[];
      readonly currencies?: readonly (readonly [Instrument["product"], string])[];
      readonly voided?: AccountFill;
    },
  ): void {
    this.#version += 1;
    const { orders = [], fills = [], positions = [], currencies = [], voided } = changed;
    const touched = new Set(currencies.map(([product, currency]) => `${product} ${currency}`));
    // Placing and cancelling move what is locked, so every balance of the product is told.
    for (const order of orders)
      for (const balance of this.balances()) {
        if (balance.product === order.wish.instrument.product) touched.add(`${balance.product} ${balance.currency}`);
      }
    const step: AccountStep = {
      version: this.#version,
      time: this.#now(),
      cause,
      orders: orders.map((order) => order.view()),
      fills: voided === undefined ? fills : [voided],
      positions: positions.map((position) => this.#positionView(position)),
      balances: this.balances().filter(({ product, currency }) => touched.has(`${product} ${currency}`)),
    };
    for (const listener of [...this.#listeners]) listener(step);
  }
}

const legKey = (instrument: Instrument, leg: string): string => `${marketKey(instrument)} ${leg}`;
