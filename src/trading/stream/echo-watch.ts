// Looks whether the private stream tells what replies and reads told (A6). A stream can fall silent while its socket lives and
// answers: then only what was told elsewhere and never by it gives it away.

import { type Clock, type Timer } from "#core/port";

/** Things that are waited for at one time; more prove nothing more. */
const WAITING_MAX = 1_000;

export class EchoWatch {
  readonly #clock: Clock;
  readonly #withinMs: number;
  readonly #silent: (key: string) => void;
  /** Keys with the moment at which each is due, the oldest first. */
  readonly #due = new Map<string, number>();
  #timer: Timer | undefined;

  /** `silent` hears of a key that the stream did not tell in time; all others are forgotten with it. */
  constructor(options: { readonly clock: Clock; readonly withinMs: number; readonly silent: (key: string) => void }) {
    this.#clock = options.clock;
    this.#withinMs = options.withinMs;
    this.#silent = options.silent;
  }

  /** Something was told elsewhere that the stream must tell as well. */
  expect(key: string): void {
    if (this.#due.has(key) || this.#due.size >= WAITING_MAX) return;
    this.#due.set(key, this.#clock.monotonic() + this.#withinMs);
    this.#wait();
  }

  /** The stream told it. */
  heard(key: string): void {
    this.#due.delete(key);
  }

  /** The stream cannot have told anything: nothing is waited for. */
  clear(): void {
    this.#due.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(): void {
    const [oldest] = this.#due;
    if (oldest === undefined || this.#timer !== undefined) return;
    this.#timer = this.#clock.after(Math.max(0, oldest[1] - this.#clock.monotonic()), () => {
      this.#timer = undefined;
      this.#look();
    });
  }

  #look(): void {
    const [oldest] = this.#due;
    if (oldest === undefined) return;
    if (oldest[1] > this.#clock.monotonic()) {
      this.#wait();
      return;
    }
    this.clear();
    this.#silent(oldest[0]);
  }
}
