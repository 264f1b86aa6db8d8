// Own trades, each told once, with the fee in the currency that it was taken in; and the rates that the account pays.
// Run it: npx tsx examples/33-fills.ts [http://127.0.0.1:7421]

import { connect, type Fill } from "truebook";

const [simulator] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
await using lmex = await connect("lmex", { credentials, ...(simulator === undefined ? {} : { simulator }) });

const { makerFraction, takerFraction } = await lmex.fetchFees("BTC-PERP");
console.log(`BTC-PERP: makers pay ${makerFraction}, takers ${takerFraction} of the value`);

const show = ({ instrument, side, size, price, liquidity, fee }: Fill): void =>
  console.log(`${instrument.symbol} ${side} ${size} at ${price} as ${liquidity ?? "?"}, fee ${fee?.amount ?? "?"} ${fee?.currency ?? ""}`);

const past = await lmex.fetchMyFills("BTC-PERP", { from: Date.now() - 3_600_000, limit: 3 });
for (const fill of past.rows) show(fill);
let told = 0;
for await (const fill of lmex.watchFills({ signal: AbortSignal.timeout(12_000) })) {
  show(fill);
  told += 1;
  if (told === 3) break;
}
