import { type Clock, type Log } from "#core/port";

/** Lines that may be written in one stretch of time. */
const LINES_MAX = 10;
const PER_MS = 10_000;

/** A log for lines that a peer can cause at will: the first few of each stretch are written, the others counted and told by the next. */
export class LogCeiling {
  readonly #clock: Clock;
  readonly #log: Log;
  #beganAt = Number.NEGATIVE_INFINITY;
  #written = 0;
  /** Lines that were not written since the last one that was. */
  #suppressed = 0;

  constructor(options: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Writes the line, with the count of those that were left out before it, or counts it. */
  write(...[level, event, fields]: Parameters<Log["write"]>): void {
    const now = this.#clock.monotonic();
    if (now - this.#beganAt >= PER_MS) {
      this.#beganAt = now;
      this.#written = 0;
    }
    if (this.#written >= LINES_MAX) {
      this.#suppressed += 1;
      return;
    }
    this.#written += 1;
    this.#log.write(level, event, this.#suppressed === 0 ? fields : { ...fields, suppressed: this.#suppressed });
    this.#suppressed = 0;
  }
}
