// Walks over one JSON value without keeping anything of it, as strictly as JSON.parse would: what passes here, JSON.parse accepts.
// It gives up (-1) on what the fast path does not deal with: escapes, bytes beyond ASCII, deep nesting. Giving up is no verdict.

const DEPTH_MAX = 16;
const TRUE = [0x74, 0x72, 0x75, 0x65] as const;
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65] as const;
const NULL = [0x6e, 0x75, 0x6c, 0x6c] as const;

/** The first position at or after `at` that is no JSON whitespace. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  for (;;) {
    const code = bytes[next];
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return next;
    next += 1;
  }
}

/** The position after the value that starts at `at`, or -1 when it is odd or not JSON. */
export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  const code = bytes[at];
  if (code === 0x22) return skipText(bytes, at);
  if (code === 0x7b) return depth < DEPTH_MAX ? skipMembers(bytes, at, depth) : -1;
  if (code === 0x5b) return depth < DEPTH_MAX ? skipItems(bytes, at, depth) : -1;
  if (code === 0x74) return skipWord(bytes, at, TRUE);
  if (code === 0x66) return skipWord(bytes, at, FALSE);
  if (code === 0x6e) return skipWord(bytes, at, NULL);
  return skipNumber(bytes, at);
}

/** The position after the plain ASCII string whose quote is at `at`, or -1. */
export function skipText(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22) return -1;
  let next = at + 1;
  for (;;) {
    const code = bytes[next];
    if (code === 0x22) return next + 1;
    // The comparison also fails past the end, where `code` is undefined.
    if (code === undefined || code < 0x20 || code > 0x7e || code === 0x5c) return -1;
    next += 1;
  }
}

function skipMembers(bytes: Uint8Array, at: number, depth: number): number {
  let next = skipSpace(bytes, at + 1);
  if (bytes[next] === 0x7d) return next + 1;
  for (;;) {
    next = skipText(bytes, next);
    if (next < 0) return -1;
    next = skipSpace(bytes, next);
    if (bytes[next] !== 0x3a) return -1;
    next = skipValue(bytes, skipSpace(bytes, next + 1), depth + 1);
    if (next < 0) return -1;
    next = skipSpace(bytes, next);
    if (bytes[next] === 0x7d) return next + 1;
    if (bytes[next] !== 0x2c) return -1;
    next = skipSpace(bytes, next + 1);
  }
}

function skipItems(bytes: Uint8Array, at: number, depth: number): number {
  let next = skipSpace(bytes, at + 1);
  if (bytes[next] === 0x5d) return next + 1;
  for (;;) {
    next = skipValue(bytes, next, depth + 1);
    if (next < 0) return -1;
    next = skipSpace(bytes, next);
    if (bytes[next] === 0x5d) return next + 1;
    if (bytes[next] !== 0x2c) return -1;
    next = skipSpace(bytes, next + 1);
  }
}

function skipWord(bytes: Uint8Array, at: number, word: readonly number[]): number {
  for (let letter = 0; letter < word.length; letter += 1) if (bytes[at + letter] !== word[letter]) return -1;
  return at + word.length;
}

function skipNumber(bytes: Uint8Array, at: number): number {
  let next = bytes[at] === 0x2d ? at + 1 : at;
  const whole = next;
  next = skipDigits(bytes, next);
  if (next === whole || (bytes[whole] === 0x30 && next > whole + 1)) return -1;
  if (bytes[next] === 0x2e) {
    const fraction = next + 1;
    next = skipDigits(bytes, fraction);
    if (next === fraction) return -1;
  }
  if (bytes[next] === 0x65 || bytes[next] === 0x45) {
    const sign = bytes[next + 1] === 0x2b || bytes[next + 1] === 0x2d ? 1 : 0;
    const exponent = next + 1 + sign;
    next = skipDigits(bytes, exponent);
    if (next === exponent) return -1;
  }
  return next;
}

function skipDigits(bytes: Uint8Array, at: number): number {
  let next = at;
  while (((bytes[next] as number) ^ 0x30) <= 9) next += 1;
  return next;
}
