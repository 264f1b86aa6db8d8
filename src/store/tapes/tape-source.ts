// A tape as a MarketSource: files are read ahead by a bounded number of steps, so the simulator may take them without waiting.

import { TruebookError } from "#core/error";
import { type MarketSource, type SourceReading, type SourceRules, type SourceStep } from "#core/market-source";
import { scanTape, type TapePaths } from "#store/tapes/tape-scan";
import { readTapeSteps } from "#store/tapes/tape-steps";

/** Steps that are read ahead; reading rests while so many wait. */
export const STEPS_AHEAD_MAX = 1_024;

/**
 * Opens a tape: reads it once from end to end to learn its scales and to find bad rows, then keeps its next steps ready.
 * Throws UsageError, with the line's number, for a tape that cannot be played.
 */
export async function openTape(paths: TapePaths): Promise<MarketSource> {
  const rules = await scanTape(paths);
  const source = new TapeSource(rules, readTapeSteps(paths, rules));
  await source.readAhead();
  // The file may have changed since it was scanned.
  const first = source.peek();
  if (first.kind === "failed") throw first.error;
  return source;
}

class TapeSource implements MarketSource {
  readonly rules: SourceRules;
  readonly #steps: AsyncGenerator<SourceStep>;
  readonly #ahead: SourceStep[] = [];
  #taken = 0;
  #end: Extract<SourceReading, { kind: "ended" | "failed" }> | undefined = undefined;
  #reading = false;
  #ready: (() => void) | undefined = undefined;

  constructor(rules: SourceRules, steps: AsyncGenerator<SourceStep>) {
    this.rules = rules;
    this.#steps = steps;
  }

  peek(): SourceReading {
    const step = this.#ahead[this.#taken];
    if (step !== undefined) return { kind: "step", step };
    return this.#end ?? { kind: "waiting" };
  }

  take(): void {
    if (this.#taken < this.#ahead.length) this.#taken += 1;
    // What is taken goes in large pieces, so that taking one step never moves the rest.
    if (this.#taken < STEPS_AHEAD_MAX / 2) return;
    this.#ahead.splice(0, this.#taken);
    this.#taken = 0;
    this.readAhead();
  }

  onReady(ready: () => void): void {
    if (this.peek().kind === "waiting") {
      this.#ready = ready;
      this.readAhead();
    } else ready();
  }

  close(): void {
    this.#end ??= { kind: "ended" };
    this.#ready = undefined;
    this.#ahead.length = 0;
    this.#taken = 0;
    this.#steps.return(undefined).catch(() => undefined);
  }

  /** Fills up what waits. Never rejects: an error becomes the source's end. */
  async readAhead(): Promise<void> {
    if (this.#reading || this.#end !== undefined) return;
    this.#reading = true;
    try {
      while (this.#ahead.length - this.#taken < STEPS_AHEAD_MAX && this.#end === undefined) {
        const next = await this.#steps.next();
        if (this.#end !== undefined) break;
        if (next.done) this.#end = { kind: "ended" };
        else this.#ahead.push(next.value);
        this.#tellReady();
      }
    } catch (error) {
      this.#end ??= {
        kind: "failed",
        error: error instanceof TruebookError ? error : new TruebookError("tape", "A tape broke off.", { cause: error }),
      };
      this.#tellReady();
    } finally {
      this.#reading = false;
    }
  }

  #tellReady(): void {
    const ready = this.#ready;
    this.#ready = undefined;
    ready?.();
  }
}
