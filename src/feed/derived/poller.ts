// Reads something over REST again and again, at a stated distance, without ever overlapping itself.

import { type TruebookError } from "#core/error";
import { type Clock, type Timer } from "#core/port";
import { type Requester, type RestCall } from "#transport/rest-call";

export interface PollerOptions<Value> {
  readonly clock: Clock;
  readonly requester: Requester;
  readonly everyMs: number;
  readonly call: () => RestCall<Value>;
  readonly value: (value: Value) => void;
  readonly failed: (error: TruebookError) => void;
}

/** One read may fail by chance; after so many in a row what was read before is old. */
const MISSES_MAX = 2;

/** One polled read. The first goes out at once. */
export class Poller<Value> {
  readonly #options: PollerOptions<Value>;
  #call: { cancel(): void } | undefined;
  #timer: Timer | undefined;
  #stopped = false;
  #misses = 0;

  constructor(options: PollerOptions<Value>) {
    this.#options = options;
    this.#read();
  }

  /** Whether the last reads failed, one after the other. */
  get unread(): boolean {
    return this.#misses > MISSES_MAX;
  }

  stop(): void {
    this.#stopped = true;
    this.#call?.cancel();
    this.#timer?.cancel();
  }

  #read(): void {
    const { clock, requester, everyMs, call } = this.#options;
    const startedAt = clock.monotonic();
    this.#call = requester.call(
      call(),
      (outcome) => {
        if (this.#stopped) return;
        this.#timer = clock.after(Math.max(0, startedAt + everyMs - clock.monotonic()), () => this.#read());
        this.#misses = outcome.kind === "value" ? 0 : this.#misses + 1;
        if (outcome.kind === "value") this.#options.value(outcome.value);
        else this.#options.failed(outcome.error);
      },
      { deadlineMs: Math.max(2_000, everyMs), attemptsMax: 1 },
    );
  }
}
