import { expect, test } from "vitest";
import { bookLine, candleLine, instrumentLine, tickerLine, tradeHoleLine, tradeLine } from "#apps/cli/output/lines";
import { type BookView } from "#client/api";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { Price, Size } from "#core/quantity";

const BTC: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("BTC-PERP"),
  id: instrumentId("BTC/USDT:USDT"),
  base: "BTC",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.001",
  status: "trading",
};
const price = (units: number): Price => new Price(priceUnits(units), 2);
const size = (units: number): Size => new Size(sizeUnits(units), 0, "contract");
const level = (units: number, contracts: number) => ({ price: price(units), size: size(contracts) });

const VIEW: BookView = {
  kind: "book",
  venue: "lmex",
  instrument: BTC,
  state: "live",
  reason: undefined,
  expected: undefined,
  received: undefined,
  proof: "sequence",
  epoch: 1,
  sequence: "7004412",
  depth: 25,
  venueTime: epochMs(1_767_225_661_842),
  receivedTime: epochMs(1_767_225_661_850),
  ageMs: 0,
  merged: 0,
  bids: [level(312_040, 1_875), level(312_035, 402)],
  asks: [level(312_065, 310)],
  bestBid: level(312_040, 1_875),
  bestAsk: level(312_065, 310),
  mid: undefined,
  spread: undefined,
  spreadBps: undefined,
  microprice: undefined,
  imbalance: () => undefined,
  vwap: () => undefined,
  group: (step) => ({ bids: [level(312_000, 2_277)], asks: step === "1" ? [level(312_100, 310)] : [] }),
};

test("a live book is told in exact text, best first, with its sequence as text", () => {
  expect(bookLine(VIEW, { depth: 25 })).toEqual({
    v: 1,
    kind: "book",
    venue: "lmex",
    instrument: "BTC/USDT:USDT",
    symbol: "BTC-PERP",
    state: "live",
    proof: "sequence",
    epoch: 1,
    sequence: "7004412",
    depth: 25,
    bids: [
      ["3120.40", "1875"],
      ["3120.35", "402"],
    ],
    asks: [["3120.65", "310"]],
    venueTime: 1_767_225_661_842,
    receivedTime: 1_767_225_661_850,
    ageMs: 0,
    merged: 0,
  });
});

test("a book that is not live tells why and has no levels, even when the view still holds some", () => {
  const view: BookView = { ...VIEW, state: "resyncing", reason: "gap", expected: "7004413", received: "7004415" };
  expect(bookLine(view, { depth: 25 })).toMatchObject({
    state: "resyncing",
    reason: "gap",
    expected: "7004413",
    received: "7004415",
    bids: [],
    asks: [],
  });
  expect(bookLine({ ...VIEW, state: "stale", reason: "silent" }, { depth: 25 })).toMatchObject({
    expected: null,
    received: null,
    bids: [],
  });
});

test("no more levels than were asked for, and buckets of a step when asked for those", () => {
  expect(bookLine(VIEW, { depth: 1 }).bids).toEqual([["3120.40", "1875"]]);
  expect(bookLine(VIEW, { depth: 25, group: "1" })).toMatchObject({ group: "1", bids: [["3120.00", "2277"]], asks: [["3121.00", "310"]] });
});

test("a side whose last bucket may hold more than is known is named, as far as that bucket is printed", () => {
  const bids = [level(312_000, 2_277), { ...level(311_900, 5), cut: true as const }];
  const view = { ...VIEW, group: () => ({ bids, asks: [level(312_100, 310)] }) };
  expect(bookLine(view, { depth: 25, group: "1" }).cut).toEqual(["bids"]);
  expect(bookLine(view, { depth: 1, group: "1" })).not.toHaveProperty("cut");
  expect(bookLine(VIEW, { depth: 25, group: "1" })).not.toHaveProperty("cut");
});

test("an age is whole milliseconds, and null before the first proof", () => {
  expect(bookLine({ ...VIEW, ageMs: 1.4 }, { depth: 1 }).ageMs).toBe(1);
  expect(bookLine({ ...VIEW, ageMs: Number.POSITIVE_INFINITY }, { depth: 1 }).ageMs).toBeNull();
});

test("an image has no sequence, and null says so", () => {
  expect(bookLine({ ...VIEW, proof: "image", sequence: undefined, venueTime: undefined }, { depth: 1 })).toMatchObject({
    proof: "image",
    sequence: null,
    venueTime: null,
  });
});

test("a trade, a hole between trades, a ticker, a candle and an instrument keep their shape", () => {
  const times = { venueTime: epochMs(1), receivedTime: epochMs(2) };
  expect(
    tradeLine({
      kind: "trade",
      venue: "lmex",
      instrument: BTC,
      tradeId: undefined,
      price: price(5),
      size: size(3),
      side: "sell",
      ...times,
      backfilled: true,
    }),
  ).toEqual({
    v: 1,
    kind: "trade",
    venue: "lmex",
    instrument: "BTC/USDT:USDT",
    symbol: "BTC-PERP",
    tradeId: null,
    price: "0.05",
    size: "3",
    side: "sell",
    venueTime: 1,
    receivedTime: 2,
    backfilled: true,
  });
  expect(
    tradeHoleLine({
      kind: "trade-hole",
      venue: "lmex",
      instrument: BTC,
      from: epochMs(1),
      to: epochMs(2),
      afterId: "7",
      beforeId: undefined,
      reason: "gap",
    }),
  ).toMatchObject({ kind: "trade-hole", from: 1, to: 2, afterId: "7", beforeId: null });
  expect(tickerLine({ kind: "ticker", instrument: BTC, last: "3120.4", venueTime: undefined, origin: "polled" })).toMatchObject({
    v: 1,
    kind: "ticker",
    last: "3120.4",
    bestBid: null,
    venueTime: null,
    origin: "polled",
  });
  const figures = { open: "1", high: "2", low: "0.5", close: "1.5", volume: undefined, turnover: "10" };
  expect(
    candleLine({
      kind: "candle",
      instrument: BTC,
      interval: "1m",
      openTime: epochMs(0),
      closeTime: epochMs(60_000),
      ...figures,
      state: "closed",
      partial: false,
      origin: "derived",
    }),
  ).toMatchObject({ kind: "candle", interval: "1m", openTime: 0, closeTime: 60_000, volume: null, turnover: "10", state: "closed" });
  expect(instrumentLine(BTC)).toMatchObject({
    kind: "instrument",
    type: "perpetual",
    tick: "0.05",
    lot: "1",
    maxSize: null,
    contractSize: "0.001",
  });
});
