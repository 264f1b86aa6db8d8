// Sequence numbers are safe integers on the fast path and bigints beyond 2^53; one number has one form, so `===` and `<` work.

/** A venue's sequence or version number. A number when it is a safe integer, else a bigint. */
export type Sequence = number | bigint;

/** Reads an integer's text. Returns undefined when it is no non-negative integer of at most 40 digits. */
export function parseSequence(text: string): Sequence | undefined {
  if (!/^\d{1,40}$/.test(text)) return undefined;
  return canonicalSequence(BigInt(text));
}

/** The one form of a whole number. */
export function canonicalSequence(value: bigint): Sequence {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** The next number. */
export function successor(sequence: Sequence): Sequence {
  return typeof sequence === "number" && sequence < Number.MAX_SAFE_INTEGER ? sequence + 1 : canonicalSequence(BigInt(sequence) + 1n);
}

/** What a venue's continuity rule says of one book message. */
export type SequenceVerdict =
  | { readonly kind: "apply" }
  | { readonly kind: "old" }
  | { readonly kind: "gap"; readonly expected: string; readonly received: string }
  | { readonly kind: "reset"; readonly expected: string; readonly received: string };

/** The message continues the book. */
export const APPLY: SequenceVerdict = { kind: "apply" };
/** The message is older than the book, or a repeat: ignore it. */
export const OLD: SequenceVerdict = { kind: "old" };
