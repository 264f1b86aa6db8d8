import { type MonotonicMs } from "#core/brand";
import { type Clock } from "#core/port";

/** Entries that are remembered at most; the oldest makes room, so a count never passes this. */
const ENTRIES_MAX = 20_000;

/** How often something happened within the last so many milliseconds, as a whole and by name. */
export class SlidingCount {
  readonly #clock: Clock;
  readonly #windowMs: number;
  /** Oldest first; what lies before `#from` has left the window. */
  #entries: { readonly at: MonotonicMs; readonly name: string }[] = [];
  #from = 0;
  readonly #byName = new Map<string, number>();

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  add(name = ""): void {
    this.#forget();
    if (this.#total >= ENTRIES_MAX) this.#drop();
    this.#entries.push({ at: this.#clock.monotonic(), name });
    this.#byName.set(name, (this.#byName.get(name) ?? 0) + 1);
  }

  /** Takes the newest one of this name out again, as far as it is within the window. */
  withdraw(name: string): void {
    this.#forget();
    const at = this.#entries.findLastIndex((entry) => entry.name === name);
    if (at < this.#from) return;
    this.#entries.splice(at, 1);
    this.#discount(name);
  }

  /** How often within the window, by any name. */
  count(): number {
    this.#forget();
    return this.#total;
  }

  /** How often by this name within the window. */
  countOf(name: string): number {
    this.#forget();
    return this.#byName.get(name) ?? 0;
  }

  /** The count of the name that happened most often within the window. */
  most(): number {
    this.#forget();
    let most = 0;
    for (const count of this.#byName.values()) most = Math.max(most, count);
    return most;
  }

  clear(): void {
    this.#entries = [];
    this.#from = 0;
    this.#byName.clear();
  }

  get #total(): number {
    return this.#entries.length - this.#from;
  }

  #forget(): void {
    const before = this.#clock.monotonic() - this.#windowMs;
    for (let entry = this.#entries[this.#from]; entry !== undefined && entry.at <= before; entry = this.#entries[this.#from]) this.#drop();
    if (this.#from > 1_000 && this.#from * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#from);
      this.#from = 0;
    }
  }

  #drop(): void {
    const entry = this.#entries[this.#from];
    if (entry === undefined) return;
    this.#from += 1;
    this.#discount(entry.name);
  }

  #discount(name: string): void {
    const left = (this.#byName.get(name) ?? 1) - 1;
    if (left === 0) this.#byName.delete(name);
    else this.#byName.set(name, left);
  }
}
