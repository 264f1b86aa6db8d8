import { expect, test } from "vitest";
import { acrossView } from "#apps/terminal/view/across-view";
import { type ConsolidatedBook, type VenueTop } from "#client/across/views";
import { instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { Decimal, Price } from "#core/quantity";

const INSTRUMENT: Instrument = {
  venue: "lmex",
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("BTC-USDT"),
  id: instrumentId("BTC/USDT"),
  base: "BTC",
  quote: "USDT",
  priceScale: 1,
  sizeScale: 3,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
};

const quote = (venue: string, price: number) => ({
  venue,
  instrument: INSTRUMENT,
  price: new Price(priceUnits(price), 1),
  size: new Decimal(500n, 3),
  proof: "sequence" as const,
  ageMs: 12,
});
const top = (venue: string, change: Partial<VenueTop> = {}): VenueTop => ({
  ...{ venue, instrument: INSTRUMENT, state: "live", reason: undefined, proof: "sequence", ageMs: 12, bid: undefined, ask: undefined },
  ...change,
});
const BOOK: ConsolidatedBook = {
  kind: "consolidated",
  instrument: INSTRUMENT.id,
  bestBid: { ...quote("weex", 642_510), tied: ["lbank"] },
  bestAsk: { ...quote("lmex", 642_500), tied: [] },
  spread: new Decimal(-10n, 1),
  spreadBps: -0.1556,
  crossed: true,
  venues: [top("lmex"), top("weex"), top("lbank")],
  leftOut: [],
  merged: 0,
};

test("the best of both sides has its venue, size and age, and prices that cross are called so", () => {
  expect(acrossView(BOOK)).toEqual({
    instrument: "BTC/USDT",
    live: 3,
    asked: 3,
    bid: { price: "64251.0", venue: "weex+1", size: "0.5", age: "12 ms" },
    ask: { price: "64250.0", venue: "lmex", size: "0.5", age: "12 ms" },
    spread: "crossed 1 0.16bp",
    crossed: true,
    leftOut: [],
  });
});

test("a venue that is not live is named and has no number, and without a side there is no spread", () => {
  const away = top("lmex", { state: "stale", reason: "silent" });
  const view = acrossView({ ...BOOK, bestAsk: undefined, spread: undefined, spreadBps: undefined, crossed: false, leftOut: [away] });
  expect(view).toMatchObject({ live: 2, ask: undefined, spread: "no spread", leftOut: [{ venue: "lmex", reason: "silent" }] });
});
