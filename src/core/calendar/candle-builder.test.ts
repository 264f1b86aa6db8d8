import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { CandleBuilder } from "#core/calendar/candle-builder";
import { type CandleEvent } from "#core/event";
import { type Instrument, unifiedId } from "#core/instrument";

const INSTRUMENT: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: unifiedId({ base: "ETH", quote: "USDT", settle: "USDT" }),
  base: "ETH",
  quote: "USDT",
  priceScale: 2,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};
const MINUTE_MS = 60_000;
const START = 1_767_225_600_000;
const at = (ms: number) => epochMs(START + ms);
const print = (ms: number, price: number, size = 1) => ({ venueTime: at(ms), price, size });
const builder = (): CandleBuilder => new CandleBuilder(INSTRUMENT, "1m");
const figures = ({ open, high, low, close, volume, state }: CandleEvent): unknown[] => [open, high, low, close, volume, state];

function row(
  minute: number,
  prices: readonly [string, string, string, string],
  amount: { volume?: string; turnover?: string } = {},
): CandleEvent {
  const [open, high, low, close] = prices;
  return {
    kind: "candle",
    instrument: INSTRUMENT,
    interval: "1m",
    openTime: at(minute * MINUTE_MS),
    closeTime: at((minute + 1) * MINUTE_MS),
    open,
    high,
    low,
    close,
    volume: amount.volume,
    turnover: amount.turnover,
    state: "closed",
    partial: false,
    origin: "polled",
  };
}

test("a candle holds what its prints say, exactly", () => {
  const made = builder();
  for (const each of [print(1, 312_040, 3), print(2, 312_100, 2), print(3, 312_000, 5), print(4, 312_050, 1)])
    expect(made.addTrade(each)).toEqual([]);
  const candle = made.current();
  expect(candle && figures(candle)).toEqual(["3120.40", "3121.00", "3120.00", "3120.50", "11", "open"]);
  // 3 × 3120.40 + 2 × 3121.00 + 5 × 3120.00 + 3120.50 contracts of a hundredth.
  expect(candle?.turnover).toBe("343.237");
  expect(candle).toMatchObject({ openTime: START, closeTime: START + MINUTE_MS, partial: false });
});

test("a print of a later minute closes the candle before it, and every empty one between", () => {
  const made = builder();
  made.addTrade(print(10, 100));
  const closed = made.addTrade(print(3 * MINUTE_MS + 1, 200));
  expect(closed.map(figures)).toEqual([
    ["1.00", "1.00", "1.00", "1.00", "1", "closed"],
    ["1.00", "1.00", "1.00", "1.00", "0", "closed"],
    ["1.00", "1.00", "1.00", "1.00", "0", "closed"],
  ]);
  expect(made.current()).toMatchObject({ open: "2.00", volume: "1" });
});

test("time alone closes a candle, exactly once, and the next stands at its close", () => {
  const made = builder();
  made.addTrade(print(10, 100));
  expect(made.closeUntil(at(MINUTE_MS - 1))).toEqual([]);
  expect(made.closeUntil(at(MINUTE_MS)).map(figures)).toEqual([["1.00", "1.00", "1.00", "1.00", "1", "closed"]]);
  expect(made.closeUntil(at(MINUTE_MS))).toEqual([]);
  expect(made.current()).toMatchObject({ open: "1.00", close: "1.00", volume: "0", state: "open" });
});

test("the first print of a candle that only repeated a price gives it its opening", () => {
  const made = builder();
  made.addTrade(print(10, 100));
  made.closeUntil(at(MINUTE_MS));
  made.addTrade(print(MINUTE_MS + 5, 300));
  expect(made.current()).toMatchObject({ open: "3.00", high: "3.00", low: "3.00", close: "3.00" });
});

test("a print that is older than the open candle changes nothing", () => {
  const made = builder();
  made.addTrade(print(MINUTE_MS, 100));
  expect(made.addTrade(print(5, 900, 50))).toEqual([]);
  expect(made.current()).toMatchObject({ high: "1.00", volume: "1" });
});

test("rows of REST and prints after them make one candle, whose sums are known only as far as the rows tell them", () => {
  const hour = new CandleBuilder(INSTRUMENT, "1h");
  hour.startFrom("9.00");
  hour.addRow(row(0, ["10.00", "12.00", "9.50", "11.00"], { volume: "7" }));
  hour.addRow(row(1, ["11.00", "11.50", "8.00", "8.50"], { volume: "4" }));
  hour.addTrade(print(2 * MINUTE_MS, 2_000, 2));
  expect(hour.current()).toMatchObject({ open: "10.00", high: "20.00", low: "8.00", close: "20.00", volume: "13", turnover: undefined });
  hour.addRow(row(3, ["20.00", "20.00", "20.00", "20.00"], { turnover: "1" }));
  expect(hour.current()?.volume).toBeUndefined();
});

test("a row in which nothing was traded only carries the price on", () => {
  const hour = new CandleBuilder(INSTRUMENT, "1h");
  hour.startFrom("9.00");
  hour.addRow(row(0, ["9.00", "9.00", "9.00", "9.00"], { turnover: "0" }));
  hour.addRow(row(1, ["10.00", "10.00", "9.80", "9.90"], { turnover: "0.5" }));
  expect(hour.current()).toMatchObject({ open: "10.00", high: "10.00", low: "9.80", close: "9.90" });
});

test("a candle opens at the last known price before anything is traded, and not without one", () => {
  const made = builder();
  made.openAt(at(5));
  expect(made.current()).toBeUndefined();
  made.startFrom("7.25");
  made.openAt(at(5));
  expect(made.current()).toMatchObject({ open: "7.25", close: "7.25", volume: "0" });
});

test("missing prints make the candle partial, and later ones as far as the hole reaches", () => {
  const made = builder();
  made.markPartial(at(MINUTE_MS + 1));
  made.addTrade(print(10, 100));
  const closed = made.addTrade(print(3 * MINUTE_MS, 100));
  expect([...closed, made.current()].map((candle) => candle?.partial)).toEqual([true, true, false, false]);
});

test("a row that cannot be read makes the candle partial", () => {
  const hour = new CandleBuilder(INSTRUMENT, "1h");
  hour.addRow(row(0, ["10.001", "12.00", "9.50", "11.00"]));
  hour.addTrade(print(MINUTE_MS, 100));
  expect(hour.current()?.partial).toBe(true);
});

test("candles of any prints are those that a person sums up by hand, each minute once", () => {
  const prints = fc.array(
    fc.record({
      ms: fc.integer({ min: 0, max: 600_000 }),
      price: fc.integer({ min: 1, max: 9_999 }),
      size: fc.integer({ min: 1, max: 99 }),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(prints, (list) => {
      const sorted = [...list].sort((one, other) => one.ms - other.ms);
      const made = builder();
      const closed = [...sorted.flatMap(({ ms, price, size }) => made.addTrade(print(ms, price, size))), ...made.closeUntil(at(660_000))];
      const opens = closed.map(({ openTime }) => openTime);
      expect(opens).toEqual(opens.map((_, index) => (opens[0] ?? 0) + index * MINUTE_MS));
      for (const candle of closed) {
        const inside = sorted.filter(({ ms }) => START + ms >= candle.openTime && START + ms < candle.closeTime);
        expect(candle.volume).toBe(String(inside.reduce((sum, { size }) => sum + size, 0)));
        if (inside.length === 0) continue;
        const high = Math.max(...inside.map(({ price }) => price));
        expect(Number(candle.high)).toBeCloseTo(high / 100, 9);
        expect(Number(candle.close)).toBeCloseTo((inside.at(-1)?.price ?? 0) / 100, 9);
      }
    }),
  );
});
