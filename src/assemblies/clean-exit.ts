// The end of a process that trades, in order: no new risk, everything of ours cancelled and proven gone, state saved, the dead man taken
// off only when nothing is left, sockets closed; all of it within one deadline. What remains or is unknown is named, whatever happens.

import { remainingOrder } from "#client/trading/remaining";
import { type Remaining, type TradingConnection } from "#client/trading/trading-api";
import { systemClock } from "#clock/system-clock";
import { type Clock } from "#core/port";
import { printable } from "#core/text/printable";

const WITHIN_MS = 10_000;
/** Once somebody is in a hurry: enough for one round trip, and for the report. */
const HURRIED_MS = 2_000;
/** Sockets that do not close are left to the end of the process. */
const CLOSE_MS = 1_000;
/** What of the time belongs to the orders; the rest is for the dead man, the state and the report. */
const ORDERS_PART = 0.8;

/** What ends: a trading connection, or as much of one as ends. */
export type EndingConnection = Pick<TradingConnection, "venue" | "openOrders" | "shutdown" | "close">;

export interface CleanExitOptions {
  /** From now to the report, in ms. Default 10 000. */
  readonly withinMs?: number;
  /** Aborted when somebody is in a hurry: two seconds more, and the report is made all the same. */
  readonly hurry?: AbortSignal;
  /** Saves what shall outlive the process; called once, after the orders. */
  readonly save?: () => void | Promise<void>;
  readonly clock?: Clock;
}

/** An order that is there, or may be. */
export interface LeftOrder extends Remaining {
  readonly venue: string;
}

/** What an exit came to. */
export interface ExitReport {
  /** Nothing of ours rests, or only what was left by choice, and everything was saved. */
  readonly clean: boolean;
  /** Every order that remains or is unknown. */
  readonly left: readonly LeftOrder[];
  /** Whether they were left by choice, all of them. */
  readonly byChoice: boolean;
  /** What could not be saved or closed. */
  readonly failures: readonly string[];
  readonly elapsedMs: number;
}

/** Ends connections in order, all at the same time. Never rejects: what goes wrong is in the report. */
export async function exitCleanly(connections: readonly EndingConnection[], options: CleanExitOptions = {}): Promise<ExitReport> {
  const { withinMs = WITHIN_MS, clock = systemClock, save } = options;
  const startedAt = clock.monotonic();
  const deadline = new Deadline(clock, withinMs, options.hurry);
  const failures: string[] = [];
  const ends = await Promise.all(connections.map((connection) => endOf(connection, { deadline, withinMs, failures })));
  if (save !== undefined) await attempt("saving", failures, deadline.orOver(Promise.resolve().then(save)));
  deadline.extend(CLOSE_MS);
  await Promise.all(connections.map((each) => attempt(`closing ${each.venue}`, failures, deadline.orOver(each.close()))));
  deadline.end();
  const left = ends.flatMap((end) => end.left);
  const byChoice = left.length > 0 && ends.every((end) => end.left.length === 0 || end.byChoice);
  return {
    clean: failures.length === 0 && (left.length === 0 || (byChoice && left.every(({ standing }) => standing === "live"))),
    left,
    byChoice,
    failures,
    elapsedMs: clock.monotonic() - startedAt,
  };
}

interface OneEnd {
  readonly left: readonly LeftOrder[];
  readonly byChoice: boolean;
}

async function endOf(
  connection: EndingConnection,
  { deadline, withinMs, failures }: { readonly deadline: Deadline; readonly withinMs: number; readonly failures: string[] },
): Promise<OneEnd> {
  const { venue } = connection;
  try {
    const end = await deadline.orOver(connection.shutdown({ withinMs: withinMs * ORDERS_PART }));
    if (end !== undefined) return { left: end.left.map((order) => ({ ...order, venue })), byChoice: end.byChoice };
  } catch (error) {
    failures.push(`ending ${venue}: ${wordsOf(error)}`);
  }
  // No answer in time: what is believed to be there, or may be, is named.
  return { left: connection.openOrders.map((order) => ({ ...remainingOrder(order), venue })), byChoice: false };
}

async function attempt(what: string, failures: string[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    failures.push(`${what}: ${wordsOf(error)}`);
  }
}

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));

/** One end of time for several works, which may come nearer. */
class Deadline {
  readonly #clock: Clock;
  readonly #over: (() => void)[] = [];
  #endsAt: number;
  #timer: { cancel(): void } | undefined;
  #isOver = false;

  constructor(clock: Clock, withinMs: number, hurry: AbortSignal | undefined) {
    this.#clock = clock;
    this.#endsAt = clock.monotonic() + withinMs;
    this.#set();
    const hasten = (): void => {
      this.#endsAt = Math.min(this.#endsAt, clock.monotonic() + HURRIED_MS);
      this.#set();
    };
    if (hurry?.aborted === true) hasten();
    else hurry?.addEventListener("abort", hasten, { once: true });
  }

  /** What the work gives, or undefined when the time is over first. A failure after that is nobody's business any more. */
  orOver<Value>(work: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) resolve(undefined);
      this.#over.push(() => resolve(undefined));
      work.then(resolve, reject);
    });
  }

  /** Gives what is left to do at least so much. */
  extend(leastMs: number): void {
    this.#isOver = false;
    this.#endsAt = Math.max(this.#endsAt, this.#clock.monotonic() + leastMs);
    this.#set();
  }

  end(): void {
    this.#timer?.cancel();
  }

  #set(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(Math.max(0, this.#endsAt - this.#clock.monotonic()), () => {
      this.#isOver = true;
      for (const over of this.#over.splice(0)) over();
    });
  }
}
