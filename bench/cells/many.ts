// Q9: a thousand instruments, over one socket and over as many as the venue's limit wants; and what a book costs in memory.

import { type ConsumerReport } from "#apps/cli/bench/consumer";
import { interleaved, ratios, type Spread, spreadOf } from "#apps/cli/bench/rounds";
import { type BenchMarket, benchChurns, benchMarketText, closingText, messagesOf } from "#assemblies/self-benchmark";
import { CONSUMERS, MANY_CONSUMERS } from "../consumers/all.ts";
import { type BookMemoryReport } from "../consumers/book-memory.ts";
import { digestOf } from "../consumers/digest.ts";
import { atLeast, atMost, held, type Row, spreadText } from "../row.ts";
import { type Workshop } from "../workshop.ts";

/** Below this share of states the peer was spared work, and the comparison says less than it seems to. */
export const EVERY_STATE_MIN = 0.99;

const SPREAD_MAX = 1.6;
const PEER_MIN = 15;
const BOOK_BYTES_MAX = 20_000;
const BOOK_DEPTH = 200;
const BOOK_STEPS = 4;
const NODE_OPTIONS = ["--expose-gc"];

export interface ManyCell {
  readonly levels: number;
  readonly instruments: number;
  /** Changes of each instrument before its book is led home. */
  readonly steps: number;
  /** How often truebook reads the changes before the last time, and how often the peer. */
  readonly laps: number;
  readonly slowLaps: number;
}

export interface ManyFigures {
  /** CPU µs a message by consumer. */
  readonly cpuUs: Readonly<Record<string, Spread>>;
  readonly peerToOwn: Spread;
  readonly peerHandedOut: Spread;
}

export interface ManySocketsFigures extends ManyFigures {
  readonly manyToOne: Spread;
  readonly socketsToOne: Spread;
  readonly memory: BookMemoryReport;
}

/** What is run beside the many: the same size of message with one instrument. */
const ONE = "truebook";

type Reports = ReadonlyMap<string, readonly ConsumerReport[]>;

/** Runs truebook and the peer over many instruments. Throws when somebody ended with another book than the true one. */
export async function measureMany(workshop: Workshop, cell: ManyCell, rounds: number): Promise<ManyFigures> {
  return figuresOf(await runMany(workshop, cell, { names: ["truebook-many", "ccxt-many"], rounds }));
}

/** The cell of the thousand instruments. */
export async function measureManySockets(
  workshop: Workshop,
  cell: ManyCell,
  rounds: number,
): Promise<{ figures: ManySocketsFigures; rows: readonly Row[] }> {
  const names = [ONE, "truebook-many", "truebook-sockets", "ccxt-many"];
  const reports = await runMany(workshop, cell, { names, rounds });
  const cpu = cpuOf(reports);
  const figures = {
    ...figuresOf(reports),
    manyToOne: ratios(cpu("truebook-many"), cpu(ONE)),
    socketsToOne: ratios(cpu("truebook-sockets"), cpu(ONE)),
    memory: await bookMemory(workshop, cell.instruments),
  };
  return { figures, rows: rowsOf(cell, figures) };
}

async function runMany(
  workshop: Workshop,
  cell: ManyCell,
  { names, rounds }: { readonly names: readonly string[]; readonly rounds: number },
): Promise<Reports> {
  const { levels, instruments, steps } = cell;
  const market: BenchMarket = { levels, instruments, steps };
  const churns = benchChurns(market);
  const truth = digestOf(churns.map((churn) => closingText(churn)));
  const lap = (laps: number): number => instruments * messagesOf(churns[0] as (typeof churns)[0], laps);
  const run = async (name: string): Promise<ConsumerReport> => {
    const messages = lap(name.startsWith("ccxt") ? cell.slowLaps : cell.laps);
    // The one book hears as many messages as the many do, and as many different ones: a processor learns what it meets again and again.
    const size = benchMarketText(name === ONE ? { levels, instruments: 1, steps: instruments * steps } : market);
    const dialect = (MANY_CONSUMERS[name] ?? CONSUMERS[name])?.dialect ?? "lmex";
    const address = `${workshop.address}/${dialect}/${size}/flood:${messages}`;
    return (await workshop.run(name, { address, messages, warmup: Math.floor(messages / 4) })) as ConsumerReport;
  };
  const reports = await interleaved(rounds, new Map(names.map((name) => [name, () => run(name)])));
  for (const name of names.filter((each) => each !== ONE)) {
    if (reports.get(name)?.some(({ book }) => book !== truth) === true) throw new RangeError(`${name} ended with a wrong book.`);
  }
  return reports;
}

const cpuOf =
  (reports: Reports) =>
  (name: string): readonly number[] =>
    (reports.get(name) ?? []).map((report) => report.cpuUsPerMessage);

function figuresOf(reports: Reports): ManyFigures {
  const cpu = cpuOf(reports);
  return {
    cpuUs: Object.fromEntries([...reports.keys()].map((name) => [name, spreadOf(cpu(name))])),
    peerToOwn: ratios(cpu("ccxt-many"), cpu("truebook-many")),
    peerHandedOut: spreadOf((reports.get("ccxt-many") ?? []).map((report) => report.handedOut ?? 1)),
  };
}

async function bookMemory(workshop: Workshop, instruments: number): Promise<BookMemoryReport> {
  const market = benchMarketText({ levels: 2, instruments, steps: BOOK_STEPS, depth: BOOK_DEPTH });
  const messages = instruments * BOOK_STEPS;
  const task = { address: `${workshop.address}/lmex/${market}/flood:${messages}`, messages, warmup: 0, depth: BOOK_DEPTH };
  return (await workshop.run("book-memory", task, NODE_OPTIONS)) as BookMemoryReport;
}

function rowsOf({ levels, instruments }: ManyCell, figures: ManySocketsFigures): readonly Row[] {
  const us = (name: string): string => `${(figures.cpuUs[name]?.median ?? Number.NaN).toFixed(2)} µs`;
  const { memory } = figures;
  return [
    {
      id: "Q9",
      what: `${instruments} instruments on one socket ÷ one instrument (${levels} levels)`,
      seen: `${spreadText(figures.manyToOne, 2)}: ${us("truebook-many")} to ${us(ONE)}`,
      budget: `≤ ${SPREAD_MAX}`,
      verdict: atMost(figures.manyToOne, SPREAD_MAX),
    },
    {
      id: "Q9",
      what: `${instruments} instruments on the sockets that LMEX's limit wants ÷ one instrument`,
      seen: `${spreadText(figures.socketsToOne, 2)}: ${us("truebook-sockets")}`,
      budget: `≤ ${SPREAD_MAX}`,
      verdict: atMost(figures.socketsToOne, SPREAD_MAX),
    },
    {
      id: "Q9",
      what: `ccxt.pro bybit ÷ truebook, ${instruments} instruments on one socket`,
      seen: `${spreadText(figures.peerToOwn, 1)}: ${us("ccxt-many")}; the peer hands out ${(100 * figures.peerHandedOut.median).toFixed(1)} %`,
      budget: `≥ ${PEER_MIN}`,
      verdict: atLeast(figures.peerToOwn, PEER_MIN),
    },
    {
      id: "Q9",
      what: `memory of a watched book of ${memory.levels} levels a side, everything that belongs to it included`,
      seen: `${(memory.bytesPerBook / 1_000).toFixed(1)} kB over ${memory.books} books`,
      budget: `≤ ${BOOK_BYTES_MAX / 1_000} kB`,
      verdict: held(memory.bytesPerBook <= BOOK_BYTES_MAX),
    },
  ];
}
