import { expect, test } from "vitest";
import { changeIn, eventIn, intentIn, unitsIn, widened } from "#core/account/joint-scales";
import { clientOrderId, type OrderIntent } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { listings } from "#sim/market/instruments";
import { lmexDialect } from "#venues/lmex/dialect";

const instrument = listings(lmexDialect)[0]?.instrument as Instrument;
const { priceScale, sizeScale } = instrument;

test("rules that write more say the same steps, and those that write as much are themselves", () => {
  const finer = widened(instrument, { priceScale: priceScale + 2, sizeScale });
  expect(finer).toEqual({ ...instrument, priceScale: priceScale + 2, tick: instrument.tick * 100 });
  expect(widened(instrument, { priceScale: priceScale + 2, sizeScale })).toBe(finer);
  expect(widened(finer, instrument)).toBe(finer);
  const both = widened(finer, { priceScale: 0, sizeScale: sizeScale + 1 });
  expect(both).toMatchObject({ priceScale: priceScale + 2, lot: instrument.lot * 10, minSize: instrument.minSize * 10 });
});

test("every number of an event, an intent and a change comes along, and what there is none of stays so", () => {
  const scales = { priceScale: priceScale + 1, sizeScale: sizeScale + 2 };
  const intent: OrderIntent = {
    instrument,
    clientOrderId: clientOrderId("mine"),
    side: "buy",
    style: { kind: "stop", trigger: { price: priceUnits(7), by: "last" }, price: priceUnits(8) },
    amount: { kind: "size", size: sizeUnits(9) },
    effect: "any",
  };
  expect(intentIn(intent, scales)).toMatchObject({ style: { trigger: { price: 70 }, price: 80 }, amount: { size: 900 } });
  const spending: OrderIntent = { ...intent, style: { kind: "market" }, amount: { kind: "quote", quote: "12.5" } };
  expect(intentIn(spending, scales)).toMatchObject({ style: { kind: "market" }, amount: { kind: "quote", quote: "12.5" } });
  expect(intentIn(intent, instrument)).toBe(intent);
  expect(changeIn({ size: sizeUnits(2) }, instrument, scales)).toEqual({ size: 200 });
  expect(changeIn({ price: priceUnits(3), triggerPrice: priceUnits(4) }, instrument, scales)).toEqual({ price: 30, triggerPrice: 40 });
  const common = { instrument, venueTime: undefined, origin: "stream" } as const;
  const money = { entryPrice: "1", markPrice: "2", unrealisedPnl: "3", liquidationPrice: undefined, leverage: "4", marginMode: undefined };
  const position = { kind: "position", leg: "net", side: "long", size: sizeUnits(5), ...money, ...common } as const;
  expect(eventIn(position, scales)).toMatchObject({ size: 500, entryPrice: "1", instrument: scales });
});

test("what no number holds exactly counts as the most that one does", () => {
  expect(unitsIn(25, 1, 3)).toBe(2_500);
  expect(unitsIn(-25, 1, 3)).toBe(-2_500);
  expect(unitsIn(Number.MAX_SAFE_INTEGER - 1, 0, 2)).toBe(Number.MAX_SAFE_INTEGER);
  expect(unitsIn(1 - Number.MAX_SAFE_INTEGER, 0, 2)).toBe(-Number.MAX_SAFE_INTEGER);
});
