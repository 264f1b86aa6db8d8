// Where WEEX is, how its sockets are kept alive, and how much it lets a caller do. Data only. WEEX runs two generations of its
// interface side by side: V3 (the default here) and V2, which its documentation calls sunsetting. README.md gives the evidence.

import { type CandleInterval } from "#core/event";
import {
  type EnvironmentDescription,
  type Heartbeat,
  type LimitsDescription,
  type LoginForm,
  type RestDescription,
  type SocketDescription,
} from "#venues/venue";

const hosts = {
  contractRest: "https://api-contract.weex.com",
  contractPublic: "wss://ws-contract.weex.com",
  contractPrivate: "wss://ws-contract.weex.com",
  spotRest: "https://api-spot.weex.com",
  spotPublic: "wss://ws-spot.weex.com",
  spotPrivate: "wss://ws-spot.weex.com",
} as const;

/** The live venue, and demo trading on the same hosts. There is no test network. */
export const environments: Readonly<Record<string, EnvironmentDescription>> = {
  live: { hosts, evidence: "proven" },
  sim: {
    hosts,
    only: [{ product: "contract", api: "v3" }],
    // Its private paths are others: with the usual ones an order meant for the demo would reach the real account.
    accountsSpoken: false,
    evidence: "proven",
    note: "Demo trading: private paths under /capi/v3/sim/, symbols end in SUSDT (BTCSUSDT), the asset is SUSDT.",
  },
};

/** What one V2 or V3 connection may do: 100 channels, and 240 subscribes and unsubscribes an hour. */
const connectionCaps = {
  topicsMax: 100,
  operations: { max: 240, perMs: 3_600_000 },
  // WEEX publishes no pace for messages; this one is ours.
  pacing: { messages: 10, perMs: 1_000 },
} as const;

const pingV2: Heartbeat = {
  kind: "json",
  from: "server",
  ask: '{"event":"ping","time":$ID}',
  answer: '{"event":"pong","time":$ID}',
  everyMs: 30_000,
  patience: { missed: 5 },
};

/** V3 asks with the key `event` on public sockets and `type` on private ones; the answer is the same and echoes no time. */
const pingV3 = (key: "event" | "type"): Heartbeat => ({
  kind: "method",
  from: "server",
  ask: `{"${key}":"ping","time":"$TIME"}`,
  answer: '{"method":"PONG","id":$N}',
  everyMs: 60_000,
  patience: { missed: 10 },
});

/** The V2 sockets of a market type: no greeting, one channel a message. */
export const socketsV2 = (market: "contract" | "spot"): { readonly public: SocketDescription; readonly private: SocketDescription } => {
  const common = {
    ...connectionCaps,
    heartbeats: [pingV2],
    probe: { kind: "rfc" },
    topicsPerMessage: 1,
    greeting: false,
    idleCutMs: undefined,
    concurrentPerIp: 100,
  } as const;
  return {
    public: { ...common, host: `${market}Public`, path: "/v2/ws/public", login: "none", note: "The ping interval is not published." },
    private: { ...common, host: `${market}Private`, path: "/v2/ws/private", login: "headers", note: "The ping interval is not published." },
  };
};

/** The V3 sockets of a market type: a greeting, many topics a message, and a cut when nothing is subscribed. */
export const socketsV3 = (market: "contract" | "spot"): { readonly public: SocketDescription; readonly private: SocketDescription } => {
  const common = {
    ...connectionCaps,
    // The venue also answers {"result":true,"id":0}; an answered PING proves that its application is alive, not only its edge.
    probe: { kind: "text", text: '{"method":"PING","id":0}' },
    topicsPerMessage: 100,
    greeting: true,
    idleCutMs: 60_000,
    refusalsMax: 5,
    concurrentPerIp: 20,
  } as const;
  return {
    public: { ...common, host: `${market}Public`, path: "/v3/ws/public", heartbeats: [pingV3("event")], login: "none" },
    private: { ...common, host: `${market}Private`, path: "/v3/ws/private", heartbeats: [pingV3("type")], login: "headers" },
  };
};

/** Intervals as V3 spells them, which is how truebook does. */
export const V3_INTERVALS: readonly CandleInterval[] = ["1m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w", "1M"];

/** Intervals as the topics of V2 spell them. */
export const INTERVALS_V2: Readonly<Record<CandleInterval, string>> = {
  "1m": "MINUTE_1",
  "5m": "MINUTE_5",
  "15m": "MINUTE_15",
  "30m": "MINUTE_30",
  "1h": "HOUR_1",
  "2h": "HOUR_2",
  "4h": "HOUR_4",
  "6h": "HOUR_6",
  "8h": "HOUR_8",
  "12h": "HOUR_12",
  "1d": "DAY_1",
  "1w": "WEEK_1",
  "1M": "MONTH_1",
};

/** A page of past candles. The newest alone may be up to 1,000 at once, which no paging can use. */
const CANDLES_A_PAGE = 100;

const contractIntervals = ["1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w"] as const;
const spotIntervals = V3_INTERVALS;
const restCommon = { tradesBounded: false, unsignedPrefix: "", bookDepthMax: 200, timeUnit: "ms" } as const;

/** The pool of weight that public reads of one address share. */
export const WEIGHT_BUCKET = "ip-weight";
/** The pool that everything private of one account shares. */
export const UID_WEIGHT_BUCKET = "account-weight";
/** Orders placed a second, which drains the minute's cap too; and what of a batch only the minute counts. */
export const ORDER_BUCKET = "orders";
export const ORDER_MINUTE_BUCKET = "orders-minute";
/** Cancels, which V2 caps as it caps orders. */
export const CANCEL_BUCKET = "cancels";
/** Orders a second; documentation has said 50 and 300 a minute. */
export const ORDERS_PER_SECOND = 10;
export const ORDERS_PER_MINUTE = 300;

/** REST by market type and version. Candle order turned round between the generations. */
export const rest: Readonly<Record<"contractV3" | "contractV2" | "spotV3" | "spotV2", RestDescription>> = {
  contractV3: {
    ...restCommon,
    host: "contractRest",
    base: "/capi/v3",
    tradesMax: 1_000,
    candlesMax: CANDLES_A_PAGE,
    candleIntervals: contractIntervals,
    candleOrder: "oldest-first",
  },
  contractV2: {
    ...restCommon,
    host: "contractRest",
    base: "/capi/v2",
    tradesMax: 1_000,
    candlesMax: CANDLES_A_PAGE,
    candleIntervals: contractIntervals,
    candleOrder: "newest-first",
  },
  spotV3: {
    ...restCommon,
    host: "spotRest",
    base: "/api/v3",
    tradesMax: 1_000,
    candlesMax: 300,
    candlesBounded: false,
    candleIntervals: spotIntervals,
    candleOrder: "oldest-first",
  },
  spotV2: {
    ...restCommon,
    host: "spotRest",
    base: "/api/v2",
    tradesMax: 0,
    candlesMax: 0,
    candleIntervals: [],
    candleOrder: "oldest-first",
  },
};

/** Private sockets are authenticated in the upgrade request; there is no login message. */
export const login: readonly LoginForm[] = [
  {
    kind: "handshake-headers",
    headers: ["ACCESS-KEY", "ACCESS-PASSPHRASE", "ACCESS-TIMESTAMP", "ACCESS-SIGN", "User-Agent"],
    signs: "timestamp in ms, then the path: 1767225600000/v3/ws/private. No method, no host, no body",
    digest: "HMAC-SHA256, base64",
    evidence: "proven",
  },
];

/** Two pools of weight, by address and by account; orders also drain caps of their own. */
export const limits: LimitsDescription = {
  rest: [
    { bucket: WEIGHT_BUCKET, capacity: 500, perMs: 10_000, scope: "ip", links: [], evidence: "proven" },
    { bucket: UID_WEIGHT_BUCKET, capacity: 500, perMs: 10_000, scope: "account", links: [], evidence: "proven" },
    {
      bucket: ORDER_BUCKET,
      capacity: ORDERS_PER_SECOND,
      perMs: 1_000,
      scope: "account",
      links: [ORDER_MINUTE_BUCKET],
      evidence: "unproven",
    },
    { bucket: ORDER_MINUTE_BUCKET, capacity: ORDERS_PER_MINUTE, perMs: 60_000, scope: "account", links: [], evidence: "unproven" },
    { bucket: CANCEL_BUCKET, capacity: ORDERS_PER_SECOND, perMs: 1_000, scope: "account", links: [], evidence: "unproven" },
  ],
  connectsPerIp: { max: 300, perMs: 300_000 },
  concurrentPerIp: 20,
  feedback: { usedHeader: "x-used-weight-10s", remainingHeader: "x-remaining-weight-10s", retryAfter: "none" },
  banMs: 10_000,
};
