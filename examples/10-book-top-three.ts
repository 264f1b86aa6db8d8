// The three best prices on each side, from the maintained book: what a venue sends is snapshots and changes, and a change is no book.
// Any depth may be asked for; the venue's own next level is subscribed and cut.
// Run it: npx tsx examples/10-book-top-three.ts [http://127.0.0.1:7421]

import { type BookLevel, connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using weex = await connect("weex", simulator === undefined ? {} : { simulator });
let shown = 0;

for await (const book of weex.watchBook("BTC/USDT:USDT", { depth: 3, deliver: "latest" })) {
  if (book.state !== "live") {
    console.log(`${book.instrument.symbol} is ${book.state}: ${book.reason}`);
    continue;
  }
  console.log(`\n${book.instrument.symbol} at sequence ${book.sequence}, ${book.ageMs.toFixed(0)} ms old, spread ${book.spread}`);
  for (const ask of [...book.asks].reverse()) console.log(row("ask", ask));
  for (const bid of book.bids) console.log(row("bid", bid));
  shown += 1;
  if (shown === 3) break;
}

function row(side: string, { price, size }: BookLevel): string {
  return `  ${side} ${String(price).padStart(10)} × ${String(size).padStart(10)}`;
}
