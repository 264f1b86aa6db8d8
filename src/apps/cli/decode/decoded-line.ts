/** What one payload turned out to be. */
export interface Decoded {
  readonly understood: true;
  /** What kind of message it is: `book-delta`, `trade`, `ack`, `subscribe` … */
  readonly message: string;
  readonly topic?: string;
  readonly events: readonly object[];
  /** Fields that the decoder does not know and ignored. */
  readonly unknownFields: readonly string[];
}

/** Why one payload was not understood. */
export interface NotDecoded {
  readonly understood: false;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
  readonly unknownFields: readonly string[];
}

export type Decoding = Decoded | NotDecoded;

/** A payload that was not understood. */
export function notUnderstood(
  code: string,
  message: string,
  more: { readonly hint?: string; readonly unknownFields?: readonly string[] } = {},
): NotDecoded {
  const { hint, unknownFields = [] } = more;
  return { understood: false, error: { code, message, ...(hint === undefined ? {} : { hint }) }, unknownFields };
}

/** Reads payloads of one kind, one at a time. Never throws. */
export type PayloadReader = (payload: string) => Decoding;
