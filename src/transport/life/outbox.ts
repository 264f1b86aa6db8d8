import { type Clock, type Timer } from "#core/port";
import { SlidingWindow } from "#transport/limits/sliding-window";

const NORMAL_MAX = 1_024;
/** Answers that may wait: a peer that asks faster than we may speak is owed its last questions only. */
const URGENT_MAX = 4;
/** Messages of each window that only answers may use, so that no subscription makes one late. */
const URGENT_RESERVE = 1;

/** Where the outbox puts what may leave now. */
export interface OutboxOptions {
  readonly clock: Clock;
  /** The venue's bound on our messages. */
  readonly pacing: { readonly messages: number; readonly perMs: number };
  readonly write: (text: string) => void;
  readonly normalMax?: number;
  readonly urgentMax?: number;
}

/**
 * Outgoing texts of one connection: paced, answers first, bounded. A normal text that does not fit is refused and counted; an answer
 * that does not fit takes the place of the oldest one, whose question is stale.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #write: (text: string) => void;
  readonly #window: SlidingWindow;
  readonly #normalMax: number;
  readonly #urgentMax: number;
  readonly #urgent: string[] = [];
  readonly #normal: string[] = [];
  #timer: Timer | undefined;
  #drops = 0;

  constructor(options: OutboxOptions) {
    this.#clock = options.clock;
    this.#write = options.write;
    this.#window = new SlidingWindow({ capacity: options.pacing.messages, perMs: options.pacing.perMs });
    this.#normalMax = options.normalMax ?? NORMAL_MAX;
    this.#urgentMax = options.urgentMax ?? URGENT_MAX;
  }

  /** Texts that wait for their turn. */
  get waiting(): number {
    return this.#urgent.length + this.#normal.length;
  }

  /** Texts refused or given up since the beginning because a lane was full. */
  get drops(): number {
    return this.#drops;
  }

  /** Queues a text, or writes it now when the pacing allows. Returns false when its lane is full, which the urgent one never is. */
  push(text: string, lane: "urgent" | "normal"): boolean {
    const queue = lane === "urgent" ? this.#urgent : this.#normal;
    if (queue.length >= (lane === "urgent" ? this.#urgentMax : this.#normalMax)) {
      this.#drops += 1;
      if (lane === "normal") return false;
      queue.shift();
    }
    queue.push(text);
    this.#pump();
    return true;
  }

  /** Forgets what waits, because its socket is gone. The pacing window stays: the venue counts on across reconnects. */
  clear(): void {
    this.#urgent.length = 0;
    this.#normal.length = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #pump(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.waiting > 0) {
      const now = this.#clock.monotonic();
      const reserve = this.#urgent.length === 0 && this.#window.capacity > URGENT_RESERVE ? URGENT_RESERVE : 0;
      const waitMs = this.#window.waitMs(now, 1, reserve);
      if (waitMs > 0) {
        this.#timer = this.#clock.after(waitMs, () => this.#pump());
        return;
      }
      const text = this.#urgent.shift() ?? this.#normal.shift();
      if (text === undefined) return;
      this.#window.take(now);
      this.#write(text);
    }
  }
}
