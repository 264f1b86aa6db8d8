// Three ways to be handed a stream. "latest" conflates and says how much, "every" keeps all up to a bound and then fails or drops
// by name, and a batch collects by size and time. None of them loses anything without a word.
// Run it: npx tsx examples/07-latest-or-every.ts [http://127.0.0.1:7421]

import { setTimeout as pause } from "node:timers/promises";
import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });

let taken = 0;
for await (const book of lmex.watchBook("BTC-PERP", { deliver: "latest" })) {
  console.log(`latest: sequence ${book.sequence}, ${book.merged} updates merged into it`);
  taken += 1;
  if (taken === 3) break;
  // A slow consumer: the feed does not wait for it.
  await pause(300);
}

const few = lmex.watchBook("BTC-PERP", { deliver: { kind: "every", capacity: 5, overflow: "drop-oldest" } });
for await (const book of few) {
  console.log(`every: sequence ${book.sequence}, ${few.drops} dropped so far`);
  taken += 1;
  if (taken === 6) break;
  await pause(300);
}

for await (const prints of lmex.watchTrades("BTC-PERP").batch({ size: 50, maxWaitMs: 500 })) {
  console.log(`batch: ${prints.length} prints`);
  break;
}
