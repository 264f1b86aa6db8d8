// The ticker store over every SQLite driver that this Node has: one suite for both. Costs about a second.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { loadSqlDriver, type SqlDatabase, type SqlDriverName } from "#store/sqlite/sql-driver";
import { openTickerStore, type TickerStore, type TickerStoreOptions } from "#store/sqlite/ticker-store";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
/** Node has SQLite without a flag from 22.13 on. */
const DRIVERS: readonly SqlDriverName[] = major > 22 || (major === 22 && minor >= 13) ? ["node:sqlite", "libsql"] : ["libsql"];

const BTC: Instrument = {
  venue: "weex",
  product: "contract",
  kind: "perpetual",
  symbol: venueSymbol("BTCUSDT"),
  id: instrumentId("BTC/USDT:USDT"),
  base: "BTC",
  quote: "USDT",
  settle: "USDT",
  priceScale: 1,
  sizeScale: 4,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
};

function ticker(last: string, time: number, more: Partial<TickerEvent> = {}): TickerEvent {
  return { kind: "ticker", instrument: BTC, last, changeFraction24h: "0.0128", venueTime: epochMs(time), origin: "pushed", ...more };
}

let folder: string;
let clock: VirtualClock;
const stores: TickerStore[] = [];
const databases: SqlDatabase[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "truebook-store-"));
  clock = new VirtualClock();
});

afterEach(async () => {
  for (const database of databases.splice(0)) database.close();
  for (const store of stores.splice(0)) await store.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, "tickers.db");

async function opened(driver: SqlDriverName, options: TickerStoreOptions = {}): Promise<TickerStore> {
  const store = await openTickerStore(path(), { clock, driver, ...options });
  stores.push(store);
  return store;
}

/** Another process' view of the file. */
async function other(driver: SqlDriverName): Promise<SqlDatabase> {
  const database = (await loadSqlDriver(driver)).open(path());
  databases.push(database);
  return database;
}

test.each(DRIVERS)("%s: what was added is read back with every digit, absent figures absent", async (driver) => {
  const store = await opened(driver);
  store.add(ticker("98123.40", 1_000, { volume24h: "0.000000000000000001", fundingRate: "-0.00008125" }));
  store.add(ticker("123456789012345678901234567890.10", 2_000));
  expect(store.flush()).toBe(true);
  expect(store.read()).toEqual([
    {
      venue: "weex",
      product: "contract",
      symbol: "BTCUSDT",
      instrument: "BTC/USDT:USDT",
      time: 1_000,
      venueTime: 1_000,
      receivedTime: clock.now(),
      last: "98123.40",
      volume24h: "0.000000000000000001",
      changeFraction24h: "0.0128",
      fundingRate: "-0.00008125",
      origin: "pushed",
    },
    expect.objectContaining({ last: "123456789012345678901234567890.10" }),
  ]);
});

test.each(DRIVERS)("%s: a full batch is written in a turn of its own, a part of one after its time, the rest on close", async (driver) => {
  const store = await opened(driver, { batch: 10, maxWaitMs: 500 });
  for (let time = 1; time <= 10; time += 1) store.add(ticker("1", time));
  expect(store.counters).toMatchObject({ written: 0, waiting: 10 });
  clock.advance(0);
  expect(store.counters).toMatchObject({ written: 10, waiting: 0, batches: 1 });
  store.add(ticker("1", 11));
  clock.advance(499);
  expect(store.counters).toMatchObject({ waiting: 1 });
  clock.advance(1);
  expect(store.counters).toMatchObject({ written: 11, waiting: 0, batches: 2 });
  store.add(ticker("1", 12));
  await store.close();
  expect((await other(driver)).prepare("SELECT count(*) AS n FROM tickers").all([])).toEqual([{ n: 12 }]);
  expect(() => store.add(ticker("1", 13))).toThrow(/closed/);
});

test.each(DRIVERS)("%s: the same ticker is one row however often it is written, by whomever", async (driver) => {
  const first = await opened(driver);
  const twice = [ticker("1", 1), ticker("1", 1), ticker("2", 1), ticker("1", 1, { origin: "polled" }), ticker("1", 2)];
  for (const each of twice) first.add(each);
  first.flush();
  expect(first.counters).toMatchObject({ added: 5, written: 3, known: 2 });
  const second = await opened(driver);
  for (const each of twice) second.add(each);
  second.flush();
  expect(second.counters).toMatchObject({ written: 0, known: 5 });
  expect(second.read().map(({ time, last }) => [time, last])).toEqual([
    [1, "1"],
    [1, "2"],
    [2, "1"],
  ]);
});

test.each(DRIVERS)(
  "%s: while another process holds the file rows wait, the oldest go at the bound, and the rest is written after",
  async (driver) => {
    const store = await opened(driver, { batch: 5, capacity: 20, maxWaitMs: 100 });
    const holder = await other(driver);
    holder.exec("BEGIN IMMEDIATE");
    for (let time = 1; time <= 5; time += 1) store.add(ticker("1", time));
    clock.advance(0);
    expect(store.counters).toMatchObject({ written: 0, failures: 1, waiting: 5, dropped: 0 });
    for (let time = 6; time <= 40; time += 1) store.add(ticker("1", time));
    expect(store.counters).toMatchObject({ waiting: 25, dropped: 15 });
    expect(store.flush()).toBe(false);
    clock.advance(5_000);
    expect(store.counters.failures).toBeLessThan(10);
    holder.exec("ROLLBACK");
    clock.advance(1_000);
    expect(store.counters).toMatchObject({ written: 25, waiting: 0, dropped: 15 });
    // What was taken for the batch first is not lost; the queue behind it lost its oldest.
    expect(store.read().map(({ time }) => Number(time))).toEqual([1, 2, 3, 4, 5, ...Array.from({ length: 20 }, (_, at) => 21 + at)]);
  },
);

test.each(DRIVERS)("%s: closing with rows that the disk does not take says how many", async (driver) => {
  const store = await opened(driver);
  (await other(driver)).exec("BEGIN IMMEDIATE");
  store.add(ticker("1", 1));
  await expect(store.close()).rejects.toMatchObject({ code: "store-not-written", message: expect.stringContaining("1 rows") });
  await expect(store.close()).resolves.toBeUndefined();
});

test.each(DRIVERS)("%s: a batch is written whole or not at all", async (driver) => {
  const store = await opened(driver);
  const watching = await other(driver);
  watching.exec("CREATE TRIGGER planted BEFORE INSERT ON tickers WHEN NEW.last = '3' BEGIN SELECT RAISE(ABORT, 'planted'); END");
  for (let time = 1; time <= 5; time += 1) store.add(ticker(String(time), time));
  expect(store.flush()).toBe(false);
  expect(store.read()).toEqual([]);
  watching.exec("DROP TRIGGER planted");
  expect(store.flush()).toBe(true);
  expect(store.read()).toHaveLength(5);
});

test.each(DRIVERS)("%s: reading is by venue, market and time, the newest that fit, oldest first", async (driver) => {
  const store = await opened(driver);
  const spot: Instrument = { ...BTC, product: "spot", id: instrumentId("BTC/USDT") };
  for (let time = 1; time <= 6; time += 1) store.add(ticker(String(time), time, time % 2 === 0 ? { instrument: spot } : {}));
  store.flush();
  const times = (query: Parameters<TickerStore["read"]>[0]): number[] => store.read(query).map(({ time }) => Number(time));
  expect(times({ limit: 2 })).toEqual([5, 6]);
  expect(times({ product: "spot" })).toEqual([2, 4, 6]);
  expect(times({ symbol: "BTC/USDT:USDT", from: 2, to: 5 })).toEqual([3]);
  expect(times({ symbol: "BTCUSDT", venue: "lmex" })).toEqual([]);
  expect(() => store.read({ limit: -1 })).toThrow(/limit/);
});

test.each(DRIVERS)("%s: rows older than they are kept go, the others stay", async (driver) => {
  const store = await opened(driver, { keepMs: 3_600_000, maxWaitMs: 10 });
  const now = Number(clock.now());
  for (const ageMs of [7_200_000, 3_600_001, 3_000_000, 0]) store.add(ticker("1", now - ageMs));
  clock.advance(10);
  expect(store.read().map(({ time }) => now - time)).toEqual([3_000_000, 0]);
});

test.each(DRIVERS)("%s: a file of somebody else, of a later version, or of no kind is refused and left alone", async (driver) => {
  const foreign = await other(driver);
  foreign.exec("CREATE TABLE tickers (timestamp REAL, price REAL)");
  await expect(openTickerStore(path(), { clock, driver })).rejects.toMatchObject({ code: "store-unusable" });
  expect(foreign.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all([])).toEqual([{ name: "tickers" }]);
  foreign.exec("DROP TABLE tickers");
  await (await opened(driver)).close();
  foreign.exec("UPDATE truebook_tables SET version = 99");
  await expect(openTickerStore(path(), { clock, driver })).rejects.toThrow(/version 99/);
  await expect(openTickerStore(join(folder, "nowhere/at/all.db"), { clock, driver })).rejects.toMatchObject({ code: "store-unusable" });
});

test("bounds that are none are refused before a file is made", async () => {
  await expect(openTickerStore(path(), { clock, batch: 0 })).rejects.toMatchObject({ code: "bad-option" });
  await expect(openTickerStore(path(), { clock, batch: 100, capacity: 99 })).rejects.toMatchObject({ code: "bad-option" });
});

test("a driver that is not there is named with what to do, and without a wish the first that is there is taken", async () => {
  const store = await openTickerStore(":memory:", { clock });
  stores.push(store);
  expect(store.driver).toBe(DRIVERS[0]);
  if (!DRIVERS.includes("node:sqlite")) {
    await expect(openTickerStore(":memory:", { clock, driver: "node:sqlite" })).rejects.toMatchObject({
      code: "no-sqlite-driver",
      hint: expect.stringContaining("libsql"),
    });
  }
});
