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

/** One polled read. The first goes out at once. */
export class Poller<Value> {
  readonly #options: PollerOptions<Value>;
  #call: { cancel(): void } | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: PollerOptions<Value>) {
    this.#options = options;
    this.#read();
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
        if (outcome.kind === "value") this.#options.value(outcome.value);
        else this.#options.failed(outcome.error);
      },
      { deadlineMs: Math.max(2_000, everyMs), attemptsMax: 1 },
    );
  }
}
