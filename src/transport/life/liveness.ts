// Whether the peer is still there. Any byte is life; when none comes, a question is asked, and silence after it is death. A
// process that slept is another matter: its timers come late by the length of the sleep, and what lies in its buffers is old.

import { type MonotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";

/** A timer later than this means that the machine slept: nothing of before can be trusted. Below it, our own process was busy. */
export const SLEPT_AFTER_MS = 30_000;

/** The least time to death that a caller may ask for. */
export const DEAD_AFTER_MIN_MS = 1_000;

/** Death is declared a little before the limit: who was promised the limit has the news within it, although timers fire late. */
const EARLY_SHARE = 0.1;
const EARLY_MS_MAX = 200;

/** A timer later than this was held up by us, not by the peer. */
const STALL_MS = 250;

export interface LivenessOptions {
  readonly clock: Clock;
  /** Ask when nothing arrived for this long, and again after as long without an answer. At most half of `deadAfterMs`. */
  readonly probeAfterMs: number;
  /** Nothing at all for this long is death, which is told before the time is over. */
  readonly deadAfterMs: number;
  readonly ask: () => void;
  readonly dead: (silentMs: number) => void;
}

/** Watches one socket from its opening to its end. After `dead` was called, or `stop`, it does nothing more. */
export class Liveness {
  readonly #clock: Clock;
  readonly #probeAfterMs: number;
  readonly #deadAfterMs: number;
  readonly #ask: () => void;
  readonly #dead: (silentMs: number) => void;
  #lifeAt: number;
  #quietSince: number;
  #askedAt: number;
  #waitsForAnswer = false;
  #dueAt = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: LivenessOptions) {
    this.#clock = options.clock;
    const limitMs = Math.max(DEAD_AFTER_MIN_MS, options.deadAfterMs);
    this.#deadAfterMs = limitMs - Math.min(EARLY_MS_MAX, limitMs * EARLY_SHARE);
    this.#probeAfterMs = Math.min(options.probeAfterMs, this.#deadAfterMs / 2);
    this.#ask = options.ask;
    this.#dead = options.dead;
    const now = options.clock.monotonic();
    this.#lifeAt = now;
    this.#quietSince = now;
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#arm(now);
  }

  /**
   * Something arrived. Returns false when the process slept since the last look: the socket is then dead, `dead` was called, and
   * what arrived must not be used. This look comes before any timer's, because after a sleep bytes may be read first.
   */
  arrived(now: MonotonicMs): boolean {
    if (this.#stopped || this.#slept(now)) return false;
    this.#lifeAt = now;
    this.#quietSince = now;
    return true;
  }

  /** Asks now, unless a question is open. One that stayed unanswered for `probeAfterMs` counts as lost. */
  probe(): void {
    const now = this.#clock.monotonic();
    if (this.#stopped || (this.#waitsForAnswer && now < this.#askedAt + this.#probeAfterMs)) return;
    this.#askedAt = now;
    this.#waitsForAnswer = true;
    this.#ask();
  }

  /** A heartbeat left that the peer answers as it answers the probe. */
  asked(): void {
    this.#waitsForAnswer = true;
  }

  /** Returns whether this answer belongs to a question; an answer nobody asked for proves nothing. */
  answered(): boolean {
    const expected = this.#waitsForAnswer;
    this.#waitsForAnswer = false;
    return expected;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #look(): void {
    if (this.#stopped) return;
    const now = this.#clock.monotonic();
    if (this.#slept(now)) return;
    // Time in which we could not read is not the peer's silence: what it sent may still lie unread.
    const lateMs = now - this.#dueAt;
    if (lateMs > STALL_MS) this.#quietSince = Math.min(now, this.#quietSince + lateMs);
    // The same sums that set the timer: a difference of fractions may fall short of its own limit, and the timer be set for ever.
    if (now >= this.#deadAt()) {
      this.#die(now);
      return;
    }
    if (now >= this.#askAt()) this.probe();
    if (!this.#stopped) this.#arm(now);
  }

  #slept(now: number): boolean {
    if (now - this.#dueAt <= SLEPT_AFTER_MS) return false;
    this.#die(now);
    return true;
  }

  #die(now: number): void {
    this.stop();
    this.#dead(now - this.#lifeAt);
  }

  #arm(now: number): void {
    this.#dueAt = Math.max(now, Math.min(this.#askAt(), this.#deadAt()));
    this.#timer = this.#clock.after(this.#dueAt - now, () => this.#look());
  }

  #askAt(): number {
    return Math.max(this.#quietSince, this.#askedAt) + this.#probeAfterMs;
  }

  #deadAt(): number {
    return this.#quietSince + this.#deadAfterMs;
  }
}
