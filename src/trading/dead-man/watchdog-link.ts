// The main process's end of a watchdog: starts it, tells it of every order before it leaves, and beats from the main loop, so that a
// blocked loop stops the heart. A watchdog that dies, hangs or acts is trouble in the same turn, and is started anew.

import { type OrderReference } from "#core/account/order";
import { type MonotonicMs } from "#core/brand";
import { TransportError, type TruebookError } from "#core/error";
import { type Clock, type Log, type Timer } from "#core/port";
import { type DeadMan, type DeadManListener } from "#trading/dead-man/dead-man";
import {
  type FromWatchdog,
  nameKey,
  type OrderName,
  orderName,
  type ToWatchdog,
  type WatchdogOrders,
} from "#trading/dead-man/watchdog-protocol";

/** What the watchdog needs, at the most, to cancel and to prove it once it acts. */
export const WATCHDOG_ACTS_WITHIN_MS = 5_000;
const BEAT_MS_MAX = 1_000;
const ARM_WITHIN_MS = 10_000;
const RESTART_FIRST_MS = 250;
const RESTART_MS_MAX = 10_000;

/** A process as the link sees it. */
export interface WatchdogProcess {
  /** Hands a message over in this turn. Returns false when the process takes none any more. */
  send(message: ToWatchdog): boolean;
  /** Ends it the hard way. */
  kill(): void;
}

/** Starts watchdogs. `ended` comes once, and nothing after it. */
export type WatchdogLauncher = (handlers: { heard(message: FromWatchdog): void; ended(words: string): void }) => WatchdogProcess;

export interface WatchdogLinkOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly launch: WatchdogLauncher;
  /** Asked at every start, so that a new one knows the instruments of now. */
  readonly orders: () => WatchdogOrders;
  readonly deadManMs: number;
  /** The venue's clock against ours, in ms. */
  readonly offsetMs: () => number;
  /** Since when the venue cannot be reached from this process, and why; undefined while it can. */
  readonly unreachable: () => { readonly since: MonotonicMs; readonly words: string } | undefined;
  readonly listener: DeadManListener;
}

type Standing =
  | { readonly kind: "off"; readonly words: string }
  | { readonly kind: "starting" }
  | { readonly kind: "armed" }
  | { readonly kind: "acting"; readonly why: string }
  | { readonly kind: "dead"; readonly words: string }
  | { readonly kind: "disarming"; readonly settled: (proved: boolean) => void };

/** A watchdog process, as the dead man of the process that trades. */
export class WatchdogLink implements DeadMan {
  readonly kind = "watchdog";
  readonly withinMs: number;
  readonly #options: WatchdogLinkOptions;
  readonly #beatMs: number;
  readonly #patienceMs: number;
  readonly #known = new Map<string, OrderName>();
  #standing: Standing = { kind: "off", words: "it was never started" };
  #process: WatchdogProcess | undefined;
  #beatAt: MonotonicMs | undefined;
  #aliveAt: MonotonicMs | undefined;
  #beats = 0;
  /** The last beat that the watchdog said it heard. */
  #heardBeat = 0;
  /** After standing still, nothing is believed before this beat was heard: that it acted may lie unread in the pipe. */
  #doubtedUntil = 0;
  #timer: Timer | undefined;
  #limit: Timer | undefined;
  #restartMs = RESTART_FIRST_MS;
  #armed: ((error: TruebookError | undefined) => void) | undefined;
  #told: string | undefined;

  constructor(options: WatchdogLinkOptions) {
    this.#options = options;
    this.withinMs = options.deadManMs + WATCHDOG_ACTS_WITHIN_MS;
    this.#beatMs = Math.min(BEAT_MS_MAX, options.deadManMs / 5);
    this.#patienceMs = Math.max(3 * this.#beatMs, options.deadManMs / 3);
  }

  get trouble(): string | undefined {
    return this.#troubleIn(this.#standing);
  }

  #troubleIn(standing: Standing): string | undefined {
    switch (standing.kind) {
      case "off":
        return `There is no watchdog process: ${standing.words}.`;
      case "starting":
        return "The watchdog process is not armed yet.";
      case "dead":
        return `The watchdog process is gone (${standing.words}); it is started anew.`;
      case "acting":
        return `The watchdog process cancels orders: ${standing.why}.`;
      case "disarming":
        return "The watchdog process is being taken off.";
      case "armed":
        return this.#silence();
    }
  }

  /** Asked at the write: after a stalled loop this says so before any timer has run. */
  #silence(): string | undefined {
    const now = this.#options.clock.monotonic();
    const patienceMs = this.#patienceMs;
    const stalledMs = now - (this.#beatAt ?? now);
    if (this.#heardBeat < this.#doubtedUntil) return "This process stood still; what the watchdog did meanwhile is not known yet.";
    if (stalledMs > patienceMs) return `This process stood still for ${Math.round(stalledMs)} ms; the watchdog has acted, or may.`;
    const silentMs = now - (this.#aliveAt ?? now);
    return silentMs > patienceMs ? `The watchdog process has not answered for ${Math.round(silentMs)} ms.` : undefined;
  }

  start(armed: (error: TruebookError | undefined) => void): void {
    this.#armed = armed;
    this.#launch();
  }

  expect(order: OrderReference): void {
    const name = orderName(order);
    this.#known.set(nameKey(name), name);
    this.#send({ kind: "orders", sent: [name], ended: [] });
  }

  forget(order: OrderReference): void {
    const name = orderName(order);
    if (this.#known.delete(nameKey(name))) this.#send({ kind: "orders", sent: [], ended: [name] });
  }

  disarm(settled: (proved: boolean) => void): void {
    const { clock } = this.#options;
    if (this.#process === undefined) {
      this.#end("it was taken off");
      settled(this.#standing.kind === "off");
      return;
    }
    this.#timer?.cancel();
    this.#standing = { kind: "disarming", settled };
    this.#limit?.cancel();
    this.#limit = clock.after(this.#beatMs * 2, () => this.#disarmed(false));
    this.#send({ kind: "disarm" });
  }

  leave(): void {
    // The pipe ends with this process, and that is its sign.
    this.#end("this process left it armed");
  }

  #end(words: string): void {
    this.#timer?.cancel();
    this.#limit?.cancel();
    this.#process = undefined;
    this.#standing = { kind: "off", words };
  }

  #disarmed(proved: boolean): void {
    const standing = this.#standing;
    this.#end(proved ? "it was taken off" : "it was to be taken off, and did not answer");
    if (standing.kind === "disarming") standing.settled(proved);
  }

  // ── its life ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #launch(): void {
    const { launch, orders, clock } = this.#options;
    this.#become({ kind: "starting" });
    const life: { process: WatchdogProcess | undefined } = { process: undefined };
    const mine = (): boolean => this.#process === life.process && life.process !== undefined;
    const started = launch({
      heard: (message) => {
        if (mine()) this.#heard(message);
      },
      ended: (words) => {
        if (mine()) this.#died(words);
      },
    });
    life.process = started;
    this.#process = started;
    this.#aliveAt = clock.monotonic();
    this.#beatAt = undefined;
    this.#doubtedUntil = 0;
    this.#limit = clock.after(ARM_WITHIN_MS, () => this.#hung("it was not armed in time"));
    this.#send({ kind: "arm", orders: orders() });
    this.#send({ kind: "orders", sent: [...this.#known.values()], ended: [] });
    this.#beat();
  }

  #heard(message: FromWatchdog): void {
    const { clock, listener, log } = this.#options;
    this.#aliveAt = clock.monotonic();
    switch (message.kind) {
      case "armed":
        this.#limit?.cancel();
        this.#restartMs = RESTART_FIRST_MS;
        this.#become({ kind: "armed" });
        this.#settleArmed(undefined);
        break;
      case "alive":
        this.#heardBeat = message.beat;
        this.#tell();
        break;
      case "acting":
        log.write("error", "dead-man-fired", { why: message.why });
        this.#become({ kind: "acting", why: message.why });
        listener.fired(`The watchdog process acts: ${message.why}.`);
        break;
      case "acted":
        if (message.proven) this.#become({ kind: "armed" });
        listener.fired(`The watchdog process has cancelled ${message.gone} orders; ${message.left.length} are left or not proven.`);
        break;
      case "disarmed":
        this.#disarmed(true);
        break;
      case "failed":
        this.#hung(message.words);
        break;
    }
  }

  /** Alive and of no use: it is ended, and counts as dead. */
  #hung(words: string): void {
    const process = this.#process;
    this.#died(words);
    process?.kill();
  }

  #died(words: string): void {
    const { log, clock } = this.#options;
    this.#limit?.cancel();
    this.#timer?.cancel();
    this.#process = undefined;
    if (this.#standing.kind === "disarming") {
      this.#disarmed(false);
      return;
    }
    log.write("error", "watchdog-died", { words });
    if (this.#armed !== undefined) {
      this.#standing = { kind: "off", words };
      this.#settleArmed(
        new TransportError("no-watchdog", `The watchdog process could not be armed (${words}); trading is not armed either.`, {
          phase: "before-send",
        }),
      );
      return;
    }
    this.#become({ kind: "dead", words });
    this.#timer = clock.after(this.#restartMs, () => this.#launch());
    this.#restartMs = Math.min(RESTART_MS_MAX, this.#restartMs * 2);
  }

  #settleArmed(error: TruebookError | undefined): void {
    const armed = this.#armed;
    this.#armed = undefined;
    armed?.(error);
  }

  #beat(): void {
    const { clock, offsetMs, unreachable, deadManMs } = this.#options;
    if (this.#process === undefined) return;
    const now = clock.monotonic();
    if (this.#standing.kind === "armed" && now - (this.#aliveAt ?? now) > deadManMs && !this.#stoodStill(now)) {
      this.#hung("it did not answer");
      return;
    }
    this.#timer = clock.after(this.#beatMs, () => this.#beat());
    this.#beats += 1;
    if (this.#stoodStill(now)) this.#doubt();
    this.#beatAt = now;
    const lost = unreachable();
    const words = lost !== undefined && now - lost.since >= deadManMs ? lost.words : undefined;
    this.#send({ kind: "beat", beat: this.#beats, offsetMs: offsetMs(), ...(words === undefined ? {} : { unreachable: words }) });
    this.#tell();
  }

  #stoodStill(now: MonotonicMs): boolean {
    return this.#beatAt !== undefined && now - this.#beatAt > this.#patienceMs;
  }

  /** This process stood still: its watchdog has a whole patience more to say what it did. */
  #doubt(): void {
    this.#doubtedUntil = this.#beats;
    this.#aliveAt = this.#options.clock.monotonic();
  }

  #send(message: ToWatchdog): void {
    const process = this.#process;
    if (process !== undefined && !process.send(message)) this.#hung("it takes no messages");
  }

  #become(standing: Standing): void {
    this.#standing = standing;
    this.#tell();
  }

  #tell(): void {
    const { trouble } = this;
    if (trouble === this.#told) return;
    this.#told = trouble;
    this.#options.listener.changed(trouble);
  }
}
