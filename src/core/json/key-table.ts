// The names that a decoder knows at one place of a message, compiled so that a key is found from its bytes without making a string:
// first by guess, because a peer writes its fields in the same order every time, else by a hash that has no collisions.

const SLOTS = 64;
const SEEDS_MAX = 4096;
const QUOTE = 0x22;

/** A set of at most 32 ASCII names, each found by its bytes. */
export class KeyTable {
  readonly names: readonly string[];
  /** Where the hash starts, so that no two names meet in a slot. */
  readonly seed: number;
  /** The bytes of each name with the quote that ends it. */
  readonly quoted: readonly Uint8Array[];
  /** The name that came after each one last time; the last entry is for the first key. Learned while reading, never wrong by it. */
  readonly after: Uint8Array;
  readonly #slots: Int8Array = new Int8Array(SLOTS).fill(-1);

  constructor(names: readonly string[]) {
    this.names = names;
    this.quoted = names.map((name) => Uint8Array.from([...name].map((letter) => letter.charCodeAt(0)).concat(QUOTE)));
    this.after = Uint8Array.from([...names.map((_, index) => (index + 1) % names.length), 0]);
    this.seed = this.#findSeed();
    this.quoted.forEach((codes, index) => {
      this.#slots[slotOf(hashOf(codes, this.seed))] = index;
    });
  }

  /** The index of the name that these bytes spell, or -1. `hash` is `keyHash` over the same bytes, started from `seed`. */
  find(bytes: Uint8Array, start: number, stop: number, hash: number): number {
    const index = this.#slots[slotOf(hash)] as number;
    if (index < 0) return -1;
    const codes = this.quoted[index] as Uint8Array;
    if (stop - start !== codes.length - 1) return -1;
    for (let at = 0; start + at < stop; at += 1) if (bytes[start + at] !== codes[at]) return -1;
    return index;
  }

  #findSeed(): number {
    for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
      const taken = new Set(this.quoted.map((codes) => slotOf(hashOf(codes, seed))));
      if (taken.size === this.quoted.length) return seed;
    }
    throw new RangeError(`No collision-free hash for ${this.names.length} names; split the table or remove a repeated one.`);
  }
}

/** The hash of one more byte: 31 times the hash so far, plus the byte, in an order that the processor can overlap. */
export function keyHash(hash: number, code: number): number {
  return ((hash << 5) - (hash - code)) | 0;
}

const slotOf = (hash: number): number => (hash ^ (hash >>> 7) ^ (hash >>> 15)) & (SLOTS - 1);

function hashOf(quoted: Uint8Array, seed: number): number {
  let hash = seed;
  for (let at = 0; at < quoted.length - 1; at += 1) hash = keyHash(hash, quoted[at] as number);
  return hash;
}
