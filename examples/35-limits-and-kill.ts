// What may be risked: a refusal is a value that names its rule, a kill stops everything until a person resumes. It trades with the
// simulator's demo account only, because that is the address it has. Keys come from the environment.
// Run it: npx tsx examples/35-limits-and-kill.ts [http://127.0.0.1:7421]

import { connect, type IntentInput } from "truebook";

const [simulator = "http://127.0.0.1:7421"] = process.argv.slice(2);
const credentials = { apiKey: process.env["LMEX_API_KEY"] ?? "", apiSecret: process.env["LMEX_API_SECRET"] ?? "" };
const limits = {
  maxOrderNotional: "1000",
  maxPositionNotional: "none", // has to be written out: a limit that was forgotten is no limit
  maxExposureNotional: "none",
  maxOpenOrders: "20",
  maxDailyLoss: { max: "500", action: "flatten" },
  maxDrawdown: { max: "500", action: "halt" },
} as const;
await using lmex = await connect("lmex", {
  mode: "live",
  credentials,
  limits,
  onClose: "cancel-all",
  instruments: ["BTC-PERP"],
  simulator,
});

const small: IntentInput = { instrument: "BTC-PERP", side: "buy", size: "0.01", price: "55000", timeInForce: "post-only" };
const tell = async (intent: IntentInput): Promise<void> => {
  const result = await lmex.submit(intent);
  if (result.kind === "refused") console.log(`refused by ${result.rule}: ${result.actual}, allowed ${result.limit ?? "-"}`);
  else console.log(`${result.kind} ${result.clientOrderId}`);
};

await tell({ ...small, size: "0.05" }); // 2,750 is more than one order may be worth: nothing is sent
await tell(small);

const { left } = await lmex.kill({ reason: "the example says so" });
console.log(`killed; orders left at the venue: ${left.length}`);
await tell(small);

lmex.resume({ by: "the reader" });
await tell(small);
for (const { rule, limit, actual } of lmex.risk().lines) console.log(`${rule}: ${actual} of ${limit}`);
