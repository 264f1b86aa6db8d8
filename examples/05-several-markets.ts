// Follows several markets in one loop, over one connection, in the order in which their news arrive.
// Run it: npx tsx examples/05-several-markets.ts [http://127.0.0.1:7421]

import { connect, merge } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const markets = ["BTC-PERP", "ETH-PERP", "BTC-USDT"];
const latest = new Map<string, string>();
let handedOut = 0;

for await (const book of merge(...markets.map((market) => lmex.watchBook(market, { depth: 1, deliver: "latest" })))) {
  latest.set(book.instrument.symbol, book.state === "live" ? `${book.bestBid?.price}/${book.bestAsk?.price}` : book.state);
  handedOut += 1;
  if (latest.size === markets.length) console.log([...latest].map(([market, best]) => `${market} ${best}`).join("   "));
  if (handedOut === 40) break;
}
