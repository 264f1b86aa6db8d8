// The same quantities in units that can write more. A market's rules may come to other scales while something of it is held: what is added up
// or compared has to be in units of one kind, and only the finer of two scales can write the numbers of both.

import { type AccountEvent, type FillReport, type OrderReport, type PositionReport } from "#core/account/account-event";
import { type OrderChange, type OrderIntent, type OrderStyle } from "#core/account/order";
import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { rescale } from "#core/decimal";
import { type Instrument, type Scales } from "#core/instrument";

/** The rules as they were last widened: events come again and again with the same. */
const known = new WeakMap<Instrument, Instrument>();

/** The instrument's rules at scales that write its own numbers and those of `scales`; itself where it is as fine. */
export function widened(instrument: Instrument, scales: Scales): Instrument {
  const priceScale = Math.max(instrument.priceScale, scales.priceScale);
  const sizeScale = Math.max(instrument.sizeScale, scales.sizeScale);
  if (priceScale === instrument.priceScale && sizeScale === instrument.sizeScale) return instrument;
  const before = known.get(instrument);
  if (before?.priceScale === priceScale && before.sizeScale === sizeScale) return before;
  const { tick, lot, minSize, maxSize } = instrument;
  const size = (units: SizeUnits): SizeUnits => sizeIn(units, instrument, { sizeScale });
  const made: Instrument = {
    ...instrument,
    priceScale,
    sizeScale,
    tick: priceIn(tick, instrument, { priceScale }),
    lot: size(lot),
    minSize: size(minSize),
    ...(maxSize === undefined ? {} : { maxSize: size(maxSize) }),
  };
  known.set(instrument, made);
  return made;
}

/** Units at a scale that is not coarser. What no number holds exactly counts as the most that one does: no limit lets that pass. */
export function unitsIn(units: number, from: number, to: number): number {
  const exact = rescale(units, from, to);
  return Number.isNaN(exact) ? Math.sign(units) * Number.MAX_SAFE_INTEGER : exact;
}

const priceIn = (units: PriceUnits, from: Pick<Scales, "priceScale">, to: Pick<Scales, "priceScale">): PriceUnits =>
  priceUnits(unitsIn(units, from.priceScale, to.priceScale));

const sizeIn = (units: SizeUnits, from: Pick<Scales, "sizeScale">, to: Pick<Scales, "sizeScale">): SizeUnits =>
  sizeUnits(unitsIn(units, from.sizeScale, to.sizeScale));

/** The event at scales that write `scales` too; the same object where it is at such already. */
export function eventIn<Event extends Exclude<AccountEvent, { kind: "balance" }>>(event: Event, scales: Scales): Event;
export function eventIn(event: OrderReport | FillReport | PositionReport, scales: Scales): OrderReport | FillReport | PositionReport {
  const instrument = widened(event.instrument, scales);
  if (instrument === event.instrument) return event;
  if (event.kind !== "order") return { ...event, instrument, size: sizeIn(event.size, event.instrument, instrument) };
  const { price, size, filledSize, instrument: from } = event;
  return {
    ...event,
    instrument,
    price: price === undefined ? undefined : priceIn(price, from, instrument),
    size: size === undefined ? undefined : sizeIn(size, from, instrument),
    filledSize: filledSize === undefined ? undefined : sizeIn(filledSize, from, instrument),
  };
}

/** The intent at scales that write `scales` too. */
export function intentIn(intent: OrderIntent, scales: Scales): OrderIntent {
  const instrument = widened(intent.instrument, scales);
  if (instrument === intent.instrument) return intent;
  const { amount, style } = intent;
  return {
    ...intent,
    instrument,
    style: styleIn(style, intent.instrument, instrument),
    amount: amount.kind === "size" ? { kind: "size", size: sizeIn(amount.size, intent.instrument, instrument) } : amount,
  };
}

function styleIn(style: OrderStyle, from: Scales, to: Scales): OrderStyle {
  switch (style.kind) {
    case "market":
      return style;
    case "limit":
      return { ...style, price: priceIn(style.price, from, to) };
    case "stop":
    case "take-profit": {
      const { price, trigger } = style;
      return {
        ...style,
        trigger: { ...trigger, price: priceIn(trigger.price, from, to) },
        price: price === undefined ? undefined : priceIn(price, from, to),
      };
    }
  }
}

/** A change that was written at some scales, at others that are not coarser. It is the same one: what was cleared is cleared. */
export function changeIn<Change extends OrderChange>(change: Change, from: Scales, to: Scales): Change;
export function changeIn(change: OrderChange, from: Scales, to: Scales): OrderChange {
  const { price, size, triggerPrice } = change;
  return {
    ...(price === undefined ? {} : { price: priceIn(price, from, to) }),
    ...(size === undefined ? {} : { size: sizeIn(size, from, to) }),
    ...(triggerPrice === undefined ? {} : { triggerPrice: priceIn(triggerPrice, from, to) }),
  };
}
