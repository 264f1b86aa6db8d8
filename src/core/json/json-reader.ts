// A pull reader over one frame's bytes: the hot path of every book. It makes no string of the frame and no object of its own.
// Numbers come out as integer mantissa and decimal places, exactly as written.
//
// It reads only what is plain: ASCII without escapes, numbers without sign up to 2^53, whole ones without an exponent. On anything
// else it gives up, which says nothing about the frame: the caller reads it again with `json-fallback`, and that verdict counts. So it
// may refuse what JSON.parse accepts, but must never accept what JSON.parse rejects, nor read it differently.

import { powerOfTen, SCALE_MAX } from "#core/decimal";
import { skipSpace, skipText, skipValue } from "#core/json/json-skip";
import { type KeyTable, keyHash } from "#core/json/key-table";
import { asciiText, type Literal, type NamePool, type TextPool, textHash } from "#core/json/text-pool";
import { type LevelColumn } from "#core/level-buffer";

/** `key` met the end of the object. */
export const KEY_END = -1;
/** `key` met a name that the table does not hold; `unknownKey` tells it, `skip` passes its value. */
export const KEY_UNKNOWN = -2;
/** The reader gave up; the frame belongs to the fallback. */
export const KEY_GAVE_UP = -3;

const SEPARATOR_END = -1;
const SEPARATOR_BAD = -2;
const INTEGER_DIGITS_MAX = 9;
/** Longer numbers pass 2^53, or are mostly zeros: both are left to the fallback. */
const DIGITS_MAX = 20;
const EXPONENT_DIGITS_MAX = 2;
const TAIL_DIGITS_MAX = 7;
const TAIL_POWERS: Float64Array = Float64Array.from({ length: TAIL_DIGITS_MAX + 1 }, (_, exponent) => 10 ** exponent);
const NOTHING: Uint8Array = new Uint8Array(0);

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LETTER_E = 0x65;
/** Set in a letter, it is the small one. */
const LOWER_CASE = 0x20;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Reads frames one after another. After any method reported that it gave up, only `load` brings the reader back. */
export class JsonReader {
  /** The last number's digits as an integer of at most 2^53 - 1. */
  mantissa = 0;
  /** The last number's decimal places, trailing zeros included. */
  decimals = 0;
  #bytes: Uint8Array = NOTHING;
  /** The buffer that the bytes are part of, and where in it they start. */
  #buffer: ArrayBufferLike = NOTHING.buffer;
  #view: DataView = new DataView(NOTHING.buffer);
  #offset = 0;
  #at = 0;
  /** True right after an opening bracket, when no comma is due. */
  #fresh = false;
  /** The bytes of the last unknown key. */
  #keyStart = 0;
  #keyStop = 0;

  /** Starts on a frame. The bytes are only borrowed. */
  load(bytes: Uint8Array): void {
    const { buffer } = bytes;
    // Hundreds of frames lie in one buffer.
    if (this.#buffer !== buffer) {
      this.#buffer = buffer;
      this.#view = new DataView(buffer);
    }
    this.#offset = bytes.byteOffset;
    this.#bytes = bytes;
    this.#at = 0;
    this.#fresh = false;
  }

  /** The first byte of the next value, or -1 at the end of the frame. */
  peek(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if (at < bytes.length && (bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
    this.#at = at;
    return at < bytes.length ? (bytes[at] as number) : -1;
  }

  /** Steps into an object. Returns false when the next value is none. */
  openObject(): boolean {
    return this.#open(OPEN_BRACE);
  }

  /** Steps into an array. Returns false when the next value is none. */
  openArray(): boolean {
    return this.#open(OPEN_BRACKET);
  }

  /**
   * Steps to the next member: its index in `table`, `KEY_END`, `KEY_UNKNOWN` or `KEY_GAVE_UP`. The value is next.
   * `before` is what the last call for the same object returned, or `table.names.length` for the first.
   */
  key(table: KeyTable, before: number): number {
    const bytes = this.#bytes;
    let at = this.#separator(CLOSE_BRACE);
    if (at < 0) return at === SEPARATOR_END ? KEY_END : KEY_GAVE_UP;
    if (bytes[at] !== QUOTE) return KEY_GAVE_UP;
    at += 1;
    if (before >= 0) {
      const guess = table.after[before] as number;
      const codes = table.quoted[guess] as Uint8Array;
      const length = codes.length;
      let same = 0;
      while (same < length && bytes[at + same] === codes[same]) same += 1;
      if (same === length && bytes[at + length] === COLON) {
        this.#at = at + length + 1;
        return guess;
      }
    }
    return this.#searchKey(table, before, at);
  }

  #searchKey(table: KeyTable, before: number, start: number): number {
    const bytes = this.#bytes;
    const length = bytes.length;
    let at = start;
    let hash = table.seed;
    let code = bytes[at] as number;
    while (code !== QUOTE) {
      hash = keyHash(hash, code);
      at += 1;
      if (at >= length) return KEY_GAVE_UP;
      code = bytes[at] as number;
    }
    const colon = skipSpace(bytes, at + 1);
    if (bytes[colon] !== COLON) return KEY_GAVE_UP;
    this.#at = colon + 1;
    const index = table.find(bytes, start, at, hash);
    if (index >= 0) {
      if (before >= 0) table.after[before] = index;
      return index;
    }
    // An escaped or non-ASCII spelling of a known name lands here too: it must not pass as unknown.
    if (skipText(bytes, start - 1) !== at + 1) return KEY_GAVE_UP;
    this.#keyStart = start;
    this.#keyStop = at;
    return KEY_UNKNOWN;
  }

  /** The name that `key` did not know. */
  unknownKey(pool: TextPool): string {
    const bytes = this.#bytes;
    const start = this.#keyStart;
    const stop = this.#keyStop;
    const hash = textHash(this.#view, this.#offset + start, stop - start);
    return pool.find(bytes, start, stop, hash) ?? pool.keep(bytes, start, stop, hash);
  }

  /** Steps to the next item of an array: 1, 0 at its end, or `KEY_GAVE_UP`. */
  item(): number {
    const at = this.#separator(CLOSE_BRACKET);
    if (at < 0) return at === SEPARATOR_END ? 0 : KEY_GAVE_UP;
    this.#at = at;
    return 1;
  }

  /** Passes one value of any kind, strictly checked. Returns false when it gave up. */
  skip(): boolean {
    const at = skipValue(this.#bytes, skipSpace(this.#bytes, this.#at));
    if (at < 0) return false;
    this.#at = at;
    return true;
  }

  /** Reads a plain string, through the pool where it comes often. Returns undefined when it gave up. */
  text(pool?: TextPool): string | undefined {
    if (pool !== undefined) return this.named(pool);
    const bytes = this.#bytes;
    const start = skipSpace(bytes, this.#at);
    const stop = skipText(bytes, start);
    if (stop < 0) return undefined;
    this.#at = stop;
    return asciiText(bytes, start + 1, stop - 1);
  }

  /** Reads a plain string as what the pool knows by that name. Returns undefined when it gave up. */
  named<Kept>(pool: NamePool<Kept>): Kept | undefined {
    const bytes = this.#bytes;
    const length = bytes.length;
    const start = skipSpace(bytes, this.#at) + 1;
    if (bytes[start - 1] !== QUOTE) return undefined;
    let at = start;
    while (bytes[at] !== QUOTE) {
      at += 1;
      if (at >= length) return undefined;
    }
    this.#at = at + 1;
    const hash = textHash(this.#view, this.#offset + start, at - start);
    // What the pool holds was checked when it came in.
    const known = pool.find(bytes, start, at, hash);
    if (known !== undefined) return known;
    if (skipText(bytes, start - 1) !== at + 1) return undefined;
    return pool.keep(bytes, start, at, hash);
  }

  /** Passes the text that is expected here, as it stands. Returns false, and stays, when another is next. */
  expect(literal: Literal): boolean {
    const bytes = this.#bytes;
    const expected = literal.bytes;
    const { words } = literal;
    const { length } = expected;
    let at = this.#at;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
    if (at + length > bytes.length) return false;
    const view = this.#view;
    const start = this.#offset + at;
    let same = 0;
    for (let word = 0; word < words.length; word += 1) {
      if (view.getInt32(start + same, true) !== words[word]) return false;
      same += 4;
    }
    for (; same < length; same += 1) if (bytes[at + same] !== expected[same]) return false;
    this.#at = at + length;
    return true;
  }

  /** Where in the frame the next value, or the space before it, begins. */
  get position(): number {
    return this.#at;
  }
  set position(at: number) {
    this.#at = at;
  }

  /** Passes the bytes that stand at `from` once more. Returns false, and stays, when others are next. */
  repeats(from: number, length: number): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    if (at + length > bytes.length) return false;
    for (let same = 0; same < length; same += 1) if (bytes[at + same] !== bytes[from + same]) return false;
    this.#at = at + length;
    return true;
  }

  /** Reads a string that must be one of the table's names: its index, or -1 when it is another or the reader gave up. */
  choice(table: KeyTable): number {
    const bytes = this.#bytes;
    const length = bytes.length;
    const start = skipSpace(bytes, this.#at) + 1;
    if (bytes[start - 1] !== QUOTE) return -1;
    let at = start;
    let hash = table.seed;
    let code = bytes[at] as number;
    while (code !== QUOTE) {
      hash = keyHash(hash, code);
      at += 1;
      if (at >= length) return -1;
      code = bytes[at] as number;
    }
    this.#at = at + 1;
    return table.find(bytes, start, at, hash);
  }

  /** Reads a number, bare or quoted, into `mantissa` and `decimals`. Returns false when it gave up. */
  number(): boolean {
    const bytes = this.#bytes;
    const at = this.#digits(bytes, this.#at);
    this.#at = at;
    return at >= 0;
  }

  /** Reads a whole number, bare or quoted. Returns -1 when it gave up. */
  integer(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
    const quoted = bytes[at] === QUOTE;
    if (quoted) at += 1;
    const first = at;
    const ninth = first + INTEGER_DIGITS_MAX;
    let digit = (bytes[at] as number) ^ ZERO;
    const leading = digit;
    let head = 0;
    while (digit <= 9 && at < ninth) {
      head = (Math.imul(head, 10) + digit) | 0;
      at += 1;
      digit = (bytes[at] as number) ^ ZERO;
    }
    const middle = at;
    let tail = 0;
    while (digit <= 9) {
      tail = (Math.imul(tail, 10) + digit) | 0;
      at += 1;
      digit = (bytes[at] as number) ^ ZERO;
    }
    if (at === first || (leading === 0 && at > first + 1)) return -1;
    if (quoted) {
      if (bytes[at] !== QUOTE) return -1;
      this.#at = at + 1;
    } else this.#at = at;
    if (at === middle) return head;
    if (at - middle > TAIL_DIGITS_MAX) return -1;
    const whole = head * (TAIL_POWERS[at - middle] as number) + tail;
    return whole <= Number.MAX_SAFE_INTEGER ? whole : -1;
  }

  /** Reads `[[price, size], …]`, each bare or quoted, into the column, replacing what it held. Returns false when it gave up. */
  levels(column: LevelColumn): boolean {
    column.clear();
    if (!this.openArray()) return false;
    this.#fresh = false;
    const bytes = this.#bytes;
    let at = skipSpace(bytes, this.#at);
    if (bytes[at] === CLOSE_BRACKET) {
      this.#at = at + 1;
      return true;
    }
    let { prices, sizes, priceDecimals, sizeDecimals } = column;
    let length = 0;
    // Where only one byte may stand, space is looked for when it does not.
    for (;;) {
      if (bytes[at] !== OPEN_BRACKET) return false;
      at = this.#digits(bytes, at + 1);
      if (at < 0) return false;
      if (length === prices.length) {
        column.length = length;
        if (!column.grow()) return false;
        ({ prices, sizes, priceDecimals, sizeDecimals } = column);
      }
      prices[length] = this.mantissa;
      priceDecimals[length] = this.decimals;
      if (bytes[at] !== COMMA) {
        at = skipSpace(bytes, at);
        if (bytes[at] !== COMMA) return false;
      }
      at = this.#digits(bytes, at + 1);
      if (at < 0) return false;
      sizes[length] = this.mantissa;
      sizeDecimals[length] = this.decimals;
      length += 1;
      if (bytes[at] !== CLOSE_BRACKET) {
        at = skipSpace(bytes, at);
        if (bytes[at] !== CLOSE_BRACKET) return false;
      }
      at += 1;
      if (bytes[at] !== COMMA) {
        at = skipSpace(bytes, at);
        if (bytes[at] === CLOSE_BRACKET) break;
        if (bytes[at] !== COMMA) return false;
      }
      at += 1;
      if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
    }
    column.length = length;
    this.#at = at + 1;
    return true;
  }

  /** Whether nothing but whitespace is left. */
  finished(): boolean {
    // Looking past the end is allowed but slow, and most frames end right here.
    const { length } = this.#bytes;
    return this.#at === length || skipSpace(this.#bytes, this.#at) === length;
  }

  #open(bracket: number): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
    if (bytes[at] !== bracket) return false;
    this.#at = at + 1;
    this.#fresh = true;
    return true;
  }

  /** Passes the comma that is due, or the closing bracket. Returns where the next thing starts, or one of the two codes. */
  #separator(closing: number): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at);
    const code = bytes[at];
    if (code === closing) {
      this.#at = at + 1;
      this.#fresh = false;
      return SEPARATOR_END;
    }
    if (this.#fresh) {
      this.#fresh = false;
      return at;
    }
    if (code !== COMMA) return SEPARATOR_BAD;
    at += 1;
    return (bytes[at] as number) <= SPACE ? skipSpace(bytes, at) : at;
  }

  /** Reads `3120.40` or `"3120.40"`, at `from` or behind space; returns where it ends, or -1. What follows a bare number is for the caller to judge. */
  #digits(bytes: Uint8Array, from: number): number {
    let at = from;
    let code = bytes[at] as number;
    if (code <= SPACE) {
      at = skipSpace(bytes, at);
      code = bytes[at] as number;
    }
    const quoted = code === QUOTE;
    if (quoted) {
      at += 1;
      code = bytes[at] as number;
    }
    const first = at;
    // For a digit, `code ^ ZERO` is its value; for every other byte, and past the end, it is above 9.
    let units = code ^ ZERO;
    if (units > 9) return -1;
    at += 1;
    code = bytes[at] as number;
    let digit = code ^ ZERO;
    if (units === 0 && digit <= 9) return -1;
    while (digit <= 9) {
      units = (Math.imul(units, 10) + digit) | 0;
      at += 1;
      code = bytes[at] as number;
      digit = code ^ ZERO;
    }
    let decimals = 0;
    if (code === POINT) {
      const fraction = at + 1;
      at = fraction;
      code = bytes[at] as number;
      digit = code ^ ZERO;
      while (digit <= 9) {
        units = (Math.imul(units, 10) + digit) | 0;
        at += 1;
        code = bytes[at] as number;
        digit = code ^ ZERO;
      }
      decimals = at - fraction;
      if (decimals === 0) return -1;
    }
    // Integers of 32 bits are several times faster than floats here, and hold nine digits; the point counts as one, which costs nothing.
    if (at - first <= INTEGER_DIGITS_MAX) this.mantissa = units;
    else if (!this.#longMantissa(bytes, first, at)) return -1;
    this.decimals = decimals;
    if ((code | LOWER_CASE) === LETTER_E) {
      at = this.#exponent(bytes, at + 1);
      if (at < 0) return -1;
      code = bytes[at] as number;
    }
    if (quoted) {
      if (code !== QUOTE) return -1;
      at += 1;
    }
    return at;
  }

  /**
   * Reads what follows the `E` of `4.0E-5` and puts it into `mantissa` and `decimals`, without zeros at the end, as the fallback does.
   * Returns where it ends, or -1.
   */
  #exponent(bytes: Uint8Array, from: number): number {
    const signed = bytes[from] === MINUS || bytes[from] === PLUS;
    const first = signed ? from + 1 : from;
    let at = first;
    let exponent = 0;
    for (let digit = (bytes[at] as number) ^ ZERO; digit <= 9; digit = (bytes[at] as number) ^ ZERO) {
      exponent = exponent * 10 + digit;
      at += 1;
    }
    if (at === first || at - first > EXPONENT_DIGITS_MAX) return -1;
    let { mantissa } = this;
    let decimals = bytes[from] === MINUS ? this.decimals + exponent : this.decimals - exponent;
    if (decimals < 0) {
      if (decimals < -SCALE_MAX) return -1;
      // A product that is rounded is above the limit, whichever way it was rounded.
      mantissa *= powerOfTen(-decimals);
      if (mantissa > Number.MAX_SAFE_INTEGER) return -1;
      decimals = 0;
    }
    while (decimals > 0 && mantissa % 10 === 0) {
      mantissa /= 10;
      decimals -= 1;
    }
    this.mantissa = mantissa;
    this.decimals = decimals;
    return at;
  }

  /** Reads the digits from `first` to `stop` again, in the float's 53 bits. Returns false when they do not hold them. */
  #longMantissa(bytes: Uint8Array, first: number, stop: number): boolean {
    if (stop - first > DIGITS_MAX) return false;
    let mantissa = 0;
    for (let at = first; at < stop; at += 1) {
      const code = bytes[at] as number;
      if (code !== POINT) mantissa = mantissa * 10 + (code ^ ZERO);
    }
    // Rounding is monotone, so a true value above the limit can never come out at or below it.
    if (mantissa > Number.MAX_SAFE_INTEGER) return false;
    this.mantissa = mantissa;
    return true;
  }
}
