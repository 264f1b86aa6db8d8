// Who stands behind an account that trades: the venue's own switch where it has one, else a watchdog process beside this one. Here is
// where that process is started; what both say to each other is trading's.

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "#config/child-environment";
import { type Credentials } from "#core/account/secret";
import { UsageError } from "#core/error";
import { type InstrumentTable } from "#core/instrument";
import { type Interface } from "#core/interface-choice";
import { type Clock, type Log } from "#core/port";
import { type DeadMan, type DeadManListener, deadManOfAll } from "#trading/dead-man/dead-man";
import { lineSplitter } from "#trading/dead-man/line-splitter";
import { VenueDeadMan } from "#trading/dead-man/venue-dead-man";
import { type WatchdogLauncher, WatchdogLink, type WatchdogLinkOptions } from "#trading/dead-man/watchdog-link";
import {
  FROM_WATCHDOG,
  type FromWatchdog,
  keyTexts,
  WATCHDOG_PROTOCOL,
  type WatchdogOrders,
  watchdogLine,
  watchdogMessage,
} from "#trading/dead-man/watchdog-protocol";
import { type PrivateRequester } from "#transport/private-call";
import { type AccountCodec, type TradingVenue } from "#venues/account";

/** The least time that a dead man may be given: a shorter one would act on a slow moment of the machine. */
export const DEAD_MAN_MS_MIN = 5_000;
/** What a watchdog has not read yet; more, and it is taken for dead. */
const UNREAD_BYTES_MAX = 32 * 1_048_576;

export interface DeadManOptions {
  readonly venue: TradingVenue;
  readonly environment: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly interfaces: readonly Interface[];
  readonly proxy?: string;
  readonly credentials: Credentials;
  readonly noncePath: string;
  readonly logPath?: string;
  readonly requester: PrivateRequester;
  readonly instruments: () => InstrumentTable;
  readonly deadManMs: number;
  /** `auto`: the venue's own switch where it has one. `watchdog`: the process, wherever. */
  readonly choice: "auto" | "watchdog";
  readonly policy: WatchdogOrders["policy"];
  readonly offsetMs: () => number;
  readonly unreachable: WatchdogLinkOptions["unreachable"];
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: DeadManListener;
}

/** Makes the dead man of an account; nothing is armed yet. Throws UsageError for a time that is too short. */
export function createDeadMan(options: DeadManOptions): DeadMan {
  const { venue, interfaces, deadManMs, choice } = options;
  if (!(deadManMs >= DEAD_MAN_MS_MIN)) {
    throw new UsageError("dead-man-time", `The dead man's time is ${deadManMs} ms; the least is ${DEAD_MAN_MS_MIN} ms.`);
  }
  const codecs = interfaces.flatMap((each) => {
    const codec = venue.account(each.product, each);
    return codec === undefined ? [] : [{ product: each.product, codec }];
  });
  const [first, ...others] = choice === "auto" ? codecs.flatMap((each) => venueSwitch(each, options) ?? []) : [];
  // One product without a switch leaves its orders to nobody: then the process watches over all of them.
  if (first !== undefined && others.length === codecs.length - 1) return deadManOfAll([first, ...others]);
  return watchdogOf(options);
}

function venueSwitch(
  { product, codec }: { readonly product: string; readonly codec: AccountCodec },
  options: DeadManOptions,
): DeadMan | undefined {
  const { clock, log, requester, deadManMs, listener } = options;
  const call = codec.orders.cancelAllAfter;
  return call === undefined ? undefined : new VenueDeadMan({ clock, log, requester, call, product, deadManMs, listener });
}

function watchdogOf(options: DeadManOptions): DeadMan {
  const { clock, log, deadManMs, offsetMs, unreachable, listener, venue, proxy, logPath } = options;
  const orders = (): WatchdogOrders => ({
    protocol: WATCHDOG_PROTOCOL,
    venue: venue.description.id,
    environment: options.environment,
    hosts: options.hosts,
    interfaces: options.interfaces.map(({ product, api, dialect }) => ({ product, api, ...(dialect === undefined ? {} : { dialect }) })),
    ...(proxy === undefined ? {} : { proxy }),
    credentials: keyTexts(options.credentials),
    noncePath: options.noncePath,
    ...(logPath === undefined ? {} : { logPath }),
    deadManMs,
    policy: options.policy,
    instruments: options.instruments().all,
  });
  return new WatchdogLink({ clock, log, launch: launchWatchdog, orders, deadManMs, offsetMs, unreachable, listener });
}

/** Starts the process beside this one. It has a group of its own, so that a Ctrl+C that ends this one does not end it. */
export const launchWatchdog: WatchdogLauncher = (handlers) => {
  const source = import.meta.url.endsWith(".ts");
  const program = fileURLToPath(new URL(`../apps/watchdog/main.${source ? "ts" : "js"}`, import.meta.url));
  // Run from the sources, it needs what this process was started with to read them.
  const given = source ? process.execArgv.filter((word) => !word.startsWith("--inspect")) : [];
  const child = spawn(process.execPath, [...given, program], {
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
    env: childEnvironment(),
    windowsHide: true,
  });
  let over = false;
  const ended = (words: string): void => {
    if (over) return;
    over = true;
    handlers.ended(words);
  };
  child.once("error", (error) => ended(error.message));
  child.once("exit", (code, signal) => ended(signal === null ? `exit ${code ?? "unknown"}` : signal));
  child.stdin?.on("error", () => undefined);
  child.stdout?.setEncoding("utf8").on(
    "data",
    lineSplitter((line) => hear(line, handlers.heard)),
  );
  letGo(child);
  return {
    send: (message) => {
      const { stdin } = child;
      if (over || stdin === null || stdin.destroyed || stdin.writableLength > UNREAD_BYTES_MAX) return false;
      stdin.write(`${watchdogLine(message)}\n`);
      return true;
    },
    kill: () => void child.kill("SIGKILL"),
  };
};

function hear(line: string, heard: (message: FromWatchdog) => void): void {
  const message = watchdogMessage<FromWatchdog>(line, FROM_WATCHDOG);
  if (message !== undefined) heard(message);
}

/** A process that only waits for its watchdog may end. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout])
    if (stream !== null && "unref" in stream && typeof stream.unref === "function") stream.unref();
}
