// Orders of one market as cards speak of them: sizes in a usual unit, prices between a floor and a ceiling that a sweep left far
// enough apart, and other people who trade exactly what a card wants.

import { type AccountCodec, type SimulatedAccount, type SimulatedMarket } from "#assemblies/simulated-ground/account-truth";
import { CardFailure } from "#conformance/ensure";
import { baseCoins, notional } from "#core/account/notional";
import { type ClientOrderId, clientOrderId, type OrderIntent, type TimeInForce, type Trigger } from "#core/account/order";
import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { textToUnits, unitsToText } from "#core/decimal";
import { compare, decimal, decimalText, fromUnits, quotient, times } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";

/** Ticks between the floor and the ceiling, at least. */
const ROOM_TICKS = 12;
/** The value of a unit, at least, in the quote currency; three times the least order where the venue has one. */
const UNIT_VALUE = "20";
const SWEEP_UNITS = 1_000_000_000;
const SIZE_PLACES = 18;

export interface OrderWordsOptions {
  readonly market: SimulatedMarket;
  /** The market as the venue listed it to us. */
  readonly instrument: Instrument;
  readonly rules: SimulatedAccount["rules"];
  readonly orders: AccountCodec["description"]["orders"];
}

interface Wish {
  /** Of the usual unit; default 1. */
  readonly units?: number;
  readonly effect?: OrderIntent["effect"];
  readonly name?: ClientOrderId;
}

export class OrderWords {
  readonly market: SimulatedMarket;
  readonly instrument: Instrument;
  /** The best bid and ask, in the market's own units, once the sweep has made room. */
  readonly floor: number;
  readonly ceiling: number;
  readonly #options: OrderWordsOptions;
  readonly #unit: number;
  #names = 0;

  constructor(options: OrderWordsOptions) {
    const { market, instrument } = options;
    this.market = market;
    this.instrument = instrument;
    this.#options = options;
    const { bids, asks } = market.picture(0);
    const { tick } = market.instrument;
    this.floor = bids[0]?.[0] ?? 0;
    const far = asks.findIndex(([price]) => price - this.floor >= ROOM_TICKS * tick);
    this.ceiling = asks[far]?.[0] ?? 0;
    if (this.floor === 0 || this.ceiling === 0) throw new CardFailure("the simulated book is too thin for a card");
    const last = asks[far - 1]?.[0];
    if (last !== undefined) this.trade("buy", { price: last, size: SWEEP_UNITS });
    this.#unit = this.#usualUnit();
  }

  // ── prices, in the market's own units ────────────────────────────────────────────────────────────────────────────

  /** A price at which an order of that side is alone and first; `step` ticks further in. */
  inside(side: Side, step = 2): number {
    const { tick } = this.market.instrument;
    return side === "buy" ? this.floor + step * tick : this.ceiling - step * tick;
  }

  /** A price that no other order reaches: far behind the best of that side. */
  far(side: Side, step = 0): number {
    const { tick } = this.market.instrument;
    const away = Math.round((this.floor * 0.02) / tick) + step;
    return side === "buy" ? this.floor - away * tick : this.ceiling + away * tick;
  }

  // ── sizes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A number of usual units in the market's own size units. */
  size(units: number): number {
    return this.#unit * units;
  }

  /** The same as the client counts it. */
  ours(units: number): SizeUnits {
    return this.#clientSize(this.size(units));
  }

  /** What a number of units is worth at a price of the market, as exact decimal text of quote coins. */
  value(units: number, price: number): string {
    return decimalText(notional(this.market.instrument, priceUnits(price), this.size(units)));
  }

  clientPrice(price: number): PriceUnits {
    const text = unitsToText(price, this.market.instrument.priceScale);
    const units = textToUnits(text, this.instrument.priceScale);
    if (units === undefined) throw new CardFailure(`the instrument as listed to us cannot write the price ${text}`);
    return priceUnits(units);
  }

  // ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A name that no order before it had. */
  name(): ClientOrderId {
    this.#names += 1;
    const text = `card${this.market.instrument.base}${String(this.#names).padStart(4, "0")}`;
    const { pattern, lengthMax } = this.#options.orders.clientOrderId;
    if (text.length > lengthMax || !new RegExp(pattern).test(text)) throw new CardFailure(`the venue has no room for the name ${text}`);
    return clientOrderId(text);
  }

  limit(side: Side, price: number, how: Wish & { readonly timeInForce?: TimeInForce } = {}): OrderIntent {
    return this.#intent(side, { kind: "limit", price: this.clientPrice(price), timeInForce: how.timeInForce ?? "gtc" }, how);
  }

  marketOrder(side: Side, how: Wish = {}): OrderIntent {
    return this.#intent(side, { kind: "market" }, how);
  }

  /** A market buy that spends an amount of quote coins. */
  spend(quote: string): OrderIntent {
    return { ...this.marketOrder("buy"), amount: { kind: "quote", quote } };
  }

  conditional(
    kind: "stop" | "take-profit",
    side: Side,
    how: Wish & { readonly trigger: number; readonly by: Trigger["by"]; readonly price?: number },
  ): OrderIntent {
    const price = how.price === undefined ? undefined : this.clientPrice(how.price);
    return this.#intent(side, { kind, trigger: { price: this.clientPrice(how.trigger), by: how.by }, price }, how);
  }

  // ── other people ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Somebody trades at once, up to a price; sizes in the market's own units. */
  trade(side: Side, { price, size }: { readonly price: number; readonly size: number }): void {
    this.market.place({ kind: "limit", side, price: priceUnits(price), size: sizeUnits(size), timeInForce: "ioc" });
  }

  /** Somebody's order rests. */
  offer(side: Side, price: number, units: number): void {
    this.market.place({ kind: "limit", side, price: priceUnits(price), size: sizeUnits(this.size(units)), timeInForce: "gtc" });
  }

  /** Somebody meets our resting order of the other side at its price. */
  meet(side: Side, price: number, units: number): void {
    this.trade(side, { price, size: this.size(units) });
  }

  #intent(side: Side, style: OrderIntent["style"], { units = 1, effect = "any", name }: Wish): OrderIntent {
    const { instrument } = this;
    return {
      instrument,
      clientOrderId: name ?? this.name(),
      side,
      style,
      amount: { kind: "size", size: this.#clientSize(this.size(units)) },
      effect,
    };
  }

  #clientSize(size: number): SizeUnits {
    const coins = baseCoins(this.market.instrument, size);
    const text = decimalText(quotient(coins, decimal(this.instrument.contractSize), SIZE_PLACES));
    const units = textToUnits(text, this.instrument.sizeScale);
    if (units === undefined) throw new CardFailure(`the instrument as listed to us cannot write the size ${text}`);
    return sizeUnits(units);
  }

  /** Four lots at least, and worth enough. */
  #usualUnit(): number {
    const { instrument } = this.market;
    const least = decimal(this.#options.rules.minNotional ?? instrument.minNotional ?? "0");
    const wanted = times(least, decimal("3"));
    const worth = compare(wanted, decimal(UNIT_VALUE)) > 0 ? wanted : decimal(UNIT_VALUE);
    const price = fromUnits(this.floor, instrument.priceScale);
    const coins = quotient(worth, price, SIZE_PLACES);
    const perUnit = baseCoins(instrument, 1);
    const units = Number(decimalText(quotient(coins, perUnit, 0))) + 1;
    const step = instrument.lot * 4;
    return Math.ceil(Math.max(units, instrument.minSize) / step) * step;
  }
}
