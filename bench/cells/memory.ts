// Q8: what ten million messages leave behind, over a real socket, and how large the process is beside the peer's.

import { type Spread, spreadOf } from "#apps/cli/bench/rounds";
import { benchChurn, closingText, messagesOf } from "#assemblies/self-benchmark";
import { type MemoryReport } from "../consumers/memory.ts";
import { atMost, type Row, spreadText } from "../row.ts";
import { type Workshop } from "../workshop.ts";

const HEAP_BYTES_MAX = 0.05;
const RSS_SHARE_MAX = 0.6;
const WARMUP_MAX = 200_000;
const NODE_OPTIONS = ["--expose-gc"];

export async function measureMemory(
  workshop: Workshop,
  size: { readonly own: number; readonly peer: number; readonly rounds: number },
): Promise<{ figures: object; rows: readonly Row[] }> {
  const churn = benchChurn({ levels: 2 });
  const truth = closingText(churn);
  const measure = async (work: string, dialect: string, laps: number): Promise<Omit<MemoryReport, "book">> => {
    const messages = messagesOf(churn, laps);
    const warmup = Math.min(Math.floor(messages / 4), WARMUP_MAX);
    const task = { address: `${workshop.address}/${dialect}/2/flood:${messages}`, messages, warmup };
    const { book, ...report } = (await workshop.run(work, task, NODE_OPTIONS)) as MemoryReport;
    if (book !== truth) throw new RangeError("A book was wrong in the end; its memory means nothing.");
    return report;
  };
  const rounds: Round[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    rounds.push({ own: await measure("memory", "lmex", size.own), peer: await measure("memory-ccxt", "bybit", size.peer) });
  }
  return { figures: { rounds }, rows: rowsOf(rounds) };
}

interface Round {
  readonly own: Omit<MemoryReport, "book">;
  readonly peer: Omit<MemoryReport, "book">;
}

function rowsOf(rounds: readonly Round[]): readonly Row[] {
  const of = (figure: (round: Round) => number): Spread => spreadOf(rounds.map(figure));
  const growth = of(({ own }) => own.heapBytesPerMessage);
  const share = of(({ own, peer }) => own.rssBytes / peer.rssBytes);
  const millions = (side: "own" | "peer"): string => ((rounds[0]?.[side].messages ?? 0) / 1e6).toFixed(1);
  const megabytes = (side: "own" | "peer"): string => `${of((round) => round[side].rssBytes / 1e6).median.toFixed(0)} MB`;
  return [
    {
      id: "Q8",
      what: `heap growth over ${millions("own")} M messages`,
      seen: `${spreadText(growth, 4)} B a message; ccxt.pro ${of(({ peer }) => peer.heapBytesPerMessage).median.toFixed(4)} over ${millions("peer")} M`,
      budget: `≤ ${HEAP_BYTES_MAX} B`,
      verdict: atMost(growth, HEAP_BYTES_MAX),
    },
    {
      id: "Q8",
      what: "resident memory ÷ ccxt.pro's",
      seen: `${spreadText(share, 2)}: ${megabytes("own")} to ${megabytes("peer")}`,
      budget: `≤ ${RSS_SHARE_MAX}`,
      verdict: atMost(share, RSS_SHARE_MAX),
    },
  ];
}
