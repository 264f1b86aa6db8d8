// Hears what happens to the connection, and asks how it is: what a process that has to run for weeks should keep an eye on.
// Run it: npx tsx examples/06-health-and-status.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
lmex.on("status", (event) => console.log("status:", JSON.stringify(event)));

const watch = lmex.watchBook("BTC-PERP", { depth: 10 });
let handedOut = 0;
for await (const book of watch) {
  handedOut += 1;
  if (handedOut < 50) continue;
  console.log(String(book));
  const { state, connections, books, gaps, drops, clock, latencyMs } = lmex.health();
  console.log(
    `${state}: ${connections.length} sockets, ${books.length} books, gaps ${gaps.seen} and ${gaps.healed} healed, ${drops} drops`,
  );
  console.log(`the venue's clock is ${clock?.offsetMs.toFixed(0)} ms off, messages take ${latencyMs?.p50.toFixed(0)} ms`);
  break;
}
