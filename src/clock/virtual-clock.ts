// Time that moves because a test or a world moves it. Timers of one instant fire in the order they were set.

import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";

interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** A clock under control. Wall time and steady time move together, except for jumps of the wall that a test asks for. */
export class VirtualClock implements Clock {
  #monotonicMs = 0;
  #wallMs: number;
  #order = 0;
  #live = 0;
  readonly #heap: Entry[] = [];

  /** Starts at 2026-01-01 UTC unless told otherwise. */
  constructor(startEpochMs = 1_767_225_600_000) {
    this.#wallMs = startEpochMs;
  }

  /** Whole milliseconds, as every real wall clock tells them. */
  now(): EpochMs {
    return epochMs(Math.floor(this.#wallMs));
  }

  monotonic(): MonotonicMs {
    return monotonicMs(this.#monotonicMs);
  }

  after(delayMs: number, fire: () => void): Timer {
    const entry: Entry = { dueMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order++, fire, cancelled: false };
    this.#push(entry);
    this.#live += 1;
    return {
      cancel: () => {
        if (entry.cancelled) return;
        entry.cancelled = true;
        this.#live -= 1;
      },
    };
  }

  /** The same time and timers with a wall of its own, which `jumpWall` does not move: another machine's clock. */
  elsewhere(): Clock {
    const aheadMs = this.#wallMs - this.#monotonicMs;
    return {
      now: () => epochMs(Math.floor(this.#monotonicMs + aheadMs)),
      monotonic: () => this.monotonic(),
      after: (delayMs, fire) => this.after(delayMs, fire),
    };
  }

  /** Timers that are set and neither fired nor cancelled. */
  get pendingTimers(): number {
    return this.#live;
  }

  /** Moves the wall alone, as NTP, a daylight change or a wrong operator would. */
  jumpWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** Moves both clocks without firing what fell due on the way: a laptop that slept. Late timers fire at the next `advance`. */
  sleep(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  /** Moves time forward, firing every timer that falls due, also those set on the way. */
  advance(ms: number): void {
    this.advanceTo(this.#monotonicMs + ms);
  }

  /** Like `advance`, to a steady time. Does nothing when it is past. */
  advanceTo(targetMs: number): void {
    while (this.step(targetMs)) {
      // Each step fires one timer.
    }
    this.#move(targetMs);
  }

  /** Fires the next timer due at or before `limitMs` and moves to its time. Returns false when there is none. */
  step(limitMs: number = Number.POSITIVE_INFINITY): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || (next.dueMs > limitMs && !next.cancelled)) return false;
      this.#pop();
      if (next.cancelled) continue;
      next.cancelled = true;
      this.#live -= 1;
      this.#move(next.dueMs);
      next.fire();
      return true;
    }
  }

  #move(targetMs: number): void {
    const byMs = targetMs - this.#monotonicMs;
    if (byMs <= 0) return;
    this.#monotonicMs = targetMs;
    this.#wallMs += byMs;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as Entry;
      if (!earlier(entry, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let childAt = at * 2 + 1;
      const left = heap[childAt];
      if (left === undefined) break;
      const right = heap[childAt + 1];
      let child = left;
      if (right !== undefined && earlier(right, left)) {
        child = right;
        childAt += 1;
      }
      if (!earlier(child, last)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
  }
}

function earlier(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
