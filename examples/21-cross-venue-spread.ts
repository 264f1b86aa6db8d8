// Prints what could be earned by selling on one venue and buying on another, and refuses to say a number while a side is not live.
// Run it: npx tsx examples/21-cross-venue-spread.ts [http://127.0.0.1:7421]

import { type CrossSpread, combine, connect, watchSpread } from "truebook";

const [simulator] = process.argv.slice(2);
const options = simulator === undefined ? {} : { simulator };
await using lmex = await connect("lmex", options);
await using weex = await connect("weex", options);

const onLmex = { connection: lmex, instrument: "BTC/USDT:USDT" };
const onWeex = { connection: weex, instrument: "BTC/USDT:USDT" };
// Both directions in one loop, in the order in which they changed.
const both = combine(watchSpread({ bidOn: onLmex, askOn: onWeex }), watchSpread({ bidOn: onWeex, askOn: onLmex }));

function words(spread: CrossSpread): string {
  if (spread.state === "unknown") return `no number: ${spread.missing.join("; ")}`;
  const { bid, ask, size, spreadBps, crossed } = spread;
  const proof = `${bid.proof} ${bid.ageMs.toFixed(0)} ms, ${ask.proof} ${ask.ageMs.toFixed(0)} ms`;
  return `sell on ${bid.venue}, buy on ${ask.venue}: ${spread.spread} (${spreadBps.toFixed(2)} bps) for ${size} coins${crossed ? " CROSSED" : ""}  ${proof}`;
}

let told = 0;
for await (const spread of both) {
  console.log(words(spread));
  told += 1;
  if (told === 40) break;
}
