// Watches one market's day: last price, change, volume. The change comes as an exact fraction on every venue and in every version, so
// percent is a matter of moving the point, and a figure that a venue does not send is absent instead of zero.
// Run it: npx tsx examples/09-market-monitor.ts [http://127.0.0.1:7421]

import { connect, type Ticker } from "truebook";

const [simulator] = process.argv.slice(2);
await using weex = await connect("weex", simulator === undefined ? {} : { simulator });
let lines = 0;

for await (const ticker of weex.watchTicker("BTC/USDT:USDT", { deliver: "latest" })) {
  const { last, volume24h, high24h, low24h, origin } = ticker;
  console.log(
    `${timeOf(ticker)}  ${last ?? "–"}  ${percent(ticker)}  volume ${volume24h ?? "–"}  ${low24h ?? "–"} … ${high24h ?? "–"}  (${origin})`,
  );
  lines += 1;
  if (lines === 5) break;
}

function timeOf({ venueTime }: Ticker): string {
  return venueTime === undefined ? "no time      " : new Date(venueTime).toISOString().slice(11, 23);
}

/** For people to read: nothing is decided by it. */
function percent({ changeFraction24h }: Ticker): string {
  return changeFraction24h === undefined ? "change unknown" : `${(Number(changeFraction24h) * 100).toFixed(2)} %`;
}
