/** Why a command ends before its work runs out. */
export type StopCause = "for" | "count" | "timeout" | "interrupted" | "terminated" | "reader-gone";

/** The one thing that every loop of a command listens to. The first cause wins. */
export class Stop {
  readonly #controller = new AbortController();
  /** Who waits now. A loop that waits a million times must leave nothing behind each time. */
  readonly #waiting = new Set<() => void>();
  #cause: StopCause | undefined;

  get cause(): StopCause | undefined {
    return this.#cause;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the command for a cause; later causes change nothing. */
  end(cause: StopCause): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    this.#controller.abort();
    for (const tell of [...this.#waiting]) tell();
    this.#waiting.clear();
  }

  /** Resolves when something ended the command. */
  whenEnded(): Promise<void> {
    return this.orEnded(new Promise<void>(() => undefined));
  }

  /** What the work gives, or undefined when the command was ended before. A failure after that is nobody's business any more. */
  orEnded<Value>(work: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const tell = (): void => resolve(undefined);
      if (this.#cause === undefined) this.#waiting.add(tell);
      else tell();
      work.then(
        (value) => {
          this.#waiting.delete(tell);
          resolve(value);
        },
        (reason: unknown) => {
          this.#waiting.delete(tell);
          reject(reason);
        },
      );
    });
  }

  /** How many waits are open: nothing that ended may stay. */
  get waits(): number {
    return this.#waiting.size;
  }
}
