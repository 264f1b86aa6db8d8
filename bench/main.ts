// `npm run bench`: our own path, the floor of any client, and the peer, side by side in one run. Prints one table and writes the figures
// as JSON. Every consumer reads the same changes and must end with the same book; figures are only printed when it does.
// With --quick everything runs once and small: whether it works is seen then, speed is not.

import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Column, renderTable } from "#apps/cli/output/table";
import { measureBurst, measureDelivery, measureLatency } from "./cells/delivery.ts";
import { measureManySockets } from "./cells/many.ts";
import { measureMemory } from "./cells/memory.ts";
import { measureOrderBook } from "./cells/order-book.ts";
import { measureOrders } from "./cells/orders.ts";
import { measurePath } from "./cells/path.ts";
import { measureStartUp } from "./cells/start-up.ts";
import { measureVenues } from "./cells/venues.ts";
import { calibrateStalls, hostFacts, type Stalls } from "./host.ts";
import { type Row } from "./row.ts";
import { openWorkshop, ROOT, type Workshop } from "./workshop.ts";

const FULL = {
  rounds: 9,
  memory: { own: 515, peer: 50, rounds: 3 },
  seconds: 3,
  latency: 3,
  rates: [1_000, 5_000, 20_000],
  changes: 200_000,
  stallMs: 500,
  orders: { rounds: 3, quick: 150, slow: 20 },
};
const QUICK: typeof FULL = {
  rounds: 1,
  memory: { own: 2, peer: 1, rounds: 1 },
  seconds: 1,
  latency: 1,
  rates: [1_000],
  changes: 5_000,
  stallMs: 100,
  orders: { rounds: 1, quick: 20, slow: 2 },
};

const COLUMNS: readonly Column<Row>[] = [
  { title: "", cell: ({ id }) => id },
  { title: "WHAT", wrap: true, cell: ({ what }) => what },
  { title: "SEEN, MEDIAN (QUARTILES)", wrap: true, cell: ({ seen }) => seen },
  { title: "BUDGET", cell: ({ budget }) => budget },
  { title: "VERDICT", cell: ({ verdict }) => verdict },
];

type Cell = (workshop: Workshop) => Promise<{ readonly figures: object; readonly rows: readonly Row[] }>;

function cells(size: typeof FULL, quick: boolean): ReadonlyMap<string, Cell> {
  const laps = (count: number): number => (quick ? 0 : count);
  const { rounds } = size;
  const many = {
    forty: { levels: 40, instruments: 100, steps: 300, laps: laps(6), slowLaps: laps(1) },
    two: { levels: 2, instruments: quick ? 400 : 1_000, steps: quick ? 20 : 100, laps: laps(4), slowLaps: laps(1) },
  };
  const forty = { levels: 40, laps: laps(6), slowLaps: laps(4), many: many.forty, budgets: { floor: 0.45, peer: 8 } };
  const two = { levels: 2, laps: laps(49), slowLaps: laps(9), many: many.two, budgets: { floor: 0.6, peer: 4 } };
  return new Map<string, Cell>([
    ["40-levels", (workshop) => measurePath(workshop, forty, rounds)],
    ["2-levels", (workshop) => measurePath(workshop, two, rounds)],
    [
      "venues",
      (workshop) => measureVenues(workshop, quick ? { images: 2_000, prints: 5_000 } : { images: 20_000, prints: 400_000 }, rounds),
    ],
    ["instruments", (workshop) => measureManySockets(workshop, many.two, rounds)],
    ["delivery", (workshop) => measureDelivery(workshop, size.seconds)],
    ["latency", (workshop) => measureLatency(workshop, size.rates, size.latency)],
    ["burst", (workshop) => measureBurst(workshop, size.latency)],
    ["memory", (workshop) => measureMemory(workshop, size.memory)],
    ["book", (workshop) => measureOrderBook(workshop, { rounds: Math.min(5, rounds), changes: size.changes })],
    ["start", () => measureStartUp(rounds)],
    ["orders", (workshop) => measureOrders(workshop, size.orders)],
  ]);
}

async function main(words: readonly string[]): Promise<void> {
  const quick = words.includes("--quick");
  const only = words.filter((word) => !word.startsWith("-"));
  const size = quick ? QUICK : FULL;
  const workshop = await openWorkshop();
  const host = hostFacts(workshop.pinned);
  const stalls: Stalls[] = [calibrateStalls(size.stallMs)];
  const rows: Row[] = [];
  const figures: Record<string, object> = {};
  try {
    for (const [name, cell] of cells(size, quick)) {
      if (only.length > 0 && !only.includes(name)) continue;
      process.stderr.write(`${name} …\n`);
      const result = await cell(workshop);
      rows.push(...result.rows.map((row) => (quick && row.verdict === "missed" ? { ...row, verdict: "informative" as const } : row)));
      figures[name] = result.figures;
      stalls.push(calibrateStalls(size.stallMs));
    }
  } finally {
    workshop.close();
  }
  const print = (line: string): unknown => process.stdout.write(`${line}\n`);
  print(
    Object.entries(host)
      .map(([name, value]) => `${name} ${value}`)
      .join(" · "),
  );
  print(stallWords(stalls));
  for (const line of renderTable(COLUMNS, rows, Math.max(100, process.stdout.columns ?? 150))) print(line);
  const path = join(ROOT, ".truebook", "bench", `${new Date().toISOString().replaceAll(":", "-")}.json`);
  mkdirSync(join(ROOT, ".truebook", "bench"), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ v: 1, quick, rounds: size.rounds, host, stalls, rows, figures }, null, 2)}\n`);
  print(relative(process.cwd(), path));
}

function stallWords(stalls: readonly Stalls[]): string {
  const sum = (of: (stall: Stalls) => number): number => stalls.reduce((total, stall) => total + of(stall), 0);
  const longest = Math.max(...stalls.map((stall) => stall.longestMs));
  const share = (100 * sum((stall) => stall.lostMs)) / sum((stall) => stall.lookedMs);
  return `The host froze a busy process for ${share.toFixed(1)} % of the time, at most ${longest.toFixed(1)} ms at once (${sum((stall) => stall.count)} stalls above 1 ms).`;
}

await main(process.argv.slice(2));
