// Every print with the side that took it, however the venue says so: WEEX tells whether the buyer was the maker, LBank and LMEX name
// the side. Three venues, one loop.
// Run it: npx tsx examples/11-trades-with-side.ts [http://127.0.0.1:7421]

import { connect, merge } from "truebook";

const [simulator] = process.argv.slice(2);
const options = simulator === undefined ? {} : { simulator };
await using weex = await connect("weex", options);
await using lbank = await connect("lbank", options);
await using lmex = await connect("lmex", options);

const streams = [weex.watchTrades("BTC/USDT:USDT"), lbank.watchTrades("BTC/USDT"), lmex.watchTrades("BTC/USDT:USDT")];
const prints = new Map<string, number>();

for await (const print of merge(...streams)) {
  const time = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
  if (print.kind === "trade-hole") {
    console.log(`${print.venue}: prints may be missing from ${time(print.from)} to ${time(print.to)}, because ${print.reason}`);
    continue;
  }
  const { venue, side, size, price, venueTime } = print;
  const count = (prints.get(venue) ?? 0) + 1;
  prints.set(venue, count);
  if (count > 4) continue;
  const arrow = side === "buy" ? "▲ bought" : "▼ sold  ";
  // A size is in the venue's own unit: contracts on LMEX, coins on the others. It says which.
  console.log(`${time(venueTime)}  ${venue.padEnd(5)} ${arrow} ${size} ${size.unit === "contract" ? "contracts" : "BTC"} at ${price}`);
  if (prints.size === streams.length && [...prints.values()].every((each) => each >= 4)) break;
}
