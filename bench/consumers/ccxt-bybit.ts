// The peer for LMEX, which ccxt does not have: ccxt.pro's Bybit class, with one book.

import { type Consumer, CpuMeter } from "#apps/cli/bench/consumer";
import { BENCH_BASE, FIRST_TIME_MS } from "#assemblies/self-benchmark";
import { bybitSymbol } from "../bybit-dialect.ts";
import { makePeer, type Peer, type PeerBook } from "./ccxt-peer.ts";

export const bybitUnified = (base: string): string => `${base}/USDT:USDT`;

/** Makes the peer, pointed at the source, with one market for each base. */
export async function connectPeer(address: string, bases: readonly string[] = [BENCH_BASE]): Promise<Peer> {
  const markets = bases.map((base) => ({ base, id: bybitSymbol(base), symbol: bybitUnified(base), places: { price: 0.1, amount: 1 } }));
  const peer = await makePeer("bybit", markets);
  peer.urls.api.ws = { public: { linear: `ws://${address}` } };
  return peer;
}

/** The peer's book in the words of the benchmark. */
export function peerText(book: PeerBook, sizeScale = 0): string {
  const text = (levels: PeerBook["bids"]): string =>
    `[${levels.map(([price, size]) => `["${price.toFixed(1)}","${size.toFixed(sizeScale)}"]`).join(",")}]`;
  return `${text(book.bids)}|${text(book.asks)}`;
}

/** Updates as the peer hands them out: merged ones cannot be told, so they are counted by the time that each message carries. */
export async function followPeer(peer: Peer, handed: (message: number, book: PeerBook) => boolean): Promise<void> {
  for (;;) {
    const book = await peer.watchOrderBook(bybitUnified(BENCH_BASE), 50);
    if (!handed((book.timestamp ?? FIRST_TIME_MS) - FIRST_TIME_MS, book)) return;
  }
}

export const ccxtBybit: Consumer = async (task, clock) => {
  const peer = await connectPeer(task.address);
  const meter = new CpuMeter(clock);
  let best = 0;
  let handedOut = 0;
  let first = 0;
  let report: ReturnType<CpuMeter["end"]> | undefined;
  await followPeer(peer, (message, book) => {
    best = (book.bids[0]?.[0] ?? 0) + (book.asks[0]?.[0] ?? 0);
    if (meter.running) handedOut += 1;
    else if (message >= task.warmup) {
      first = message;
      meter.begin(message);
    }
    if (message < task.messages) return true;
    report = { ...meter.end(message, peerText(book)), handedOut: handedOut / (message - first) };
    return false;
  });
  await peer.close();
  if (report === undefined || best <= 0) throw new RangeError("The peer showed no book.");
  return report;
};
