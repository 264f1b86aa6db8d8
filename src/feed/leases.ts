/** One thing shared by everybody who asked for it, closed when the last gives it back. */
export interface Lease<Kept> {
  readonly kept: Kept;
  /** Gives it back; a second call does nothing. */
  release(): void;
}

/** Shared things by key, counted by their users. Bounded by what the venue's instruments and channels allow. */
export class Leases<Kept> {
  readonly #kept = new Map<string, { readonly kept: Kept; users: number }>();
  readonly #close: (kept: Kept) => void;

  constructor(close: (kept: Kept) => void) {
    this.#close = close;
  }

  get all(): readonly Kept[] {
    return [...this.#kept.values()].map((entry) => entry.kept);
  }

  /** The thing at `key`, made when nobody has it. */
  take(key: string, make: () => Kept): Lease<Kept> {
    let entry = this.#kept.get(key);
    if (entry === undefined) {
      entry = { kept: make(), users: 0 };
      this.#kept.set(key, entry);
    }
    const taken = entry;
    taken.users += 1;
    let released = false;
    return {
      kept: taken.kept,
      release: () => {
        if (released) return;
        released = true;
        taken.users -= 1;
        // What is not kept any more was closed with all the others.
        if (taken.users > 0 || this.#kept.get(key) !== taken) return;
        this.#kept.delete(key);
        this.#close(taken.kept);
      },
    };
  }

  closeAll(): void {
    const all = this.all;
    this.#kept.clear();
    for (const kept of all) this.#close(kept);
  }
}
