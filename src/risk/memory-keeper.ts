// Keeps what risk remembers on disk. What changed is written in the next turn, many changes at once; a halt is written in its own turn.
// A memory that cannot be written stops new risk: a loss that is not kept is forgotten by the next restart.

import { type RiskMemory } from "#core/account/risk";
import { type MonotonicMs } from "#core/brand";
import { type Clock, type Log } from "#core/port";
import { memoryText, type Remembered } from "#risk/memory-text";

/** Marks move the peak all the time; without anything else they are written this often. */
const MARKS_MS = 5_000;

export class MemoryKeeper {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #memory: RiskMemory;
  readonly #remembered: () => Remembered;
  #trouble: string | undefined;
  #soon = false;
  #written: MonotonicMs;

  constructor(options: { readonly clock: Clock; readonly log: Log; readonly memory: RiskMemory; readonly remembered: () => Remembered }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#memory = options.memory;
    this.#remembered = options.remembered;
    this.#written = options.clock.monotonic();
  }

  /** Why it cannot be written; undefined while it can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Writes before the next turn ends. */
  saveSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    this.#clock.after(0, () => this.save());
  }

  /** Writes now. Never throws: what went wrong is `trouble`, and it is tried again. */
  save(): void {
    this.#soon = false;
    this.#written = this.#clock.monotonic();
    try {
      this.#memory.save(memoryText(this.#remembered()));
      this.#trouble = undefined;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (this.#trouble === undefined) this.#log.write("error", "risk-memory-not-written", { error });
      this.#trouble = `what risk remembers cannot be written: ${words}`;
    }
  }

  /** Writes when it is due, or when the last time went wrong. */
  look(): void {
    if (this.#trouble !== undefined || this.#clock.monotonic() - this.#written >= MARKS_MS) this.save();
  }
}
