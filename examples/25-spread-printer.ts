// The spread whenever the best prices change: exact, and measured against the mid, so that it says the same from either side. A book
// that is not live has no spread, and says why instead of printing an old one.
// Run it: npx tsx examples/25-spread-printer.ts [http://127.0.0.1:7421]

import { type BookView, connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
let before = "";
let lines = 0;

for await (const book of lmex.watchBook("BTC-PERP", { depth: 1, deliver: "every" })) {
  const line = lineOf(book);
  if (line === before) continue;
  before = line;
  console.log(line);
  lines += 1;
  if (lines === 8) break;
}

function lineOf({ state, reason, bestBid, bestAsk, spread, spreadBps }: BookView): string {
  if (state !== "live") return `no spread: the book is ${state}, ${reason}`;
  if (bestBid === undefined || bestAsk === undefined) return "no spread: one side is empty";
  const wide = "█".repeat(Math.min(40, Math.ceil((spreadBps ?? 0) * 20)));
  return `${bestBid.price} (${bestBid.size}) | ${bestAsk.price} (${bestAsk.size})  ${spread} = ${spreadBps?.toFixed(3)} bps ${wide}`;
}
