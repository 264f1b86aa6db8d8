// Tickers of several markets, what is subscribed, and starting anew, in simulated worlds of all three venues. Costs about a second.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { type StatusEvent, type Ticker, type VenueConnection } from "#client/api";
import { UsageError } from "#core/error";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

function world(venue: Venue, options: Partial<SimulateOptions> = {}): SimulatedWorld {
  const made = simulate({ venue, seed: 7, ...options });
  worlds.push(made);
  return made;
}

const PAIRS: readonly (readonly [Venue, readonly string[]])[] = [
  [lmex, ["BTC-PERP", "ETH-PERP", "BTC-USDT"]],
  [lbank, ["btc_usdt", "eth_usdt"]],
  [weex, ["BTC/USDT:USDT", "ETH/USDT:USDT", "ADA/USDT"]],
];

const keyOf = ({ instrument }: Ticker): string => `${instrument.product} ${instrument.symbol}`;

test.each(PAIRS)("$description.id: several markets in one watch, each by its own figures", (venue, names) => {
  const made = world(venue);
  const last = new Map<string, Ticker>();
  const stop = made.client.watchTickers(names).onEach((ticker) => last.set(keyOf(ticker), ticker));
  expect(made.until(() => last.size === names.length, 30_000)).toBe(true);
  made.advance(20_000);
  for (const { instrument, last: price } of last.values()) {
    const { symbol, product, priceScale } = instrument;
    const [best] = made.exchange.trueBook({ venue: venue.description.id, product, symbol })?.bids[0] ?? [];
    // Markets are of different magnitudes: figures under a wrong name would be far away.
    expect(Math.abs(Number(price) / (Number(best) / 10 ** priceScale) - 1), symbol).toBeLessThan(0.05);
  }
  stop();
  expect(made.client.subscriptions).toEqual([]);
});

test.each(PAIRS)("$description.id: all markets come by one read a product, then only what moved", (venue) => {
  const made = world(venue);
  const traded = made.feed.instruments.all.filter(({ status }) => status === "trading");
  const before = made.client.health().rate.requests;
  const heard: Ticker[] = [];
  made.client.watchTickers(undefined, { everyMs: 10_000 }).onEach((ticker) => heard.push(ticker));
  made.advance(5_000);
  expect(new Set(heard.map(keyOf))).toEqual(new Set(traded.map((instrument) => `${instrument.product} ${instrument.symbol}`)));
  expect(heard).toHaveLength(traded.length);
  expect(heard.every(({ origin }) => origin === "polled")).toBe(true);
  const products = new Set(traded.map(({ product }) => product)).size;
  expect(made.client.subscriptions).toHaveLength(products);
  expect(made.client.health().rate.requests - before).toBeLessThan(products + 6);
  const first = heard.length;
  made.advance(60_000);
  expect(heard.length).toBeGreaterThan(first);
});

test("a market that does not move is told of once, and again when somebody else begins to listen", () => {
  const made = world(lmex);
  const [one, other]: [string[], string[]] = [[], []];
  const options = { product: "spot", everyMs: 1_000 } as const;
  made.client.watchTickers(undefined, options).onEach((ticker) => one.push(JSON.stringify(ticker)));
  made.advance(30_000);
  expect(one.length).toBeGreaterThan(2);
  expect(one.filter((text, at) => text === one[at - 1])).toEqual([]);
  const known = new Set(one.map((text) => (JSON.parse(text) as Ticker).instrument.symbol));
  made.client.watchTickers(undefined, options).onEach((ticker) => other.push(ticker.instrument.symbol));
  made.advance(1);
  expect(new Set(other)).toEqual(known);
});

test("several markets by polling are one read, and none but they are handed out", () => {
  const made = world(weex);
  const heard = new Set<string>();
  made.client
    .watchTickers(["BTC/USDT:USDT", "ETH/USDT:USDT"], { via: "rest", everyMs: 2_000 })
    .onEach((ticker) => heard.add(keyOf(ticker)));
  made.advance(10_000);
  expect([...heard].sort()).toEqual(["contract BTCUSDT", "contract ETHUSDT"]);
  expect(made.client.subscriptions).toEqual([
    { via: "rest", channel: "ticker", product: "contract", instrument: undefined, symbol: undefined, everyMs: 2_000 },
  ]);
});

test("an empty list, an unknown name and a product that is not there are refused at once", () => {
  const { client } = world(lmex);
  expect(() => client.watchTickers([])).toThrow(UsageError);
  expect(() => client.watchTickers(["BTC-PERP", "BTC-PREP"])).toThrow(/BTC-PREP/);
  expect(() => client.watchTickers(undefined, { product: "contract" })).toThrow(UsageError);
  expect(() => client.watchTickers(undefined, { everyMs: 5 })).toThrow(/everyMs/);
});

test("what is subscribed is readable, shared by its watches, and gone when the last one leaves", async () => {
  const made = world(lmex);
  const client: VenueConnection = made.client;
  const one = client.watchBook("BTC-PERP");
  const other = client.watchBook("BTC-PERP", { depth: 5 });
  const polled = client.watchBook("ETH-PERP", { via: "rest", everyMs: 1_000 });
  const trades = client.watchTrades("BTC-PERP");
  expect(client.subscriptions.map(({ channel, via }) => `${channel} ${via}`).sort()).toEqual(["book rest", "book socket", "trades socket"]);
  made.advance(3_000);
  expect(client.subscriptions.find(({ channel, via }) => channel === "book" && via === "socket")).toMatchObject({
    instrument: "BTC/USDT:USDT",
    symbol: "BTC-PERP",
    state: "confirmed",
    topic: expect.stringContaining("BTC-PERP"),
  });
  await Promise.all([one.close(), polled.close(), trades.close()]);
  expect(client.subscriptions).toHaveLength(1);
  await other.close();
  expect(client.subscriptions).toEqual([]);
});

test("a connection that is asked to start anew subscribes everything again, and its books heal", () => {
  const made = world(weex);
  const news: StatusEvent[] = [];
  made.client.on("status", (event) => news.push(event));
  const books = ["BTC/USDT:USDT", "ETH/USDT:USDT"].map((name) => made.client.watchBook(name));
  made.until(() => books.every((book) => book.latestAllowStale.state === "live"));
  const before = made.client.subscriptions.map(({ symbol }) => symbol);
  const [attempts] = made.client.health().connections.map((connection) => connection.attempts);
  made.client.reconnect();
  expect(books.map((book) => book.latestAllowStale.state)).toEqual(["stale", "stale"]);
  expect(made.until(() => books.every((book) => book.latestAllowStale.state === "live"), 20_000)).toBe(true);
  expect(made.client.subscriptions.map(({ symbol }) => symbol)).toEqual(before);
  expect(made.client.health().connections[0]?.attempts).toBe((attempts ?? 0) + 1);
  expect(news.filter(({ kind }) => kind === "disconnected")).toMatchObject([{ reason: "asked for" }]);
});

test("a ticker for which no socket is left is refused, and nothing reads on behind it", () => {
  const { limits } = lbank.description;
  const narrow = { ...lbank, description: { ...lbank.description, limits: { ...limits, concurrentPerIp: 0 } } };
  const made = world(narrow);
  expect(() => made.client.watchTicker("btc_usdt").onEach(() => undefined)).toThrow(/sockets/);
  made.advance(10_000);
  const before = made.client.health().rate.requests;
  made.advance(40_000);
  expect(made.client.health().rate.requests).toBe(before);
});

test.each([lmex, lbank, weex])("$description.id: health tells that tickers cannot be read any more, and that they can again", (venue) => {
  const made = world(venue);
  const [product] = venue.description.products;
  made.client
    .watchTickers(undefined, { everyMs: 1_000, ...(product === undefined ? {} : { product: product.product }) })
    .onEach(() => undefined);
  made.advance(5_000);
  expect(made.client.health().state).toBe("ready");
  made.exchange.desk.post({ name: "failing-reply", venue: venue.description.id, params: { times: 20 } });
  made.advance(6_000);
  expect(made.client.health().state).toBe("degraded");
  made.advance(60_000);
  expect(made.client.health().state).toBe("ready");
});

test("a book that is only read counts in health like a subscribed one", () => {
  const made = world(lbank);
  made.client.watchBook("BTC/USDT:USDT");
  expect(made.client.health()).toMatchObject({ state: "degraded", books: [{ product: "contract", state: "resyncing" }] });
  made.advance(5_000);
  expect(made.client.health()).toMatchObject({ state: "ready", books: [{ product: "contract", state: "live" }] });
});
