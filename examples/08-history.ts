// Reads the past over REST, page by page behind one call, without holes or doubles; the answer says where history ends.
// Run it: npx tsx examples/08-history.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const { venueTime } = await lmex.fetchTime();

const hours = await lmex.fetchCandles("BTC-PERP", "1h", { from: venueTime - 24 * 3_600_000 });
const highest = Math.max(...hours.rows.map(({ high }) => Number(high)));
console.log(`${hours.rows.length} hours, highest ${highest}, the answer is ${hours.end}`);

const trades = await lmex.fetchTrades("BTC-PERP", { limit: 1_200 });
const ids = new Set(trades.rows.map(({ tradeId }) => tradeId));
console.log(`${trades.rows.length} trades, ${ids.size} of them different, the answer is ${trades.end}`);

for (const instrument of await lmex.fetchInstruments()) {
  console.log(`${instrument.symbol}: ${instrument.id}, ${instrument.priceScale} decimals, ${instrument.status}`);
}
