// Where LBank is, how its sockets are kept alive, and how much it lets a caller do. Data only. Sources: LBank's spot API pages (V2),
// its contract API page, its published SDKs, and reports of integrators where the pages are silent; README.md says which is which.

import { type CandleInterval } from "#core/event";
import {
  type EnvironmentDescription,
  type LimitsDescription,
  type LoginForm,
  type RestDescription,
  type SocketDescription,
} from "#venues/venue";

/** Books of nodes with this prefix agree with REST; the others are often stale. */
export const TRUSTED_NODE_PREFIX = "t-";

/** How the socket spells an interval. It has no 2, 6, 8 or 12 hours, and a year that nobody asks for. */
export const SOCKET_INTERVALS: ReadonlyMap<CandleInterval, string> = new Map([
  ["1m", "1min"],
  ["5m", "5min"],
  ["15m", "15min"],
  ["30m", "30min"],
  ["1h", "1hr"],
  ["4h", "4hr"],
  ["1d", "day"],
  ["1w", "week"],
  ["1M", "month"],
]);

/** The same, the other way round. */
export const INTERVAL_BY_SLOT: ReadonlyMap<string, CandleInterval> = new Map(
  [...SOCKET_INTERVALS].map(([interval, slot]) => [slot, interval]),
);

/** How REST spells an interval. */
export const REST_INTERVALS: ReadonlyMap<CandleInterval, string> = new Map([
  ["1m", "minute1"],
  ["5m", "minute5"],
  ["15m", "minute15"],
  ["30m", "minute30"],
  ["1h", "hour1"],
  ["4h", "hour4"],
  ["8h", "hour8"],
  ["12h", "hour12"],
  ["1d", "day1"],
  ["1w", "week1"],
  ["1M", "month1"],
]);

/** How the article's language spells an interval. */
export const ARTICLE_INTERVALS: ReadonlyMap<CandleInterval, string> = new Map([
  ["1m", "1min"],
  ["5m", "5min"],
  ["15m", "15min"],
  ["30m", "30min"],
  ["1h", "60min"],
  ["4h", "4hour"],
  ["1d", "1day"],
  ["1w", "1week"],
  ["1M", "1mon"],
]);

/** The bucket that every public read costs one of. */
export const PUBLIC_BUCKET = "public";
/** What an order or a cancel costs, and what any other private request costs. */
export const ORDER_BUCKET = "orders";
export const PRIVATE_BUCKET = "private";

/** How long a leased key lives, from its making or its last renewal; and at which part of it truebook renews. */
export const LEASE: { readonly lifeMs: number; readonly renewAtFraction: number } = { lifeMs: 3_600_000, renewAtFraction: 0.8 };
/** Where the key is had. */
export const LEASE_PATHS = {
  get: "/v2/subscribe/get_key.do",
  renew: "/v2/subscribe/refresh_key.do",
  destroy: "/v2/subscribe/destroy_key.do",
} as const;

/** LBank has one environment: there is no public test network. */
export const environments: Readonly<Record<string, EnvironmentDescription>> = {
  live: {
    hosts: {
      rest: "https://api.lbkex.com",
      market: "wss://www.lbkex.net",
      article: "wss://api.lbkex.com",
      contractRest: "https://lbkperp.lbank.com",
      contractMarket: "wss://lbkperpws.lbank.com",
    },
    alternateHosts: {
      rest: ["https://www.lbkex.net", "https://api.lbank.info"],
      market: ["wss://api.lbkex.com", "wss://api.lbank.info"],
    },
    evidence: "proven",
    note: "www.lbkex.net is reported to block an address that opens many sockets at once.",
  },
};

/** Spot V2. Books, trades and private topics share this socket; a private topic carries a leased key in its subscribe message. */
export const spotSocket: SocketDescription = {
  host: "market",
  path: "/ws/V2/",
  heartbeats: [
    {
      kind: "json",
      from: "server",
      ask: '{"action":"ping","ping":$ID}',
      answer: '{"action":"pong","pong":$ID}',
      everyMs: 30_000,
      patience: { ms: 60_000 },
    },
    {
      kind: "json",
      from: "client",
      ask: '{"action":"ping","ping":$ID}',
      answer: '{"action":"pong","pong":$ID}',
      everyMs: 20_000,
      patience: { ms: 35_000 },
    },
  ],
  // RFC 6455 pings are not answered reliably here, so the question is LBank's own.
  probe: { kind: "text", text: '{"action":"ping","ping":"probe"}' },
  // No cap is published. One socket was measured at about 14 kB/s before it queues, so a socket carries one market's four channels.
  topicsMax: 4,
  operations: undefined,
  pacing: { messages: 5, perMs: 1_000 },
  topicsPerMessage: 1,
  greeting: false,
  idleCutMs: undefined,
  login: "leased-key",
  note: "Text frames, never compressed. The server's ping interval, the topic cap and the pace of our messages are not published.",
};

/** The socket of an article's own language: one address, numeric pings, an answer to every subscribe. Only a simulator speaks it. */
export const articleSocket: SocketDescription = {
  host: "article",
  path: "/ws",
  heartbeats: [
    { kind: "json", from: "server", ask: '{"ping":$ID}', answer: '{"pong":$ID}', everyMs: 5_000, patience: { missed: 2 } },
    { kind: "json", from: "client", ask: '{"ping":$ID}', answer: '{"pong":$ID}', everyMs: 20_000, patience: { missed: 2 } },
  ],
  probe: { kind: "text", text: '{"ping":1}' },
  topicsMax: 100,
  operations: undefined,
  pacing: { messages: 10, perMs: 1_000 },
  topicsPerMessage: 1,
  greeting: false,
  idleCutMs: undefined,
  login: "message",
  evidence: "unproven",
  note: "Told by an article alone; what it leaves open follows the family of interfaces that it resembles.",
};

/** The perpetual socket that LBank's own pages do not mention. Described so that it can be tried; books are polled over REST. */
export const contractSocket: SocketDescription = {
  host: "contractMarket",
  path: "/ws",
  heartbeats: [{ kind: "text", from: "client", send: "ping", answer: "pong", everyMs: 20_000 }],
  probe: { kind: "text", text: "ping" },
  topicsMax: 20,
  operations: undefined,
  // 20 frames a second are allowed, but only 3 a second on the book topic.
  pacing: { messages: 3, perMs: 1_000 },
  topicsPerMessage: 1,
  greeting: false,
  idleCutMs: undefined,
  login: "none",
  evidence: "unproven",
  note: "Undocumented. Its book batches mix contracts, carry no number per contract, and go stale on quiet contracts without a sign.",
};

/** Spot REST V2. */
export const spotRest: RestDescription = {
  host: "rest",
  base: "/v2",
  unsignedPrefix: "",
  bookDepthMax: 200,
  tradesMax: 500,
  candlesMax: 2_000,
  candleIntervals: [...REST_INTERVALS.keys()],
  tradesPaging: "forward",
  candleOrder: "oldest-first",
  timeUnit: "s",
};

/** Contract REST: instruments, figures and books; no trades and no candles. */
export const contractRest: RestDescription = {
  host: "contractRest",
  base: "/cfd/openApi/v1/pub",
  unsignedPrefix: "",
  bookDepthMax: 1_000,
  tradesMax: 0,
  candlesMax: 0,
  candleIntervals: [],
  candleOrder: "oldest-first",
  timeUnit: "ms",
};

/** Private spot topics need a key that is leased over signed REST; there is no login on the socket. */
export const login: readonly LoginForm[] = [
  {
    kind: "leased-key",
    ...LEASE_PATHS,
    ...LEASE,
    evidence: "proven",
  },
];

/** Two pools; the quota of what is not an order is counted by address for public reads and by key for private ones. */
export const limits: LimitsDescription = {
  rest: [
    { bucket: ORDER_BUCKET, capacity: 500, perMs: 10_000, scope: "key", links: [], evidence: "proven" },
    { bucket: PRIVATE_BUCKET, capacity: 200, perMs: 10_000, scope: "key", links: [], evidence: "unproven" },
    { bucket: PUBLIC_BUCKET, capacity: 200, perMs: 10_000, scope: "ip", links: [], evidence: "unproven" },
  ],
  connectsPerIp: { max: 20, perMs: 1_000 },
  concurrentPerIp: undefined,
  feedback: { retryAfter: "none" },
  banMs: 10_000,
};
