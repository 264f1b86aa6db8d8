import { expect, test } from "vitest";
import { consolidatedBlock } from "#apps/cli/output/across-columns";
import { consolidatedLine, spreadLine } from "#apps/cli/output/across-lines";
import { type ConsolidatedBook, type CrossSpread, type VenueQuote, type VenueTop } from "#client/across/views";
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

const quote = (venue: string, price: number): VenueQuote => ({
  venue,
  instrument: INSTRUMENT,
  price: new Price(priceUnits(price), 1),
  size: new Decimal(500n, 3),
  proof: "sequence",
  ageMs: 12.4,
});
const live = (venue: string, bid: number, ask: number): VenueTop => {
  const sides = { bid: quote(venue, bid), ask: quote(venue, ask) };
  return { venue, instrument: INSTRUMENT, state: "live", reason: undefined, proof: "sequence", ageMs: 12.4, ...sides };
};
const away: VenueTop = {
  ...live("weex", 1, 2),
  state: "stale",
  reason: "silent",
  ageMs: Number.POSITIVE_INFINITY,
  bid: undefined,
  ask: undefined,
};

const BOOK: ConsolidatedBook = {
  kind: "consolidated",
  instrument: INSTRUMENT.id,
  bestBid: { ...quote("lmex", 642_501), tied: [] },
  bestAsk: { ...quote("lbank", 642_503), tied: [] },
  spread: new Decimal(2n, 1),
  spreadBps: 0.031_128_1,
  crossed: false,
  venues: [live("lmex", 642_501, 642_509), live("lbank", 642_499, 642_503), away],
  leftOut: [away],
  merged: 3,
};

test("a consolidated line names who holds the best and who is left out, with no price of one that is not live", () => {
  expect(consolidatedLine(BOOK)).toEqual({
    v: 1,
    kind: "consolidated",
    instrument: "BTC/USDT",
    bestBid: { venue: "lmex", symbol: "BTC-USDT", price: "64250.1", size: "0.5", proof: "sequence", ageMs: 12, tied: [] },
    bestAsk: { venue: "lbank", symbol: "BTC-USDT", price: "64250.3", size: "0.5", proof: "sequence", ageMs: 12, tied: [] },
    spread: "0.2",
    spreadBps: 0.0311,
    crossed: false,
    venues: [
      { venue: "lmex", symbol: "BTC-USDT", state: "live", proof: "sequence", ageMs: 12, bid: ["64250.1", "0.5"], ask: ["64250.9", "0.5"] },
      { venue: "lbank", symbol: "BTC-USDT", state: "live", proof: "sequence", ageMs: 12, bid: ["64249.9", "0.5"], ask: ["64250.3", "0.5"] },
      { venue: "weex", symbol: "BTC-USDT", state: "stale", reason: "silent", proof: "sequence", ageMs: null, bid: null, ask: null },
    ],
    leftOut: ["weex"],
    merged: 3,
  });
});

test("a spread line holds a number only when both sides are live", () => {
  const known: CrossSpread = {
    ...{ kind: "spread", state: "known", bid: quote("lmex", 642_510), ask: quote("lbank", 642_503), merged: 0 },
    ...{ spread: new Decimal(7n, 1), spreadBps: 0.109, crossed: true, size: new Decimal(500n, 3) },
  };
  expect(spreadLine(known)).toMatchObject({ state: "known", spread: "0.7", spreadBps: 0.109, crossed: true, size: "0.5", missing: [] });
  const missing = ["weex is stale (silent)"];
  const unknown: CrossSpread = { kind: "spread", state: "unknown", bidOn: away, askOn: live("lmex", 1, 2), missing, merged: 0 };
  expect(spreadLine(unknown)).toEqual({
    ...{ v: 1, kind: "spread", state: "unknown", bid: null, ask: null, spread: null, spreadBps: null },
    ...{ crossed: false, size: null, missing, merged: 0 },
  });
});

test("the block marks who is best on which side and stays within the window", () => {
  const lines = consolidatedBlock(consolidatedLine(BOOK), 80);
  expect(lines[0]).toBe("BTC/USDT  spread 0.2, 0.03 bps, without weex");
  expect(lines.slice(2).map((line) => line.split(/ +/)[0])).toEqual(["lmex", "lbank", "weex"]);
  expect([lines[2], lines[3]].map((line) => line?.trimEnd().split(" ").at(-1))).toEqual(["bid", "ask"]);
  expect(lines[4]).toContain("stale: silent");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});
