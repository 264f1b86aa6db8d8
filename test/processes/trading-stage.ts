// A simulated venue, a program of a user's that trades there, and a line between them that can be cut. The simulated venue runs in the
// test's own process: its table is the judge, and its clock is the machine's.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext } from "vitest";
import { hostsOf } from "#assemblies/hosts";
import { loadVenue } from "#assemblies/live";
import { startSimulator } from "#assemblies/simulator";
import { baseCoins } from "#core/account/notional";
import { priceUnits, sizeUnits } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { decimalText } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type CutLine, startCutLine } from "./cut-line.ts";

const CHILD = join(import.meta.dirname, "trading-child.mjs");
/** LMEX has a switch of its own, LBank has none. */
const MARKETS = {
  lmex: { product: "futures", symbol: "BTC-PERP" },
  lbank: { product: "spot", symbol: "btc_usdt" },
} as const;
const LIMITS = {
  maxOrderNotional: "100000",
  maxPositionNotional: "none",
  maxExposureNotional: "none",
  maxOpenOrders: "none",
  maxDailyLoss: "none",
  maxDrawdown: "none",
  ordersPerSecond: "none",
  priceCollarBps: "none",
  repeatsPerMinute: "none",
};
const READY_WITHIN_MS = 45_000;

type Words = Readonly<Record<string, unknown>>;

export interface Wish {
  readonly count: number;
  /** Goes on sending. */
  readonly busy?: boolean;
  readonly onClose?: "cancel-all" | "leave";
}

export interface Stage {
  readonly child: ChildProcess;
  readonly line: CutLine;
  readonly account: SimulatedAccount;
  readonly instrument: Instrument;
  readonly url: string;
  readonly stateDir: string;
  /** What the program said, oldest first. */
  readonly said: readonly Words[];
  /** Who stands behind it, and the time that it prints. */
  readonly deadMan: { readonly kind: unknown; readonly withinMs: number };
  tell(act: "block" | "throw" | "kill" | "resume" | "open" | "close"): void;
  /** The next thing that it says by this name, after what it had said `since`. */
  heard(word: string, since?: number): Promise<Words>;
  /** How many orders rest at the venue. */
  open(): number;
  /** Does something, and returns how long it took until nothing rested any more. */
  goneAfter(act: () => void): Promise<number>;
  /** Does something, and waits for the program's end. */
  end(act: () => void): Promise<{ readonly exit: number | null; readonly elapsedMs: number }>;
  stderr(): string;
  watchdogLog(): string;
}

/** Starts all of it, and returns once the orders rest. */
export async function tradingStage({ onTestFinished }: TestContext, venue: keyof typeof MARKETS, wish: Wish): Promise<Stage> {
  const stateDir = mkdtempSync(join(tmpdir(), "truebook-process-"));
  const simulator = await startSimulator({ port: 0, venues: [venue], seed: "7", mood: "quiet" });
  const line = await startCutLine(simulator.url);
  const { product, symbol } = MARKETS[venue];
  const account = simulator.exchange.venue(venue)?.accounts?.all[0];
  const market = simulator.exchange.marketOf({ venue, symbol, product });
  if (account === undefined || market === undefined) throw new Error("no account");
  const { instrument } = market;
  const { description } = await loadVenue(venue);
  const { apiKey, secret } = account.credentials;
  const settings = {
    venue,
    options: {
      hosts: hostsOf(description, { environment: "live", overrides: {}, simulator: line.url }),
      credentials: { apiKey, apiSecret: secret },
      stateDir,
      limits: LIMITS,
      onClose: wish.onClose ?? "cancel-all",
      instruments: [symbol],
      deadManMs: 5_000,
    },
    orders: { ...wish, product, symbol, ...restingOrder(instrument, market.picture(0).bids[0]?.[0] ?? 0) },
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const said: Words[] = [];
  createInterface({ input: child.stdout }).on("line", (words) => said.push(JSON.parse(words) as Words));
  const ended = once(child, "exit") as Promise<[number | null]>;
  const watchdogLog = (): string => {
    const path = join(stateDir, "trading", `${venue}-live-default`, "watchdog.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  onTestFinished(async () => {
    child.kill("SIGKILL");
    // What it would have left to do takes seconds, and nobody looks at it any more.
    endWatchdog(watchdogLog());
    line.close();
    await simulator.close();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const open = (): number => account.openOrders().length;
  const heard = (word: string, since = 0): Promise<Words> =>
    until(() => {
      const found = said.slice(since).find((words) => word in words);
      if (found === undefined && child.exitCode !== null) throw new Error(`The process ended before it said ${word}. ${stderr}`);
      return found;
    }, `${word} was not said`);
  const ready = await heard("ready");
  return {
    child,
    line,
    account,
    instrument,
    url: simulator.url,
    stateDir,
    said,
    deadMan: { kind: ready["kind"], withinMs: Number(ready["withinMs"]) },
    tell: (act) => void child.stdin.write(`${act}\n`),
    heard,
    open,
    async goneAfter(act) {
      const startedAt = performance.now();
      act();
      await until(() => (open() === 0 ? true : undefined), "orders still rest");
      return performance.now() - startedAt;
    },
    async end(act) {
      const startedAt = performance.now();
      act();
      const [exit] = await ended;
      return { exit, elapsedMs: performance.now() - startedAt };
    },
    stderr: () => stderr,
    watchdogLog,
  };
}

/** A little, three in a hundred below what is bid: it does not trade. */
function restingOrder(instrument: Instrument, bid: number): { readonly price: string; readonly size: string } {
  const price = priceUnits(Math.floor((bid * 0.97) / instrument.tick) * instrument.tick);
  const size = sizeUnits(Math.max(instrument.minSize, instrument.lot * 2));
  return { price: unitsToText(price, instrument.priceScale), size: decimalText(baseCoins(instrument, size)) };
}

/** Ends a watchdog that stands in its log and is not over. */
function endWatchdog(log: string): void {
  const pid = /"pid":(\d+)/.exec(log)?.[1];
  if (pid === undefined || log.includes("watchdog-over")) return;
  try {
    process.kill(Number(pid), "SIGKILL");
  } catch {
    // It went in this moment.
  }
}

async function until<Value>(look: () => Value | undefined, words: string): Promise<Value> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > giveUpAt) throw new Error(`${words}, ${READY_WITHIN_MS / 1_000} s long`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
