import { type Sequence } from "#core/sequence";

/**
 * Tells what only looks older than what was told. One message that is older came late, or from a cache; several that are older and move on
 * among themselves say that the venue's clock, or its count, was set back and goes on from there.
 */
export class SetBack {
  #older: Sequence | undefined;

  /** Notes a time or number that is older. Returns whether it moved on from the older one before it. */
  movedOn(at: Sequence | undefined): boolean {
    const before = this.#older;
    this.#older = at;
    return before !== undefined && at !== undefined && at > before;
  }

  /** Something came that is not older. */
  forget(): void {
    this.#older = undefined;
  }
}
