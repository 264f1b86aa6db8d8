// A process that runs for weeks must not grow. Queues have bounds and say what they drop, the ring of trades overwrites its oldest, and
// the alert here has a way back: it is told once when the price passes a level, and again only after it has fallen well below.
// Run it: npx tsx examples/16-constant-memory.ts [http://127.0.0.1:7421]

import { connect, type Trade } from "truebook";

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const trades = lmex.watchTrades("BTC-PERP", { ring: 100, deliver: { kind: "every", capacity: 1_000, overflow: "drop-oldest" } });

let level: { readonly above: number; readonly back: number } | undefined;
let alerted = false;
let prints = 0;
for await (const print of trades) {
  if (print.kind === "trade-hole") continue;
  level ??= levelsAround(print);
  const { units } = print.price;
  if (!alerted && units > level.above) {
    alerted = true;
    console.log(`alert: ${print.price} is above the level`);
  } else if (alerted && units < level.back) {
    alerted = false;
    console.log(`all clear: ${print.price}`);
  }
  prints += 1;
  if (prints % 10 === 0) {
    const heapMb = (process.memoryUsage().heapUsed / 1_048_576).toFixed(1);
    console.log(`${prints} prints, ${trades.recent.length} remembered, ${trades.drops} dropped, heap ${heapMb} MB`);
  }
  if (prints === 20) break;
}

/** A tick above the first print, and back a tick below it: in price units, which are whole. */
function levelsAround({ price, instrument }: Trade): { readonly above: number; readonly back: number } {
  return { above: price.units + instrument.tick, back: price.units - instrument.tick };
}
