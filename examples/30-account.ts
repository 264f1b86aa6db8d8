// An account: what it owns, when that was last compared with the venue, and how each part is known. Keys come from the environment.
// Run it: npx tsx examples/30-account.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
await using lmex = await connect("lmex", { credentials, ...(simulator === undefined ? {} : { simulator }) });

let told = 0;
for await (const { product, wallet, currency, total, available, origin } of lmex.watchBalances()) {
  console.log(`${product} ${wallet} ${currency} ${total}, free ${available ?? "not told"} (${origin})`);
  told += 1;
  if (told === 4) break;
}
for (const { product, state, channels } of lmex.accountStatus()) {
  console.log(`${product} is ${state}; orders are ${channels.orders}, balances ${channels.balances}`);
}
