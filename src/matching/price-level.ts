// One price of one side: a queue in order of arrival, linked through the orders themselves, so that any order leaves in one step.

import { type EpochMs, type PriceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type EngineOrder, type OrderId, type OrderRequest, type TimeInForce } from "#matching/order";

/** An order with its place in a queue. Only the engine moves it; everyone else sees an `EngineOrder`. */
export class QueuedOrder implements EngineOrder {
  readonly id: OrderId;
  readonly side: Side;
  readonly timeInForce: TimeInForce;
  readonly acceptedTime: EpochMs;
  readonly reducible: OrderRequest["reducible"];
  price: PriceUnits | undefined;
  size: SizeUnits;
  remaining: SizeUnits;
  state: "open" | "filled" | "cancelled" = "open";
  level: PriceLevel | undefined = undefined;
  ahead: QueuedOrder | undefined = undefined;
  behind: QueuedOrder | undefined = undefined;

  constructor(
    id: OrderId,
    terms: Pick<EngineOrder, "side" | "price" | "size" | "timeInForce"> & { readonly reducible: OrderRequest["reducible"] },
    time: EpochMs,
  ) {
    this.id = id;
    this.side = terms.side;
    this.price = terms.price;
    this.size = terms.size;
    this.remaining = terms.size;
    this.timeInForce = terms.timeInForce;
    this.acceptedTime = time;
    this.reducible = terms.reducible;
  }
}

/** A price and the orders that wait at it, first come first. */
export class PriceLevel {
  readonly price: PriceUnits;
  size: SizeUnits = sizeUnits(0);
  first: QueuedOrder | undefined = undefined;
  #last: QueuedOrder | undefined = undefined;

  constructor(price: PriceUnits) {
    this.price = price;
  }

  /** What surely trades: who only reduces may have nothing left to reduce when its turn comes. */
  get firmSize(): number {
    let firm = 0;
    for (let order = this.first; order !== undefined; order = order.behind) if (order.reducible === undefined) firm += order.remaining;
    return firm;
  }

  /** Puts an order at the end of the queue. */
  append(order: QueuedOrder): void {
    order.level = this;
    order.ahead = this.#last;
    order.behind = undefined;
    if (this.#last === undefined) this.first = order;
    else this.#last.behind = order;
    this.#last = order;
    this.size = sizeUnits(this.size + order.remaining);
  }

  /** Takes an order out, wherever it stands, with what remains of it. */
  remove(order: QueuedOrder): void {
    if (order.ahead === undefined) this.first = order.behind;
    else order.ahead.behind = order.behind;
    if (order.behind === undefined) this.#last = order.ahead;
    else order.behind.ahead = order.ahead;
    order.level = undefined;
    order.ahead = undefined;
    order.behind = undefined;
    this.size = sizeUnits(this.size - order.remaining);
  }

  /** Takes `by` off an order that keeps its place. */
  reduce(order: QueuedOrder, by: number): void {
    order.remaining = sizeUnits(order.remaining - by);
    this.size = sizeUnits(this.size - by);
  }
}
