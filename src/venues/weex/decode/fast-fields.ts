// What both fast decoders read alike. A frame that does not look as usual gives undefined or false, and is left to the lossless one.

import { type JsonReader } from "#core/json/json-reader";
import { type WrittenDecimal } from "#core/json/json-value";
import { type Literal, quoted, type TextPool } from "#core/json/text-pool";

const TRUE = 0x74;
const FALSE = 0x66;

/** Reads a decimal into `target`. */
export function fastDecimal(reader: JsonReader, target: WrittenDecimal): boolean {
  if (!reader.number()) return false;
  target.mantissa = reader.mantissa;
  target.decimals = reader.decimals;
  return true;
}

/** Reads a boolean; undefined when the next value is none. */
export function fastBoolean(reader: JsonReader): boolean | undefined {
  const first = reader.peek();
  if ((first !== TRUE && first !== FALSE) || !reader.skip()) return undefined;
  return first === TRUE;
}

/** A text that mostly is the one of the frame before: symbols and channels. */
export class LikelyText {
  readonly #pool: TextPool;
  #text = "";
  /** The same, as it stands in a frame. */
  #quoted: Literal = quoted("");

  constructor(pool: TextPool) {
    this.#pool = pool;
  }

  read(reader: JsonReader): string | undefined {
    if (reader.expect(this.#quoted)) return this.#text;
    const text = reader.text(this.#pool);
    if (text === undefined) return undefined;
    this.#text = text;
    this.#quoted = quoted(text);
    return text;
  }
}

const UNKNOWN_PER_FRAME_MAX = 16;

/** Passes the value of an unknown key and keeps its name until the frame proves good. */
export function passUnknown(reader: JsonReader, pool: TextPool, unknown: string[]): boolean {
  if (unknown.length < UNKNOWN_PER_FRAME_MAX) unknown.push(reader.unknownKey(pool));
  return reader.skip();
}
