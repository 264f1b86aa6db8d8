// A connection that breaks is opened again by itself, with growing, jittered waits and everything subscribed as before. There is no loop
// to write around it: this program cuts its own sockets to show what is told.
// Run it: npx tsx examples/14-reconnect.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
await using weex = await connect("weex", simulator === undefined ? {} : { simulator });
const startedAt = performance.now();
const tell = (words: string): void => console.log(`${(performance.now() - startedAt).toFixed(0).padStart(6)} ms  ${words}`);

weex.on("status", (event) => {
  if (event.kind === "disconnected") tell(`disconnected: ${event.reason}`);
  if (event.kind === "reconnecting") tell(`reconnecting in ${event.inMs.toFixed(0)} ms`);
  if (event.kind === "connected") tell(`connected, opening number ${event.epoch}`);
  if (event.kind === "resubscribed") tell(`subscribed ${event.topics} topics`);
  if (event.kind === "stale") tell(`${event.instrument} is stale: ${event.reason}`);
  if (event.kind === "healed") tell(`${event.instrument} healed after ${event.afterMs.toFixed(0)} ms`);
});

let cuts = 0;
for await (const book of weex.watchBook("BTC/USDT:USDT", { depth: 5, deliver: "latest" })) {
  if (book.state !== "live") continue;
  tell(`live at ${book.bestBid?.price} / ${book.bestAsk?.price}`);
  if (cuts === 2) {
    const { connections, gaps } = weex.health();
    tell(`${connections[0]?.attempts} attempts, ${connections[0]?.reconnects} reconnects, ${gaps.open} gaps open`);
    break;
  }
  cuts += 1;
  weex.reconnect();
}
