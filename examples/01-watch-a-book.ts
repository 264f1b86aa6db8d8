// Follows the best prices of one market and says so whenever they cannot be trusted.
// Run it: npx tsx examples/01-watch-a-book.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
let handedOut = 0;

for await (const book of lmex.watchBook("BTC-PERP", { depth: 5, deliver: "latest" })) {
  if (book.state === "live") console.log(`${book.bestBid?.price} / ${book.bestAsk?.price}  spread ${book.spreadBps?.toFixed(2)} bps`);
  else console.log(`not to be trusted: ${book.state}, ${book.reason}`);
  handedOut += 1;
  if (handedOut === 20) break;
}
