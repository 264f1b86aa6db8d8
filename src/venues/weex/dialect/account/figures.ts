// Figures of a simulated account as WEEX prints them, and sums that its rows carry and the engine does not keep.

import { averageOf } from "#core/account/row-fields";
import { type ParsedDecimal, trimDecimal, unitsToText } from "#core/decimal";
import { decimal, decimalText, minus, plus, ZERO } from "#core/decimal-arithmetic";
import { type AccountFill, type AccountOrder, type AccountPosition, type AccountView } from "#venues/account-dialect";

/** Fills that sums are made of: as many as an account remembers. */
const FILLS_MAX = 20_000;

export const sizeText = (order: Pick<AccountOrder, "instrument">, units: number): string =>
  units === 0 ? "0" : unitsToText(units, order.instrument.sizeScale);

export const priceText = (order: Pick<AccountOrder, "instrument">, units: number | undefined): string =>
  units === undefined ? "0" : unitsToText(units, order.instrument.priceScale);

/** The limit price; "0" where there is none. */
export const limitText = (order: AccountOrder): string => (order.style.kind === "market" ? "0" : priceText(order, order.style.price));

export const triggerText = (order: AccountOrder): string =>
  order.style.kind === "stop" || order.style.kind === "take-profit" ? priceText(order, order.style.trigger.price) : "0";

/** What is filled of an order, in quote coins. */
export function filledValueText({ filledValue, instrument }: AccountOrder): string {
  return filledValue === 0n ? "0" : unitsToText(filledValue, instrument.priceScale + instrument.sizeScale);
}

export function averageText(order: AccountOrder): string {
  const average = averageOf(filledValueText(order), sizeText(order, order.filledSize));
  return average === undefined ? "0" : trimDecimal(average);
}

const sum = (fills: readonly AccountFill[], of: (fill: AccountFill) => string): ParsedDecimal =>
  fills.reduce((total, fill) => plus(total, decimal(of(fill))), ZERO);

/** What a position was made of since it was opened. */
export interface Turnover {
  readonly openSize: string;
  readonly openValue: string;
  readonly openFee: string;
  readonly closeSize: string;
  readonly closeValue: string;
  readonly closeFee: string;
}

export function turnoverOf(account: AccountView, position: AccountPosition): Turnover {
  const { instrument, leg, openedTime } = position;
  const fills = account.fills({ instrument, startTime: openedTime, limit: FILLS_MAX }).filter(({ order }) => order.leg === leg);
  const opening = leg === "short" ? "sell" : "buy";
  const [opened, closed] = [fills.filter(({ order }) => order.side === opening), fills.filter(({ order }) => order.side !== opening)];
  const size = (rows: readonly AccountFill[]): string =>
    sizeText(
      position,
      rows.reduce((total, fill) => total + fill.size, 0),
    );
  return {
    openSize: size(opened),
    openValue: decimalText(sum(opened, ({ value }) => value)),
    openFee: decimalText(sum(opened, ({ fee }) => fee.amount)),
    closeSize: size(closed),
    closeValue: decimalText(sum(closed, ({ value }) => value)),
    closeFee: decimalText(sum(closed, ({ fee }) => fee.amount)),
  };
}

/** What went in and out of the contract wallet. `amount` is without what open positions cost, which is how the venue counts. */
export interface Collateral {
  readonly currency: string;
  readonly amount: string;
  readonly total: string;
  readonly deposited: string;
  readonly openLong: string;
  readonly openShort: string;
  readonly closeLong: string;
  readonly closeShort: string;
  readonly fees: string;
  readonly funding: string;
}

export function collateralOf(account: AccountView): Collateral | undefined {
  const balance = account.balances().find(({ product }) => product === "contract");
  if (balance === undefined) return undefined;
  const fills = account.fills({ limit: FILLS_MAX }).filter(({ order }) => order.instrument.product === "contract");
  const flow = (leg: "long" | "short", closes: boolean): string =>
    decimalText(
      sum(
        fills.filter(({ order }) => order.leg === leg && order.reduceOnly === closes),
        ({ value }) => value,
      ),
    );
  let amount = decimal(balance.total);
  let funding: ParsedDecimal = ZERO;
  for (const { leg, openValue } of account.positions()) {
    amount = leg === "short" ? plus(amount, decimal(openValue)) : minus(amount, decimal(openValue));
  }
  for (const row of account.funding({ limit: FILLS_MAX })) funding = plus(funding, decimal(row.amount));
  return {
    currency: balance.currency,
    amount: decimalText(amount),
    total: balance.total,
    deposited: account.rules.funds.find(({ product }) => product === "contract")?.total ?? "0",
    openLong: flow("long", false),
    openShort: flow("short", false),
    closeLong: flow("long", true),
    closeShort: flow("short", true),
    fees: decimalText(sum(fills, ({ fee }) => fee.amount)),
    funding: decimalText(funding),
  };
}
