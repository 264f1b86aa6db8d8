// How large a position can become when everything that can trade does, in the order that hurts most. Live, unknown, reserved and foreign
// orders are alike here: each of them may be filled in the next moment.

import { type HeldLegs, type RiskOrder, type RiskView } from "#core/account/risk";
import { decimal, type ExactDecimal, fromUnits, plus, times, ZERO } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { exactPrice, instrumentKey, larger, type Valuation } from "#risk/valuation";

/** An order as exposure. */
export interface Leg {
  readonly instrument: Instrument;
  readonly side: Side;
  /** In size units of the instrument. */
  readonly remaining: bigint;
  /** The worst price that it names; undefined for market orders. */
  readonly price: ExactDecimal | undefined;
  readonly reduceOnly: boolean;
}

/** The worst that can become of one instrument. */
export interface WorstCase {
  readonly instrument: Instrument;
  /** The largest position, long or short, in size units. */
  readonly units: bigint;
  /** Its value in the quote currency; undefined when nothing says what it is worth. */
  readonly value: ExactDecimal | undefined;
}

/** A listed order as exposure. */
export function legOf(order: RiskOrder): Leg {
  const { instrument, side, remaining, price, reduceOnly } = order;
  return {
    instrument,
    side,
    remaining: BigInt(remaining),
    price: price === undefined ? undefined : exactPrice(instrument, price),
    // On spot no venue keeps that promise, whatever the order says.
    reduceOnly: reduceOnly && instrument.kind !== "spot",
  };
}

/** What reduce-only orders can close: the long with sells, the short with buys, in size units. */
export interface Closable {
  readonly long: bigint;
  readonly short: bigint;
}

/**
 * The highest and the lowest position that any subset and order of fills leads to. A reduce-only order cannot enlarge a position by
 * itself; it can take away what an order of its own side would otherwise have to eat up first. Where legs are held apart it takes away one
 * of them, and the net moves beyond what it was.
 */
export function positionRange(
  position: bigint,
  legs: readonly Leg[],
  closable: Closable = heldAsOne(position),
): { readonly high: bigint; readonly low: bigint } {
  const sum = (side: Side, closing: boolean): bigint =>
    legs.reduce((total, leg) => (leg.side === side && leg.reduceOnly === closing ? total + leg.remaining : total), 0n);
  const [closingBuys, closingSells] = [sum("buy", true), sum("sell", true)];
  const { short, long } = closable;
  return {
    high: position + (closingBuys < short ? closingBuys : short) + sum("buy", false),
    low: position - (closingSells < long ? closingSells : long) - sum("sell", false),
  };
}

const heldAsOne = (position: bigint): Closable => ({ long: position > 0n ? position : 0n, short: position < 0n ? -position : 0n });

function heldApart({ long, short }: HeldLegs): Closable {
  return { long: BigInt(long), short: BigInt(short) };
}

/** The worst case of one instrument with the legs given; none of them has a finer scale than it. */
export function worstCase(instrument: Instrument, legs: readonly Leg[], of: { view: RiskView; valuation: Valuation }): WorstCase {
  const apart = of.view.legs?.(instrument);
  const own = legs.map((leg) => legIn(instrument, leg));
  const { high, low } = positionRange(BigInt(of.view.position(instrument)), own, apart && heldApart(apart));
  const long = high < 0n ? -high : high;
  const short = low < 0n ? -low : low;
  const { valuation } = of;
  const longValue = worth(long, legs, { instrument, side: "buy", valuation });
  const shortValue = worth(short, legs, { instrument, side: "sell", valuation });
  const value = longValue === undefined || shortValue === undefined ? undefined : larger(longValue, shortValue);
  return { instrument, units: long > short ? long : short, value };
}

/** The worst case of every instrument in which something is held or ordered, by its key. */
export function worstCases(legs: readonly Leg[], of: { view: RiskView; valuation: Valuation }): ReadonlyMap<string, WorstCase> {
  const grouped = new Map<string, { instrument: Instrument; readonly legs: Leg[] }>();
  const group = (instrument: Instrument): Leg[] => {
    const key = instrumentKey(instrument);
    const known = grouped.get(key) ?? { instrument, legs: [] };
    grouped.set(key, known);
    // An order may be older than a change of scales: they are added in the finest of them.
    if (instrument.sizeScale > known.instrument.sizeScale) known.instrument = instrument;
    return known.legs;
  };
  for (const leg of legs) group(leg.instrument).push(leg);
  for (const instrument of of.view.held) group(instrument);
  return new Map([...grouped].map(([key, { instrument, legs: own }]) => [key, worstCase(instrument, own, of)]));
}

/** A leg in size units of an instrument whose scale is not coarser than its own. */
function legIn({ sizeScale }: Instrument, leg: Leg): Leg {
  const more = sizeScale - leg.instrument.sizeScale;
  return more === 0 ? leg : { ...leg, remaining: leg.remaining * 10n ** BigInt(more) };
}

/** The sum of the worst cases in one quote currency; undefined, with the instrument, when one of them has no price. */
export function exposureIn(
  quote: string,
  cases: ReadonlyMap<string, WorstCase>,
): { readonly value: ExactDecimal } | { readonly unpriced: Instrument } {
  let value = ZERO;
  for (const one of cases.values()) {
    if (one.instrument.quote !== quote) continue;
    if (one.value === undefined) return { unpriced: one.instrument };
    value = plus(value, one.value);
  }
  return { value };
}

/** Base coins in a number of size units that may pass 2^53. */
export function coinsIn(instrument: Instrument, units: bigint): ExactDecimal {
  return times(fromUnits(units, instrument.sizeScale), decimal(instrument.contractSize));
}

/** A number of units at the worst price that leads there. */
function worth(
  units: bigint,
  legs: readonly Leg[],
  by: { instrument: Instrument; side: Side; valuation: Valuation },
): ExactDecimal | undefined {
  const { instrument, side, valuation } = by;
  if (units === 0n) return ZERO;
  let price = valuation.range(instrument)?.high;
  for (const leg of legs) {
    if (leg.side !== side || leg.reduceOnly) continue;
    const own = leg.price ?? valuation.market(instrument, side);
    if (own !== undefined) price = price === undefined ? own : larger(price, own);
  }
  return price === undefined ? undefined : times(price, coinsIn(instrument, units));
}
