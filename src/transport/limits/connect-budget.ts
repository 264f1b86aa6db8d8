import { type MonotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";
import { SlidingWindow } from "#transport/limits/sliding-window";

/** Connects that all connections of one venue from this address share: its published limit, and its word when it says "later". */
export interface ConnectBudget {
  /** Calls `granted` when one more connect is allowed; in this turn when it is allowed now. First come, first served. */
  acquire(granted: () => void): ConnectTurn;
  /** The venue told this address to stay away: nothing is granted before. Never shortens an earlier word. */
  blockUntil(until: MonotonicMs): void;
  /** Connects that wait for their turn. One entry per connection, so bounded by their number. */
  readonly waiting: number;
}

/** One connect, from its wait to its end. */
export interface ConnectTurn {
  /** The handshake succeeded: the venue lets this address in. */
  opened(): void;
  /** It waits no longer, or ended. A second call does nothing. */
  cancel(): void;
}

/**
 * Makes the budget of one venue. Without a published `limit` only `blockUntil` holds connects back. The first connect, and the
 * first after every `blockUntil`, goes alone: until it opened the others wait, so that a venue that refuses is not asked by all.
 */
export function createConnectBudget(options: {
  readonly clock: Clock;
  readonly limit: { readonly max: number; readonly perMs: number } | undefined;
}): ConnectBudget {
  const { clock, limit } = options;
  return new Budget(clock, limit === undefined ? undefined : new SlidingWindow({ capacity: limit.max, perMs: limit.perMs }));
}

interface Waiting {
  readonly granted: () => void;
}

class Budget implements ConnectBudget {
  readonly #clock: Clock;
  readonly #window: SlidingWindow | undefined;
  readonly #queue: Waiting[] = [];
  #blockedUntil = Number.NEGATIVE_INFINITY;
  /** Whether one has to go first, and the one that went. */
  #alone = true;
  #first: Waiting | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, window: SlidingWindow | undefined) {
    this.#clock = clock;
    this.#window = window;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  acquire(granted: () => void): ConnectTurn {
    const entry = { granted };
    this.#queue.push(entry);
    this.#pump();
    return {
      opened: () => {
        this.#alone = false;
        this.#ended(entry);
      },
      cancel: () => {
        const at = this.#queue.indexOf(entry);
        if (at >= 0) this.#queue.splice(at, 1);
        if (this.#queue.length === 0) this.#disarm();
        this.#ended(entry);
      },
    };
  }

  blockUntil(until: MonotonicMs): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
    this.#alone = true;
    this.#pump();
  }

  #pump(): void {
    this.#disarm();
    while (this.#queue.length > 0) {
      if (this.#alone && this.#first !== undefined) return;
      const now = this.#clock.monotonic();
      const waitMs = Math.max(this.#blockedUntil - now, this.#window?.waitMs(now, 1) ?? 0);
      if (waitMs > 0) {
        // A grant above may have come back to here and armed already.
        this.#disarm();
        this.#timer = this.#clock.after(waitMs, () => this.#pump());
        return;
      }
      this.#window?.take(now);
      const next = this.#queue.shift();
      if (this.#alone) this.#first = next;
      next?.granted();
    }
  }

  /** When the one that went first is done, whoever waits may go on. */
  #ended(entry: Waiting): void {
    if (this.#first === entry) this.#first = undefined;
    this.#pump();
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
