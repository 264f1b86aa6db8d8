// The watchdog as a process: the real clock and requests, a venue's words for cancelling, and the pipe of the process that it watches.
// It imports nothing that could place an order; test/house/watchdog.test.ts follows every import of it.

import { cancelOnlyStack } from "#assemblies/cancel-only-stack";
import { isTradingVenue } from "#assemblies/trading-venue";
import { blockFor } from "#clock/block-for";
import { freshSeed } from "#clock/entropy";
import { systemClock } from "#clock/system-clock";
import { thisProcess } from "#config/this-process";
import { ConfigError } from "#core/error";
import { instrumentTable } from "#core/instrument";
import { type Log } from "#core/port";
import { seededRandom } from "#core/random";
import { printable } from "#core/text/printable";
import { createLog, silentLog } from "#observe/log";
import { createRedactor } from "#observe/redaction";
import { lineSplitter } from "#trading/dead-man/line-splitter";
import { sweepOrders } from "#trading/dead-man/order-sweep";
import { Watchdog } from "#trading/dead-man/watchdog";
import {
  type FromWatchdog,
  keysOf,
  TO_WATCHDOG,
  type ToWatchdog,
  WATCHDOG_PROTOCOL,
  type WatchdogOrders,
  watchdogLine,
  watchdogMessage,
} from "#trading/dead-man/watchdog-protocol";
import { sharedNonces } from "#trading/nonces";
import { createFetcher } from "#transport/request";
import { venues } from "#venues/registry";

/** What the process that runs it gives. */
export interface WatchdogPorts {
  /** The number of this process, for whoever looks for it. */
  readonly pid: number;
  /** Says a line to the watched process. */
  readonly say: (line: string) => void;
  /** Appends a line to a file. */
  readonly append: (path: string, line: string) => void;
  /** It is over; whether everything is proven gone, or was taken off. */
  readonly over: (proven: boolean) => void;
}

/** One end of the pipe: gets what comes over it, and hears when it ends. */
export interface WatchdogEnd {
  text(piece: string): void;
  closed(): void;
  /** Something broke in this process that nobody waited for: it is written down, and the watch goes on. */
  broke(error: unknown): void;
}

/** Waits to be armed, then watches. */
export function runWatchdog(ports: WatchdogPorts): WatchdogEnd {
  const tell = (message: FromWatchdog): void => ports.say(watchdogLine(message));
  let watchdog: Watchdog | undefined;
  let offsetMs = 0;
  let arming = false;
  /** What came while the venue's words were loaded. */
  const waiting: ToWatchdog[] = [];
  let closed = false;
  const armed = (made: Watchdog): void => {
    watchdog = made;
    made.start();
    for (const message of waiting.splice(0)) made.heard(message);
    if (closed) made.closed();
  };
  let log: Log = silentLog;
  const failed = (error: unknown): void => {
    tell({ kind: "failed", words: wordsOf(error) });
    ports.over(false);
  };
  const heard = (message: ToWatchdog): void => {
    if (message.kind === "beat") offsetMs = message.offsetMs;
    if (message.kind === "arm") {
      if (arming) return;
      arming = true;
      log = logOf(message.orders, ports);
      log.write("info", "watchdog-started", { pid: ports.pid });
      build(message.orders, { ports, tell, log, offsetMs: () => offsetMs }).then(armed, failed);
    } else if (watchdog === undefined) waiting.push(message);
    else watchdog.heard(message);
  };
  return {
    text: lineSplitter((line) => {
      const message = watchdogMessage<ToWatchdog>(line, TO_WATCHDOG);
      if (message !== undefined) heard(message);
    }),
    broke: (error) => log.write("error", "watchdog-broke", { words: wordsOf(error) }),
    closed() {
      closed = true;
      if (watchdog !== undefined) watchdog.closed();
      // Nobody ever said what to watch.
      else if (!arming) ports.over(true);
    },
  };
}

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));

function logOf({ credentials, logPath }: WatchdogOrders, ports: WatchdogPorts): Log {
  if (logPath === undefined) return silentLog;
  const { apiKey, apiSecret, passphrase } = credentials;
  return createLog({
    clock: systemClock,
    write: (line) => ports.append(logPath, line),
    redactor: createRedactor([apiKey, apiSecret, ...(passphrase === undefined ? [] : [passphrase])]),
  });
}

interface Surroundings {
  readonly ports: WatchdogPorts;
  readonly log: Log;
  readonly tell: (message: FromWatchdog) => void;
  readonly offsetMs: () => number;
}

async function build(orders: WatchdogOrders, { ports, tell, log, offsetMs }: Surroundings): Promise<Watchdog> {
  if (orders.protocol !== WATCHDOG_PROTOCOL) {
    throw new ConfigError("watchdog-version", "The watchdog is of another version than the process that started it; nothing is armed.");
  }
  const venue = await venues.get(orders.venue)?.load?.();
  if (venue === undefined || !isTradingVenue(venue)) {
    throw new ConfigError("watchdog-venue", `The watchdog does not speak ${printable(orders.venue)}; nothing is armed.`);
  }
  const clock = systemClock;
  const credentials = keysOf(orders.credentials);
  const table = instrumentTable(orders.instruments);
  const stack = cancelOnlyStack({
    venue,
    interfaces: orders.interfaces,
    hosts: orders.hosts,
    credentials,
    nonces: sharedNonces({ path: orders.noncePath, self: thisProcess(), clock, pause: blockFor }),
    table: () => table,
    offsetMs,
    clock,
    random: seededRandom(freshSeed()),
    fetcher: createFetcher({ clock, ...(orders.proxy === undefined ? {} : { proxy: orders.proxy }) }),
    log,
  });
  return new Watchdog({
    clock,
    log,
    orders,
    table,
    tell,
    sweep: (wish, settled) => sweepOrders({ clock, log, ...stack }, wish, settled),
    over: ports.over,
  });
}
