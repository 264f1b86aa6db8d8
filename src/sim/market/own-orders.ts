// Orders that someone outside the market owns, and what they hear of them. Told after the act was published, so that a listener may
// place and cancel again.

import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type CancelReason, type MatchEvent, type OrderId } from "#matching/order";

/** What becomes of an order from outside, in order. */
export type OwnOrderEvent =
  | { readonly kind: "accepted"; readonly id: OrderId; readonly time: EpochMs }
  | {
      readonly kind: "traded";
      readonly id: OrderId;
      readonly price: PriceUnits;
      readonly size: SizeUnits;
      readonly liquidity: "maker" | "taker";
      readonly time: EpochMs;
    }
  | { readonly kind: "amended"; readonly id: OrderId; readonly time: EpochMs }
  | { readonly kind: "cancelled"; readonly id: OrderId; readonly reason: CancelReason; readonly time: EpochMs };

export type OwnOrderListener = (event: OwnOrderEvent) => void;

/** Keeps who owns which order, and what is still to be told. Bounded by the engine's open orders. */
export class OwnOrders {
  readonly #owners = new Map<OrderId, OwnOrderListener>();
  readonly #untold: { readonly listener: OwnOrderListener; readonly event: OwnOrderEvent }[] = [];
  #arriving: OwnOrderListener | undefined;
  #telling = false;

  /** Runs `place`: the order that it brings belongs to `listener`. */
  arriving<Value>(listener: OwnOrderListener | undefined, place: () => Value): Value {
    this.#arriving = listener;
    const placed = place();
    this.#arriving = undefined;
    return placed;
  }

  /** Notes what an event of the engine means for owned orders. */
  matched(event: MatchEvent): void {
    switch (event.kind) {
      case "accepted":
        if (this.#arriving !== undefined) this.#owners.set(event.order.id, this.#arriving);
        this.#arriving = undefined;
        this.#note(event.order.id, { kind: "accepted", id: event.order.id, time: event.time });
        break;
      case "trade":
        this.#traded(event);
        break;
      case "amended":
        this.#note(event.order.id, { kind: "amended", id: event.order.id, time: event.time });
        break;
      case "cancelled":
        this.#note(event.order.id, { kind: "cancelled", id: event.order.id, reason: event.reason, time: event.time });
        this.#owners.delete(event.order.id);
        break;
      case "level":
        break;
    }
  }

  /**
   * Tells what was noted. A listener that acts on the market causes further news, told after what is already noted: then false, because
   * the rest is told further out.
   */
  tell(): boolean {
    if (this.#telling) return false;
    this.#telling = true;
    for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift()) next.listener(next.event);
    this.#telling = false;
    return true;
  }

  #traded(event: Extract<MatchEvent, { kind: "trade" }>): void {
    const { maker, taker, price, size, time } = event;
    this.#note(maker.id, { kind: "traded", id: maker.id, price, size, liquidity: "maker", time });
    this.#note(taker.id, { kind: "traded", id: taker.id, price, size, liquidity: "taker", time });
    if (maker.remaining === 0) this.#owners.delete(maker.id);
    if (taker.remaining === 0) this.#owners.delete(taker.id);
  }

  #note(id: OrderId, event: OwnOrderEvent): void {
    const listener = this.#owners.get(id);
    if (listener !== undefined) this.#untold.push({ listener, event });
  }
}
