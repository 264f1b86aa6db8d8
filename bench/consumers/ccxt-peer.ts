// ccxt.pro, watched as its manual says, with its own sockets, books and lists of trades. Only its addresses and its list of markets
// are set, because its venues are not here.

/** What is used of ccxt. Its own types describe a hundred venues and take longer to check than everything here. */
export interface PeerBook {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
  readonly timestamp: number | undefined;
}

export interface PeerTrade {
  readonly price: number;
  readonly amount: number;
  readonly side: string;
}

export interface Peer {
  readonly urls: { readonly api: { ws: unknown } };
  loadHttpProxyAgent(): Promise<unknown>;
  setMarkets(markets: readonly object[]): void;
  watchOrderBook(symbol: string, limit: number): Promise<PeerBook>;
  watchTrades(symbol: string): Promise<readonly PeerTrade[]>;
  close(): Promise<unknown>;
}

interface PeerModule {
  readonly pro: Readonly<Record<PeerVenue, new (options: object) => Peer>>;
}

export type PeerVenue = "bybit" | "lbank" | "weex";

export interface PeerMarket {
  readonly base: string;
  readonly id: string;
  /** As ccxt spells it: a swap names what it settles in. */
  readonly symbol: string;
  readonly places: { readonly price: number; readonly amount: number };
}

/** Makes the peer of one venue. Whoever calls sets its addresses. */
export async function makePeer(venue: PeerVenue, markets: readonly PeerMarket[]): Promise<Peer> {
  const name = "ccxt";
  const ccxt = (await import(name)) as PeerModule;
  const peer = new ccxt.pro[venue]({ enableRateLimit: false });
  // It wants this for plain ws:// addresses, proxy or not.
  await peer.loadHttpProxyAgent();
  peer.setMarkets(markets.map(marketOf));
  return peer;
}

function marketOf({ base, id, symbol, places }: PeerMarket): object {
  const swap = symbol.includes(":");
  return {
    id,
    symbol,
    base,
    quote: "USDT",
    baseId: base,
    quoteId: "USDT",
    ...(swap ? { settle: "USDT", settleId: "USDT", linear: true, inverse: false, contractSize: 0.001 } : {}),
    type: swap ? "swap" : "spot",
    spot: !swap,
    swap,
    future: false,
    option: false,
    contract: swap,
    active: true,
    precision: places,
    limits: {},
    info: {},
  };
}
