// ccxt, a client of other people's making, pointed at the simulator: a host's name becomes a path below the simulator's address, and
// nothing else of it is touched.

import { demoCredentials } from "#assemblies/sim-keys";

/** The ids of ccxt's classes for our venues. It has none for LMEX; its `btse` knows the paths that the two share. */
export type PeerId = "lbank" | "weex" | "btse";

export type PeerCandle = readonly [openTime: number, open: number, high: number, low: number, close: number, volume: number];

export interface PeerBook {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
  readonly timestamp: number | undefined;
  /** The venue's sequence, where it has one. */
  readonly nonce: number | undefined;
}

export interface PeerTrade {
  readonly timestamp: number;
  readonly side: string;
  readonly price: number;
  readonly amount: number;
}

export interface PeerTicker {
  readonly timestamp: number | undefined;
  readonly last: number;
  readonly high: number;
  readonly low: number;
  readonly baseVolume: number;
  readonly percentage: number;
}

export interface PeerMarket {
  readonly id: string;
  readonly type: string;
  readonly precision: { readonly price: number; readonly amount: number };
}

export interface PeerBalance {
  readonly total: Readonly<Record<string, number>>;
  readonly free: Readonly<Record<string, number>>;
  readonly used: Readonly<Record<string, number>>;
}

export interface PeerOrder {
  readonly id: string;
  readonly clientOrderId: string | undefined;
  readonly status: string | undefined;
  readonly side: string | undefined;
  readonly price: number | undefined;
  readonly amount: number | undefined;
  readonly filled: number | undefined;
}

export interface PeerFill {
  readonly id: string;
  readonly order: string | undefined;
  readonly side: string;
  readonly price: number;
  readonly amount: number;
  readonly fee: { readonly cost: number | undefined; readonly currency: string | undefined } | undefined;
}

/** A request as ccxt would send it. */
export interface PeerRequest {
  readonly url: string;
  readonly method: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The private half of what is used of ccxt. */
export interface PrivatePeer {
  apiKey: string;
  secret: string;
  password: string;
  enableRateLimit: boolean;
  options: Record<string, unknown>;
  nonce: () => number;
  milliseconds: () => number;
  uuid16: () => string;
  uuid22: () => string;
  sign(path: string, api: unknown, method: string, params: object): PeerRequest;
  fetchBalance(params?: object): Promise<PeerBalance>;
  createOrder(symbol: string, type: string, side: string, amount: number, price?: number, params?: object): Promise<PeerOrder>;
  cancelOrder(id: string, symbol: string): Promise<PeerOrder>;
  fetchOpenOrders(symbol: string): Promise<readonly PeerOrder[]>;
  fetchMyTrades(symbol: string): Promise<readonly PeerFill[]>;
  watchOrders(symbol?: string): Promise<readonly PeerOrder[]>;
  watchBalance(params?: object): Promise<PeerBalance>;
  privatePostFuturesApiV23Order(query: object): Promise<unknown>;
  privateDeleteFuturesApiV23Order(query: object): Promise<unknown>;
  privateGetFuturesApiV23UserOpenOrders(query: object): Promise<unknown>;
  privateGetFuturesApiV23UserTradeHistory(query: object): Promise<unknown>;
  privateGetFuturesApiV23UserWallet(query?: object): Promise<unknown>;
}

/** What is used of ccxt. Its own types describe a hundred venues and take longer to check than everything here. */
export interface Peer extends PrivatePeer {
  readonly urls: Record<string, unknown>;
  readonly orderbooks: Readonly<Record<string, PeerBook>>;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(): Promise<Readonly<Record<string, PeerMarket>>>;
  fetchTicker(symbol: string): Promise<PeerTicker>;
  fetchOrderBook(symbol: string, limit?: number): Promise<PeerBook>;
  fetchTrades(symbol: string): Promise<readonly PeerTrade[]>;
  fetchOHLCV(symbol: string, timeframe: string): Promise<readonly PeerCandle[]>;
  watchOrderBook(symbol: string): Promise<PeerBook>;
  watchTrades(symbol: string): Promise<readonly PeerTrade[]>;
  watchTicker(symbol: string): Promise<PeerTicker>;
  watchOHLCV(symbol: string, timeframe: string): Promise<readonly PeerCandle[]>;
  publicGetFuturesApiV23MarketSummary(query?: object): Promise<unknown>;
  publicGetFuturesApiV23OrderbookL2(query: object): Promise<unknown>;
  publicGetFuturesApiV23Trades(query: object): Promise<unknown>;
  publicGetFuturesApiV23Ohlcv(query: object): Promise<unknown>;
  publicGetSpotApiV33Time(): Promise<unknown>;
  close(): Promise<unknown>;
}

type PeerClass = new (options?: object) => Peer;

interface PeerModule {
  readonly pro: Readonly<Record<"lbank" | "weex", PeerClass>>;
  readonly btse: PeerClass;
}

/** The package itself. It is heavy, so it is loaded when it is used. */
async function peerModule(): Promise<PeerModule> {
  const name = "ccxt";
  return ((await import(name)) as { readonly default: PeerModule }).default;
}

/** Every address of a tree of addresses, led to the simulator. */
export function rehosted<T>(addresses: T, simulator: string): T {
  if (typeof addresses === "string") {
    const { host } = new URL(simulator);
    return addresses.replace(/^(ws|http)s?:\/\//, (_all, scheme: string) => `${scheme}://${host}/`) as T & string;
  }
  if (typeof addresses !== "object" || addresses === null) return addresses;
  return Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, rehosted<unknown>(address, simulator)])) as T;
}

/** Makes a ccxt exchange whose hosts are the simulator's. Nothing is asked yet. */
export async function pointedPeer(id: PeerId, simulator: string): Promise<Peer> {
  const ccxt = await peerModule();
  const peer = id === "btse" ? new ccxt.btse() : new ccxt.pro[id]();
  for (const name of ["api", "api2"]) {
    if (peer.urls[name] !== undefined) peer.urls[name] = rehosted(peer.urls[name], simulator);
  }
  return peer;
}

/** One that holds the keys of the simulated account, and does not wait between its requests. */
export async function accountPeer(id: PeerId, simulator: string): Promise<Peer> {
  const peer = await watchingPeer(id, simulator);
  const demo = demoCredentials(id === "btse" ? "lmex" : id);
  if (demo === undefined) throw new RangeError(`The simulated ${id} has no account.`);
  const { apiKey, secret, passphrase: password } = demo;
  return Object.assign(peer, { apiKey, secret, password, enableRateLimit: false });
}

/** One that can be watched too: for a plain `ws://` address it wants its proxy agents loaded first, proxy or not. */
export async function watchingPeer(id: PeerId, simulator: string): Promise<Peer> {
  const peer = await pointedPeer(id, simulator);
  if (id !== "btse") await peer.loadHttpProxyAgent();
  return peer;
}
