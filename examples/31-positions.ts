// Positions as they change: size, entry, and what they would bring now. Every statement says how it was heard.
// Run it: npx tsx examples/31-positions.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
await using lmex = await connect("lmex", { credentials, ...(simulator === undefined ? {} : { simulator }) });

const moves = lmex.watchPositions({ product: "futures", signal: AbortSignal.timeout(12_000) });
let told = 0;
for await (const { instrument, side, size, entryPrice, unrealisedPnl, origin } of moves) {
  const where = side === "flat" ? "flat" : `${side} ${size} from ${entryPrice ?? "?"}, ${unrealisedPnl ?? "?"} ${instrument.quote}`;
  console.log(`${instrument.id} ${where} (${origin})`);
  told += 1;
  if (told === 3) break;
}
if (told === 0) console.log("no position is open, and none was opened while this ran");
