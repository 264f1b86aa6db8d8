// What ccxt 4.5.84 does not do, or does wrongly, where the venue's own documents say otherwise. Each row is shown by the test on the
// simulator and printed in docs/ccxt.md; the simulator is never bent to make one go away.

import { type Simulator } from "#assemblies/simulator";
import { pause } from "../sockets/rig.ts";
import { accountPeer, type Peer, pointedPeer } from "./peer.ts";
import { ZONE_MS } from "./truth.ts";

/** The peers that a row may ask, connected and with their markets loaded. */
export interface Peers {
  readonly simulator: Simulator;
  readonly lbank: Peer;
  readonly weex: Peer;
}

/** One row: what was asked, what came of it, and why. */
export interface Shortfall {
  readonly where: string;
  readonly call: string;
  readonly outcome: string;
  readonly reason: string;
  /** Does it, and answers what came of it in words that `outcome` has to hold. */
  show(peers: Peers): Promise<string>;
}

const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "answered",
    (error: unknown) => (error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error)),
  );

const SWAP = "BTC/USDT:USDT";
/** A watch subscribes within this, and does not tell when it did. */
const SUBSCRIBED_AFTER_MS = 700;
/** Less than any digit that is told. */
const SMALL = 0.000_000_01;
/** Nobody's clock differs by so much here. */
const SLACK_MS = 60_000;

function hoursAhead(timestamp: number | undefined): string {
  const aheadMs = (timestamp ?? Number.NaN) - Date.now();
  return Math.abs(aheadMs - ZONE_MS) < SLACK_MS ? "8 hours ahead" : `${aheadMs} ms ahead`;
}

const noSuchStream = (call: "watchOrderBook" | "watchTrades" | "watchTicker"): Shortfall => ({
  where: "lbank, swap",
  call: `\`${call}\``,
  outcome: "NotSupported",
  reason: "its class has no stream of contracts; the venue documents none either",
  show: ({ lbank }) => refusalOf(lbank[call](SWAP)),
});

/** Every row, in the order of the page. */
export const SHORTFALLS: readonly Shortfall[] = [
  {
    where: "all",
    call: "the first `watch…` at a plain `ws://` address",
    outcome: "NotSupported",
    reason: "it wants `loadHttpProxyAgent()` to have been called once, proxy or not",
    async show({ simulator }) {
      const peer = await pointedPeer("lbank", simulator.url);
      const refusal = await refusalOf(peer.watchTicker("BTC/USDT"));
      await peer.close();
      return refusal;
    },
  },
  {
    where: "lbank",
    call: "`watchOrderBook`, its `timestamp`",
    outcome: "8 hours ahead",
    reason: "`TS` is wall time of UTC+8 without a zone; ccxt reads it as UTC",
    show: async ({ lbank }) => hoursAhead((await lbank.watchOrderBook("BTC/USDT")).timestamp),
  },
  {
    where: "lbank",
    call: "`watchTrades`, its `timestamp`",
    outcome: "8 hours ahead",
    reason: "the same",
    show: async ({ lbank }) => hoursAhead((await lbank.watchTrades("BTC/USDT")).at(-1)?.timestamp),
  },
  {
    where: "lbank",
    call: "`watchTicker`, its `timestamp`",
    outcome: "8 hours ahead",
    reason: "the same",
    show: async ({ lbank }) => hoursAhead((await lbank.watchTicker("BTC/USDT")).timestamp),
  },
  {
    where: "lbank",
    call: "`watchOHLCV`, the opening times",
    outcome: "8 hours ahead",
    reason: "the same; its candles from REST are right",
    show: async ({ lbank }) => hoursAhead((await lbank.watchOHLCV("BTC/USDT", "1m")).at(-1)?.[0]),
  },
  {
    where: "lbank",
    call: "`watchOrders`, the `amount` of a limit order",
    outcome: "its value in USDT",
    reason: "it reads the push's `amount`, which is size × price, and not its `volume`; `fetchOpenOrders` is right",
    async show({ simulator }) {
      const peer = await accountPeer("lbank", simulator.url);
      const watched = peer.watchOrders("BTC/USDT");
      await pause(SUBSCRIBED_AFTER_MS);
      const { id } = await peer.createOrder("BTC/USDT", "limit", "buy", 0.01, 50_000);
      const [order] = await watched;
      await peer.cancelOrder(id, "BTC/USDT");
      await peer.close();
      return order?.amount === 500 ? "its value in USDT" : String(order?.amount);
    },
  },
  noSuchStream("watchOrderBook"),
  noSuchStream("watchTrades"),
  noSuchStream("watchTicker"),
  {
    where: "lbank, swap",
    call: "`fetchTrades`",
    outcome: "BadSymbol",
    reason: "it asks spot's `/v2/trades.do` for a contract; the contract REST has no public trades",
    show: ({ lbank }) => refusalOf(lbank.fetchTrades(SWAP)),
  },
  {
    where: "lbank, swap",
    call: "`fetchOHLCV`",
    outcome: "BadSymbol",
    reason: "it asks spot's `/v2/kline.do` for a contract; the contract REST has no candles",
    show: ({ lbank }) => refusalOf(lbank.fetchOHLCV(SWAP, "1m")),
  },
  {
    where: "weex",
    call: "`watchTicker`, its `percentage`",
    outcome: "a hundredth of what `fetchTicker` says",
    reason: "the venue sends a fraction in both; ccxt turns only the one from REST into percent",
    async show({ weex }) {
      const { percentage, info } = (await weex.watchTicker(SWAP)) as { percentage: number; info?: { P?: string } };
      return percentage === Number(info?.P) && percentage !== 0 ? "a hundredth of what `fetchTicker` says" : `${percentage} %`;
    },
  },
  {
    where: "weex, swap",
    call: "`fetchBalance`, its `total` while a position is open",
    outcome: "free and used added up",
    reason: "what is free counts what the position would bring now, and the venue's own total is left out",
    async show({ simulator }) {
      const peer = await accountPeer("weex", simulator.url);
      await peer.createOrder(SWAP, "market", "buy", 0.01);
      const { total, free, used } = await peer.fetchBalance({ type: "swap" });
      await peer.close();
      const sum = (free["USDT"] ?? 0) + (used["USDT"] ?? 0);
      const balances = simulator.exchange.venue("weex")?.accounts?.all[0]?.balances();
      const is = Number(balances?.find(({ product, currency }) => product === "contract" && currency === "USDT")?.total);
      const isSum = Math.abs((total["USDT"] ?? 0) - sum) < SMALL && Math.abs(sum - is) > SMALL;
      return isSum ? "free and used added up" : `${String(total["USDT"])}, the venue's ${is}`;
    },
  },
  {
    where: "weex, swap",
    call: "`watchBalance`, its `free` while an order rests",
    outcome: "more than `fetchBalance` tells",
    reason: "the venue's push tells no figure of what is free; ccxt takes its `amount`, of which a resting order takes nothing",
    async show({ simulator }) {
      const peer = await accountPeer("weex", simulator.url);
      const watched = peer.watchBalance({ type: "swap" });
      await pause(SUBSCRIBED_AFTER_MS);
      const { id } = await peer.createOrder(SWAP, "limit", "buy", 0.5, 50_000);
      const told = (await watched).free["USDT"] ?? 0;
      const read = (await peer.fetchBalance({ type: "swap" })).free["USDT"] ?? 0;
      await peer.cancelOrder(id, SWAP);
      await peer.close();
      return told > read ? "more than `fetchBalance` tells" : `${told}, and ${read}`;
    },
  },
  {
    where: "LMEX through btse",
    call: "`loadMarkets`, and with it every unified call",
    outcome: "404",
    reason: "it asks `/public-api/market/v1/markets`, a path that only BTSE has; the raw calls of the shared paths work",
    async show({ simulator }) {
      const peer = await pointedPeer("btse", simulator.url);
      const refusal = await refusalOf(peer.loadMarkets());
      return `${refusal} ${await refusalOf(peer.fetchTicker("BTC/USDT:USDT"))}`;
    },
  },
];

/** The table as the page shows it. */
export function shortfallTable(): string {
  const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    row("where", "call", "what comes of it", "why"),
    row("---", "---", "---", "---"),
    ...SHORTFALLS.map(({ where, call, outcome, reason }) => row(where, call, outcome, reason)),
  ].join("\n");
}
