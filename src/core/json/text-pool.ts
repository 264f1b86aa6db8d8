// Turns bytes that come again and again (topics, symbols, field names) into the same object, so that a steady stream makes none.
// Bounded: it grows while its habits need the room, and begins anew when it may grow no more. Everything that a search looks at lies in
// two arrays of numbers: with a thousand names, objects of their own would cost more to reach than the bytes cost to compare.

import { utf8Decoder } from "#core/json/utf8-decoder";

const SLOTS_FIRST = 64;
const SLOTS_MAX = 8_192;
const PROBES = 4;
/** Longer texts are nobody's habit and are not kept. */
const LENGTH_MAX = 128;
const BYTES_FIRST = 1_024;
/** Names that come and never return would fill any memory. */
const BYTES_MAX = 262_144;

// Of a slot: its hash, where its bytes start, how many there are, and its number among what is kept plus one; 0 for a free slot.
const SLOT = 4;
const START = 1;
const LENGTH = 2;
const NUMBER = 3;

/** Bytes of a word. */
const WORD = 4;
/** Odd, and without a pattern in its bits. */
const MIXER = 0x9e3779b1;

/** A bounded cache from ASCII bytes to what was made of their text: the text itself, or what a decoder knows by that name. */
export class NamePool<Kept> {
  readonly #make: (text: string) => Kept;
  #slots = new Int32Array(SLOTS_FIRST * SLOT);
  #mask = SLOTS_FIRST - 1;
  #codes = new Uint8Array(BYTES_FIRST);
  #codesLength = 0;
  #kept: Kept[] = [];

  /** `make` is called for a text that is not known; it may be called again for one that was forgotten. */
  constructor(make: (text: string) => Kept) {
    this.#make = make;
  }

  /** What was kept for these bytes, if anything. `hash` is any hash over exactly them: `textHash`, but for tests. */
  find(bytes: Uint8Array, start: number, stop: number, hash: number): Kept | undefined {
    const slots = this.#slots;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const slot = ((hash + probe) & this.#mask) * SLOT;
      const number = slots[slot + NUMBER] as number;
      if (number === 0) return undefined;
      const length = stop - start;
      if (slots[slot] !== hash || slots[slot + LENGTH] !== length) continue;
      const codes = this.#codes;
      const from = slots[slot + START] as number;
      let at = 0;
      while (at < length && bytes[start + at] === codes[from + at]) at += 1;
      if (at === length) return this.#kept[number - 1];
    }
    return undefined;
  }

  /** Returns what is made of the string that the bytes spell, and keeps it when that is short. They must be ASCII. */
  keep(bytes: Uint8Array, start: number, stop: number, hash: number): Kept {
    const kept = this.#make(asciiText(bytes, start, stop));
    const length = stop - start;
    if (length > LENGTH_MAX) return kept;
    if (this.#codesLength + length > BYTES_MAX || this.#kept.length === SLOTS_MAX) this.#forgetAll();
    this.#reserve(length);
    this.#codes.set(bytes.subarray(start, stop), this.#codesLength);
    this.#kept.push(kept);
    const entry = [hash, this.#codesLength, length, this.#kept.length] as const;
    this.#codesLength += length;
    while (!this.#place(entry)) {
      if (this.#slots.length === SLOTS_MAX * SLOT) {
        this.#slots.set(entry, (hash & this.#mask) * SLOT);
        break;
      }
      this.#grow();
    }
    return kept;
  }

  /** Puts an entry where `find` looks for it. Returns false when nothing is free there. */
  #place(entry: Slot): boolean {
    const [hash] = entry;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const slot = ((hash + probe) & this.#mask) * SLOT;
      if (this.#slots[slot + NUMBER] !== 0) continue;
      this.#slots.set(entry, slot);
      return true;
    }
    return false;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    this.#mask = this.#slots.length / SLOT - 1;
    for (let slot = 0; slot < before.length; slot += SLOT) {
      const [hash = 0, start = 0, length = 0, number = 0] = before.subarray(slot, slot + SLOT);
      // One that finds no place here either is forgotten, and comes back when it is met again.
      if (number !== 0) this.#place([hash, start, length, number]);
    }
  }

  #reserve(length: number): void {
    if (this.#codesLength + length <= this.#codes.length) return;
    const codes = new Uint8Array(this.#codes.length * 2);
    codes.set(this.#codes);
    this.#codes = codes;
  }

  #forgetAll(): void {
    this.#slots.fill(0);
    this.#codesLength = 0;
    this.#kept = [];
  }
}

/** A hash over the bytes of a text, four at a time: byte by byte, a name would cost as many steps that wait for each other as it has letters. */
export function textHash(view: DataView, start: number, length: number): number {
  const last = length - WORD;
  let hash = length;
  if (last < 0) for (let at = 0; at < length; at += 1) hash = mixed(hash, view.getUint8(start + at));
  else {
    for (let at = 0; at < last; at += WORD) hash = mixed(hash, view.getInt32(start + at, true));
    // The last four, of which some may have counted before.
    hash = mixed(hash, view.getInt32(start + last, true));
  }
  return hash;
}

/** So that every bit of a word reaches the low bits, which choose the slot. */
function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, MIXER);
  return product ^ (product >>> 15);
}

type Slot = readonly [hash: number, start: number, length: number, number: number];

/** A pool of texts as they are. */
export class TextPool extends NamePool<string> {
  constructor() {
    super((text) => text);
  }
}

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
