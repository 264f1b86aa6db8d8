// All that can become of an order, and a change: placed far from the market, changed, cancelled, and compared with the venue. It trades
// with the simulator's demo account only, because that is the address it has. Keys come from the environment.
// Run it: npx tsx examples/36-change-and-outcomes.ts [http://127.0.0.1:7421]

import { connect, type Submitted } from "truebook";

const [simulator = "http://127.0.0.1:7421"] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
const limits = {
  maxOrderNotional: "2000",
  maxPositionNotional: "none",
  maxExposureNotional: "none",
  maxOpenOrders: "20",
  maxDailyLoss: "none",
  maxDrawdown: "none",
};
await using lmex = await connect("lmex", {
  mode: "live",
  credentials,
  limits,
  onClose: "cancel-all",
  instruments: ["BTC-PERP"],
  simulator,
});

/** Every outcome has one thing that may follow; only `unknown` must wait for the venue's evidence. */
function told(result: Submitted): boolean {
  switch (result.kind) {
    case "accepted":
      console.log(`${result.clientOrderId} stands at the venue as ${result.venueOrderId}`);
      return true;
    case "rejected":
      console.log(`the venue said no: ${result.reason} (${result.venueCode})`);
      return false;
    case "refused":
      console.log(`our own rule said no, and nothing was sent: ${result.words}`);
      return false;
    case "unsent":
      console.log(`it never left: ${result.cause.message}`);
      return false;
    case "unknown":
      console.log(`it may be at the venue and counts as open; it is looked for, and not sent again: ${result.cause.message}`);
      return false;
  }
}

const placed = await lmex.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01", price: "55000", timeInForce: "post-only" });
if (told(placed)) {
  told(await lmex.amend(placed.clientOrderId, { price: "54000" }));
  const gone = await lmex.cancel(placed.clientOrderId);
  console.log(`cancel: ${gone.kind}`);
}
const { left } = await lmex.cancelAll();
const sheets = await lmex.reconcile("futures");
for (const { product, lines, clean } of sheets) {
  console.log(`${product}: ${lines.length} lines compared with the venue, ${clean ? "all explained" : "some are open"}`);
}
console.log(`left at the venue: ${left.length}`);
