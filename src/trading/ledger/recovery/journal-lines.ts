// From intents to lines of the journal and back. Numbers are written as decimal text, so that a change of an instrument's scale cannot
// change what an old line means.

import { type OrderChange, type OrderIntent, type OrderStyle, type TimeInForce, type Trigger } from "#core/account/order";
import { type JournalledIntent } from "#core/account/order-journal";
import { instrumentId, priceUnits, sizeUnits } from "#core/brand";
import { textToUnits, unitsToText } from "#core/decimal";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { renamedMarket } from "#trading/ledger/recovery/renamed-market";

/** An intent as plain data. */
export function journalledIntent(intent: OrderIntent): JournalledIntent {
  const { instrument, clientOrderId, side, style, amount, effect } = intent;
  const price = style.kind === "market" ? undefined : style.price;
  const isWaiting = style.kind === "stop" || style.kind === "take-profit";
  return {
    venue: instrument.venue,
    product: instrument.product,
    instrument: instrument.id,
    symbol: instrument.symbol,
    clientOrderId,
    side,
    style: style.kind,
    price: price === undefined ? undefined : unitsToText(price, instrument.priceScale),
    timeInForce: style.kind === "limit" ? style.timeInForce : undefined,
    trigger: isWaiting ? { price: unitsToText(style.trigger.price, instrument.priceScale), by: style.trigger.by } : undefined,
    size: amount.kind === "size" ? unitsToText(amount.size, instrument.sizeScale) : undefined,
    quote: amount.kind === "quote" ? amount.quote : undefined,
    reduceOnly: effect === "reduce-only",
  };
}

/** The intent that a line tells of. Undefined when its instrument is not listed any more, or cannot write its numbers. */
export function intentOf(line: JournalledIntent, table: InstrumentTable): OrderIntent | undefined {
  const instrument =
    table.bySymbol(line.product, line.symbol) ?? renamedMarket({ product: line.product, id: instrumentId(line.instrument) }, table);
  if (instrument === undefined) return undefined;
  const style = styleOf(line, instrument);
  const size = line.size === undefined ? undefined : textToUnits(line.size, instrument.sizeScale);
  const amount =
    line.quote !== undefined
      ? ({ kind: "quote", quote: line.quote } as const)
      : size === undefined
        ? undefined
        : ({ kind: "size", size: sizeUnits(size) } as const);
  if (style === undefined || amount === undefined) return undefined;
  const { clientOrderId, side, reduceOnly } = line;
  return { instrument, clientOrderId, side, style, amount, effect: reduceOnly ? "reduce-only" : "any" };
}

/** A change as decimal text. */
export function journalledChange(
  change: OrderChange,
  { priceScale, sizeScale }: Instrument,
): { readonly [Key in keyof OrderChange]: string } {
  const { price, size, triggerPrice } = change;
  return {
    ...(price === undefined ? {} : { price: unitsToText(price, priceScale) }),
    ...(size === undefined ? {} : { size: unitsToText(size, sizeScale) }),
    ...(triggerPrice === undefined ? {} : { triggerPrice: unitsToText(triggerPrice, priceScale) }),
  };
}

/** The change that a line tells of, as far as the instrument can write it. */
export function changeOf(line: { readonly [Key in keyof OrderChange]: string }, { priceScale, sizeScale }: Instrument): OrderChange {
  const price = line.price === undefined ? undefined : textToUnits(line.price, priceScale);
  const size = line.size === undefined ? undefined : textToUnits(line.size, sizeScale);
  const trigger = line.triggerPrice === undefined ? undefined : textToUnits(line.triggerPrice, priceScale);
  return {
    ...(price === undefined ? {} : { price: priceUnits(price) }),
    ...(size === undefined ? {} : { size: sizeUnits(size) }),
    ...(trigger === undefined ? {} : { triggerPrice: priceUnits(trigger) }),
  };
}

const FORCES: readonly TimeInForce[] = ["gtc", "ioc", "fok", "post-only"];
const TRIGGERS: readonly Trigger["by"][] = ["last", "mark", "index"];

function styleOf(line: JournalledIntent, { priceScale }: Instrument): OrderStyle | undefined {
  const price = line.price === undefined ? undefined : textToUnits(line.price, priceScale);
  if (line.price !== undefined && price === undefined) return undefined;
  const limit = price === undefined ? undefined : priceUnits(price);
  switch (line.style) {
    case "market":
      return { kind: "market" };
    case "limit": {
      const timeInForce = FORCES.find((each) => each === line.timeInForce);
      return limit === undefined || timeInForce === undefined ? undefined : { kind: "limit", price: limit, timeInForce };
    }
    case "stop":
    case "take-profit": {
      const at = line.trigger === undefined ? undefined : textToUnits(line.trigger.price, priceScale);
      const by = TRIGGERS.find((each) => each === line.trigger?.by);
      return at === undefined || by === undefined ? undefined : { kind: line.style, trigger: { price: priceUnits(at), by }, price: limit };
    }
  }
}
