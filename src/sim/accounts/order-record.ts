// One order as its account keeps it while it lives and after. `view` is the picture that others get; it never changes afterwards.

import { notional } from "#core/account/notional";
import { type OrderStyle } from "#core/account/order";
import { type EpochMs, type PriceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { decimalText, type ExactDecimal, plus, ZERO } from "#core/decimal-arithmetic";
import { type EngineOrder, type OrderId } from "#matching/order";
import { type PresentName } from "#sim/accounts/present-name";
import { type SimulatedMarket } from "#sim/market/simulated-market";
import { type AccountOrder, type EndCause, type PlaceWish } from "#venues/account-dialect";

export class OrderRecord {
  readonly id: string;
  readonly wish: PlaceWish;
  readonly leg: "net" | "long" | "short";
  readonly createdTime: EpochMs;
  /** Where it was sent to be matched. It stays there when its market is renamed or delisted, so nothing looks for it by name. */
  market: SimulatedMarket | undefined;
  /** Its number in the matching engine, once it is there. */
  engineId: OrderId | undefined;
  /** The order there as it is now, ahead of what was told of it. */
  inEngine: EngineOrder | undefined;
  /** How much of it the engine's trades filled, as far as they were told. */
  matchedSize = 0;
  style: OrderStyle;
  /** Undefined while a quote-sized order has not been turned into a size. */
  size: SizeUnits | undefined;
  readonly originalSize: SizeUnits | undefined;
  filledSize = 0;
  filledValue = 0n;
  /** What its fills cost, in the quote currency. */
  filledNotional: ExactDecimal = ZERO;
  feePaid: ExactDecimal = ZERO;
  status: AccountOrder["status"] = "open";
  endedBy: EndCause | undefined;
  updatedTime: EpochMs;
  #clientOrderId: string | undefined;
  readonly #present: PresentName;

  constructor(made: {
    readonly id: string;
    readonly wish: PlaceWish;
    readonly leg: "net" | "long" | "short";
    readonly clientOrderId: string | undefined;
    readonly time: EpochMs;
    readonly present: PresentName;
  }) {
    this.#present = made.present;
    this.id = made.id;
    this.wish = made.wish;
    this.leg = made.leg;
    this.style = made.wish.style;
    this.size = made.wish.amount.kind === "size" ? made.wish.amount.size : undefined;
    this.originalSize = this.size;
    this.createdTime = made.time;
    this.updatedTime = made.time;
    this.#clientOrderId = made.clientOrderId;
  }

  get clientOrderId(): string | undefined {
    return this.#clientOrderId;
  }

  get isOver(): boolean {
    return this.status === "filled" || this.status === "cancelled" || this.status === "rejected";
  }

  /** What is still to be filled; 0 for a quote-sized order before it is sized. */
  get remaining(): number {
    return this.size === undefined ? 0 : this.size - this.filledSize;
  }

  /** What the engine has traded of it in this act, and not told yet; in size units. */
  get untold(): number {
    return this.inEngine === undefined ? 0 : this.inEngine.size - this.inEngine.remaining - this.matchedSize;
  }

  /** The price that it could rest at; undefined for market orders and conditional ones without a price. */
  get limitPrice(): PriceUnits | undefined {
    return this.style.kind === "market" ? undefined : this.style.price;
  }

  filled(price: PriceUnits, size: SizeUnits, time: EpochMs): void {
    this.filledSize += size;
    this.filledValue += BigInt(price) * BigInt(size);
    this.filledNotional = plus(this.filledNotional, notional(this.wish.instrument, price, size));
    this.updatedTime = time;
    if (this.size !== undefined && this.filledSize >= this.size) this.status = "filled";
  }

  end(status: "cancelled" | "rejected", cause: EndCause | undefined, time: EpochMs): void {
    this.status = status;
    this.endedBy = cause;
    this.updatedTime = time;
  }

  view(): AccountOrder {
    const { instrument, side, amount, reduceOnly } = this.wish;
    return {
      id: this.id,
      clientOrderId: this.#clientOrderId,
      instrument: this.#present(instrument),
      side,
      style: this.style,
      amount,
      leg: this.leg,
      reduceOnly,
      size: this.size,
      originalSize: this.originalSize,
      filledSize: sizeUnits(this.filledSize),
      filledValue: this.filledValue,
      feePaid: decimalText(this.feePaid),
      status: this.status,
      endedBy: this.endedBy,
      createdTime: this.createdTime,
      updatedTime: this.updatedTime,
    };
  }
}
