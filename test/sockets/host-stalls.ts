// When this process could not do anything: the processor was elsewhere, or one of our own turns was long.

const LOOK_EVERY_MS = 5;
/** Shorter ones are every timer's. */
const STALL_MS_LEAST = 20;

/** Notes every stall from its making until it is stopped; a run has few, and ends. */
export class StallWatch {
  readonly #stalls: { readonly endedMs: number; readonly lengthMs: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #lookedMs = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** The longest stall that ended after a moment. */
  longestSince(atMs: number): number {
    return Math.max(0, ...this.#stalls.filter(({ endedMs }) => endedMs >= atMs).map(({ lengthMs }) => lengthMs));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    const lengthMs = now - this.#lookedMs - LOOK_EVERY_MS;
    if (lengthMs >= STALL_MS_LEAST) this.#stalls.push({ endedMs: now, lengthMs });
    this.#lookedMs = now;
  }
}
