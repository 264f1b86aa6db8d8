// What the simulator did, in a ring: printed after a failed world, and served to whoever asks a running one.

import { type EpochMs } from "#core/brand";

/** One thing that happened. Fields are few and flat. */
export interface SimEvent {
  /** The simulator's own wall time, without any venue's skew. */
  readonly at: EpochMs;
  readonly event: string;
  readonly venue: string;
  /** The socket, where one is meant. */
  readonly socket?: string;
  readonly detail?: string;
}

/** Keeps the newest events; older ones are forgotten. */
export class EventLog {
  readonly #capacity: number;
  readonly #ring: SimEvent[] = [];
  #next = 0;

  /** `capacity` events are kept, 2,000 unless told otherwise. */
  constructor(capacity = 2_000) {
    this.#capacity = capacity;
  }

  add(event: SimEvent): void {
    if (this.#ring.length < this.#capacity) this.#ring.push(event);
    else this.#ring[this.#next % this.#capacity] = event;
    this.#next += 1;
  }

  /** Events since the start, forgotten ones included. */
  get total(): number {
    return this.#next;
  }

  /** The newest `count` events, oldest first. */
  last(count: number = this.#capacity): readonly SimEvent[] {
    const start = this.#ring.length < this.#capacity ? 0 : this.#next % this.#capacity;
    const inOrder = [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
    return inOrder.slice(-count);
  }
}
