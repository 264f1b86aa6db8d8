// The watchdog's mind: it listens for a heart and acts when it stops. It knows orders by name only, and can do nothing but sweep. A
// late beat is not believed missing before the pipe was read once more: after a sleep of the whole machine the beats lie in it.

import { type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { type MonotonicMs } from "#core/brand";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { type Clock, type Log, type Timer } from "#core/port";
import { type SweepEnd, type SweepWish } from "#trading/dead-man/sweep-wish";
import {
  type FromWatchdog,
  nameKey,
  type OrderName,
  referenceOf,
  type ToWatchdog,
  type WatchdogOrders,
} from "#trading/dead-man/watchdog-protocol";

/** One sweep, after which it says what remains and begins again. */
const SWEEP_MS = 20_000;
const PAUSE_FIRST_MS = 1_000;
const PAUSE_MS_MAX = 30_000;
/** A venue that could not be reached for so long needs a person. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** A missing beat is looked for once more in what the pipe holds. */
const CONFIRM_MS = 50;
/** Names that are remembered as ours; the oldest is forgotten first, long after its order ended. */
const NAMES_MAX = 20_000;

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly orders: WatchdogOrders;
  readonly table: InstrumentTable;
  readonly sweep: (wish: SweepWish, settled: (end: SweepEnd) => void) => { stop(): void };
  readonly tell: (message: FromWatchdog) => void;
  /** It is over: with everything proven gone or taken off, or not. */
  readonly over: (proven: boolean) => void;
}

/** Waits for a heart to stop. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  /** Orders that may rest, by name. */
  readonly #open = new Map<string, OrderName>();
  /** Everything that was ever told, for telling ours from others'. */
  readonly #ours = new Set<string>();
  /** Where something was ever sent: venues that list by instrument are asked there. */
  readonly #instruments = new Map<string, Instrument>();
  #beatAt: MonotonicMs;
  #timer: Timer | undefined;
  #pause: Timer | undefined;
  #sweep: { stop(): void } | undefined;
  /** Why it acts; undefined while it only listens. */
  #why: string | undefined;
  #actingSince: MonotonicMs | undefined;
  /** It has acted for this silence already. */
  #acted = false;
  #closed = false;
  #again = false;
  #pauseMs = PAUSE_FIRST_MS;
  #ended = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#beatAt = options.clock.monotonic();
  }

  start(): void {
    const { log, orders, tell } = this.#options;
    log.write("info", "watchdog-armed", { venue: orders.venue, environment: orders.environment, deadManMs: orders.deadManMs });
    tell({ kind: "armed" });
    this.#listen();
  }

  /** What the main process says. */
  heard(message: ToWatchdog): void {
    if (this.#ended) return;
    switch (message.kind) {
      case "arm":
        break;
      case "orders":
        for (const name of message.sent) this.#sent(name);
        for (const name of message.ended) this.#open.delete(nameKey(name));
        break;
      case "beat":
        this.#options.tell({ kind: "alive", beat: message.beat });
        this.#beat(message.unreachable);
        break;
      case "disarm":
        this.#options.log.write("info", "watchdog-disarmed");
        this.#options.tell({ kind: "disarmed" });
        this.#end(true);
        break;
    }
  }

  /** The pipe ended without a word: the main process is gone. */
  closed(): void {
    if (this.#ended) return;
    this.#closed = true;
    this.#again = this.#why !== undefined;
    this.#act("the main process is gone");
  }

  #sent(name: OrderName): void {
    this.#open.set(nameKey(name), name);
    for (const text of [name.clientOrderId, name.venueOrderId]) if (text !== undefined) this.#ours.add(text);
    for (const oldest of this.#ours) {
      if (this.#ours.size <= NAMES_MAX) break;
      this.#ours.delete(oldest);
    }
    const instrument = this.#options.table.bySymbol(name.product, name.symbol);
    if (instrument !== undefined) this.#instruments.set(`${name.product} ${name.symbol}`, instrument);
  }

  #beat(unreachable: string | undefined): void {
    this.#beatAt = this.#options.clock.monotonic();
    if (unreachable !== undefined) this.#act(`the main process cannot reach the venue: ${unreachable}`);
    else if (this.#why === undefined) this.#acted = false;
  }

  /** Looks at the heart a few times in the time that it may be silent. */
  #listen(): void {
    const { clock, orders } = this.#options;
    this.#timer = clock.after(orders.deadManMs / 10, () => {
      if (this.#silent()) this.#timer = clock.after(CONFIRM_MS, () => this.#confirm());
      else this.#listen();
    });
  }

  #silent(): boolean {
    return this.#options.clock.monotonic() - this.#beatAt >= this.#options.orders.deadManMs;
  }

  #confirm(): void {
    if (this.#silent()) this.#act(`nothing was heard of the main process for ${this.#options.orders.deadManMs} ms`);
    this.#listen();
  }

  // ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Once a silence; a pipe that ends is a reason of its own, because something may have been sent since. */
  #act(why: string): void {
    if (this.#why !== undefined) return;
    if (this.#acted && !this.#closed) return;
    const { clock, log, tell } = this.#options;
    this.#why = why;
    this.#pauseMs = PAUSE_FIRST_MS;
    this.#actingSince = clock.monotonic();
    log.write("error", "watchdog-acting", { why, orders: this.#open.size, instruments: this.#instruments.size });
    tell({ kind: "acting", why });
    this.#cancel();
  }

  #cancel(): void {
    const { sweep, table, orders } = this.#options;
    const known: OrderReference[] = [...this.#open.values()].flatMap((name) => referenceOf(name, table) ?? []);
    const which: SweepWish["which"] = orders.policy.kind === "everything" ? "everything" : { isOurs: (order) => this.#isOurs(order) };
    const wish: SweepWish = { which, instruments: [...this.#instruments.values()], known, withinMs: SWEEP_MS };
    this.#sweep = sweep(wish, (end) => this.#swept(end));
  }

  #isOurs({ clientOrderId, venueOrderId }: OrderReport): boolean {
    const { policy } = this.#options.orders;
    if (this.#ours.has(venueOrderId)) return true;
    if (clientOrderId === undefined) return false;
    const prefix = policy.kind === "ours" ? policy.prefix : undefined;
    return this.#ours.has(clientOrderId) || (prefix !== undefined && prefix !== "" && clientOrderId.startsWith(prefix));
  }

  #swept(end: SweepEnd): void {
    const { clock, log, tell } = this.#options;
    const { proven, left, gone, unread, foreign, elapsedMs } = end;
    const names = left.map((order) => `${order.symbol} ${order.clientOrderId ?? order.venueOrderId ?? "?"} (${order.standing})`);
    log.write(proven ? "warn" : "error", "watchdog-acted", {
      why: this.#why,
      proven,
      gone,
      foreign,
      elapsedMs: Math.round(elapsedMs),
      left: names,
      unread,
    });
    tell({ kind: "acted", proven, gone, left });
    const tired = clock.monotonic() - (this.#actingSince ?? clock.monotonic()) > GIVE_UP_AFTER_MS;
    if (!proven && !tired) {
      this.#pause = clock.after(this.#pauseMs, () => this.#cancel());
      this.#pauseMs = Math.min(PAUSE_MS_MAX, this.#pauseMs * 2);
      return;
    }
    // The pipe ended while it acted: what was sent in between is looked for once more.
    if (this.#again) {
      this.#again = false;
      this.#cancel();
      return;
    }
    this.#why = undefined;
    this.#acted = true;
    if (proven) this.#open.clear();
    if (this.#closed) this.#end(proven);
  }

  #end(proven: boolean): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#pause?.cancel();
    this.#sweep?.stop();
    this.#options.log.write("info", "watchdog-over", { proven });
    this.#options.over(proven);
  }
}
