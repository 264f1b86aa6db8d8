// What a process saved of its markets, handed out by the next one: two simulated worlds of each venue, with a real file between them.
// Costs two seconds.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keepMarkets } from "#assemblies/saved-market";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type BookLevel } from "#client/api";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs } from "#core/brand";
import { BookNotLive } from "#core/error";
import { type SavedBook, type SavedMarket } from "#core/saved-market";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { wrongWhileLive } from "#sim/oracle/book-oracle";
import { loadMarket, saveMarket } from "#store/saved-state/market-file";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

const MARKETS = [
  { venue: lmex, symbol: "ETH-PERP", product: "futures" },
  { venue: lbank, symbol: "eth_usdt", product: "spot" },
  { venue: weex, symbol: "ETHUSDT", product: "contract" },
] as const;

/** How long the second process was away, as the first one's file says. */
const AWAY_MS = 120_000;
const NOTHING: SavedMarket = { savedTime: epochMs(0), books: [], trades: [], candles: [] };

const folder = mkdtempSync(join(tmpdir(), "truebook-markets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Market {
  readonly venue: Venue;
  readonly symbol: string;
  readonly product: string;
}

/** A process that watches a market for a while and saves it. Both worlds begin at the same moment, so its times are set back. */
function savedBy({ venue, symbol, product }: Market): SavedMarket {
  const world = simulate({ venue, seed: "before", saved: NOTHING });
  world.client.watchBook(symbol, { product, depth: 5 });
  world.client.watchTrades(symbol, { product });
  world.client.watchCandles(symbol, "1m", { product }).onEach(() => undefined);
  world.advance(100_000);
  const saved = world.feed.memory?.capture() ?? NOTHING;
  world.close();
  const path = join(folder, `${venue.description.id}.json`);
  const elapsedMs = saved.savedTime - new VirtualClock().now();
  const books = saved.books.map((book) => ({ ...book, provenTime: epochMs(book.provenTime - elapsedMs - AWAY_MS) }));
  saveMarket({ ...saved, books }, { path, identity: venue.description.id });
  return loadMarket({ path, identity: venue.description.id, log: silentLog }) ?? NOTHING;
}

const units = (levels: readonly BookLevel[]): readonly (readonly number[])[] => levels.map(({ price, size }) => [price.units, size.units]);

function bookIn(saved: SavedMarket): SavedBook {
  const [book] = saved.books;
  if (book === undefined) throw new RangeError("no book was saved");
  return book;
}

/** What is wrong with the one book of a world that is live; undefined when nothing is. */
function wrongIn(world: SimulatedWorld): string | undefined {
  const [keeper] = world.feed.books;
  if (keeper === undefined) return "there is no book";
  const { instrument, group, proof, book } = keeper;
  const { venue, product, id } = instrument;
  const { bids, asks, sequence, venueTime, depthMax } = book;
  return wrongWhileLive(world.exchange, { venue, product, id, group, proof, bids, asks, sequence, venueTime, depthMax });
}

for (const market of MARKETS) {
  const { venue, symbol, product } = market;
  const { id } = venue.description;
  const saved = savedBy(market);

  test(`${id}: a saved book is stale with its age, holds what was saved until the first snapshot, and nothing of it after`, () => {
    const world = simulate({ venue, seed: "after", saved });
    const before = bookIn(saved);
    const book = world.client.watchBook(symbol, { product, depth: 5 });
    const first = book.latestAllowStale;
    expect(first).toMatchObject({ state: "stale", reason: "restored", epoch: 0, sequence: before.sequence, venueTime: before.venueTime });
    expect(units(first.bids)).toEqual(before.bids.slice(0, 5));
    expect(units(first.asks)).toEqual(before.asks.slice(0, 5));
    expect(first.ageMs).toBeGreaterThanOrEqual(AWAY_MS);
    expect(first.ageMs).toBeLessThan(AWAY_MS + 5_000);
    expect(() => book.latest.bids).toThrow(BookNotLive);
    let live = 0;
    book.onEach(() => {
      const now = book.latestAllowStale;
      if (now.state === "live") {
        live += 1;
        expect(wrongIn(world)).toBe(undefined);
        expect(now.ageMs).toBeLessThan(5_000);
        expect(now.epoch).toBeGreaterThan(0);
      } else if (live === 0) {
        expect(units(now.bids)).toEqual(before.bids.slice(0, 5));
      }
    });
    expect(world.until(() => live > 3)).toBe(true);
    expect(units(book.latestAllowStale.bids)).not.toEqual(before.bids.slice(0, 5));
    world.close();
  });

  test(`${id}: while the venue is away a saved book grows old and never becomes live`, () => {
    const world = simulate({ venue, seed: "away", saved });
    world.exchange.venue(id)?.setMode("maintenance");
    const book = world.client.watchBook(symbol, { product, depth: 5 });
    let live = false;
    book.onEach(() => {
      live ||= book.latestAllowStale.state === "live";
    });
    world.advance(60_000);
    expect(live).toBe(false);
    expect(book.latestAllowStale.state).not.toBe("live");
    expect(book.latestAllowStale.ageMs).toBeGreaterThanOrEqual(AWAY_MS + 60_000);
    expect(units(book.latestAllowStale.asks)).toEqual(bookIn(saved).asks.slice(0, 5));
    world.exchange.venue(id)?.setMode("open");
    expect(world.until(() => live, 120_000)).toBe(true);
    world.close();
  });

  test(`${id}: saved trades are read until there is a print, saved candles until there is the same one; neither is handed out`, () => {
    const world = simulate({ venue, seed: "after", saved });
    const trades = world.client.watchTrades(symbol, { product });
    const candles = world.client.watchCandles(symbol, "1m", { product });
    expect(trades.recent.length).toBeGreaterThan(0);
    expect(trades.recent.every(({ restored }) => restored === true)).toBe(true);
    expect(candles.recent.length).toBeGreaterThan(0);
    expect(candles.recent.every(({ restored }) => restored === true)).toBe(true);
    const told: (true | undefined)[] = [];
    trades.onEach((item) => told.push(item.kind === "trade" ? item.restored : undefined));
    candles.onEach((candle) => told.push(candle.restored));
    expect(world.until(() => told.length > 20, 300_000)).toBe(true);
    expect(told.every((restored) => restored === undefined)).toBe(true);
    expect(trades.recent.some(({ restored }) => restored === true)).toBe(false);
    const openings = candles.recent.map(({ openTime }) => openTime);
    expect(openings).toEqual([...new Set(openings)].sort((one, other) => one - other));
    world.close();
  });
}

test("figures whose unit has changed since are not handed out", () => {
  const [market] = MARKETS;
  const saved = savedBy(market);
  const changed = { ...saved, books: saved.books.map((book) => ({ ...book, contractSize: "7" })) };
  const world = simulate({ venue: market.venue, seed: "after", saved: changed });
  const book = world.client.watchBook(market.symbol, { product: market.product, depth: 5 });
  expect(book.latestAllowStale).toMatchObject({ state: "resyncing", reason: "waiting", bids: [] });
  world.close();
});

test("markets are saved every half minute and at the end; a disk that refuses is tried again, a damaged file is set aside", () => {
  const path = join(folder, "kept", "market.json");
  const clock = new VirtualClock();
  const told: string[] = [];
  const log = { write: (_level: string, event: string) => void told.push(event), enabled: () => true };
  const options = { path, identity: "lmex-live", clock, log, metrics: createMetrics() };
  const keeping = keepMarkets(options);
  keeping.start();
  clock.advance(29_000);
  expect(loadMarket(options)).toBe(undefined);
  clock.advance(1_000);
  expect(loadMarket(options)?.savedTime).toBe(clock.now());
  clock.advance(10_000);
  keeping.stop();
  expect(loadMarket(options)?.savedTime).toBe(clock.now());
  clock.advance(60_000);
  expect(clock.pendingTimers).toBe(0);
  expect(told).toEqual([]);
  expect(loadMarket({ ...options, identity: "lmex-test" })).toBe(undefined);
  expect(told).toEqual(["saved market not used"]);
  expect(readFileSync(`${path}.corrupt-1`, "utf8")).toContain("lmex-live");
  expect(loadMarket(options)).toBe(undefined);
});
