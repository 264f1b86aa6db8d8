// Stream what moves, poll what may be late. A watch by `via: "rest"` reads at a stated interval, with the same items, states and options,
// labelled as an image; so a program changes from one to the other by a word, and can hold both beside each other.
// Run it: npx tsx examples/27-poll-and-stream.ts [http://127.0.0.1:7421]

import { type BookView, connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
await using streamed = lmex.watchBook("BTC-PERP", { depth: 5 });
await using polled = lmex.watchBook("BTC-PERP", { depth: 5, via: "rest", everyMs: 500 });
let updates = 0;
streamed.onEach(() => {
  updates += 1;
});

let reads = 0;
for await (const image of polled) {
  if (image.state !== "live" || streamed.latestAllowStale.state !== "live") continue;
  console.log(`stream ${wordsOf(streamed.latestAllowStale)}  |  poll ${wordsOf(image)}  |  ${updates} updates in between`);
  updates = 0;
  reads += 1;
  if (reads < 5) continue;
  for (const each of lmex.subscriptions) {
    const how = each.via === "socket" ? `topic ${each.topic}` : `every ${each.everyMs} ms`;
    console.log(`${each.channel} of ${each.symbol} by ${each.via}: ${how}`);
  }
  break;
}

// What hardly moves is read once: instruments, history, the venue's clock.
const { rows } = await lmex.fetchCandles("BTC-PERP", "1d", { limit: 3 });
console.log(rows.map(({ openTime, close }) => `${new Date(openTime).toISOString().slice(0, 10)} closed at ${close}`).join(", "));

function wordsOf({ proof, bestBid, bestAsk, ageMs }: BookView): string {
  return `${bestBid?.price}/${bestAsk?.price} (${proof}, ${ageMs.toFixed(0)} ms old)`;
}
