// Both ends of the one switch: truebook speaks the article's language to a simulator that serves it, and is never live against one that
// does not. About 6 s.

import { expect, test } from "vitest";
import { connect } from "#assemblies/connect";
import { parseSequence } from "#core/sequence";
import { openDesk, pause } from "./desk.ts";

const desk = openDesk("lbank");
const PAIRS = ["btc_usdt", "eth_usdt"];

async function until(condition: () => boolean): Promise<void> {
  const endsMs = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > endsMs) throw new Error("It did not come in time.");
    await pause(10);
  }
}

test("truebook reads books, trades, tickers and candles of several pairs in the article's language", async () => {
  const lbank = await connect("lbank", { dialect: "article", simulator: desk.article.url });
  const heard = new Set<string>();
  for (const pair of PAIRS) {
    const book = lbank.watchBook(pair, { deliver: "every" });
    book.onEach((view) => {
      const sequence = parseSequence(view.sequence ?? "");
      if (view.state !== "live" || sequence === undefined) return;
      const truth = desk.article.exchange.trueBook({ venue: "lbank", symbol: pair, sequence });
      expect(view.bestBid?.price.toNumber()).toBeCloseTo((truth?.bids[0]?.[0] ?? Number.NaN) / 10 ** view.instrument.priceScale, 9);
      heard.add(`book ${pair}`);
    });
    lbank.watchTrades(pair).onEach(() => heard.add(`trades ${pair}`));
    lbank.watchTicker(pair).onEach(() => heard.add(`ticker ${pair}`));
    lbank.watchCandles(pair, "1m").onEach(() => heard.add(`candles ${pair}`));
  }
  await until(() => heard.size === 4 * PAIRS.length);
  // One socket carries everything: the article's language has no cap of four topics.
  expect(desk.article.exchange.venue("lbank")?.sockets).toSatisfy((sockets: Iterable<unknown>) => [...sockets].length === 1);
  await lbank.close();
}, 30_000);

test("against a simulator without the switch the same connection has no live book, and says so", async () => {
  const lbank = await connect("lbank", { dialect: "article", simulator: desk.strict.url });
  const book = lbank.watchBook("btc_usdt");
  await until(() => book.latest.state === "stale");
  await pause(1_000);
  expect(book.latest).toMatchObject({ state: "stale", reason: "disconnected" });
  await lbank.close();
}, 30_000);
