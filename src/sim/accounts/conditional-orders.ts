// Orders that wait for a price. Every print of their market is looked at, and what is due wakes once the act that printed is told: until
// then nobody knows what its trades left of a position. What wakes leaves before it is sent, so it wakes once.

import { type PriceUnits } from "#core/brand";
import { compare, decimal, fromUnits } from "#core/decimal-arithmetic";
import { type OrderRecord } from "#sim/accounts/order-record";
import { type StopListening } from "#sim/market/public-market";
import { type SimulatedMarket } from "#sim/market/simulated-market";

export class ConditionalOrders {
  readonly #wake: (order: OrderRecord) => void;
  readonly #waiting = new Map<OrderRecord, StopListening>();

  constructor(wake: (order: OrderRecord) => void) {
    this.#wake = wake;
  }

  watch(order: OrderRecord, market: SimulatedMarket): void {
    let due = false;
    const stopPrints = market.onPrint((prints) => {
      due ||= prints.some(({ price }) => isDue(order, price, market));
    });
    const stopActs = market.onActed(() => {
      if (!due || !this.#waiting.has(order)) return;
      this.forget(order);
      this.#wake(order);
    });
    this.#waiting.set(order, () => {
      stopPrints();
      stopActs();
    });
  }

  /** Moves the trigger of a waiting order. */
  change(order: OrderRecord, triggerPrice: PriceUnits | undefined): void {
    const { style } = order;
    if (triggerPrice === undefined || style.kind === "limit" || style.kind === "market") return;
    order.style = { ...style, trigger: { ...style.trigger, price: triggerPrice } };
  }

  forget(order: OrderRecord): void {
    this.#waiting.get(order)?.();
    this.#waiting.delete(order);
  }

  stop(): void {
    for (const order of [...this.#waiting.keys()]) this.forget(order);
  }
}

/** A stop buys above its price and sells below it; a take-profit the other way round. */
function isDue(order: OrderRecord, last: PriceUnits, market: SimulatedMarket): boolean {
  const { style, wish } = order;
  if (style.kind === "limit" || style.kind === "market") return false;
  const { instrument } = market;
  const trigger = fromUnits(style.trigger.price, instrument.priceScale);
  const now =
    style.trigger.by === "last"
      ? fromUnits(last, instrument.priceScale)
      : decimal(style.trigger.by === "mark" ? market.figures.markPrice : market.figures.indexPrice);
  const rising = (wish.side === "buy") === (style.kind === "stop");
  return rising ? compare(now, trigger) >= 0 : compare(now, trigger) <= 0;
}
