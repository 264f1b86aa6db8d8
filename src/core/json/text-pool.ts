// Turns bytes that come again and again (topics, symbols, field names) into the same string object, so that a steady stream makes
// no strings. Bounded: it grows while its habits need the room, and a full neighbourhood forgets an entry when it may grow no more.

import { utf8Decoder } from "#core/json/utf8-decoder";

const SLOTS_FIRST = 64;
const SLOTS_MAX = 8_192;
const PROBES = 4;
/** Longer texts are nobody's habit and are not kept. */
const LENGTH_MAX = 128;

interface Entry {
  readonly codes: Uint8Array;
  readonly text: string;
  readonly hash: number;
}

/** A bounded cache from ASCII bytes to strings. */
export class TextPool {
  #entries = emptySlots(SLOTS_FIRST);
  #mask = SLOTS_FIRST - 1;

  /** The string that was kept for these bytes, if any. `hash` is any hash over exactly them. */
  find(bytes: Uint8Array, start: number, stop: number, hash: number): string | undefined {
    const first = hash ^ (hash >>> 15);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const entry = this.#entries[(first + probe) & this.#mask];
      if (entry === undefined) return undefined;
      if (entry.hash !== hash) continue;
      const { codes } = entry;
      const length = codes.length;
      if (stop - start !== length) continue;
      let at = 0;
      while (at < length && bytes[start + at] === codes[at]) at += 1;
      if (at === length) return entry.text;
    }
    return undefined;
  }

  /** Returns the string that the bytes spell, and keeps it when it is short. They must be ASCII. */
  keep(bytes: Uint8Array, start: number, stop: number, hash: number): string {
    const text = asciiText(bytes, start, stop);
    if (text.length > LENGTH_MAX) return text;
    // A copy of its own: what Node's buffers call a slice would keep the whole read alive that the frame came with.
    const codes = new Uint8Array(stop - start);
    codes.set(bytes.subarray(start, stop));
    const entry = { codes, text, hash };
    while (!this.#place(entry)) {
      if (this.#entries.length === SLOTS_MAX) {
        this.#entries[(hash ^ (hash >>> 15)) & this.#mask] = entry;
        break;
      }
      this.#grow();
    }
    return text;
  }

  /** Puts an entry where `find` looks for it. Returns false when nothing is free there. */
  #place(entry: Entry): boolean {
    const first = entry.hash ^ (entry.hash >>> 15);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const slot = (first + probe) & this.#mask;
      if (this.#entries[slot] !== undefined) continue;
      this.#entries[slot] = entry;
      return true;
    }
    return false;
  }

  #grow(): void {
    const before = this.#entries;
    this.#entries = emptySlots(before.length * 2);
    this.#mask = this.#entries.length - 1;
    // One that finds no place here either is forgotten, and comes back when it is met again.
    for (const entry of before) if (entry !== undefined) this.#place(entry);
  }
}

const emptySlots = (count: number): (Entry | undefined)[] => new Array<Entry | undefined>(count).fill(undefined);

const decoder = utf8Decoder("replace");

/** The string that ASCII bytes spell. */
export function asciiText(bytes: Uint8Array, start: number, stop: number): string {
  return decoder.decode(bytes.subarray(start, stop));
}

/** Text that a frame is expected to hold, ready to be compared four bytes at a time. */
export class Literal {
  readonly bytes: Uint8Array;
  /** The bytes as whole words, the least significant first; what is left over is only in `bytes`. */
  readonly words: Int32Array;

  /** The text must be ASCII. */
  constructor(text: string) {
    this.bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const view = new DataView(this.bytes.buffer);
    this.words = Int32Array.from({ length: this.bytes.length >> 2 }, (_, word) => view.getInt32(word * 4, true));
  }
}

/** A plain ASCII string with its quotes, as JSON writes it. */
export function quoted(text: string): Literal {
  return new Literal(`"${text}"`);
}
