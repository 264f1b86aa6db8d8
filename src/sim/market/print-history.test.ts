import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type EpochMs, epochMs, priceUnits, sizeUnits } from "#core/brand";
import { seededRandom } from "#core/random";
import { MINUTES_KEPT, PRINTS_KEPT, PrintHistory } from "#sim/market/print-history";
import { SyntheticPast } from "#sim/market/synthetic-past";
import { type CandleFigures, type MarketPrint } from "#venues/dialect";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEXT_ID = 50_000_000;

/** A market that began 25 seconds into a minute, with a past. */
function scene(): { readonly clock: VirtualClock; readonly history: PrintHistory; readonly began: EpochMs; add(price: number): void } {
  const clock = new VirtualClock();
  clock.advance(25_000);
  const began = clock.now();
  const past = new SyntheticPast({
    random: seededRandom("7"),
    endTime: began,
    endPrice: priceUnits(312_045),
    tick: priceUnits(5),
    lot: sizeUnits(1),
    usualSize: sizeUnits(900),
    nextTradeId: NEXT_ID,
  });
  const history = new PrintHistory(() => clock.now(), past);
  let nextId = NEXT_ID;
  const add = (price: number): void => {
    history.add({ tradeId: nextId, price: priceUnits(price), size: sizeUnits(3), side: "buy", venueTime: clock.now() });
    nextId += 1;
  };
  return { clock, history, began, add };
}

/** Candles made from prints alone, newest print first. */
function candlesOf(prints: readonly MarketPrint[], lengthMs: number): Map<number, Omit<CandleFigures, "openTime">> {
  const byOpen = new Map<number, MarketPrint[]>();
  for (const print of prints) {
    const openTime = Math.floor(print.venueTime / lengthMs) * lengthMs;
    byOpen.set(openTime, [print, ...(byOpen.get(openTime) ?? [])]);
  }
  const figures = new Map<number, Omit<CandleFigures, "openTime">>();
  for (const [openTime, group] of byOpen) {
    const prices = group.map((print) => print.price);
    figures.set(openTime, {
      open: prices[0] ?? priceUnits(0),
      high: priceUnits(Math.max(...prices)),
      low: priceUnits(Math.min(...prices)),
      close: prices.at(-1) ?? priceUnits(0),
      volume: group.reduce((sum, print) => sum + BigInt(print.size), 0n),
      turnover: group.reduce((sum, print) => sum + BigInt(print.price) * BigInt(print.size), 0n),
      trades: group.length,
    });
  }
  return figures;
}

test("pages of prints go back from the market into its past without a hole or a double", () => {
  const { clock, history, add } = scene();
  for (const price of [312_040, 312_050, 312_055]) {
    clock.advance(10_000);
    add(price);
  }
  const paged: MarketPrint[] = [];
  let beforeId: number | undefined;
  for (let page = 0; page < 8; page += 1) {
    const prints = history.prints({ limit: 50, ...(beforeId === undefined ? {} : { beforeId }) });
    paged.push(...prints);
    beforeId = prints.at(-1)?.tradeId;
  }
  expect(paged).toHaveLength(400);
  expect(paged.map((print) => print.tradeId)).toEqual(paged.map((_, index) => NEXT_ID + 2 - index));
  for (let at = 1; at < paged.length; at += 1) {
    expect(paged[at]?.venueTime).toBeLessThanOrEqual(paged[at - 1]?.venueTime ?? 0);
  }
  expect(history.prints({ limit: 400 })).toEqual(paged);
});

test("times and ids bound a page exactly", () => {
  const { clock, history, began } = scene();
  const startTime = epochMs(began - 3 * HOUR_MS);
  const endTime = epochMs(began - 2 * HOUR_MS);
  const page = history.prints({ limit: 1_000, startTime, endTime });
  expect(page.length).toBeGreaterThan(60);
  expect(page.every((print) => print.venueTime >= startTime && print.venueTime <= endTime)).toBe(true);
  const newest = page[0]?.tradeId ?? 0;
  const oldest = page.at(-1)?.tradeId ?? 0;
  expect(newest - oldest + 1).toBe(page.length);
  expect(history.prints({ limit: 1_000, beforeId: newest + 1, afterId: oldest - 1 })).toEqual(page);
  expect(clock.now()).toBe(began);
});

test("candles of the past and of now are exactly what the prints say, also in the minute in which the market began", () => {
  const { clock, history, began, add } = scene();
  for (let step = 0; step < 12; step += 1) {
    clock.advance(15_000);
    add(312_045 + (step % 5) * 5);
  }
  const startTime = epochMs(began - 2 * HOUR_MS - (began % HOUR_MS));
  const prints = history.prints({ limit: 1_000, startTime });
  for (const [interval, lengthMs] of [
    ["1m", MINUTE_MS],
    ["5m", 5 * MINUTE_MS],
    ["1h", HOUR_MS],
  ] as const) {
    const expected = candlesOf(prints, lengthMs);
    const rows = history.candles(interval, { startTime, endTime: clock.now() });
    expect(rows.map((row) => row.openTime)).toEqual(rows.map((_, index) => startTime + index * lengthMs));
    for (const { openTime, ...figures } of rows) {
      if (figures.trades > 0) expect(figures).toEqual(expected.get(openTime));
      else expect(expected.has(openTime)).toBe(false);
    }
    expect(rows.reduce((sum, row) => sum + row.trades, 0)).toBe(prints.length);
  }
});

test("a candle without trades is flat at the last close", () => {
  const { clock, history, add } = scene();
  add(312_100);
  clock.advance(3 * MINUTE_MS);
  const [, first, second] = history.candles("1m", { startTime: epochMs(clock.now() - 3 * MINUTE_MS - 30_000), endTime: clock.now() });
  for (const row of [first, second])
    expect(row).toMatchObject({ open: 312_100, high: 312_100, low: 312_100, close: 312_100, trades: 0, volume: 0n });
});

test("no candle opens in the future, before the past, or outside the range", () => {
  const { clock, history, began } = scene();
  const future = history.candles("1m", { startTime: epochMs(began - 5 * MINUTE_MS), endTime: epochMs(began + HOUR_MS) });
  expect(future.at(-1)?.openTime).toBe(clock.now() - (clock.now() % MINUTE_MS));
  expect(history.candles("1d", { startTime: epochMs(0), endTime: began })).toHaveLength(31);
  expect(history.candles("1M", { startTime: epochMs(0), endTime: began })).toHaveLength(2);
  expect(history.candles("1h", { startTime: epochMs(began + 1), endTime: epochMs(began + HOUR_MS) })).toEqual([]);
});

test("the figures of a day add the hours up, and a print changes them", () => {
  const { clock, history, add } = scene();
  const before = history.day();
  expect(before).toMatchObject({ last: 312_045 });
  expect(before.trades).toBeGreaterThan(3_000);
  add(999_995);
  const after = history.day();
  expect(after).toMatchObject({ last: 999_995, high: 999_995, low: before.low, open: before.open, trades: before.trades + 1 });
  expect(after.volume).toBe(before.volume + 3n);
  expect(after.turnover).toBe(before.turnover + 3n * 999_995n);
  clock.advance(24 * HOUR_MS + 2 * MINUTE_MS);
  expect(history.day()).toMatchObject({ open: 999_995, high: 999_995, trades: 0, volume: 0n });
});

test("a market without a past and without prints has neither candles nor prices", () => {
  const history = new PrintHistory(() => epochMs(1_000_000), undefined);
  expect(history.day()).toMatchObject({ last: undefined, high: undefined, trades: 0 });
  expect(history.candles("1m", { startTime: epochMs(0), endTime: epochMs(2_000_000) })).toEqual([]);
  expect(history.prints({ limit: 5 })).toEqual([]);
});

test("memory is bounded, and a page never skips what was forgotten", () => {
  const { clock, history, add } = scene();
  for (let step = 0; step < PRINTS_KEPT + 7; step += 1) add(312_045);
  const page = history.prints({ limit: 1_000, beforeId: NEXT_ID + 20 });
  expect(page.map((print) => print.tradeId)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7].map((id) => NEXT_ID + id));
  const first = clock.now();
  for (let minute = 0; minute < MINUTES_KEPT + 3; minute += 1) {
    clock.advance(MINUTE_MS);
    add(312_045);
  }
  expect(history.candles("1M", { startTime: epochMs(0), endTime: clock.now() })[0]?.trades).toBe(MINUTES_KEPT);
  expect(clock.now()).toBeGreaterThan(first);
});
