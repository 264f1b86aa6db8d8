// Where Tidewell would be, how its socket is kept alive, and how much it lets a caller do. Data only.

import { type CandleInterval } from "#core/event";
import { type EnvironmentDescription, type LimitsDescription, type RestDescription, type SocketDescription } from "#venues/venue";

export const environments: Readonly<Record<string, EnvironmentDescription>> = {
  live: { hosts: { rest: "https://rest.tidewell.example", lines: "wss://lines.tidewell.example" }, evidence: "proven" },
};

export const BOOK_DEPTH = 50;

export const linesSocket: SocketDescription = {
  host: "lines",
  path: "/v1/lines",
  heartbeats: [{ kind: "text", from: "client", send: "HEY", answer: "YES", everyMs: 10_000 }],
  probe: { kind: "text", text: "HEY" },
  topicsMax: 40,
  operations: undefined,
  pacing: { messages: 10, perMs: 1_000 },
  topicsPerMessage: 1,
  greeting: false,
  idleCutMs: 30_000,
  login: "none",
};

/** Minutes of the candle lengths that REST has. */
export const MINUTES: ReadonlyMap<CandleInterval, number> = new Map([
  ["1m", 1],
  ["5m", 5],
  ["1h", 60],
  ["1d", 1_440],
]);

export const rest: RestDescription = {
  host: "rest",
  base: "/v1",
  unsignedPrefix: "",
  bookDepthMax: BOOK_DEPTH,
  tradesMax: 200,
  candlesMax: 200,
  candleIntervals: [...MINUTES.keys()],
  candleOrder: "oldest-first",
  timeUnit: "ms",
};

export const limits: LimitsDescription = {
  rest: [{ bucket: "reads", capacity: 20, perMs: 1_000, scope: "ip", links: [], evidence: "unproven" }],
  connectsPerIp: { max: 10, perMs: 1_000 },
  concurrentPerIp: 10,
  feedback: { retryAfter: "none" },
  banMs: 2_000,
};
