// Q8: what ten million messages leave behind, over a real socket, and how large the process is beside the peer's.

import { benchChurn, closingText, messagesOf } from "#assemblies/self-benchmark";
import { type MemoryReport } from "../consumers/memory.ts";
import { held, type Row } from "../row.ts";
import { type Workshop } from "../workshop.ts";

const HEAP_BYTES_MAX = 0.05;
const RSS_SHARE_MAX = 0.6;
const WARMUP_MAX = 200_000;
const NODE_OPTIONS = ["--expose-gc"];

export async function measureMemory(
  workshop: Workshop,
  size: { readonly own: number; readonly peer: number },
): Promise<{ figures: object; rows: readonly Row[] }> {
  const churn = benchChurn({ levels: 2 });
  const task = (dialect: string, laps: number): object => {
    const messages = messagesOf(churn, laps);
    return {
      address: `${workshop.address}/${dialect}/2/flood:${messages}`,
      messages,
      warmup: Math.min(Math.floor(messages / 4), WARMUP_MAX),
    };
  };
  const own = (await workshop.run("memory", task("lmex", size.own), NODE_OPTIONS)) as MemoryReport;
  const peer = (await workshop.run("memory-ccxt", task("bybit", size.peer), NODE_OPTIONS)) as MemoryReport;
  const truth = closingText(churn);
  if (own.book !== truth || peer.book !== truth) throw new RangeError("A book was wrong in the end; its memory means nothing.");
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const { book: _own, ...ownFigures } = own;
  const { book: _peer, ...peerFigures } = peer;
  return {
    figures: { own: ownFigures, peer: peerFigures },
    rows: [
      {
        id: "Q8",
        what: `heap growth over ${(own.messages / 1e6).toFixed(1)} M messages`,
        seen: `${own.heapBytesPerMessage.toFixed(4)} B a message; ccxt.pro ${peer.heapBytesPerMessage.toFixed(4)} over ${(peer.messages / 1e6).toFixed(1)} M`,
        budget: `≤ ${HEAP_BYTES_MAX} B`,
        verdict: held(own.heapBytesPerMessage <= HEAP_BYTES_MAX),
      },
      {
        id: "Q8",
        what: "resident memory ÷ ccxt.pro's",
        seen: `${(own.rssBytes / peer.rssBytes).toFixed(2)}: ${megabytes(own.rssBytes)} to ${megabytes(peer.rssBytes)}`,
        budget: `≤ ${RSS_SHARE_MAX}`,
        verdict: held(own.rssBytes / peer.rssBytes <= RSS_SHARE_MAX),
      },
    ],
  };
}
