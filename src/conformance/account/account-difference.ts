// What is known of an account beside what is true of it. Sizes are compared in base coins and prices as decimals, because versions of
// one interface may count in other units.

import { type AccountFill, type AccountOrder, type AccountState, type SimulatedAccount } from "#assemblies/simulated-ground/account-truth";
import { type FillReport, isFinal, type OrderReport, type OrderStatus, type PositionReport } from "#core/account/account-event";
import { baseCoins } from "#core/account/notional";
import { venueOrderId } from "#core/account/order";
import { compare, decimal, decimalText, type ExactDecimal, fromUnits, minus } from "#core/decimal-arithmetic";
import { type Instrument, type Product } from "#core/instrument";

const ROWS_MAX = 5_000;
/** Venues cut money and averages to so many places. */
const MONEY_ERROR = decimal("0.00000001");
const AVERAGE_ERROR = decimal("0.0001");

/** What both sides are asked for. */
export interface Compared {
  readonly known: AccountState;
  readonly truth: SimulatedAccount;
  readonly product: Product;
  /** Whether the product has positions. */
  readonly positions: boolean;
}

/** The first difference in words; undefined when everything that is known is true, and everything that is true is known. */
export function accountDifference(compared: Compared): string | undefined {
  return orderDifference(compared) ?? fillDifference(compared) ?? positionDifference(compared) ?? balanceDifference(compared);
}

const LIVE_WORDS: Readonly<Record<AccountOrder["status"], readonly OrderStatus[]>> = {
  untriggered: ["untriggered"],
  open: ["open", "pending", "cancelling"],
  filled: ["filled"],
  cancelled: ["cancelled", "expired", "rejected"],
  rejected: ["rejected", "cancelled"],
};

function orderDifference({ known, truth, product }: Compared): string | undefined {
  const open = truth.openOrders().filter(({ instrument }) => instrument.product === product);
  const ids = new Set(open.map(({ id }) => id));
  for (const order of open) {
    const report = known.order(venueOrderId(order.id));
    if (report === undefined) return `order ${order.id} is open, and nobody knows of it`;
    const words = reportDifference(report, order);
    if (words !== undefined) return words;
  }
  for (const report of known.orders) {
    if (ids.has(report.venueOrderId)) continue;
    if (!isFinal(report.status)) return `order ${report.venueOrderId} is taken for ${report.status}, and is not open`;
    const order = truth.order({ id: report.venueOrderId });
    const words = order === undefined ? undefined : reportDifference(report, order);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** What a report has otherwise than the order; undefined when all that it says is true. */
export function reportDifference(report: OrderReport, order: AccountOrder): string | undefined {
  const differs = (what: string, said: unknown, is: unknown): string => `${what} of order ${order.id} is ${said}, the venue's ${is}`;
  const { status, side, clientOrderId, price, size, filledSize } = report;
  if (!LIVE_WORDS[order.status].includes(status)) return differs("the state", status, order.status);
  if (side !== undefined && side !== order.side) return differs("the side", side, order.side);
  if (clientOrderId !== undefined && clientOrderId !== order.clientOrderId) return differs("our name", clientOrderId, order.clientOrderId);
  const truePrice = order.style.kind === "market" ? undefined : order.style.price;
  if (price !== undefined && truePrice !== undefined && !samePrice(report.instrument, price, order.instrument, truePrice))
    return differs("the price", price, truePrice);
  if (size !== undefined && order.size !== undefined && !sameCoins(report.instrument, size, order.instrument, order.size))
    return differs("the size", size, order.size);
  if (filledSize !== undefined && !sameCoins(report.instrument, filledSize, order.instrument, order.filledSize))
    return differs("what is filled", filledSize, order.filledSize);
  return undefined;
}

function fillDifference({ known, truth, product }: Compared): string | undefined {
  const fills = truth.fills({ limit: ROWS_MAX }).filter(({ order }) => order.instrument.product === product);
  const told = new Map(known.fills.map((fill) => [fill.tradeId, fill]));
  if (told.size !== known.fills.length) return "a trade of ours is counted twice";
  for (const fill of fills) {
    const report = told.get(fill.id);
    if (report === undefined) return `trade ${fill.id} happened, and nobody knows of it`;
    const words = fillWords(report, fill);
    if (words !== undefined) return words;
  }
  return told.size === fills.length ? undefined : `${told.size} trades of ours are known, and ${fills.length} happened`;
}

/** What a report of a trade has otherwise than the trade; undefined when all that it says is true. */
export function fillWords(report: FillReport, fill: AccountFill): string | undefined {
  const { instrument, side } = fill.order;
  const differs = (what: string, said: unknown, is: unknown): string => `${what} of trade ${fill.id} is ${said}, the venue's ${is}`;
  if (report.venueOrderId !== fill.order.id) return differs("the order", report.venueOrderId, fill.order.id);
  if (report.side !== side) return differs("the side", report.side, side);
  const price = fromUnits(fill.price, instrument.priceScale);
  if (compare(decimal(report.price), price) !== 0) return differs("the price", report.price, decimalText(price));
  if (!sameCoins(report.instrument, report.size, instrument, fill.size)) return differs("the size", report.size, fill.size);
  if (report.liquidity !== undefined && report.liquidity !== fill.liquidity)
    return differs("the liquidity", report.liquidity, fill.liquidity);
  if (report.fee === undefined) return undefined;
  if (!near(decimal(report.fee.amount), decimal(fill.fee.amount), MONEY_ERROR))
    return differs("the fee", report.fee.amount, fill.fee.amount);
  return report.fee.currency.toUpperCase() === fill.fee.currency.toUpperCase()
    ? undefined
    : differs("the fee's currency", report.fee.currency, fill.fee.currency);
}

function positionDifference({ known, truth, product, positions }: Compared): string | undefined {
  if (!positions) return undefined;
  const open = truth.positions().filter(({ instrument }) => instrument.product === product);
  const left = new Map<string, PositionReport>(known.positions.map((each) => [legOf(each), each]));
  for (const position of open) {
    const side = position.size > 0 ? "long" : "short";
    // A venue may tell a net position as the leg of its side, and the other way round.
    const report = [position.leg, "net", side]
      .map((leg) => left.get(`${position.instrument.id} ${leg}`))
      .find((each) => each !== undefined);
    if (report === undefined) return `there is a position in ${position.instrument.id}, and nobody knows of it`;
    left.delete(legOf(report));
    if (report.side !== side) return `the position in ${position.instrument.id} is taken for ${report.side}, and is ${side}`;
    if (!sameCoins(report.instrument, report.size, position.instrument, Math.abs(position.size)))
      return `the position in ${position.instrument.id} is taken for ${report.size}, and is ${position.size}`;
    if (report.entryPrice !== undefined && !near(decimal(report.entryPrice), decimal(position.entryPrice), AVERAGE_ERROR))
      return `the entry price in ${position.instrument.id} is taken for ${report.entryPrice}, and is ${position.entryPrice}`;
  }
  const [unheard] = left.values();
  return unheard === undefined ? undefined : `a position in ${unheard.instrument.id} is believed in, and there is none`;
}

const legOf = ({ instrument, leg }: PositionReport): string => `${instrument.id} ${leg}`;

function balanceDifference({ known, truth, product }: Compared): string | undefined {
  for (const { product: of, currency, total, available, locked } of truth.balances()) {
    if (of !== product) continue;
    const report = known.balances.find((each) => each.currency.toUpperCase() === currency.toUpperCase());
    if (report === undefined && compare(decimal(total), decimal("0")) === 0) continue;
    if (report === undefined) return `there is ${total} ${currency}, and nobody knows of it`;
    const pairs = [
      ["total", report.total, total],
      ["available", report.available, available],
      ["locked", report.locked, locked],
    ] as const;
    for (const [what, said, is] of pairs) {
      if (said !== undefined && !near(decimal(said), decimal(is), MONEY_ERROR))
        return `${what} ${currency} is taken for ${said}, and is ${is}`;
    }
  }
  return undefined;
}

function near(one: ExactDecimal, other: ExactDecimal, error: ExactDecimal): boolean {
  const away = minus(one, other);
  const width = away.mantissa < 0n ? { ...away, mantissa: -away.mantissa } : away;
  return compare(width, error) <= 0;
}

function sameCoins(one: Instrument, size: number, other: Instrument, otherSize: number): boolean {
  return compare(baseCoins(one, size), baseCoins(other, otherSize)) === 0;
}

function samePrice(one: Instrument, price: number, other: Instrument, otherPrice: number): boolean {
  return compare(fromUnits(price, one.priceScale), fromUnits(otherPrice, other.priceScale)) === 0;
}
