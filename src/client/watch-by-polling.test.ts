// Trades and candles by `via: "rest"` in simulated worlds: the same items as by socket, complete, and labelled. Costs about three seconds.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
import { type Candle, type Trade, type TradeHole } from "#client/api";
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

const MARKETS: readonly (readonly [Venue, string])[] = [
  [lmex, "BTC-PERP"],
  [lbank, "btc_usdt"],
  [weex, "BTC/USDT:USDT"],
];

const printOf = ({ venueTime, side, price, size }: Trade): string => `${venueTime} ${side} ${size} ${price}`;
const printsOf = (items: readonly (Trade | TradeHole)[]): Trade[] => items.filter((item) => item.kind === "trade");

test.each(MARKETS)("$description.id: polled trades are those of the stream, each once, without a hole", (venue, name) => {
  const made = world(venue, { mood: "busy" });
  const [polled, streamed]: [(Trade | TradeHole)[], (Trade | TradeHole)[]] = [[], []];
  made.client.watchTrades(name, { via: "rest", everyMs: 2_000 }).onEach((item) => polled.push(item));
  made.advance(3_000);
  made.client.watchTrades(name).onEach((item) => streamed.push(item));
  made.advance(20_000);
  const from = Math.max(...[polled, streamed].map((items) => printsOf(items)[0]?.venueTime ?? 0)) + 1_000;
  const until = Number(printsOf(polled).at(-1)?.venueTime);
  const within = (items: readonly (Trade | TradeHole)[]): string[] =>
    printsOf(items)
      .filter(({ venueTime }) => venueTime >= from && venueTime < until)
      .map(printOf)
      .sort();
  expect(within(polled).length).toBeGreaterThan(10);
  expect(within(polled)).toEqual(within(streamed));
  expect(polled.filter(({ kind }) => kind === "trade-hole")).toEqual([]);
  expect(printsOf(polled).every(({ backfilled }) => backfilled)).toBe(true);
  expect(made.client.subscriptions).toContainEqual(expect.objectContaining({ channel: "trades", via: "rest", everyMs: 2_000 }));
});

test.each(MARKETS)("$description.id: polled candles close once each, in order, with the venue's own figures", async (venue, name) => {
  const made = world(venue, { mood: "busy" });
  const candles: Candle[] = [];
  made.client.watchCandles(name, "1m", { via: "rest", everyMs: 3_000 }).onEach((candle) => candles.push(candle));
  made.advance(250_000);
  const closed = candles.filter(({ state }) => state === "closed");
  expect(closed.length).toBeGreaterThanOrEqual(3);
  expect(closed.map(({ openTime }) => openTime - (closed[0]?.openTime ?? 0))).toEqual(closed.map((_, at) => at * 60_000));
  expect(candles.every(({ origin, partial }) => origin === "polled" && !partial)).toBe(true);
  // Nothing of a candle is told after it was closed.
  for (const { openTime, state } of closed) {
    const of = candles.filter((candle) => candle.openTime === openTime);
    expect(of.at(-1)?.state).toBe(state);
  }
  let rows: readonly Candle[] = [];
  const reading = made.client.fetchCandles(name, "1m", { from: closed[0]?.openTime ?? 0 }).then((history) => {
    rows = history.rows;
  });
  for (let step = 0; step < 200 && rows.length === 0; step += 1) {
    made.advance(10);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
  await reading;
  const figures = ({ openTime, open, high, low, close, volume }: Candle): string => [openTime, open, high, low, close, volume].join(" ");
  expect(closed.map(figures)).toEqual(rows.slice(0, closed.length).map(figures));
});

test("what REST does not have is refused at once instead of being streamed unasked", () => {
  const { client } = world(lbank);
  expect(() => client.watchCandles("btc_usdt", "3m" as "1m", { via: "rest" })).toThrow(UsageError);
  const contract = client.instruments.find(({ product }) => product === "contract");
  expect(contract).toBeDefined();
  const options = { via: "rest", product: "contract" } as const;
  expect(() => client.watchTrades(contract?.symbol ?? "", options)).toThrow(/no trades of its contract/);
});

/** LBank, if its answer began with the first candle that opens at the asked time or later, which its documentation leaves open. */
const fromTheStart: Venue = {
  ...lbank,
  market: (product, face) => {
    const codec = lbank.market(product, face);
    const candles: typeof codec.reads.candles = (instrument, interval, page) => {
      const call = codec.reads.candles(instrument, interval, page);
      const decode: typeof call.decode = (reply) => {
        const reading = call.decode(reply);
        if (reading.kind !== "value") return reading;
        return { ...reading, value: reading.value.filter(({ openTime }) => openTime >= (page.startTime ?? 0)) };
      };
      return { ...call, decode };
    };
    return { ...codec, reads: { ...codec.reads, candles } };
  },
};

test("a polled day that began on the venue's side of midnight is told before the next one begins", () => {
  const made = world(fromTheStart);
  // Worlds begin at midnight of UTC.
  made.advance(10_000);
  const candles: Candle[] = [];
  made.client.watchCandles("btc_usdt", "1d", { via: "rest" }).onEach((candle) => candles.push(candle));
  made.advance(10_000);
  expect(candles[0]).toMatchObject({ state: "open", openTime: Date.UTC(2025, 11, 31, 16) });
  expect(candles.filter(({ state }) => state === "closed")).toEqual([]);
});
