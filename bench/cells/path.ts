// Q1, Q2, Q3: the whole way from socket to subscriber beside the floor of any client, beside our own fallback, and beside the peer.
//
// The whole way ends at the subscriber, and for truebook that is every state of the book. The peer's consumer runs when a read of the
// socket is over: in a flood of one book it hears the last of hundreds of states, and the peer is spared the work of handing out the
// others. So it is judged where both hand out every state: in a market of so many instruments that change in turn that no read of 64 kB
// holds two messages of one. The flood of one book stands beside it as information.

import { type ConsumerReport } from "#apps/cli/bench/consumer";
import { lmexBench } from "#apps/cli/bench/lmex-dialect";
import { interleaved, ratios, type Spread, spreadOf } from "#apps/cli/bench/rounds";
import { BENCH_BASE, type BookChurn, benchChurn, closingText, messagesOf } from "#assemblies/self-benchmark";
import { bybitBench } from "../bybit-dialect.ts";
import { CONSUMERS } from "../consumers/all.ts";
import { atLeast, atMost, type Row, spreadText } from "../row.ts";
import { type Workshop } from "../workshop.ts";
import { EVERY_STATE_MIN, type ManyCell, type ManyFigures, measureMany } from "./many.ts";

export interface PathCell {
  readonly levels: number;
  /** How often the quick consumers read the changes before the last time, and how often the slow ones. */
  readonly laps: number;
  readonly slowLaps: number;
  /** The same size of message with many instruments, where the peer hands out every state too. */
  readonly many: ManyCell;
  readonly budgets: { readonly floor: number; readonly peer: number };
}

export interface PathFigures {
  readonly levels: number;
  /** CPU µs a message by consumer. */
  readonly cpuUs: Readonly<Record<string, Spread>>;
  readonly ownToFloor: Spread;
  readonly fallbackToFloor: Spread;
  readonly peerToOwn: Spread;
  readonly bytesPerMessage: Readonly<Record<string, number>>;
  /** The share of states that the peer handed out; it merges what it cannot hand out in time. */
  readonly peerHandedOut: Spread;
  readonly everyState: ManyFigures;
}

const SLOW = new Set(["ccxt", "fallback"]);
const FALLBACK_BUDGET = 1.6;

/** Runs one size of message. Throws when a consumer ended with another book than the true one. */
export async function measurePath(
  workshop: Workshop,
  cell: PathCell,
  rounds: number,
): Promise<{ figures: PathFigures; rows: readonly Row[] }> {
  const names = Object.keys(CONSUMERS);
  const churn = benchChurn({ levels: cell.levels });
  const tasks = new Map(names.map((name) => [name, () => runOne(workshop, { cell, churn, name })]));
  const reports = await interleaved(rounds, tasks);
  const truth = closingText(churn);
  const cpu = (name: string): readonly number[] => (reports.get(name) ?? []).map((report) => report.cpuUsPerMessage);
  for (const name of ["truebook", "fallback", "ccxt"]) {
    for (const { book } of reports.get(name) ?? [])
      if (book !== truth) throw new RangeError(`${name} ended with a wrong book: ${book ?? "none"}`);
  }
  const everyState = await measureMany(workshop, cell.many, rounds);
  const figures: PathFigures = {
    levels: cell.levels,
    cpuUs: Object.fromEntries(names.map((name) => [name, spreadOf(cpu(name))])),
    ownToFloor: ratios(cpu("truebook"), cpu("floor")),
    fallbackToFloor: ratios(cpu("fallback"), cpu("floor")),
    peerToOwn: ratios(cpu("ccxt"), cpu("truebook")),
    bytesPerMessage: bytesOf(churn),
    peerHandedOut: spreadOf((reports.get("ccxt") ?? []).map((report) => report.handedOut ?? 1)),
    everyState,
  };
  return { figures, rows: rowsOf(cell, figures) };
}

async function runOne(
  workshop: Workshop,
  { cell, churn, name }: { readonly cell: PathCell; readonly churn: BookChurn; readonly name: string },
): Promise<ConsumerReport> {
  const messages = messagesOf(churn, SLOW.has(name) ? cell.slowLaps : cell.laps);
  const dialect = CONSUMERS[name]?.dialect ?? "lmex";
  const address = `${workshop.address}/${dialect}/${cell.levels}/flood:${messages}`;
  return (await workshop.run(name, { address, messages, warmup: Math.floor(messages / 4) })) as ConsumerReport;
}

function bytesOf(churn: BookChurn): Readonly<Record<string, number>> {
  const mean = (dialect: typeof lmexBench): number =>
    churn.steps.reduce((sum, step, at) => sum + dialect.frame(step, at + 1, BENCH_BASE).length, 0) / churn.steps.length;
  return { lmex: mean(lmexBench), bybit: mean(bybitBench) };
}

function rowsOf(cell: PathCell, figures: PathFigures): readonly Row[] {
  const id = cell.levels === 2 ? "Q2" : "Q1";
  const us = (name: string): string => `${(figures.cpuUs[name]?.median ?? Number.NaN).toFixed(2)} µs`;
  const { everyState } = figures;
  const manyUs = (name: string): string => `${(everyState.cpuUs[name]?.median ?? Number.NaN).toFixed(2)} µs`;
  const { lmex = 0, bybit = 0 } = figures.bytesPerMessage;
  const size = `${cell.levels} levels, ${lmex.toFixed(0)} B`;
  return [
    {
      id,
      what: `whole path ÷ ws + JSON.parse (${size})`,
      seen: `${spreadText(figures.ownToFloor, 3)}: ${us("truebook")} to ${us("floor")}; the socket alone ${us("socket")}`,
      budget: `≤ ${cell.budgets.floor.toFixed(2)}`,
      verdict: atMost(figures.ownToFloor, cell.budgets.floor),
    },
    {
      id,
      what: `ccxt.pro bybit ÷ whole path, every state handed out by both (${cell.levels} levels, ${cell.many.instruments} instruments in turn)`,
      seen: `${spreadText(everyState.peerToOwn, 1)}: ${manyUs("ccxt-many")} to ${manyUs("truebook-many")}; the peer hands out ${(100 * everyState.peerHandedOut.median).toFixed(1)} %`,
      budget: `≥ ${cell.budgets.peer}`,
      verdict: everyState.peerHandedOut.median < EVERY_STATE_MIN ? "missed" : atLeast(everyState.peerToOwn, cell.budgets.peer),
    },
    {
      id,
      what: `the same in a flood of one book (${bybit.toFixed(0)} B), where the peer merges states`,
      seen: `${spreadText(figures.peerToOwn, 1)}: ${us("ccxt")} to ${us("truebook")}; it hands out ${(100 * figures.peerHandedOut.median).toFixed(1)} % of the states, truebook all`,
      budget: "",
      verdict: "informative",
    },
    {
      id: "Q3",
      what: `fallback path ÷ ws + JSON.parse (${size})`,
      seen: `${spreadText(figures.fallbackToFloor, 3)}: ${us("fallback")} to ${us("floor")}`,
      budget: `≤ ${FALLBACK_BUDGET}`,
      verdict: atMost(figures.fallbackToFloor, FALLBACK_BUDGET),
    },
  ];
}
