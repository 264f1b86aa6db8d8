// The slow and complete way to read JSON: for frames that `json-reader` gave up on, and for REST bodies. It loses nothing: numbers
// that a float could change come out as the text that was sent. Hostile input costs little: every limit below is checked before
// JSON.parse sees the text.

import { utf8Decoder } from "#core/json/utf8-decoder";

/** Longer input is not read at all. */
export const JSON_BYTES_MAX: number = 4 * 1024 * 1024;
/** Deeper nesting is malformed. */
export const JSON_DEPTH_MAX = 64;
/** More commas than this in one text are malformed. A book of 10,000 levels a side has 60,000. */
export const JSON_VALUES_MAX = 100_000;
/** More numbers that a float could change than this are malformed. The same book has 40,000 if all its figures are bare. */
export const JSON_EXACT_NUMBERS_MAX = 40_000;

/** What JSON can say. Bare numbers are numbers only as plain integers of at most 15 digits; any other is its exact text. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** An object as parsed; read it with `field`, which sees own names only. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export type JsonReading =
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "malformed"; readonly reason: string; readonly closeCode?: 1007 };

const decoder = utf8Decoder("throw");

/** Reads one JSON text. Never throws; the reason says what was wrong without quoting the input. */
export function parseJson(bytes: Uint8Array): JsonReading {
  if (bytes.length > JSON_BYTES_MAX) return malformed(`${bytes.length} bytes are more than the limit of ${JSON_BYTES_MAX}`);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { kind: "malformed", reason: "not valid UTF-8", closeCode: 1007 };
  }
  return isPlain(bytes) ? parseExactText(text) : parseJsonText(text);
}

/** Reads one JSON text that is already decoded. Never throws. */
export function parseJsonText(text: string): JsonReading {
  const exact = keepNumbersExact(text);
  return exact.kind === "malformed" ? exact : parseExactText(exact.text);
}

function parseExactText(text: string): JsonReading {
  try {
    return { kind: "value", value: JSON.parse(text) as JsonValue };
  } catch {
    return malformed("not valid JSON");
  }
}

const malformed = (reason: string): { readonly kind: "malformed"; readonly reason: string } => ({ kind: "malformed", reason });

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_DIGITS_MAX = 15;

/**
 * Puts quotes around every bare number that a float could change. A number and a string stand in the same places of the grammar
 * except before a colon, so this turns no invalid text into a valid one.
 */
function keepNumbersExact(
  text: string,
): { readonly kind: "text"; readonly text: string } | { readonly kind: "malformed"; readonly reason: string } {
  const length = text.length;
  let depth = 0;
  let values = 0;
  let numbers = 0;
  let copied = 0;
  let exact = "";
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === 0x22) {
      at = afterString(text, at);
      if (at < 0) return malformed("a string does not end");
    } else if (code === 0x2c) {
      values += 1;
      if (values > JSON_VALUES_MAX) return malformed(`more than ${JSON_VALUES_MAX} values`);
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) return malformed(`nested deeper than ${JSON_DEPTH_MAX}`);
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    } else if ((code ^ 0x30) <= 9 || code === 0x2d) {
      const start = at - 1;
      at = afterDigits(text, at);
      const next = text.charCodeAt(at);
      const plain = code !== 0x2d && next !== 0x2e && next !== 0x65 && next !== 0x45 && at - start <= PLAIN_DIGITS_MAX;
      if (plain) continue;
      NUMBER.lastIndex = start;
      if (!NUMBER.test(text)) return malformed("a number is not written as JSON writes numbers");
      at = NUMBER.lastIndex;
      if (precedesColon(text, at)) return malformed("a number stands where a name is due");
      numbers += 1;
      if (numbers > JSON_EXACT_NUMBERS_MAX) return malformed(`more than ${JSON_EXACT_NUMBERS_MAX} long or fractional numbers`);
      exact += `${text.slice(copied, start)}"${text.slice(start, at)}"`;
      copied = at;
    }
  }
  return { kind: "text", text: copied === 0 ? text : exact + text.slice(copied) };
}

/**
 * Whether nothing has to be put in quotes and no limit is near. Most texts are so, and their bytes tell it several times faster than
 * their letters. A false answer says nothing.
 */
function isPlain(bytes: Uint8Array): boolean {
  const length = bytes.length;
  let depth = 0;
  let values = 0;
  let at = 0;
  while (at < length) {
    const code = bytes[at] as number;
    at += 1;
    if (code === 0x22) {
      let letter = 0;
      while (at < length) {
        letter = bytes[at] as number;
        at += 1;
        if (letter === 0x22) break;
        if (letter === 0x5c) at += 1;
      }
      if (letter !== 0x22) return false;
    } else if (code === 0x2c) values += 1;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) return false;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if ((code ^ 0x30) <= 9) {
      const first = at;
      while (at < length && ((bytes[at] as number) ^ 0x30) <= 9) at += 1;
      if (at - first >= PLAIN_DIGITS_MAX || at === length) return false;
      const next = bytes[at] as number;
      if (next === 0x2e || next === 0x65 || next === 0x45) return false;
    } else if (code === 0x2d) return false;
  }
  return values <= JSON_VALUES_MAX;
}

/** The position after the closing quote, or -1. `at` is the first character of the string. */
function afterString(text: string, at: number): number {
  const length = text.length;
  for (let next = at; next < length; next += 1) {
    const code = text.charCodeAt(next);
    if (code === 0x22) return next + 1;
    if (code === 0x5c) next += 1;
  }
  return -1;
}

function afterDigits(text: string, at: number): number {
  let next = at;
  // Past the end the code is NaN, and `NaN ^ 0x30` is 48.
  while ((text.charCodeAt(next) ^ 0x30) <= 9) next += 1;
  return next;
}

function precedesColon(text: string, at: number): boolean {
  let next = at;
  while (text.charCodeAt(next) <= 0x20) next += 1;
  return text.charCodeAt(next) === 0x3a;
}
