// All markets of a venue in one watch: there is no topic for all, so one read a product brings every ticker, and those are handed out that
// moved. A callback works as well as a loop; one that throws or rejects does not disturb the others.
// Run it: npx tsx examples/28-all-markets.ts [http://127.0.0.1:7421]

import { connect, type Ticker } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
await using tickers = lmex.watchTickers(undefined, { everyMs: 800 });
const moves = new Map<string, { readonly ticker: Ticker; readonly times: number }>();

const takeBack = tickers.onEach(async () => {
  throw new Error("a handler with a bug: it is counted, and the others go on");
});
tickers.onEach((ticker) => {
  const key = `${ticker.instrument.product} ${ticker.instrument.symbol}`;
  moves.set(key, { ticker, times: (moves.get(key)?.times ?? 0) + 1 });
});

let heard = 0;
for await (const _ of tickers) {
  heard += 1;
  if (heard === 12) break;
}
takeBack();

const liveliest = [...moves].sort(([, one], [, other]) => other.times - one.times);
for (const [market, { ticker, times }] of liveliest.slice(0, 8)) {
  console.log(
    `${market.padEnd(18)} ${String(ticker.last ?? "–").padStart(10)}  told of ${times} times, change ${ticker.changeFraction24h ?? "–"}`,
  );
}
for (const { product, via } of lmex.subscriptions) console.log(`all of ${product} by ${via}`);
