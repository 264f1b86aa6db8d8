// Q5, Q6, Q7: what subscribers hear at twenty thousand messages a second, how late, and what a burst does to the rest of the process.

import { interleaved, spreadOf } from "#apps/cli/bench/rounds";
import { type BurstReport } from "../consumers/burst.ts";
import { type DeliveryReport } from "../consumers/delivery.ts";
import { type LatencyReport } from "../consumers/latency.ts";
import { held, type Row, spreadText } from "../row.ts";
import { type Workshop } from "../workshop.ts";

const RATE = 20_000;
const BURST = 10_000;
const STARVED_MS_MAX = 5;

export async function measureDelivery(workshop: Workshop, seconds: number): Promise<{ figures: object; rows: readonly Row[] }> {
  const messages = RATE * seconds;
  const task = (dialect: string): object => ({ address: `${workshop.address}/${dialect}/2/pace:${messages}:${RATE}`, messages, warmup: 0 });
  const own = (await workshop.run("deliver", task("lmex"))) as DeliveryReport;
  const peer = (await workshop.run("deliver-ccxt", task("bybit"))) as DeliveryReport;
  const share = (count: number): string => `${((count * 100) / messages).toFixed(2)} %`;
  return {
    figures: { own, peer },
    rows: [
      {
        id: "Q5",
        what: "every update to a callback and to an iterator, at 20 k messages/s",
        seen: `${share(own.byCallback)} and ${share(own.byIterator)}; ccxt.pro bybit ${share(peer.byIterator)}`,
        budget: "100 %",
        verdict: held(own.byCallback === messages && own.byIterator === messages),
      },
      {
        id: "Q5",
        what: "hand-outs of a slow latest-only iterator plus what it merged",
        seen: `${own.handedOut} + ${own.accountedFor - own.handedOut} = ${own.accountedFor} of ${messages}`,
        budget: "exact",
        verdict: held(own.accountedFor === messages),
      },
    ],
  };
}

export async function measureLatency(
  workshop: Workshop,
  rates: readonly number[],
  rounds: number,
): Promise<{ figures: object; rows: readonly Row[] }> {
  const rows: Row[] = [];
  const figures: Record<string, unknown> = {};
  for (const rate of rates) {
    const messages = Math.max(500, rate);
    const task = { address: `${workshop.address}/lmex/2/stamped:${messages}:${rate}`, messages, warmup: messages / 5 };
    const run = (work: string) => async () => (await workshop.run(work, task)) as LatencyReport;
    const reports = await interleaved(
      rounds,
      new Map([
        ["own", run("latency")],
        ["floor", run("latency-floor")],
      ]),
    );
    const figure = (name: string, of: (report: LatencyReport) => number) => spreadOf((reports.get(name) ?? []).map(of));
    const own = figure("own", (report) => report.medianUs);
    const floor = figure("floor", (report) => report.medianUs);
    figures[String(rate)] = {
      own,
      floor,
      ownP99: figure("own", (report) => report.p99Us),
      floorP99: figure("floor", (report) => report.p99Us),
    };
    rows.push({
      id: "Q6",
      what: `write to callback at ${rate} messages/s, median µs`,
      seen: `${spreadText(own, 0)} beside ${spreadText(floor, 0)} of ws + JSON.parse`,
      budget: "≤ 1.05 ×",
      verdict: "informative",
    });
  }
  return { figures, rows };
}

export async function measureBurst(workshop: Workshop, rounds: number): Promise<{ figures: object; rows: readonly Row[] }> {
  const rows: Row[] = [];
  const figures: Record<string, unknown> = {};
  for (const levels of [2, 40]) {
    const task = { address: `${workshop.address}/lmex/${levels}/burst:${2 * BURST}`, messages: 2 * BURST, warmup: BURST };
    const reports = await interleaved(rounds, new Map([["own", async () => (await workshop.run("burst", task)) as BurstReport]]));
    const bursts = reports.get("own") ?? [];
    const turn = spreadOf(bursts.map((burst) => burst.longestTurnMs));
    figures[String(levels)] = bursts;
    rows.push({
      id: "Q7",
      what: `longest wait of the event loop in a burst of ${BURST} (${levels} levels)`,
      seen: `${spreadText(turn, 1)} ms, ${bursts.every((burst) => burst.updates === 2 * BURST) ? "no loss" : "LOSS"}`,
      budget: `≤ ${STARVED_MS_MAX} ms`,
      verdict: "informative",
    });
  }
  return { figures, rows };
}
