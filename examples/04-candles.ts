// Follows one-minute candles of a venue that pushes none: seeded over REST, continued from trades, each closed exactly once.
// Run it: npx tsx examples/04-candles.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
let seen = 0;

for await (const candle of lmex.watchCandles("BTC-PERP", "1m")) {
  const { open, high, low, close, volume = "unknown" } = candle;
  const note = candle.partial ? ", may lack trades" : "";
  console.log(`${new Date(candle.openTime).toISOString()} ${candle.state}: ${open} ${high} ${low} ${close}, volume ${volume}${note}`);
  seen += 1;
  if (seen === 5) break;
}
