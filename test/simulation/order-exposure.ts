// What an account could come to at worst, by the venue's own numbers: positions and everything that may still trade, in quote coins.

import { notional } from "#core/account/notional";
import { type OrderStyle } from "#core/account/order";
import { priceUnits } from "#core/brand";
import { toFloat } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type SimulatedExchange } from "#sim/world";
import { type AccountOrder, type PlaceWish } from "#venues/account-dialect";
import { isLive, type OrderTable } from "./order-table.ts";

/** Something that may trade. */
export interface Tradable {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly style: OrderStyle;
  readonly units: number;
  readonly reduceOnly: boolean;
}

export const tradableOf = (order: AccountOrder): Tradable => ({
  instrument: order.instrument,
  side: order.side,
  style: order.style,
  units: (order.size ?? 0) - order.filledSize,
  reduceOnly: order.reduceOnly,
});

export class Exposure {
  readonly #exchange: SimulatedExchange;
  readonly #account: SimulatedAccount;
  readonly #table: OrderTable;

  constructor(exchange: SimulatedExchange, account: SimulatedAccount, table: OrderTable) {
    this.#exchange = exchange;
    this.#account = account;
    this.#table = table;
  }

  /** The middle of the book that the venue publishes now, in price units. */
  mid({ venue, product, id }: Instrument): number {
    const picture = this.#exchange.marketOf({ venue, product, symbol: id })?.picture(0);
    const [bid, ask] = [picture?.bids[0]?.[0], picture?.asks[0]?.[0]];
    return bid === undefined || ask === undefined ? (bid ?? ask ?? 0) : Math.round((bid + ask) / 2);
  }

  /** Held now, in size units; on spot the coins. */
  position(instrument: Instrument): number {
    if (instrument.kind !== "spot") {
      return this.#account.positions(instrument).reduce((sum, { size }) => sum + size, 0);
    }
    const held = this.#account.balances().find(({ product, currency }) => product === instrument.product && currency === instrument.base);
    return Math.floor(Number(held?.total ?? "0") * 10 ** instrument.sizeScale);
  }

  /** What an order is worth: at its own price, or at the middle where it names none. */
  worth({ instrument, style, units }: Tradable): number {
    const price = style.kind === "market" ? undefined : style.price;
    return this.#value(instrument, price ?? this.mid(instrument), units);
  }

  worthOf(wish: PlaceWish): number {
    if (wish.amount.kind === "quote") return Number(wish.amount.quote);
    return this.worth({ ...wish, units: wish.amount.size });
  }

  /**
   * The worst that one side of an instrument can come to, with what is about to be added. The smaller of what is there and what would
   * be there without that which is excused: nobody can be held to what the venue did on its own.
   */
  worst(instrument: Instrument, side: Side, addedWorth: number): number {
    const sign = side === "buy" ? 1 : -1;
    const units = sign * this.position(instrument);
    const excused = sign * this.#table.excusedUnits(instrument);
    const resting = this.#table.rows.filter(
      ({ order }) => isLive(order) && !order.reduceOnly && order.side === side && isSame(order.instrument, instrument),
    );
    const worthOf = (rows: typeof resting): number => rows.reduce((sum, { order }) => sum + this.worth(tradableOf(order)), 0);
    const mid = this.mid(instrument);
    const whole = this.#value(instrument, mid, units) + worthOf(resting) + addedWorth;
    const ours = this.#value(instrument, mid, units - excused) + worthOf(resting.filter((row) => !row.excused)) + addedWorth;
    return Math.min(whole, ours);
  }

  #value(instrument: Instrument, price: number, units: number): number {
    return toFloat(notional(instrument, priceUnits(Math.round(price)), units));
  }
}

export const isSame = (one: Instrument, other: Instrument): boolean => one.product === other.product && one.id === other.id;
