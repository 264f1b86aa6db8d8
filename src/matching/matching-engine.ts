// Price-time matching, pure: integers in, events out, no clock. The best price trades first, and at one price who came first.

import { type EpochMs, type PriceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { InvariantError, UsageError } from "#core/error";
import { type Side } from "#core/event";
import { LevelLadder } from "#matching/level-ladder";
import { type CancelReason, type EngineOrder, type MatchEvent, type OrderId, type OrderRequest, orderId } from "#matching/order";
import { type PriceLevel, QueuedOrder } from "#matching/price-level";

/** Open orders that one engine holds unless told otherwise; one more is cancelled as `book-full`. */
export const OPEN_ORDERS_MAX = 100_000;

/** Changes of a resting order: absent means as it is. `size` is what shall remain. */
export interface Amendment {
  readonly price?: PriceUnits;
  readonly size?: SizeUnits;
}

/** One instrument's order book and its rules. Events come in the turn of the call; a listener must not call back into the engine. */
export class MatchingEngine {
  readonly #emit: (event: MatchEvent) => void;
  readonly #openOrdersMax: number;
  readonly #bids = new LevelLadder("buy");
  readonly #asks = new LevelLadder("sell");
  readonly #open = new Map<OrderId, QueuedOrder>();
  #lastId = 0;

  constructor(emit: (event: MatchEvent) => void, openOrdersMax: number = OPEN_ORDERS_MAX) {
    this.#emit = emit;
    this.#openOrdersMax = openOrdersMax;
  }

  get openOrders(): number {
    return this.#open.size;
  }

  /** An order that rests; undefined when it is unknown or over. */
  order(id: OrderId): EngineOrder | undefined {
    return this.#open.get(id);
  }

  /** The level `rank` places behind the best of a side (`buy`: bids); undefined past the end. */
  level(side: Side, rank: number): { readonly price: PriceUnits; readonly size: SizeUnits } | undefined {
    return this.#ladder(side).at(rank);
  }

  /** How many price levels a side has. */
  depth(side: Side): number {
    return this.#ladder(side).length;
  }

  /** Takes an order: trades what it can, rests what it may, cancels what is left. Returns it as it then stands. */
  place(request: OrderRequest, time: EpochMs): EngineOrder {
    checkSize(request.size);
    const { side, size, timeInForce, reducible } = request;
    const price = request.kind === "limit" ? request.price : undefined;
    if (price !== undefined) checkPrice(price);
    this.#lastId += 1;
    const order = new QueuedOrder(orderId(this.#lastId), { side, price, size, timeInForce, reducible }, time);
    this.#emit({ kind: "accepted", order, time });
    this.#enter(order, time);
    return order;
  }

  /** Cancels a resting order. Returns false when there is none of that number. */
  cancel(id: OrderId, time: EpochMs): boolean {
    const order = this.#open.get(id);
    if (order === undefined) return false;
    const level = this.#takeOut(order);
    this.#end(order, "requested", time);
    this.#emitLevel(order.side, level);
    return true;
  }

  /**
   * Changes a resting order. Less size at the same price keeps the place in the queue; anything else goes to the back and may
   * trade at once. Returns false when there is no such order.
   */
  amend(id: OrderId, amendment: Amendment, time: EpochMs): boolean {
    const order = this.#open.get(id);
    if (order === undefined) return false;
    const price = amendment.price ?? order.price;
    const remaining = amendment.size ?? order.remaining;
    checkSize(remaining);
    if (price !== undefined) checkPrice(price);
    const by = order.remaining - remaining;
    const level = order.level;
    if (price === order.price && by >= 0 && level !== undefined) {
      level.reduce(order, by);
      order.size = sizeUnits(order.size - by);
      this.#emit({ kind: "amended", order, time });
      if (by > 0) this.#emitLevel(order.side, level);
      return true;
    }
    const left = this.#takeOut(order);
    order.price = price;
    order.size = sizeUnits(order.size - by);
    order.remaining = remaining;
    this.#emit({ kind: "amended", order, time });
    this.#emitLevel(order.side, left);
    this.#enter(order, time);
    return true;
  }

  #ladder(side: Side): LevelLadder {
    return side === "buy" ? this.#bids : this.#asks;
  }

  #enter(order: QueuedOrder, time: EpochMs): void {
    const opposite = order.side === "buy" ? this.#asks : this.#bids;
    const refusal = this.#refusal(order, opposite);
    if (refusal !== undefined) {
      this.#end(order, refusal, time);
      return;
    }
    this.#match(order, opposite, time);
    if (order.remaining === 0) return;
    if (isSpent(order)) {
      this.#end(order, "reduce-only", time);
      return;
    }
    if (order.price === undefined || order.timeInForce === "ioc" || order.timeInForce === "fok") {
      this.#end(order, "no-more-liquidity", time);
      return;
    }
    if (this.#open.size >= this.#openOrdersMax) {
      this.#end(order, "book-full", time);
      return;
    }
    const level = this.#ladder(order.side).ensure(order.price);
    level.append(order);
    this.#open.set(order.id, order);
    this.#emitLevel(order.side, level);
  }

  /** What forbids an order before it touches the book. */
  #refusal(order: QueuedOrder, opposite: LevelLadder): CancelReason | undefined {
    if (order.timeInForce === "post-only") {
      const best = opposite.best;
      return best !== undefined && opposite.reaches(best, order.price) ? "post-only-would-trade" : undefined;
    }
    if (order.timeInForce !== "fok") return undefined;
    let found = 0;
    for (let rank = 0; found < order.remaining; rank += 1) {
      const level = opposite.at(rank);
      if (level === undefined || !opposite.reaches(level, order.price)) return "fok-unfillable";
      found += level.firmSize;
    }
    return undefined;
  }

  #match(taker: QueuedOrder, opposite: LevelLadder, time: EpochMs): void {
    const makerSide: Side = taker.side === "buy" ? "sell" : "buy";
    while (taker.remaining > 0 && !isSpent(taker)) {
      const level = opposite.best;
      if (level === undefined || !opposite.reaches(level, taker.price)) return;
      while (taker.remaining > 0 && level.first !== undefined && !isSpent(taker)) this.#trade(level.first, taker, { level, time });
      if (level.first === undefined) opposite.drop(level);
      this.#emitLevel(makerSide, level);
    }
  }

  #trade(maker: QueuedOrder, taker: QueuedOrder, at: { readonly level: PriceLevel; readonly time: EpochMs }): void {
    const { level, time } = at;
    if (isSpent(maker)) {
      this.#takeOutOf(level, maker);
      this.#end(maker, "reduce-only", time);
      return;
    }
    const size = sizeUnits(Math.min(reach(maker), reach(taker)));
    level.reduce(maker, size);
    taker.remaining = sizeUnits(taker.remaining - size);
    if (maker.remaining === 0) {
      level.remove(maker);
      maker.state = "filled";
      this.#open.delete(maker.id);
    }
    if (taker.remaining === 0) taker.state = "filled";
    this.#emit({ kind: "trade", maker, taker, price: level.price, size, time });
  }

  #takeOut(order: QueuedOrder): PriceLevel {
    const level = order.level;
    if (level === undefined) throw new InvariantError("order-without-level", `Order ${order.id} is open but rests nowhere.`);
    this.#takeOutOf(level, order);
    if (level.first === undefined) this.#ladder(order.side).drop(level);
    return level;
  }

  #takeOutOf(level: PriceLevel, order: QueuedOrder): void {
    level.remove(order);
    this.#open.delete(order.id);
  }

  #end(order: QueuedOrder, reason: CancelReason, time: EpochMs): void {
    order.state = "cancelled";
    this.#emit({ kind: "cancelled", order, reason, time });
  }

  #emitLevel(side: Side, level: PriceLevel): void {
    this.#emit({ kind: "level", side, price: level.price, size: level.size });
  }
}

/** How much of an order may trade now. */
const reach = ({ remaining, reducible }: QueuedOrder): number =>
  reducible === undefined ? remaining : Math.max(0, Math.min(remaining, reducible()));

const isSpent = (order: QueuedOrder): boolean => order.reducible !== undefined && reach(order) === 0;

function checkSize(size: number): void {
  if (Number.isSafeInteger(size) && size > 0) return;
  throw new UsageError("order-size", `An order needs a whole, positive number of size units; nothing was placed (size ${size}).`);
}

function checkPrice(price: number): void {
  if (Number.isSafeInteger(price) && price > 0) return;
  throw new UsageError("order-price", `An order needs a whole, positive number of price units; nothing was placed (price ${price}).`);
}
