// Where LMEX is, how its sockets are kept alive, and how much it lets a caller do. Data only. LMEX runs the BTSE engine under its own
// hosts; its interface follows BTSE's public documents (futures v2.3, spot v3.3, WebSocket guide). README.md gives the evidence.

import { type CandleInterval } from "#core/event";
import {
  type EnvironmentDescription,
  type LimitsDescription,
  type LoginForm,
  type RestDescription,
  type SocketDescription,
} from "#venues/venue";

/** The products, as the venue calls them. */
export type LmexProduct = "futures" | "spot";

/** Production and test networks. `market` and `oss` are one host with two servers on it: the path tells them apart. */
export const environments: Readonly<Record<string, EnvironmentDescription>> = {
  live: {
    hosts: { rest: "https://api.lmex.io", market: "wss://ws.lmex.io", oss: "wss://ws.lmex.io" },
    evidence: "proven",
  },
  test: {
    hosts: { rest: "https://test-api.lmex.io", market: "wss://ws.test-api.lmex.io", oss: "wss://ws.test-api.lmex.io" },
    evidence: "unproven",
    note: "The REST host is proven. The socket host was reported not to resolve in May 2026; an article names testnet.lmex.io instead.",
  },
};

/** How many topics one message carries. The venue publishes no bound; a small one keeps a refused message cheap. */
export const TOPICS_PER_MESSAGE = 20;

const socketCommon = {
  // Deltix pings every 10 s, the venue's pages recommend 15 s; a silent socket without a topic is cut after about a minute.
  heartbeats: [
    { kind: "text", from: "client", send: "ping", answer: "pong", everyMs: 15_000 },
    { kind: "rfc", from: "server", everyMs: 180_000, patience: { ms: 600_000 } },
  ],
  probe: { kind: "text", text: "ping" },
  topicsMax: 100,
  operations: undefined,
  // The venue publishes no pace for messages; this one is ours.
  pacing: { messages: 20, perMs: 1_000 },
  topicsPerMessage: TOPICS_PER_MESSAGE,
  greeting: false,
  idleCutMs: 60_000,
  concurrentPerIp: 50,
} as const;

/** The two sockets of a product. Books come only from `oss`: the market server drops a book topic without a word. */
export const socketsOf = (product: LmexProduct): { readonly market: SocketDescription; readonly oss: SocketDescription } => ({
  market: { ...socketCommon, host: "market", path: `/ws/${product}`, login: "message" },
  oss: { ...socketCommon, host: "oss", path: `/ws/oss/${product}`, login: "none" },
});

/** Levels a side that the venue keeps and sends. REST cuts at the same number. */
export const BOOK_DEPTH = 50;
/** The coarsest grouping. Beyond it the venue acknowledges and stays silent. */
export const GROUP_MAX = 8;
/** Trades that one REST answer holds at most; asking for more is refused with code -2. */
export const TRADES_MAX = 500;
/** The longest range of time that a read of trades takes, when it names both ends: 30 days. With one end or none it is 3. */
export const TRADES_RANGE_MS: number = 30 * 86_400_000;
/** Candles that one REST answer holds at most; a longer range is refused with code 400. */
export const CANDLES_MAX = 300;

/** REST's names of the candle lengths that it has: minutes. Its month is 43 200 of them. */
export const RESOLUTIONS: ReadonlyMap<CandleInterval, string> = new Map([
  ["1m", "1"],
  ["5m", "5"],
  ["15m", "15"],
  ["30m", "30"],
  ["1h", "60"],
  ["4h", "240"],
  ["6h", "360"],
  ["1d", "1440"],
  ["1w", "10080"],
  ["1M", "43200"],
]);

/** REST of a product. Only what follows the product's prefix is signed. */
export const restOf = (product: LmexProduct): RestDescription => ({
  host: "rest",
  base: product === "futures" ? "/futures/api/v2.3" : "/spot/api/v3.3",
  unsignedPrefix: `/${product}`,
  bookDepthMax: BOOK_DEPTH,
  tradesMax: TRADES_MAX,
  tradesRangeMs: TRADES_RANGE_MS,
  candlesMax: CANDLES_MAX,
  candleIntervals: [...RESOLUTIONS.keys()],
  candleOrder: "newest-first",
  timeUnit: "ms",
});

/** The only clock that the venue offers; futures has none of its own (404). */
export const TIME_PATH = "/spot/api/v3.3/time";

/** The bucket that every read costs one of. */
export const QUERY_BUCKET = "query";

/** The bucket that everything costs one of that places, amends or cancels. */
export const ORDER_BUCKET = "orders";
/** Orders a second, for an interface and for a user. */
export const ORDERS_PER_SECOND = 75;

/** Limits as LMEX's own page gives them. */
export const limits: LimitsDescription = {
  rest: [
    { bucket: QUERY_BUCKET, capacity: 15, perMs: 1_000, scope: "ip", links: ["query-user"], evidence: "proven" },
    { bucket: "query-user", capacity: 30, perMs: 1_000, scope: "account", links: [], evidence: "proven" },
    { bucket: ORDER_BUCKET, capacity: ORDERS_PER_SECOND, perMs: 1_000, scope: "account", links: [], evidence: "proven" },
  ],
  connectsPerIp: undefined,
  concurrentPerIp: 50,
  feedback: { retryAfter: "disputed" },
  // The first rung of the venue's ladder: 1 s, 5 min, 15 min.
  banMs: 1_000,
};

/** Login on the market socket: both forms are tried, the older pages know only the second. The nonce is the time now in ms. */
export const login: readonly LoginForm[] = [
  { kind: "socket-message", op: "authKeyExpires", signs: "path of the socket, nonce", digest: "HMAC-SHA384, hex", evidence: "proven" },
  { kind: "socket-message", op: "login", signs: "path of the socket, nonce", digest: "HMAC-SHA384, hex", evidence: "unproven" },
];
