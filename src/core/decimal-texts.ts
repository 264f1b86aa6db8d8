// Texts of figures that are written over and over: most levels of a book are those of the book before.

/** Slots; a power of two. A figure that falls into another's slot takes its place. */
const SLOTS = 8_192;

/** Writes figures as `write` does, and remembers a bounded number of them. `write` must depend on nothing but what it is given. */
export class DecimalTexts {
  readonly #write: (units: number, scale: number) => string;
  readonly #units = new Float64Array(SLOTS);
  readonly #scales = new Uint8Array(SLOTS);
  readonly #texts: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);

  constructor(write: (units: number, scale: number) => string) {
    this.#write = write;
  }

  /** The text of an integer at a scale of 0 to 22. */
  textOf(units: number, scale: number): string {
    const slot = (units ^ (units >>> 13) ^ (scale << 8)) & (SLOTS - 1);
    const known = this.#texts[slot];
    if (known !== undefined && this.#units[slot] === units && this.#scales[slot] === scale) return known;
    const text = this.#write(units, scale);
    this.#units[slot] = units;
    this.#scales[slot] = scale;
    this.#texts[slot] = text;
    return text;
  }
}
