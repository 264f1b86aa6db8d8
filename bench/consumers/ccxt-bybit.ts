// The peer: ccxt.pro's Bybit class, watched as its manual says, with its own sockets and its own book. Only its addresses and its list
// of markets are set, because there is no Bybit here.

import { type Consumer, CpuMeter } from "#apps/cli/bench/consumer";
import { FIRST_TIME_MS } from "#assemblies/self-benchmark";
import { BYBIT_SYMBOL } from "../bybit-dialect.ts";

const SYMBOL = "BTC/USDT:USDT";
const MARKET = {
  id: BYBIT_SYMBOL,
  symbol: SYMBOL,
  base: "BTC",
  quote: "USDT",
  settle: "USDT",
  baseId: "BTC",
  quoteId: "USDT",
  settleId: "USDT",
  type: "swap",
  spot: false,
  swap: true,
  future: false,
  option: false,
  contract: true,
  linear: true,
  inverse: false,
  active: true,
  contractSize: 0.001,
  precision: { amount: 1, price: 0.1 },
  limits: {},
  info: {},
};

/** What is used of ccxt. Its own types describe a hundred venues and take longer to check than everything here. */
interface PeerBook {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
  readonly timestamp: number | undefined;
}

interface Peer {
  readonly urls: { readonly api: { readonly ws: { readonly public: Record<string, string> } } };
  loadHttpProxyAgent(): Promise<unknown>;
  setMarkets(markets: readonly object[]): void;
  watchOrderBook(symbol: string, limit: number): Promise<PeerBook>;
  close(): Promise<unknown>;
}

interface PeerModule {
  readonly pro: { readonly bybit: new (options: object) => Peer };
}

/** Makes the peer, pointed at the source. */
export async function connectPeer(address: string): Promise<Peer> {
  const name = "ccxt";
  const ccxt = (await import(name)) as PeerModule;
  const peer = new ccxt.pro.bybit({ enableRateLimit: false });
  // It wants this for plain ws:// addresses, proxy or not.
  await peer.loadHttpProxyAgent();
  peer.setMarkets([MARKET]);
  peer.urls.api.ws.public["linear"] = `ws://${address}`;
  return peer;
}

/** The peer's book in the words of the benchmark. */
export function peerText(book: PeerBook): string {
  const text = (levels: PeerBook["bids"]): string => `[${levels.map(([price, size]) => `["${price.toFixed(1)}","${size}"]`).join(",")}]`;
  return `${text(book.bids)}|${text(book.asks)}`;
}

/** Updates as the peer hands them out: merged ones cannot be told, so they are counted by the time that each message carries. */
export async function followPeer(peer: Peer, handed: (message: number, book: PeerBook) => boolean): Promise<void> {
  for (;;) {
    const book = await peer.watchOrderBook(SYMBOL, 50);
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
