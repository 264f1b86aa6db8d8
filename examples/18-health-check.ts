// A health check that acts. truebook finds silence by itself: it asks on a quiet socket after two seconds, and cuts and reopens one that
// does not answer in five. What is left for a program is its own rule: here, no orders while a book is not live or too old, and a fresh
// start when that lasts.
// Run it: npx tsx examples/18-health-check.ts [http://127.0.0.1:7421]

import { setInterval as every } from "node:timers/promises";
import { connect } from "truebook";

const TOO_OLD_MS = 2_500;
const GIVE_UP_MS = 10_000;

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
await using book = lmex.watchBook("BTC-PERP", { depth: 5 });
let badSince: number | undefined;
let checks = 0;

for await (const _ of every(400)) {
  const { state, ageMs, reason } = book.latestAllowStale;
  const good = state === "live" && ageMs <= TOO_OLD_MS;
  // Steady time: the wall clock may be set while this runs.
  const now = performance.now();
  badSince = good ? undefined : (badSince ?? now);
  console.log(
    `${good ? "♥ trading may go on" : "✗ trading rests"}: ${state}${reason === undefined ? "" : `, ${reason}`}, ${ageMs.toFixed(0)} ms old`,
  );
  if (badSince !== undefined && now - badSince > GIVE_UP_MS) {
    console.log("bad for too long: starting anew");
    lmex.reconnect();
    badSince = now;
  }
  checks += 1;
  if (checks === 3) {
    console.log("(the sockets are cut on purpose)");
    lmex.reconnect();
  }
  if (checks >= 6 && good) break;
}
const { state, connections, latencyMs } = lmex.health();
console.log(
  `${state}: ${connections.length} socket, ${connections[0]?.attempts} attempts, messages take ${latencyMs?.p50.toFixed(0) ?? "?"} ms`,
);
