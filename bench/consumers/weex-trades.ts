// Prints, one a message, as WEEX pushes them. Everybody must hear every one; a sum over all of them tells whether they were heard right.

import { type Consumer, type ConsumerReport, CpuMeter } from "#apps/cli/bench/consumer";
import { BENCH_BASE } from "#assemblies/self-benchmark";
import { type BenchPrint, WEEX_SIZE_SCALE, weexSymbol } from "../weex-dialect.ts";
import { makePeer } from "./ccxt-peer.ts";
import { connectVenue } from "./own-venue.ts";

const UNIFIED = `${BENCH_BASE}/USDT:USDT`;
const SIZE_POWER = 10 ** WEEX_SIZE_SCALE;

/** Adds up prints so that one that is lost, twice there or read wrongly shows. */
export class PrintSum {
  count = 0;
  #prices = 0;
  #sizes = 0;
  #bought = 0;

  add({ price, size, side }: BenchPrint): void {
    this.count += 1;
    this.#prices += price;
    this.#sizes += size;
    if (side === "buy") this.#bought += size;
  }

  toString(): string {
    return `${this.count} prints, prices ${this.#prices}, sizes ${this.#sizes}, bought ${this.#bought}`;
  }
}

export const weexTrades: Consumer = async (task, clock) => {
  const connection = await connectVenue("weex", task.address);
  const meter = new CpuMeter(clock);
  const sum = new PrintSum();
  const report = await new Promise<ConsumerReport>((resolve) => {
    // The opening of the benchmark's market comes as a print too.
    let heard = -1;
    connection.watchTrades(weexSymbol(BENCH_BASE), { deliver: "every" }).onEach((trade) => {
      heard += 1;
      if (heard === 0 || trade.kind !== "trade") return;
      sum.add({ price: trade.price.units, size: trade.size.units, side: trade.side });
      if (heard === task.warmup) meter.begin(heard);
      if (heard === task.messages) resolve(meter.end(heard, String(sum)));
    });
  });
  await connection.close();
  return report;
};

export const ccxtWeexTrades: Consumer = async (task, clock) => {
  const peer = await makePeer("weex", [
    { base: BENCH_BASE, id: weexSymbol(BENCH_BASE), symbol: UNIFIED, places: { price: 0.1, amount: 0.001 } },
  ]);
  peer.urls.api.ws = { contract: `ws://${task.address}/contract` };
  const meter = new CpuMeter(clock);
  const sum = new PrintSum();
  let heard = -1;
  while (heard < task.messages) {
    for (const { price, amount, side } of await peer.watchTrades(UNIFIED)) {
      heard += 1;
      if (heard === 0) continue;
      sum.add({ price: Math.round(price * 10), size: Math.round(amount * SIZE_POWER), side: side === "buy" ? "buy" : "sell" });
      if (heard === task.warmup) meter.begin(heard);
    }
  }
  const report = meter.end(heard, String(sum));
  await peer.close();
  return report;
};
