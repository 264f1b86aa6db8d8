// Several markets in one watch. Each ticker carries its instrument, so nobody sees another market's figures under a wrong name, and
// they share as few sockets as the venue's limits allow. What is subscribed can be read at any time.
// Run it: npx tsx examples/12-many-symbols.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using weex = await connect("weex", simulator === undefined ? {} : { simulator });
const markets = ["BTC/USDT:USDT", "ETH/USDT:USDT", "ADA/USDT:USDT", "BTC/USDT"];
const latest = new Map<string, string>();
let heard = 0;

for await (const { instrument, last } of weex.watchTickers(markets)) {
  latest.set(instrument.id, last ?? "–");
  heard += 1;
  if (latest.size === markets.length) console.log([...latest].map(([id, price]) => `${id} ${price}`).join("   "));
  if (heard >= 12 && latest.size === markets.length) break;
}

// The loop has ended, so its topics are given back; a book and its trades are taken in their place.
await using trades = weex.watchTrades("BTC/USDT:USDT");
for await (const { state } of weex.watchBook("BTC/USDT:USDT", { depth: 5 })) {
  if (state !== "live" || trades.recent.length === 0) continue;
  for (const { channel, instrument, via } of weex.subscriptions) console.log(`subscribed: ${channel} of ${instrument} by ${via}`);
  break;
}
