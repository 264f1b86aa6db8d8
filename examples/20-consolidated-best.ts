// The best bid and ask of one instrument over every venue that lists it: who holds it, how much in base coins, and how old it is.
// Run it: npx tsx examples/20-consolidated-best.ts [http://127.0.0.1:7421]

import { connect, healthAcross, watchConsolidated } from "truebook";

const [simulator] = process.argv.slice(2);
const options = simulator === undefined ? {} : { simulator };
await using lmex = await connect("lmex", options);
await using lbank = await connect("lbank", options);
await using weex = await connect("weex", options);

const venues = [lmex, lbank, weex];
const markets = venues.map((connection) => ({ connection, instrument: "BTC/USDT" }));
let handedOut = 0;

for await (const best of watchConsolidated(markets)) {
  const { bestBid, bestAsk, leftOut, spreadBps, crossed } = best;
  // A venue whose book is not live has no part in the numbers, and is named.
  const missing = leftOut.map(({ venue, state, reason }) => `${venue} ${state} (${reason})`).join(", ");
  const bid = bestBid === undefined ? "no bid" : `${bestBid.size} at ${bestBid.price} on ${bestBid.venue}, ${bestBid.ageMs.toFixed(0)} ms`;
  const ask = bestAsk === undefined ? "no ask" : `${bestAsk.size} at ${bestAsk.price} on ${bestAsk.venue}, ${bestAsk.ageMs.toFixed(0)} ms`;
  console.log(
    `${bid} / ${ask}  ${spreadBps?.toFixed(2) ?? "-"} bps${crossed ? " CROSSED" : ""}${missing === "" ? "" : `  without ${missing}`}`,
  );
  handedOut += 1;
  if (handedOut === 40) break;
}
const { state, gaps, notReady } = healthAcross(...venues);
console.log(`${state}, ${gaps.seen} gaps and ${gaps.healed} healed${notReady.length === 0 ? "" : `, not ready: ${notReady.join(", ")}`}`);
