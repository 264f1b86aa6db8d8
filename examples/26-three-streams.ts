// Three streams in one client, and the present state of each at hand: no loop that polls, no list that is cut now and then. Whatever
// decides reads `latest`, which throws when the book is not live, so that a decision on stale data cannot happen by forgetting.
// Run it: npx tsx examples/26-three-streams.ts [http://127.0.0.1:7421]

import { setInterval as every } from "node:timers/promises";
import { BookNotLive, type Candle, connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
await using book = lmex.watchBook("BTC-PERP", { depth: 10 });
await using trades = lmex.watchTrades("BTC-PERP", { ring: 1_000 });
await using candles = lmex.watchCandles("BTC-PERP", "1m");
let candle: Candle | undefined;
candles.onEach((news) => {
  candle = news;
});

let looks = 0;
for await (const _ of every(400)) {
  console.log(lookOf());
  looks += 1;
  if (looks === 8) break;
}

function lookOf(): string {
  const taken = { buy: 0, sell: 0 };
  for (const { side, size } of trades.recent) taken[side] += size.units;
  const flow = `taken by buyers ${taken.buy}, by sellers ${taken.sell} contracts`;
  const minute = candle === undefined ? "no candle yet" : `minute ${candle.low} … ${candle.high}`;
  try {
    const { bestBid, bestAsk } = book.latest;
    return `${bestBid?.price} / ${bestAsk?.price}  lean ${((book.latest.imbalance(10) ?? 0) * 100).toFixed(0)} %  ${flow}  ${minute}`;
  } catch (error) {
    if (error instanceof BookNotLive) return `no decision: ${error.message}`;
    throw error;
  }
}
