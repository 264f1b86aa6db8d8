// Lines of an account that programs may rely on: decimal texts, sizes in the instrument's unit, times in Unix ms.

import { type Balance, type Fill, type Order, type Position } from "#client/account/account-api";
import { type FeeRates, type PositionSettings } from "#core/account/account-event";
import { type Instrument } from "#core/instrument";

/** What every line about an instrument begins with. */
interface Named {
  readonly v: 1;
  readonly venue: string;
  readonly product: string;
  readonly instrument: string;
  readonly symbol: string;
}

const named = ({ venue, product, id, symbol }: Instrument): Named => ({ v: 1, venue, product, instrument: id, symbol });
const textOf = (value: { toString(): string } | undefined): string | null => (value === undefined ? null : String(value));

export interface OrderLine extends Named {
  readonly kind: "order";
  readonly orderId: string;
  readonly clientOrderId: string | null;
  readonly status: string;
  readonly side: string | null;
  readonly style: string | null;
  readonly price: string | null;
  readonly size: string | null;
  readonly filledSize: string | null;
  readonly averagePrice: string | null;
  readonly reduceOnly: boolean | null;
  readonly words: string | null;
  readonly venueTime: number | null;
  readonly origin: string;
}

/** An order. */
export function orderLine(order: Order): OrderLine {
  return {
    ...named(order.instrument),
    kind: "order",
    orderId: order.orderId,
    clientOrderId: order.clientOrderId ?? null,
    status: order.status,
    side: order.side ?? null,
    style: order.style ?? null,
    price: textOf(order.price),
    size: textOf(order.size),
    filledSize: textOf(order.filledSize),
    averagePrice: order.averagePrice ?? null,
    reduceOnly: order.reduceOnly ?? null,
    words: order.words ?? null,
    venueTime: order.venueTime ?? null,
    origin: order.origin,
  };
}

export interface FillLine extends Named {
  readonly kind: "fill";
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientOrderId: string | null;
  readonly side: string;
  readonly price: string;
  readonly size: string;
  readonly value: string;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly liquidity: string | null;
  readonly realisedPnl: string | null;
  readonly venueTime: number;
  readonly origin: string;
  /** True on a correcting entry: the venue took this trade back. */
  readonly voided: boolean;
}

/** A trade of ours. */
export function fillLine(fill: Fill): FillLine {
  return {
    ...named(fill.instrument),
    kind: "fill",
    tradeId: fill.tradeId,
    orderId: fill.orderId,
    clientOrderId: fill.clientOrderId ?? null,
    side: fill.side,
    price: fill.price,
    size: String(fill.size),
    value: fill.value,
    fee: fill.fee?.amount ?? null,
    feeCurrency: fill.fee?.currency ?? null,
    liquidity: fill.liquidity ?? null,
    realisedPnl: fill.realisedPnl ?? null,
    venueTime: fill.venueTime,
    origin: fill.origin,
    voided: fill.voided === true,
  };
}

export interface PositionLine extends Named {
  readonly kind: "position";
  readonly leg: string;
  readonly side: string;
  readonly size: string;
  readonly entryPrice: string | null;
  readonly markPrice: string | null;
  readonly unrealisedPnl: string | null;
  readonly liquidationPrice: string | null;
  readonly leverage: string | null;
  readonly marginMode: string | null;
  readonly venueTime: number | null;
  readonly origin: string;
}

/** A position. */
export function positionLine(position: Position): PositionLine {
  return {
    ...named(position.instrument),
    kind: "position",
    leg: position.leg,
    side: position.side,
    size: String(position.size),
    entryPrice: position.entryPrice ?? null,
    markPrice: position.markPrice ?? null,
    unrealisedPnl: position.unrealisedPnl ?? null,
    liquidationPrice: position.liquidationPrice ?? null,
    leverage: position.leverage ?? null,
    marginMode: position.marginMode ?? null,
    venueTime: position.venueTime ?? null,
    origin: position.origin,
  };
}

export interface BalanceLine {
  readonly v: 1;
  readonly kind: "balance";
  readonly venue: string;
  readonly product: string;
  readonly wallet: string;
  readonly currency: string;
  readonly total: string;
  readonly available: string | null;
  readonly locked: string | null;
  readonly venueTime: number | null;
  readonly origin: string;
}

/** A balance. */
export function balanceLine(balance: Balance): BalanceLine {
  const { venue, product, wallet, currency, total, origin } = balance;
  return {
    v: 1,
    kind: "balance",
    venue,
    product,
    wallet,
    currency,
    total,
    available: balance.available ?? null,
    locked: balance.locked ?? null,
    venueTime: balance.venueTime ?? null,
    origin,
  };
}

export interface FeesLine extends Named {
  readonly kind: "fees";
  readonly makerFraction: string;
  readonly takerFraction: string;
}

/** Fee rates, as fractions. */
export function feesLine({ instrument, makerFraction, takerFraction }: FeeRates): FeesLine {
  return { ...named(instrument), kind: "fees", makerFraction, takerFraction };
}

export interface LeverageLine extends Named {
  readonly kind: "leverage";
  readonly marginMode: string | null;
  readonly positionMode: string | null;
  readonly longLeverage: string | null;
  readonly shortLeverage: string | null;
}

/** How positions of an instrument are held. */
export function leverageLine(settings: PositionSettings): LeverageLine {
  return {
    ...named(settings.instrument),
    kind: "leverage",
    marginMode: settings.marginMode ?? null,
    positionMode: settings.positionMode ?? null,
    longLeverage: settings.longLeverage ?? null,
    shortLeverage: settings.shortLeverage ?? null,
  };
}
