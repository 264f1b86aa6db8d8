// Whole books, one a message, as LBank pushes them.

import { type Consumer, CpuMeter } from "#apps/cli/bench/consumer";
import { ownPath } from "#apps/cli/bench/own-path";
import { BENCH_BASE, FIRST_TIME_MS } from "#assemblies/self-benchmark";
import { LBANK_SIZE_SCALE, lbankSymbol } from "../lbank-dialect.ts";
import { peerText } from "./ccxt-bybit.ts";
import { makePeer } from "./ccxt-peer.ts";
import { connectVenue } from "./own-venue.ts";

export const lbankImages: Consumer = ownPath((address) => connectVenue("lbank", address), lbankSymbol(BENCH_BASE));

const UNIFIED = `${BENCH_BASE}/USDT`;
const DEPTH = 100;

export const ccxtLbankImages: Consumer = async (task, clock) => {
  const peer = await makePeer("lbank", [
    { base: BENCH_BASE, id: lbankSymbol(BENCH_BASE), symbol: UNIFIED, places: { price: 0.1, amount: 0.001 } },
  ]);
  peer.urls.api.ws = `ws://${task.address}/ws/V2/`;
  const meter = new CpuMeter(clock);
  // The peer takes the venue's text for UTC.
  const zoneMs = 8 * 3_600_000;
  let handedOut = 0;
  for (let first = 0; ; handedOut += 1) {
    const book = await peer.watchOrderBook(UNIFIED, DEPTH);
    const message = (book.timestamp ?? FIRST_TIME_MS) - FIRST_TIME_MS - zoneMs;
    if (!meter.running && message >= task.warmup) {
      [first, handedOut] = [message, 0];
      meter.begin(message);
    }
    if (message < task.messages) continue;
    const report = meter.end(message, peerText(book, LBANK_SIZE_SCALE));
    await peer.close();
    return { ...report, handedOut: handedOut / (message - first) };
  }
};
