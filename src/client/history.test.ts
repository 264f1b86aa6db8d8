import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { epochMs } from "#core/brand";
import { type CandleEvent, type TradeEvent } from "#core/event";
import { type RestCall } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";
import { type TradesPage, type Venue } from "#venues/venue";

const SYMBOL = "BTC-PERP";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

/** A world whose market stands still, so that two reads see the same past. */
function stillWorld(options: Partial<SimulateOptions> = {}): SimulatedWorld {
  const world = simulate({ venue: lmex, seed: 7, mood: "busy", ...options });
  worlds.push(world);
  world.advance(30_000);
  market(world).pause();
  world.advance(1_000);
  return world;
}

function market(world: SimulatedWorld): NonNullable<ReturnType<SimulatedWorld["exchange"]["marketOf"]>> {
  const found = world.exchange.marketOf({ venue: "lmex", product: "futures", symbol: SYMBOL });
  if (found === undefined) throw new RangeError("The simulated venue has no such market.");
  return found;
}

/** Moves virtual time until a promise is settled. */
async function drive<Value>(world: SimulatedWorld, promise: Promise<Value>): Promise<Value> {
  let settled = false;
  const done = promise.finally(() => {
    settled = true;
  });
  done.catch(() => undefined);
  for (let step = 0; step < 50_000 && !settled; step += 1) {
    world.advance(20);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
  return done;
}

const now = (world: SimulatedWorld): number => world.exchange.venue("lmex")?.now() ?? 0;

test("trades come over many pages without a hole or a double, oldest first, up to the limit", async () => {
  const world = stillWorld();
  const history = await drive(world, world.client.fetchTrades(SYMBOL, { limit: 1_300 }));
  const ids = history.rows.map(({ tradeId }) => Number(tradeId));
  const [first = 0] = ids;
  expect(history.end).toBe("limit");
  expect(ids).toEqual(Array.from({ length: 1_300 }, (_, at) => first + at));
  expect(ids.at(-1)).toBe(market(world).prints({ limit: 1 })[0]?.tradeId);
});

test("a range gives every trade in it and none beside it", async () => {
  const world = stillWorld();
  const [from, to] = [now(world) - 2 * HOUR_MS, now(world) - HOUR_MS];
  const history = await drive(world, world.client.fetchTrades(SYMBOL, { from, to }));
  const wanted: number[] = [];
  for (let endTime = to; ; ) {
    const page = market(world).prints({ limit: 1_000, startTime: epochMs(from), endTime: epochMs(endTime) });
    wanted.push(...page.map(({ tradeId }) => tradeId));
    if (page.length < 1_000) break;
    endTime = page.at(-1)?.venueTime ?? from;
  }
  expect(history.end).toBe("complete");
  expect(history.rows.map(({ tradeId }) => Number(tradeId))).toEqual([...new Set(wanted)].sort((one, other) => one - other));
  expect(history.rows.length).toBeGreaterThan(100);
});

test("a range that begins days ago reaches to the present, although the venue's own default would end earlier", async () => {
  const world = stillWorld();
  const history = await drive(world, world.client.fetchTrades(SYMBOL, { from: now(world) - 5 * DAY_MS, limit: 20 }));
  expect(Number(history.rows.at(-1)?.tradeId)).toBe(market(world).prints({ limit: 1 })[0]?.tradeId);
});

test("a range of months is asked for in pieces that the venue takes", async () => {
  const world = stillWorld({ markets: { only: ["ETH-PERP", SYMBOL] } });
  const history = await drive(world, world.client.fetchTrades(SYMBOL, { from: now(world) - 100 * DAY_MS, to: now(world) - 60 * DAY_MS }));
  expect(history).toEqual({ rows: [], end: "venue-limit" });
});

test("history that the venue does not have is said to end there", async () => {
  const world = stillWorld();
  const history = await drive(world, world.client.fetchCandles(SYMBOL, "1d", { limit: 5_000 }));
  expect(history.end).toBe("venue-limit");
  expect(history.rows.length).toBeGreaterThan(1);
  expect(history.rows.length).toBeLessThan(5_000);
});

test("candles come over many pages, each opening once, with the venue's own figures", async () => {
  const world = stillWorld();
  const history = await drive(world, world.client.fetchCandles(SYMBOL, "1m", { limit: 700 }));
  const opens = history.rows.map(({ openTime }) => openTime);
  expect(history.end).toBe("limit");
  expect(opens).toEqual(Array.from({ length: 700 }, (_, at) => (opens[0] ?? 0) + at * MINUTE_MS));
  const [truth] = market(world).candles("1m", { startTime: epochMs(opens[100] ?? 0), endTime: epochMs(opens[100] ?? 0) });
  expect(Number(history.rows[100]?.high)).toBe((truth?.high ?? 0) / 10);
  expect(history.rows.map(({ state }) => state).slice(-2)).toEqual(["closed", "open"]);
});

test("a range of candles begins with the first that opens in it, and says whether it is whole", async () => {
  const world = stillWorld();
  const to = now(world);
  const within = await drive(world, world.client.fetchCandles(SYMBOL, "5m", { from: to - 2 * HOUR_MS + 1, to }));
  expect(within.end).toBe("complete");
  expect(within.rows).toHaveLength(24);
  const beyond = await drive(world, world.client.fetchCandles(SYMBOL, "1d", { from: to - 1_000 * DAY_MS }));
  expect(beyond.end).toBe("venue-limit");
  const none = await drive(world, world.client.fetchCandles(SYMBOL, "1h", { from: to - 2, to: to - 1 }));
  expect(none).toEqual({ rows: [], end: "complete" });
});

test("an interval that the venue does not have is refused by name", async () => {
  const world = stillWorld();
  await expect(drive(world, world.client.fetchCandles(SYMBOL, "2h"))).rejects.toMatchObject({ code: "unknown-interval" });
});

test("an abort ends a history between and within its pages", async () => {
  const world = stillWorld();
  const abort = new AbortController();
  const running = world.client.fetchTrades(SYMBOL, { limit: 100_000, signal: abort.signal });
  running.catch(() => undefined);
  world.advance(10);
  abort.abort();
  await expect(drive(world, running)).rejects.toMatchObject({ code: "cancelled" });
  await expect(drive(world, world.client.fetchTrades(SYMBOL, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
    code: "cancelled",
  });
});

test("a limit below one is refused before anything is asked", async () => {
  const world = stillWorld();
  await expect(drive(world, world.client.fetchTrades(SYMBOL, { limit: 0 }))).rejects.toMatchObject({ code: "bad-option" });
});

/** LMEX whose reads of prints and candles are served otherwise. */
function serving(reads: {
  readonly trades?: (rows: readonly TradeEvent[], page: TradesPage) => readonly TradeEvent[];
  readonly candles?: (rows: readonly CandleEvent[]) => readonly CandleEvent[];
}): Venue {
  const cut = <Value>(call: RestCall<Value>, change: (value: Value) => Value): RestCall<Value> => ({
    ...call,
    decode(reply) {
      const reading = call.decode(reply);
      return reading.kind === "value" ? { ...reading, value: change(reading.value) } : reading;
    },
  });
  const { trades = (rows) => rows, candles = (rows) => rows } = reads;
  return {
    ...lmex,
    market(product, choice) {
      const codec = lmex.market(product, choice);
      return {
        ...codec,
        reads: {
          ...codec.reads,
          trades: (instrument, page) => cut(codec.reads.trades(instrument, page), (rows) => trades(rows, page)),
          candles: (instrument, interval, page) => cut(codec.reads.candles(instrument, interval, page), candles),
        },
      };
    },
  };
}

const exclusive = (rows: readonly TradeEvent[], { endTime = epochMs(1e15), startTime = epochMs(0) }: TradesPage) =>
  rows.filter(({ venueTime }) => venueTime < endTime && venueTime > startTime);

test.each([
  ["leaves out the ends of a range", exclusive],
  ["cuts pages short without saying so", (rows: readonly TradeEvent[]) => rows.slice(-37)],
  ["does both", (rows: readonly TradeEvent[], page: TradesPage) => exclusive(rows, page).slice(-37)],
])("trades are whole at a venue that %s", async (_, trades) => {
  const world = stillWorld({ venue: serving({ trades }) });
  const history = await drive(world, world.client.fetchTrades(SYMBOL, { limit: 400 }));
  const ids = history.rows.map(({ tradeId }) => Number(tradeId));
  expect(ids).toEqual(Array.from({ length: 400 }, (__, at) => (ids[0] ?? 0) + at));
  expect(ids.at(-1)).toBe(market(world).prints({ limit: 1 })[0]?.tradeId);
  const [from, to] = [history.rows[10]?.venueTime ?? epochMs(0), history.rows[300]?.venueTime ?? epochMs(0)];
  const range = await drive(world, world.client.fetchTrades(SYMBOL, { from, to }));
  const wanted = history.rows.filter(({ venueTime }) => venueTime >= from && venueTime <= to).map(({ tradeId }) => tradeId);
  expect(range.rows.map(({ tradeId }) => tradeId)).toEqual(wanted);
  expect(range.end).toBe("complete");
});

test("candles go on before a hole that is longer than a page, with a start and without", async () => {
  let holeFrom = 0;
  let holeTo = 0;
  const candles = (rows: readonly CandleEvent[]) => rows.filter(({ openTime, closeTime }) => openTime < holeFrom || closeTime > holeTo);
  const world = stillWorld({ venue: serving({ candles }) });
  const minute = Math.floor(now(world) / MINUTE_MS) * MINUTE_MS;
  [holeFrom, holeTo] = [minute - 40 * HOUR_MS, minute - 2 * HOUR_MS];
  const history = await drive(world, world.client.fetchCandles(SYMBOL, "1m", { limit: 200 }));
  expect(history.end).toBe("limit");
  expect(history.rows).toHaveLength(200);
  expect(history.rows.filter(({ openTime }) => openTime < holeFrom)).toHaveLength(79);
  expect(history.rows.find(({ openTime }) => openTime < holeTo && openTime >= holeFrom)).toBeUndefined();
  const from = holeFrom - 30 * MINUTE_MS;
  const range = await drive(world, world.client.fetchCandles(SYMBOL, "1m", { from }));
  expect(range).toMatchObject({ end: "complete", rows: expect.objectContaining({ length: 30 + 121 }) });
});
