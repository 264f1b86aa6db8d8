// Run as a process of its own: the simulated LMEX with one market whose best bid we move by hand, at moments that nobody can foresee, and
// what happened when by the steady clock that all processes of a machine share. `/stamps` tells it.

import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { startSimulator } from "#assemblies/simulator";
import { systemClock } from "#clock/system-clock";
import { type PriceUnits, priceUnits, sizeUnits } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { seededRandom } from "#core/random";
import { type SimulatedMarket } from "#sim/market/simulated-market";
import { type MarketStamps, steadyMs } from "./consumers/order-stamps.ts";

const SYMBOL = "BTC-PERP";
/** Room between the best prices, so that there is always a better bid to place. */
const SPREAD_TICKS = 8;
const STEPS_TICKS = 3;

const { gapMs } = JSON.parse(process.argv[2] ?? "{}") as { readonly gapMs: readonly [least: number, most: number] };
const random = seededRandom("order");
const simulator = await startSimulator({ port: 0, venues: ["lmex"], seed: "14", mood: "quiet" });
const market = simulator.exchange.marketOf({ venue: "lmex", symbol: SYMBOL, product: "futures" }) as SimulatedMarket;
const { tick, lot, priceScale } = market.instrument;
const stamps: MarketStamps = { changes: [], placed: {} };

simulator.exchange.venue("lmex")?.accounts?.all[0]?.onStep(({ cause, orders }) => {
  if (cause !== "placed") return;
  for (const { clientOrderId } of orders) if (clientOrderId !== undefined) stamps.placed[clientOrderId] ??= steadyMs();
});

// Nobody else trades: every change of the best bid is ours.
market.pause();
for (;;) {
  const { bids, asks } = market.picture(0);
  if (asks[0] === undefined || bids[0] === undefined) throw new RangeError("The market has no two sides.");
  const [ask, size] = asks[0];
  if (ask - bids[0][0] >= SPREAD_TICKS * tick) break;
  market.place({ kind: "limit", side: "buy", price: ask, size, timeInForce: "ioc" });
}

const bestBid = (): PriceUnits => market.picture(0).bids[0]?.[0] ?? priceUnits(0);
let better: ReturnType<SimulatedMarket["place"]>;
let turn = 0;
function moveBestBid(): void {
  turn += 1;
  // The clock is read first: what the venue itself needs to publish the change counts too.
  const at = steadyMs();
  if (better === undefined) {
    const price = priceUnits(bestBid() + (1 + (turn % STEPS_TICKS)) * tick);
    better = market.place({ kind: "limit", side: "buy", price, size: sizeUnits(lot * 7), timeInForce: "gtc" });
  } else {
    market.cancel(better.id);
    better = undefined;
  }
  stamps.changes.push({ at, bid: unitsToText(bestBid(), priceScale) });
  systemClock.after(random.integer(...gapMs), moveBestBid);
}
systemClock.after(gapMs[1], moveBestBid);

const desk = createServer((_request, response) => response.end(JSON.stringify(stamps)));
desk.listen(0, "127.0.0.1", () => {
  const { port } = desk.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ simulator: simulator.url, stamps: `http://127.0.0.1:${port}/stamps` })}\n`);
});
