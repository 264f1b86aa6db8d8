// An order that rests far from the market, what is known of it, and its end: within limits that are written out, proved by the venue.
// Run it: npx tsx examples/34-place-and-cancel.ts [http://127.0.0.1:7421]

import { connect } from "truebook";

const [simulator] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
await using lmex = await connect("lmex", {
  mode: "live",
  // The venue's own play money, where no simulator is given.
  environment: "test",
  ...(simulator === undefined ? {} : { simulator }),
  credentials,
  instruments: ["BTC-PERP"],
  onClose: "cancel-all",
  deadMan: "none",
  limits: {
    maxOrderNotional: "5000",
    maxPositionNotional: "1000000",
    maxExposureNotional: "2000000",
    maxOpenOrders: "50",
    maxDailyLoss: "100000",
    maxDrawdown: "100000",
  },
  armed: (words) => console.log(words.join("\n")),
});

// What the account held before us is not ours to explain: a person takes it as it is, or nothing leaves.
for (const { product, clean, lines } of await lmex.reconcile()) {
  for (const { verdict, name, venue } of lines) if (verdict === "open") console.log(`${product}: ${name} is ${venue} at the venue`);
  if (!clean) lmex.acceptReconciliation(product);
}

const book = await lmex.fetchBook("BTC-PERP");
const low = book.bids.at(-1)?.price;
if (low === undefined) throw new Error("Nobody bids.");
// Base coins on every venue, whatever its own unit is; a price that lies between two ticks would be refused with both of them.
const order = { instrument: "BTC-PERP", side: "buy", size: "0.01", price: low, timeInForce: "post-only" } as const;

const { size, notional, refused } = await lmex.preview(order);
console.log(`${size.base} BTC are ${size.venue} ${size.unit}, worth ${notional} USDT; ${refused?.words ?? "no rule is against it"}`);

const placed = await lmex.submit(order);
switch (placed.kind) {
  case "accepted":
    console.log(`${placed.clientOrderId} rests as ${placed.venueOrderId}; it is one of ${lmex.openOrders.length}`);
    break;
  case "unknown":
    // It may be there. It is looked for, and counts as if it were; sending it again could make two.
    console.log(`${placed.clientOrderId} is unknown: ${placed.cause.message}`);
    break;
  default:
    console.log(`${placed.clientOrderId} is not there: ${placed.kind}`);
}

const { left } = await lmex.cancelAll();
console.log(left.length === 0 ? "nothing of ours is left" : `left: ${left.map(({ clientOrderId }) => clientOrderId).join(", ")}`);
for (const { what } of lmex.story(placed.clientOrderId)?.lines ?? []) console.log(`  ${what}`);
