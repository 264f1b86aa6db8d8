import { expect, test } from "vitest";
import { tapeView } from "#apps/terminal/view/tape-view";
import { type Trade, type TradeHole } from "#client/api";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { Price, Size } from "#core/quantity";

const INSTRUMENT: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("BTC-PERP"),
  id: instrumentId("BTC/USDT:USDT"),
  base: "BTC",
  quote: "USDT",
  priceScale: 1,
  sizeScale: 0,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.001",
  status: "trading",
};

function trade(at: number, change: Partial<Trade> = {}): Trade {
  return {
    kind: "trade",
    venue: "lmex",
    instrument: INSTRUMENT,
    tradeId: String(at),
    price: new Price(priceUnits(642_500 + at), 1),
    size: new Size(sizeUnits(at), 0, "contract"),
    side: "buy",
    venueTime: epochMs(at),
    receivedTime: epochMs(at),
    backfilled: false,
    ...change,
  };
}

function hole(from: number, to: number): TradeHole {
  return {
    kind: "trade-hole",
    venue: "lmex",
    instrument: INSTRUMENT,
    from: epochMs(from),
    to: epochMs(to),
    afterId: undefined,
    beforeId: undefined,
    reason: "reconnect",
  };
}

test("the newest print stands on top, with side, price, size and age", () => {
  const rows = tapeView({ trades: [trade(1_000), trade(9_000, { side: "sell" })], holes: [], nowMs: 10_500 }, 5);
  expect(rows).toEqual([
    { kind: "trade", side: "sell", price: "65150.0", size: "9000", age: "1s", backfilled: false },
    { kind: "trade", side: "buy", price: "64350.0", size: "1000", age: "9s", backfilled: false },
  ]);
});

test("a hole stands between the prints around it", () => {
  const rows = tapeView({ trades: [trade(1_000), trade(9_000)], holes: [hole(2_000, 4_500)], nowMs: 10_000 }, 5);
  expect(rows.map((row) => (row.kind === "hole" ? row.text : row.size))).toEqual(["9000", "hole 2.5 s", "1000"]);
});

test("no more rows than the pane has, the newest kept", () => {
  const rows = tapeView({ trades: Array.from({ length: 30 }, (_, at) => trade(at + 1)), holes: [hole(1, 2)], nowMs: 100_000 }, 3);
  expect(rows.map((row) => (row.kind === "trade" ? row.size : "hole"))).toEqual(["30", "29", "28"]);
});
