// By default a connection is tried again for ever. With `maxAttempts` it gives up: the loop throws, the status says `failed`, and the book
// stays stale. This program brings its own simulator along and takes it away.
// Run it: npx tsx examples/29-attempts.ts

import { connect, TransportError } from "truebook";
import { startSimulator } from "truebook/testing";

const simulator = await startSimulator({ port: 0, seed: "7" });
await using weex = await connect("weex", { simulator: simulator.url, maxAttempts: 3 });
weex.on("status", (event) => {
  if (event.kind === "reconnecting") console.log(`trying again in ${event.inMs.toFixed(0)} ms`);
  if (event.kind === "failed") console.log(`failed: ${event.reason}`);
});

const book = weex.watchBook("BTC/USDT:USDT", { depth: 1 });
let gone = false;
try {
  for await (const { state, bestBid } of book) {
    console.log(state === "live" ? `best bid ${bestBid?.price}` : `the book is ${state}`);
    if (state !== "live" || gone) continue;
    gone = true;
    console.log("(the venue goes away)");
    await simulator.close();
  }
} catch (error) {
  if (!(error instanceof TransportError)) throw error;
  console.log(`the loop ended: ${error.message} [${error.code}]`);
}
console.log(`the connection is ${weex.health().state}, the book ${book.latestAllowStale.state}`);
