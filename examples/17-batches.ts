// Ten trades at a time: average, highest, lowest. A batch is also handed out when its first item has waited long enough, and what is
// left is handed out on close, so a quiet market or a shutdown does not keep anything back.
// Run it: npx tsx examples/17-batches.ts [http://127.0.0.1:7421]

import { connect, Price, type Trade, type TradeHole } from "truebook";
import { priceUnits } from "truebook/core";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const trades = lmex.watchTrades("BTC-PERP");
const batches = trades.batch({ size: 10, maxWaitMs: 1_500 });

// Someone else ends the stream: the loop below still gets the last, unfinished batch.
const stop = setTimeout(() => trades.close(), 4_000);
let handedOut = 0;
for await (const batch of batches) {
  handedOut += batch.length;
  console.log(summaryOf(batch));
}
clearTimeout(stop);
console.log(`${handedOut} items, ${trades.drops} dropped`);

function summaryOf(batch: readonly (Trade | TradeHole)[]): string {
  const prices = batch.flatMap((item) => (item.kind === "trade" ? [item.price] : []));
  const [first] = prices;
  if (first === undefined) return "a batch without a trade";
  const units = prices.map((price) => price.units);
  // One more place than prices have, so that the average of ten is exact and of others is rounded down, by name.
  const total = units.reduce((sum, each) => sum + BigInt(each), 0n);
  const average = new Price(priceUnits(Number((total * 10n) / BigInt(units.length))), first.scale + 1);
  const at = (each: number): Price => new Price(priceUnits(each), first.scale);
  return `${prices.length} trades: average ${average}, highest ${at(Math.max(...units))}, lowest ${at(Math.min(...units))}`;
}
