// The last ids of a stream, for the question whether one was there before. A set that is added to and taken from at every print is
// built anew again and again and looks at texts of long ago; here hashes stand in arrays of numbers, and a text is only looked at when
// its hash is the same.

/** Links end here; places are told one too high, so that fresh arrays are empty. */
const NONE = 0;

/** Remembers as many ids as its capacity, the newest. Exact: hashes only say where to look. */
export class RecentIds {
  readonly #capacity: number;
  readonly #forgot: (id: string) => void;
  /** The ids in a ring, the oldest at `#oldest` once it is full. */
  readonly #ids: string[] = [];
  readonly #hashes: Int32Array;
  /** Of each place in the ring, the next one of the same bucket. */
  readonly #next: Int32Array;
  /** The newest place of each bucket. */
  readonly #buckets: Int32Array;
  #oldest = 0;

  /** `forgot` hears of every id that a newer one takes the place of. */
  constructor(capacity: number, forgot: (id: string) => void) {
    this.#capacity = capacity;
    this.#forgot = forgot;
    this.#hashes = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(2 * capacity)));
  }

  /** Takes note of an id. Returns false when it was known. */
  add(id: string): boolean {
    const hash = hashOf(id);
    const bucket = this.#bucketOf(hash);
    const first = this.#buckets[bucket] as number;
    for (let place = first; place !== NONE; place = this.#next[place - 1] as number) {
      if (this.#hashes[place - 1] === hash && this.#ids[place - 1] === id) return false;
    }
    const at = this.#oldest;
    const forgotten = this.#ids[at];
    if (forgotten !== undefined) this.#unlink(at);
    this.#ids[at] = id;
    this.#hashes[at] = hash;
    // Read again: what was forgotten may have been the first of this bucket.
    this.#next[at] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = at + 1;
    this.#oldest = at + 1 === this.#capacity ? 0 : at + 1;
    if (forgotten !== undefined) this.#forgot(forgotten);
    return true;
  }

  #unlink(at: number): void {
    const bucket = this.#bucketOf(this.#hashes[at] as number);
    const after = this.#next[at] as number;
    let place = this.#buckets[bucket] as number;
    if (place === at + 1) {
      this.#buckets[bucket] = after;
      return;
    }
    while (this.#next[place - 1] !== at + 1) place = this.#next[place - 1] as number;
    this.#next[place - 1] = after;
  }

  #bucketOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.#buckets.length - 1);
  }
}

function hashOf(id: string): number {
  let hash = 0;
  for (let at = 0; at < id.length; at += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return hash;
}
