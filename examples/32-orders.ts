// Every order of the account, whoever placed it: the live ones first, then each change until it ends. Reports come from the stream, from
// replies and from queries; the status never goes back and nothing is told twice.
// Run it: npx tsx examples/32-orders.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
await using lmex = await connect("lmex", { credentials, ...(simulator === undefined ? {} : { simulator }) });

const open = await lmex.fetchOpenOrders();
console.log(`${open.length} orders rest at ${lmex.venue}`);

const seen = new Map<string, number>();
for await (const order of lmex.watchOrders({ signal: AbortSignal.timeout(12_000) })) {
  seen.set(order.status, (seen.get(order.status) ?? 0) + 1);
  const { instrument, status, side, size, price, filledSize } = order;
  console.log(`${instrument.symbol} ${side ?? "?"} ${size ?? "?"} at ${price ?? "market"}: ${status}, ${filledSize ?? "?"} filled`);
  if (seen.has("cancelled") && seen.has("filled")) break;
}
console.log([...seen].map(([status, count]) => `${count} × ${status}`).join(", "));
