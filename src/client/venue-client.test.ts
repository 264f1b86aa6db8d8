import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { type StatusEvent } from "#client/api";
import { BookNotLive } from "#core/error";
import { type Log } from "#core/port";
import { lmex } from "#venues/lmex/index";
import { weex } from "#venues/weex/index";

const SYMBOL = "BTC-PERP";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

function world(options: Partial<SimulateOptions> = {}): SimulatedWorld {
  const made = simulate({ venue: lmex, seed: 7, ...options });
  worlds.push(made);
  return made;
}

/** Moves virtual time until a promise is settled. */
async function drive<Value>(made: SimulatedWorld, promise: Promise<Value>): Promise<Value> {
  let settled = false;
  const done = promise.finally(() => {
    settled = true;
  });
  done.catch(() => undefined);
  for (let step = 0; step < 5_000 && !settled; step += 1) {
    made.advance(10);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
  return done;
}

test("a book is waiting first and then live, by iteration and by its live view", async () => {
  const made = world();
  const watch = made.client.watchBook(SYMBOL, { depth: 5 });
  const iterator = watch[Symbol.asyncIterator]();
  const first = await drive(made, iterator.next());
  expect(first.value).toMatchObject({ state: "resyncing", reason: "waiting" });
  expect(() => watch.latest.bids).toThrow(BookNotLive);
  expect(watch.latestAllowStale.bids).toEqual([]);
  made.advance(1_000);
  const second = await drive(made, iterator.next());
  expect(second.value).toMatchObject({ state: "live", depth: 5, proof: "sequence" });
  expect(second.value?.bids).toHaveLength(5);
  expect(watch.latest.bestBid?.price.units).toBe(watch.latestAllowStale.bestBid?.price.units);
});

test("a slow consumer of the latest gets the newest book with the exact count of what it replaced", async () => {
  const made = world({ mood: "busy" });
  const watch = made.client.watchBook(SYMBOL);
  let moved = 0;
  watch.onEach(() => {
    moved += 1;
  });
  const iterator = watch[Symbol.asyncIterator]();
  let handedOut = 0;
  for (let round = 0; round < 5; round += 1) {
    made.advance(2_000);
    const { value } = await iterator.next();
    handedOut += 1 + (value?.merged ?? 0);
    expect(value?.sequence).toBe(
      String(made.exchange.trueBook({ venue: "lmex", symbol: SYMBOL, sequence: Number(value?.sequence) })?.sequence),
    );
  }
  // The state that a consumer begins with is a hand-out of its own.
  expect(handedOut).toBe(moved + 1);
});

test("callbacks get the live view in the turn of every update", () => {
  const made = world();
  const sequences: string[] = [];
  const stop = made.client.watchBook(SYMBOL).onEach((view) => {
    if (view.state === "live") sequences.push(`${view.sequence} ${view.bestBid?.price}`);
  });
  made.advance(3_000);
  stop();
  expect(new Set(sequences).size).toBeGreaterThan(10);
  made.advance(3_000);
  expect(made.network.openSockets).toBe(0);
});

test("leaving a loop gives the subscription back, and coming again takes it anew", async () => {
  const made = world();
  const watch = made.client.watchTrades(SYMBOL);
  const read = async (): Promise<void> => {
    for await (const _item of watch) break;
  };
  for (let round = 0; round < 2; round += 1) {
    await drive(made, read());
    made.advance(2_000);
    expect(made.network.openSockets).toBe(0);
  }
  expect(made.network.dials).toBe(2);
});

test("the ring of trades holds the newest ones, oldest first", () => {
  const made = world({ mood: "busy" });
  const watch = made.client.watchTrades(SYMBOL, { ring: 7 });
  made.advance(20_000);
  const ids = watch.recent.map(({ tradeId }) => Number(tradeId));
  expect(ids).toHaveLength(7);
  expect(ids).toEqual(ids.map((_, at) => (ids[0] ?? 0) + at));
  expect(String(watch.recent[0]?.price)).toMatch(/^\d+\.\d$/);
});

test("a consumer that loses the oldest is told once a second how many, in events, lines and health", async () => {
  const lines: string[] = [];
  const log: Log = { enabled: () => true, write: (level, event, fields) => lines.push(`${level} ${event} ${String(fields?.["count"])}`) };
  const made = world({ mood: "chaos", log });
  const events: Extract<StatusEvent, { kind: "drop" }>[] = [];
  made.client.on("status", (event) => event.kind === "drop" && events.push(event));
  const watch = made.client.watchBook(SYMBOL, { deliver: { kind: "every", capacity: 2, overflow: "drop-oldest" } });
  const iterator = watch[Symbol.asyncIterator]();
  made.advance(5_000);
  expect(watch.drops).toBeGreaterThan(50);
  expect(made.client.health().drops).toBe(watch.drops);
  expect(events.length).toBeGreaterThanOrEqual(3);
  expect(events.length).toBeLessThanOrEqual(7);
  expect(lines.filter((line) => line.startsWith("warn drop"))).toHaveLength(events.length);
  await made.client.close();
  expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(watch.drops);
  await iterator.return?.();
});

test("a consumer that must not lose is ended with an error that names the watch", async () => {
  const made = world({ mood: "chaos" });
  const iterator = made.client.watchBook(SYMBOL, { deliver: { kind: "every", capacity: 2, overflow: "fail" } })[Symbol.asyncIterator]();
  made.advance(5_000);
  await iterator.next();
  await iterator.next();
  await expect(iterator.next()).rejects.toMatchObject({
    code: "consumer-too-slow",
    message: expect.stringContaining("lmex book BTC-PERP"),
  });
});

test("an abort ends a watch quietly and leaves no socket", async () => {
  const made = world();
  const abort = new AbortController();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const book of made.client.watchBook(SYMBOL, { signal: abort.signal })) seen.push(book.state);
  })();
  made.advance(1_000);
  await drive(made, Promise.resolve());
  abort.abort();
  await reading;
  made.advance(2_000);
  expect(seen).toContain("live");
  expect(made.network.openSockets).toBe(0);
});

test("a throwing callback is isolated, counted and told in few lines", () => {
  const lines: string[] = [];
  const log: Log = { enabled: () => true, write: (_level, event) => lines.push(event) };
  const made = world({ mood: "busy", log });
  let heard = 0;
  const watch = made.client.watchBook(SYMBOL);
  watch.onEach(() => {
    throw new Error("mine");
  });
  watch.onEach(() => {
    heard += 1;
  });
  made.advance(10_000);
  expect(heard).toBeGreaterThan(100);
  const told = lines.filter((event) => event === "listener failed").length;
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(15);
});

test("a book over REST, a read book and a ticker say how they were come by", async () => {
  const made = world();
  const { client } = made;
  const polled = client.watchBook(SYMBOL, { via: "rest", everyMs: 1_000 });
  made.advance(1_500);
  expect(polled.latest).toMatchObject({ proof: "image", sequence: undefined, state: "live" });
  expect(made.network.dials).toBe(0);
  const read = await drive(made, client.fetchBook(SYMBOL, { depth: 3 }));
  expect(read).toMatchObject({ proof: "image", state: "live", depth: 3 });
  expect(read.bids).toHaveLength(3);
  const ticker = await drive(made, client.fetchTicker(SYMBOL));
  expect(ticker).toMatchObject({ kind: "ticker", origin: "polled" });
});

test("candles of a watch begin with the one that is open", async () => {
  const made = world();
  const iterator = made.client.watchCandles(SYMBOL, "1m")[Symbol.asyncIterator]();
  const { value } = await drive(made, iterator.next());
  expect(value).toMatchObject({ kind: "candle", interval: "1m", state: "open", origin: "derived" });
});

test("the venue's time and its instruments are read when asked", async () => {
  const made = world();
  const { venueTime, offsetMs, errorMs } = await drive(made, made.client.fetchTime());
  expect(Math.abs(venueTime - made.clock.now())).toBeLessThan(2_000);
  expect(Math.abs(offsetMs)).toBeLessThanOrEqual(errorMs + 1_000);
  const instruments = await drive(made, made.client.fetchInstruments());
  expect(instruments.map(({ symbol }) => symbol).sort()).toEqual(["BTC-PERP", "BTC-USDT", "ETH-PERP", "ETH-USDT"]);
});

test("options that mean nothing are refused before anything is opened", () => {
  const { client, network } = world();
  const wrong: (() => unknown)[] = [
    () => client.watchBook(SYMBOL, { depth: 0 }),
    () => client.watchBook(SYMBOL, { depth: 2.5 }),
    () => client.watchBook(SYMBOL, { group: -1 }),
    () => client.watchBook(SYMBOL, { group: 9 }),
    () => client.watchBook(SYMBOL, { via: "rest", everyMs: 0 }),
    () => client.watchBook(SYMBOL, { refreshMs: Number.NaN }),
    () => client.watchBook(SYMBOL, { deliver: { kind: "every", capacity: 0, overflow: "fail" } }),
    () => client.watchTrades(SYMBOL, { ring: 0 }),
    () => client.watchTicker(SYMBOL, { everyMs: -5 }),
    () => client.watchBook("BTC-PREP"),
    () => client.watchBook(SYMBOL, { product: "spot" }),
  ];
  for (const [at, watch] of wrong.entries()) expect(watch, String(at)).toThrow();
  expect(network.dials).toBe(0);
});

test("closing ends every watch, lets nothing be watched any more and leaves nothing behind", async () => {
  const made = world();
  const { client } = made;
  const waiting = client.watchTrades(SYMBOL)[Symbol.asyncIterator]();
  const book = client.watchBook(SYMBOL);
  made.advance(2_000);
  await client.close();
  await client.close();
  const drained: unknown[] = [];
  for (let next = await waiting.next(); next.done !== true; next = await waiting.next()) drained.push(next.value);
  expect(client.health().state).toBe("closed");
  expect(book.latestAllowStale.state).toBe("stale");
  expect(() => client.watchBook(SYMBOL)).toThrow(/closed/);
  made.exchange.close();
  made.advance(3_600_000);
  expect([made.network.openSockets, made.clock.pendingTimers]).toEqual([0, 0]);
});

test("health tells sockets, books, gaps and the measured clock", () => {
  const made = world();
  expect(made.client.health()).toMatchObject({
    venue: "lmex",
    state: "ready",
    connections: [],
    books: [],
    gaps: { seen: 0, healed: 0, open: 0 },
  });
  made.client.watchBook(SYMBOL);
  made.advance(3_000);
  made.exchange.desk.post({ name: "drop-delta", symbol: SYMBOL });
  made.advance(5_000);
  const health = made.client.health();
  expect(health).toMatchObject({ state: "ready", gaps: { seen: 1, healed: 1, open: 0 }, drops: 0, malformed: 0 });
  expect(health.connections).toMatchObject([{ state: "ready", topics: 1, reconnects: 0 }]);
  expect(health.books).toMatchObject([{ instrument: "BTC/USDT:USDT", state: "live", gaps: 1, healed: 1 }]);
  expect(Math.abs(health.clock?.offsetMs ?? 1e9)).toBeLessThan(50);
  expect(health.latencyMs?.p50).toBeGreaterThan(1);
  expect(health.latencyMs?.p99).toBeLessThan(100);
});

test("a symbol of two products is refused by every watch and read, which names both; the product decides", async () => {
  const made = world({ venue: weex });
  const { client } = made;
  const asked: Readonly<Record<string, (product?: string) => unknown>> = {
    watchBook: (product) => client.watchBook("BTCUSDT", picked(product)),
    watchTrades: (product) => client.watchTrades("BTCUSDT", picked(product)),
    watchTicker: (product) => client.watchTicker("BTCUSDT", picked(product)),
    watchCandles: (product) => client.watchCandles("BTCUSDT", "1m", picked(product)),
    fetchBook: (product) => client.fetchBook("BTCUSDT", picked(product)),
    fetchTrades: (product) => client.fetchTrades("BTCUSDT", picked(product)),
    fetchTicker: (product) => client.fetchTicker("BTCUSDT", picked(product)),
    fetchCandles: (product) => client.fetchCandles("BTCUSDT", "1m", picked(product)),
  };
  const refused = {
    code: "ambiguous-instrument",
    message: expect.stringMatching(/both contract \(BTC\/USDT:USDT\) and spot \(BTC\/USDT\)/),
    hint: expect.stringContaining("--product contract"),
  };
  for (const ask of Object.values(asked)) {
    await expect(async () => ask()).rejects.toMatchObject(refused);
    for (const product of ["spot", "contract"]) await drive(made, Promise.resolve(ask(product)));
    await expect(async () => ask("futures")).rejects.toMatchObject({ code: "unknown-product", hint: "It has contract, spot." });
  }
});

const picked = (product: string | undefined): { readonly product?: string } => (product === undefined ? {} : { product });

test("a connection in one version speaks only products that have it, and says so of the others", () => {
  const { client } = world({ venue: weex, api: "v2" });
  expect(() => client.watchBook("BTCUSDT", { product: "spot" })).toThrow(
    expect.objectContaining({ code: "unknown-product", hint: "It has contract." }),
  );
  expect(() => world({ venue: weex, api: "v7" })).toThrow(expect.objectContaining({ code: "unknown-api" }));
});
