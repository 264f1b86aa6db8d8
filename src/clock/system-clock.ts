import { uptime } from "node:os";
import { SteadyTime } from "#clock/steady-time";
import { epochMs, monotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";

/** Node's timers hold at most 2^31 - 1 ms; a longer wait is made of several. */
const TIMER_MAX_MS = 2_147_483_647;

const steady = new SteadyTime({
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  uptimeMs: () => uptime() * 1_000,
});

/** The real clock. Every assembly of the real world has exactly one. */
export const systemClock: Clock = {
  now: () => epochMs(Date.now()),
  monotonic: () => monotonicMs(steady.nowMs()),
  after: (delayMs, fire) => new LongTimer(delayMs, fire),
};

class LongTimer implements Timer {
  #handle: ReturnType<typeof setTimeout> | undefined;

  constructor(delayMs: number, fire: () => void) {
    this.#arm(performance.now() + Math.max(0, delayMs), fire);
  }

  cancel(): void {
    clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  #arm(dueMs: number, fire: () => void): void {
    const leftMs = dueMs - performance.now();
    const piece = Math.min(Math.max(0, leftMs), TIMER_MAX_MS);
    this.#handle = setTimeout(() => (leftMs > TIMER_MAX_MS ? this.#arm(dueMs, fire) : fire()), piece);
  }
}
