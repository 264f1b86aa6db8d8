// What an account owns, by product and currency, and what of it is free: totals move with trades, locks follow from open orders and
// positions, so that no lock can be forgotten.

import { notional } from "#core/account/notional";
import { type PriceUnits } from "#core/brand";
import { compare, decimal, decimalText, type ExactDecimal, fromUnits, minus, plus, quotient, times, ZERO } from "#core/decimal-arithmetic";
import { type Instrument, type Product } from "#core/instrument";
import { type OrderRecord } from "#sim/accounts/order-record";
import { type PositionRecord } from "#sim/accounts/position-record";
import { type AccountBalance, type AccountRules } from "#venues/account-dialect";

const MARGIN_PLACES = 8;

/** What locks depend on. */
export interface Locking {
  orders(): Iterable<OrderRecord>;
  positions(): Iterable<PositionRecord>;
  leverageOf(instrument: Instrument, leg: "net" | "long" | "short"): number;
  markOf(instrument: Instrument): PriceUnits;
}

export class WalletBook {
  readonly #rules: AccountRules;
  readonly #locking: Locking;
  readonly #totals = new Map<
    string,
    { readonly product: Product; readonly wallet: string; readonly currency: string; total: ExactDecimal }
  >();

  constructor(rules: AccountRules, locking: Locking) {
    this.#rules = rules;
    this.#locking = locking;
    for (const { product, wallet, currency, total } of rules.funds) {
      this.#totals.set(`${product} ${currency}`, { product, wallet, currency, total: decimal(total) });
    }
  }

  /** Adds to a balance; a currency that was never held is opened under the product's wallet. */
  add(product: Product, currency: string, amount: ExactDecimal): void {
    const key = `${product} ${currency}`;
    const entry = this.#totals.get(key) ?? { product, wallet: this.#walletOf(product), currency, total: ZERO };
    entry.total = plus(entry.total, amount);
    this.#totals.set(key, entry);
  }

  total(product: Product, currency: string): ExactDecimal {
    return this.#totals.get(`${product} ${currency}`)?.total ?? ZERO;
  }

  available(product: Product, currency: string): ExactDecimal {
    const free = minus(plus(this.total(product, currency), this.#floating(product, currency)), this.#locked(product, currency));
    return compare(free, ZERO) < 0 ? ZERO : free;
  }

  balances(): readonly AccountBalance[] {
    return [...this.#totals.values()].map(({ product, wallet, currency, total }) => ({
      product,
      wallet,
      currency,
      total: decimalText(total),
      available: decimalText(this.available(product, currency)),
      locked: decimalText(this.#locked(product, currency)),
    }));
  }

  /** What an order keeps from being spent elsewhere. */
  lockOf(order: OrderRecord, price: PriceUnits, size: number): { readonly currency: string; readonly amount: ExactDecimal } {
    const { instrument, side, reduceOnly } = order.wish;
    if (instrument.kind === "spot" && side === "sell") {
      return { currency: instrument.base, amount: fromUnits(size, instrument.sizeScale) };
    }
    const value = notional(instrument, price, size);
    const fee = times(value, decimal(this.#rules.fees.takerFraction));
    if (instrument.kind === "spot") {
      return { currency: instrument.quote, amount: this.#rules.fees.currency === "quote" ? plus(value, fee) : value };
    }
    const leverage = this.#locking.leverageOf(instrument, order.leg);
    const margin = reduceOnly ? ZERO : plus(quotient(value, fromUnits(leverage, 0), MARGIN_PLACES), fee);
    return { currency: instrument.settle ?? instrument.quote, amount: margin };
  }

  #walletOf(product: Product): string {
    return this.#rules.funds.find((fund) => fund.product === product)?.wallet ?? product;
  }

  #locked(product: Product, currency: string): ExactDecimal {
    let sum = ZERO;
    for (const order of this.#locking.orders()) {
      const { instrument } = order.wish;
      const price = order.limitPrice;
      if (order.status !== "open" || instrument.product !== product || price === undefined) continue;
      const lock = this.lockOf(order, price, order.remaining);
      if (lock.currency === currency) sum = plus(sum, lock.amount);
    }
    for (const position of this.#locking.positions()) {
      const { instrument } = position;
      if (instrument.product !== product || (instrument.settle ?? instrument.quote) !== currency) continue;
      const leverage = this.#locking.leverageOf(instrument, position.leg);
      sum = plus(sum, quotient(position.openValue, fromUnits(leverage, 0), MARGIN_PLACES));
    }
    return sum;
  }

  /** What open positions would bring now. */
  #floating(product: Product, currency: string): ExactDecimal {
    let sum = ZERO;
    for (const position of this.#locking.positions()) {
      const { instrument } = position;
      if (instrument.product !== product || (instrument.settle ?? instrument.quote) !== currency) continue;
      sum = plus(sum, position.unrealised(this.#locking.markOf(instrument)));
    }
    return sum;
  }
}
