// Two simulated venues in virtual time, each with a production client. Costs about a second.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { combine } from "#client/across/combine";
import { healthAcross } from "#client/across/health-across";
import { sharedInstruments } from "#client/across/shared-instruments";
import { type ConsolidatedBook } from "#client/across/views";
import { watchConsolidated, watchSpread } from "#client/across/watch-across";
import { merge } from "#client/streams";
import { UsageError } from "#core/error";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

function world(venue: Venue): SimulatedWorld {
  const made = simulate({ venue, seed: 7 });
  worlds.push(made);
  return made;
}

/** Both worlds go on until something holds; half a second of one, then of the other. */
function until(holds: () => boolean): void {
  for (let turn = 0; turn < 60 && !holds(); turn += 1) for (const made of worlds) made.advance(500);
  expect(holds()).toBe(true);
}

test("the same instrument is found on every venue by its unified name, whatever each venue calls it", () => {
  const clients = [world(lmex).client, world(lbank).client, world(weex).client];
  const shared = sharedInstruments(...clients);
  const spot = shared.find(({ instrument }) => instrument === "BTC/USDT");
  expect(spot?.on.map(({ instrument }) => instrument.symbol)).toEqual(["BTC-USDT", "btc_usdt", "BTCUSDT"]);
  expect(shared.find(({ instrument }) => instrument === "BTC/USDT:USDT")?.on.length).toBeGreaterThan(1);
});

test("the consolidated best follows both venues, and leaves out the one whose socket is gone until it is back", async () => {
  const [one, other] = [world(lmex), world(weex)];
  const instrument = "BTC/USDT:USDT";
  const watch = watchConsolidated([
    { connection: one.client, instrument },
    { connection: other.client, instrument },
  ]);
  expect(watch.latest).toMatchObject({ bestBid: undefined, leftOut: [{ reason: "waiting" }, { reason: "waiting" }] });
  const heard: ConsolidatedBook[] = [];
  watch.onEach((book) => heard.push(book));
  until(() => watch.latest.leftOut.length === 0);
  expect(watch.latest.bestBid?.price).toBeDefined();
  expect(healthAcross(one.client, other.client)).toMatchObject({ state: "ready", notReady: [], gaps: { open: 0 } });

  expect(other.exchange.desk.post({ name: "close", venue: "weex", params: { scope: "all", code: "1012" } }).kind).toBe("posted");
  until(() => watch.latest.leftOut.length === 1);
  const alone = watch.latest;
  expect([alone.leftOut[0]?.venue, alone.bestBid?.venue, alone.bestAsk?.venue]).toEqual(["weex", "lmex", "lmex"]);
  expect(healthAcross(one.client, other.client)).toMatchObject({ state: "degraded", notReady: ["weex"] });
  until(() => watch.latest.leftOut.length === 0);
  expect(heard.some(({ leftOut }) => leftOut.length === 1)).toBe(true);

  await watch.close();
  expect([one.client.health().books, other.client.health().books]).toEqual([[], []]);
});

test("a venue that is closed is left out, and the watch ends when the last one is", async () => {
  const [one, other] = [world(lmex), world(weex)];
  const watch = watchSpread({
    bidOn: { connection: one.client, instrument: "BTC/USDT" },
    askOn: { connection: other.client, instrument: "BTC/USDT" },
  });
  until(() => watch.latest.state === "known");
  const iterator = watch[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toMatchObject({ kind: "spread", state: "known" });
  await other.client.close();
  expect((await iterator.next()).value).toMatchObject({ state: "unknown", missing: ["weex is stale (closed)"] });
  await one.client.close();
  await iterator.next();
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});

test("markets that do not belong together are refused, and nothing stays open", () => {
  const [one, other] = [world(lmex), world(weex)];
  const refused = (left: string, right: string): void => {
    const markets = [
      { connection: one.client, instrument: left },
      { connection: other.client, instrument: right },
    ] as const;
    expect(() => watchConsolidated(markets)).toThrow(UsageError);
  };
  refused("BTC/USDT:USDT", "ETH/USDT:USDT");
  refused("BTC/USDT:USDT", "BTC/USDT");
  refused("BTC/USDT:USDT", "NONE/USDT");
  expect(() => watchConsolidated([])).toThrow(UsageError);
  expect([one.client.health().books, other.client.health().books]).toEqual([[], []]);
});

test("combined watches come in the order of receipt although the consumer fell behind, books conflated each for itself", async () => {
  const [one, other] = [world(lmex), world(weex)];
  const trades = { deliver: "every" } as const;
  const combined = combine(
    one.client.watchTrades("BTC-PERP", trades),
    other.client.watchTrades("BTC/USDT:USDT", trades),
    one.client.watchBook("ETH-PERP", { deliver: "latest" }),
  );
  const iterator = combined[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toMatchObject({ kind: "book", state: "resyncing" });
  for (let turn = 0; turn < 20; turn += 1) for (const made of worlds) made.advance(1_000);
  await combined.close();
  const items: (typeof combined extends AsyncIterable<infer Item> ? Item : never)[] = [];
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) items.push(next.value);
  const books = items.filter((item) => item.kind === "book");
  expect(books).toHaveLength(1);
  expect(books[0]?.merged).toBeGreaterThan(5);
  const prints = items.filter((item) => item.kind === "trade");
  expect(new Set(prints.map(({ venue }) => venue))).toEqual(new Set(["lmex", "weex"]));
  // Each world was moved by a second in turn: never is one venue's later second handed out before the other's earlier one.
  const seconds = prints.map(({ receivedTime }) => Math.floor(receivedTime / 1_000));
  expect(seconds.every((second, at) => second >= (seconds[at - 1] ?? 0) - 1)).toBe(true);
  expect(combined.drops).toBe(0);
  expect(one.client.health().books).toEqual([]);
});

test("batches and filters work on a combined watch, and what is left is flushed by time and on close", async () => {
  const [one, other] = [world(lmex), world(weex)];
  const sells = one.client
    .watchTrades("BTC-PERP")
    .merge(other.client.watchTrades("BTC/USDT:USDT"))
    .filter((item) => item.kind === "trade" && item.side === "sell")
    .batch({ size: 50, maxWaitMs: 5_000 });
  const sizes: number[] = [];
  sells.onEach((items) => sizes.push(items.length));
  for (let turn = 0; turn < 8; turn += 1) for (const made of worlds) made.advance(1_000);
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.every((size) => size <= 50)).toBe(true);
  await sells.close();
});

test("what is no watch of a connection is refused, and merge takes it", () => {
  const foreign = merge<number>();
  expect(() => combine()).toThrow(UsageError);
  // @ts-expect-error an async stream is no watch: it cannot be told apart from one that answers only when asked
  expect(() => combine(foreign)).toThrow(UsageError);
});
