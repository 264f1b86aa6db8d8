// An independent client, ccxt, against the simulators with nothing changed but its hosts: what it reads is what the venue holds. Costs
// about 13 s, nearly all of it waiting, because ccxt keeps its own pace of requests.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "#assemblies/simulator";
import { unitsToText } from "#core/decimal";
import { type Peer, pointedPeer, rehosted, watchingPeer } from "./peer.ts";
import { runPeer } from "./peer-sheet.ts";
import { type Peers, SHORTFALLS, shortfallTable } from "./shortfalls.ts";
import { candleAt, claimedBook, marketOf, type PeerSubject, pairsOf, sidesOf, tradeOf, ZONE_MS } from "./truth.ts";

const PAGE = new URL("../../docs/ccxt.md", import.meta.url);
const SUBJECTS: readonly PeerSubject[] = [
  { venue: "lbank", product: "spot", symbol: "btc_usdt", unified: "BTC/USDT" },
  { venue: "weex", product: "spot", symbol: "BTCUSDT", unified: "BTC/USDT" },
  { venue: "weex", product: "contract", symbol: "BTCUSDT", unified: "BTC/USDT:USDT" },
];
const cases = SUBJECTS.map((subject) => ({ name: `${subject.venue} ${subject.product}`, subject }));
const BOOKS = 5;
const WITHIN_MS = 25_000;
const WATCHED_MS = 4_000;

/** One simulator moves and is watched, the other has the same markets, stands still and is read. */
let peers: Peers;
let still: Simulator;
/** A reader for each subject, because each peer paces its own requests. */
let readers: ReadonlyMap<PeerSubject, Peer>;

beforeAll(async () => {
  const simulator = await startSimulator({ port: 0, seed: "7", mood: "busy" });
  still = await startSimulator({ port: 0, seed: "7", mood: "busy" });
  for (const { tradedMarkets } of still.exchange.venues) for (const market of tradedMarkets) market.pause();
  const [lbank, weex] = await Promise.all([watchingPeer("lbank", simulator.url), watchingPeer("weex", simulator.url)]);
  readers = new Map(await Promise.all(SUBJECTS.map(async (subject) => [subject, await pointedPeer(subject.venue, still.url)] as const)));
  peers = { simulator, lbank, weex };
  await Promise.all([...readers.values(), lbank, weex].map((peer) => peer.loadMarkets()));
}, 30_000);

afterAll(async () => {
  await Promise.all([...readers.values(), peers.lbank, peers.weex].map((peer) => peer.close()));
  await Promise.all([peers.simulator.close(), still.close()]);
});

function readerOf(subject: PeerSubject): Peer {
  const reader = readers.get(subject);
  if (reader === undefined) throw new RangeError(`Nobody reads ${subject.unified}.`);
  return reader;
}

test("it is the version that the page speaks of, and only hosts change", () => {
  // The manifest says it; the constant in this release's code still says 4.5.83.
  const manifest = readFileSync(new URL("../../node_modules/ccxt/package.json", import.meta.url), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: "4.5.84" });
  expect(readFileSync(PAGE, "utf8")).toContain("ccxt 4.5.84");
  expect(rehosted({ ws: { spot: "wss://a.b/v3/ws" }, rest: "https://c.d" }, "http://127.0.0.1:1")).toEqual({
    ws: { spot: "ws://127.0.0.1:1/a.b/v3/ws" },
    rest: "http://127.0.0.1:1/c.d",
  });
});

describe.concurrent.each(cases)("$name:", ({ subject }) => {
  const { venue, unified } = subject;

  test("loadMarkets knows the market with its steps", async () => {
    const { instrument } = marketOf(still.exchange, subject);
    const market = (await readerOf(subject).loadMarkets())[unified];
    expect(market).toMatchObject({
      id: subject.symbol,
      type: subject.product === "spot" ? "spot" : "swap",
      precision: {
        price: Number(unitsToText(instrument.tick, instrument.priceScale)),
        amount: Number(unitsToText(instrument.lot, instrument.sizeScale)),
      },
    });
  });

  test(
    "fetchTicker, fetchOrderBook and fetchTrades read what the venue holds",
    async () => {
      const market = marketOf(still.exchange, subject);
      const { last, high, low, volume } = market.day();
      const { priceScale, sizeScale } = market.instrument;
      const price = (units: number | undefined): number => Number(unitsToText(units ?? 0, priceScale));
      const amount = Number(unitsToText(volume, sizeScale));
      expect(await readerOf(subject).fetchTicker(unified)).toMatchObject({
        last: price(last),
        high: price(high),
        low: price(low),
        baseVolume: amount,
      });

      const book = pairsOf(await readerOf(subject).fetchOrderBook(unified, 200));
      const truth = sidesOf(market, market.picture(0));
      expect(book).toEqual({ bids: truth.bids.slice(0, book.bids.length), asks: truth.asks.slice(0, book.asks.length) });
      expect(book.bids.length).toBeGreaterThanOrEqual(50);

      const trades = await readerOf(subject).fetchTrades(unified);
      const known = market.prints({ limit: trades.length }).map((print) => JSON.stringify(tradeOf(market, print)));
      const seen = trades.map(({ timestamp, side, price, amount }) => JSON.stringify({ timestamp, side, price, amount }));
      expect(seen.length).toBeGreaterThanOrEqual(100);
      expect(seen.toSorted()).toEqual(known.toSorted());
    },
    WITHIN_MS,
  );

  test(
    "fetchOHLCV reads the venue's candles",
    async () => {
      const market = marketOf(still.exchange, subject);
      const candles = await readerOf(subject).fetchOHLCV(unified, "1m");
      expect(candles.length).toBeGreaterThanOrEqual(100);
      expect(candles).toEqual(candles.map(([openTime]) => candleAt(market, openTime)));
    },
    WITHIN_MS,
  );

  test(
    "every watched book equals the venue's at the place that it claims, over its whole depth",
    async () => {
      const { exchange } = peers.simulator;
      const market = marketOf(exchange, subject);
      let levels = 0;
      for (let count = 0; count < BOOKS; count += 1) {
        const book = await peers[venue].watchOrderBook(unified);
        const truth = sidesOf(market, claimedBook(exchange, subject, book));
        expect(pairsOf(book)).toEqual({ bids: truth.bids.slice(0, 200), asks: truth.asks.slice(0, 200) });
        levels += book.bids.length;
      }
      expect(levels).toBeGreaterThanOrEqual(BOOKS * 50);
    },
    WITHIN_MS,
  );

  test(
    "watchTrades and watchTicker tell what the venue told",
    async () => {
      const { exchange } = peers.simulator;
      const market = marketOf(exchange, subject);
      const zoneMs = venue === "lbank" ? ZONE_MS : 0;
      const trades = await peers[venue].watchTrades(unified);
      const known = new Set(market.prints({ limit: 1_000 }).map((print) => JSON.stringify(tradeOf(market, print))));
      const seen = trades.map(({ timestamp, side, price, amount }) =>
        JSON.stringify({ timestamp: timestamp - zoneMs, side, price, amount }),
      );
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((trade) => !known.has(trade))).toEqual([]);

      const ticker = await peers[venue].watchTicker(unified);
      const { high, low } = market.day();
      const price = (units: number | undefined): number => Number(unitsToText(units ?? 0, market.instrument.priceScale));
      expect([...market.prints({ limit: 1_000 })].map((print) => price(print.price))).toContain(ticker.last);
      expect(ticker.high).toBeLessThanOrEqual(price(high));
      expect(ticker.low).toBeGreaterThanOrEqual(price(low));
    },
    WITHIN_MS,
  );
});

describe.concurrent("the fault sheet's runner", () => {
  test(
    "finds no fault with ccxt in a calm venue",
    async () => {
      const row = await runPeer({ scenario: { fault: "none", ids: ["–"] }, strikes: [], id: "lbank", forMs: WATCHED_MS });
      expect(row).toMatchObject({ wrongMs: 0, oldMs: 0, noticed: undefined, words: [], failed: undefined, connects: 0 });
      expect(row.handOuts).toBeGreaterThan(0);
    },
    WITHIN_MS,
  );

  test(
    "sees that a lost delta leaves this version's WEEX book wrong, and that it says nothing",
    async () => {
      const strikes = [{ name: "drop-delta" }];
      const row = await runPeer({ scenario: { fault: "dropped delta", ids: ["P1"] }, strikes, id: "weex", forMs: WATCHED_MS });
      expect(row).toMatchObject({ noticed: undefined, failed: undefined });
      expect(row.wrongMs).toBeGreaterThan(0);
      expect(row.words[0]).toContain("contract BTCUSDT");
    },
    WITHIN_MS,
  );
});

test(
  "LMEX's REST answers the raw calls of ccxt's btse",
  async () => {
    const peer = await pointedPeer("btse", still.url);
    const question = { venue: "lmex", product: "futures", symbol: "BTC-PERP" } as const;
    const market = still.exchange.marketOf(question);
    if (market === undefined) throw new RangeError("The simulator lists no BTC-PERP.");
    const { symbol } = question;

    const truth = (await (await fetch(`${still.url}/_sim/book/lmex/${symbol}`)).json()) as Record<"bids" | "asks", [string, string][]>;
    const rows = (side: [string, string][]) => side.map(([price, size]) => ({ price, size }));
    const book = (await peer.publicGetFuturesApiV23OrderbookL2({ symbol, depth: 50 })) as Record<"buyQuote" | "sellQuote", object[]>;
    expect(book.buyQuote).toEqual(rows(truth.bids));
    expect(book.sellQuote.toSorted(byPrice)).toEqual(rows(truth.asks).toSorted(byPrice));

    const last = Number(unitsToText(market.day().last ?? 0, market.instrument.priceScale));
    expect(await peer.publicGetFuturesApiV23MarketSummary()).toContainEqual(expect.objectContaining({ symbol, last }));
    const [newest] = market.prints({ limit: 1 });
    const trades = (await peer.publicGetFuturesApiV23Trades({ symbol })) as { serialId: number; size: number }[];
    expect(trades).toContainEqual(expect.objectContaining({ serialId: newest?.tradeId, size: newest?.size, timestamp: newest?.venueTime }));
    const candles = (await peer.publicGetFuturesApiV23Ohlcv({ symbol, resolution: "1" })) as number[][];
    const [openTime = 0, ...prices] = candles.at(-1) ?? [];
    expect(prices.slice(0, 4)).toEqual(candleAt(market, openTime * 1_000)?.slice(1, 5));
    const { epoch } = (await peer.publicGetSpotApiV33Time()) as { epoch: number };
    expect(Math.abs(epoch * 1_000 - Date.now())).toBeLessThan(10_000);
  },
  WITHIN_MS,
);

function byPrice(one: object, other: object): number {
  return Number((one as { price: string }).price) - Number((other as { price: string }).price);
}

describe("what ccxt does not do, or does wrongly, is what the page says:", () => {
  test.each(SHORTFALLS.map((shortfall) => ({ ...shortfall, shortfall })))(
    "$where: $call: $outcome",
    async ({ shortfall }) => {
      expect(await shortfall.show(peers)).toContain(shortfall.outcome);
    },
    WITHIN_MS,
  );

  test("the page holds the table; `npx vitest run test/peers -u` prints it anew", async () => {
    const page = readFileSync(PAGE, "utf8");
    const printed = page.replace(/(<!-- shortfalls -->\n)[\s\S]*?(\n<!-- end -->)/, `$1\n${shortfallTable()}\n$2`);
    expect(page).toContain("<!-- shortfalls -->");
    await expect(printed).toMatchFileSnapshot("../../docs/ccxt.md");
  });
});
