// Adds up what buyers and sellers took. A hole in the prints is an item of the stream, so a sum never pretends to be whole.
// Run it: npx tsx examples/02-trades-without-holes.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const taken = { buy: 0, sell: 0 };
let prints = 0;

for await (const print of lmex.watchTrades("BTC-PERP")) {
  if (print.kind === "trade-hole") {
    console.log(`prints may be missing between ${print.from} and ${print.to}: ${print.reason}`);
    continue;
  }
  taken[print.side] += print.size.toNumber();
  prints += 1;
  console.log(`${print.side} ${print.size} at ${print.price}${print.backfilled ? " (came by REST)" : ""}`);
  if (prints === 5) break;
}
console.log(`buyers took ${taken.buy}, sellers ${taken.sell} contracts`);
