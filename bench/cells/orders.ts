// Q14: from a change of the book to the order that answers it, on the wire; what of that nobody can do without; and what the same costs
// somebody who polls.

import { ratios, type Spread, spreadOf } from "#apps/cli/bench/rounds";
import { type BareReport } from "../consumers/bare-order.ts";
import { type OrderReport, type OrderSample, type OrderTask } from "../consumers/order.ts";
import { atMost, type Row, spreadText } from "../row.ts";
import { type Workshop } from "../workshop.ts";

const OWN_MS_MAX = 0.3;
/** At most 8 orders a second: what a cautious user lets through, and far below a venue's limits. */
const QUICK_GAP_MS = [130, 190] as const;
/** Longer than a poll lasts, so that polling misses none and is late by its interval alone. */
const SLOW_GAP_MS = [1_200, 2_200] as const;
/** The engine compiles meanwhile. */
const WARMUP = 50;

export interface OrderCell {
  readonly rounds: number;
  /** Orders that are counted in a round of quick changes, and in the one of slow changes. */
  readonly quick: number;
  readonly slow: number;
}

export async function measureOrders(workshop: Workshop, cell: OrderCell): Promise<{ figures: object; rows: readonly Row[] }> {
  const rounds: Figures[] = [];
  const bareMs: number[] = [];
  const quick = { via: "push", orders: cell.quick, warmup: WARMUP } as const;
  for (let round = 0; round < cell.rounds; round += 1) {
    rounds.push(figuresOf(await trade(workshop, quick, QUICK_GAP_MS)));
    const bare = await beside<BareReport>(workshop, { work: "order-bare", task: quick, gapMs: QUICK_GAP_MS });
    bareMs.push(spreadOf(bare.samples.map(({ ownMs }) => ownMs)).median);
  }
  const pushed = figuresOf(await trade(workshop, { via: "push", orders: cell.slow, warmup: 1 }, SLOW_GAP_MS));
  const polled = figuresOf(await trade(workshop, { via: "poll", orders: cell.slow, warmup: 1 }, SLOW_GAP_MS));
  return { figures: { rounds, bareMs, pushed, polled }, rows: [...rowsOf(rounds, { pushed, polled }), bareRow(rounds, bareMs)] };
}

function trade(
  workshop: Workshop,
  task: Pick<OrderTask, "via" | "orders" | "warmup">,
  gapMs: readonly [number, number],
): Promise<OrderReport> {
  return beside<OrderReport>(workshop, { work: "order", task, gapMs });
}

/** Runs one of the strategies beside a market of its own. */
async function beside<Report extends { readonly failed: number }>(
  workshop: Workshop,
  { work, task, gapMs }: { readonly work: string; readonly task: Pick<OrderTask, "orders">; readonly gapMs: readonly [number, number] },
): Promise<Report> {
  const market = workshop.serve("market-process.js", { gapMs });
  try {
    const addresses = (await market.answer) as Pick<OrderTask, "simulator" | "stamps">;
    const report = (await workshop.run(work, { ...task, ...addresses })) as Report;
    if (report.failed > 0) throw new Error(`${report.failed} of ${task.orders} orders were not accepted; no figure is printed.`);
    return report;
  } finally {
    market.stop();
  }
}

interface Figures {
  readonly own: Percentiles;
  readonly submit: Percentiles;
  readonly change: Percentiles;
  readonly placed: Percentiles;
}

interface Percentiles extends Spread {
  readonly p99: number;
}

function figuresOf({ samples }: OrderReport): Figures {
  const of = (figure: (sample: OrderSample) => number | undefined): Percentiles => {
    const sorted = samples.map((sample) => figure(sample) ?? Number.NaN).sort((one, other) => one - other);
    return { ...spreadOf(sorted), p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN };
  };
  return {
    own: of(({ ownMs }) => ownMs),
    submit: of(({ submitMs }) => submitMs),
    change: of(({ changeMs }) => changeMs),
    placed: of(({ placedMs }) => placedMs),
  };
}

function bareRow(rounds: readonly Figures[], bareMs: readonly number[]): Row {
  const own = rounds.map((figures) => figures.own.median);
  return {
    id: "Q14",
    what: "the same strategy over bare `ws`, JSON.parse, a signature and undici, p50; ours ÷ that",
    seen: `${spreadText(spreadOf(bareMs), 2)} ms; ${spreadText(ratios(own, bareMs), 1)} ×`,
    budget: "",
    verdict: "informative",
  };
}

function rowsOf(rounds: readonly Figures[], slow: { readonly pushed: Figures; readonly polled: Figures }): readonly Row[] {
  const own = spreadOf(rounds.map((figures) => figures.own.median));
  const middle = (of: (figures: Figures) => number): string => spreadOf(rounds.map(of)).median.toFixed(2);
  const { pushed, polled } = slow;
  return [
    {
      id: "Q14",
      what: "book change → order on the wire, p50, gate, journal and signature in the way",
      seen: `${spreadText(own, 2)} ms, p99 ${middle(({ own: { p99 } }) => p99)}; of it the strategy's call to the wire ${middle(({ submit }) => submit.median)}; venue's change to venue's account ${middle(({ placed }) => placed.median)}`,
      budget: `≤ ${OWN_MS_MAX} ms`,
      verdict: atMost(own, OWN_MS_MAX),
    },
    {
      id: "Q14",
      what: "the same market, changes 1.2 to 2.2 s apart: venue's change → order on the wire, pushed beside polled every 1 s",
      seen: `${pushed.change.median.toFixed(1)} ms to ${spreadText(polled.change, 0)} ms: ${(polled.change.median / pushed.change.median).toFixed(0)} ×`,
      budget: "",
      verdict: "informative",
    },
  ];
}
