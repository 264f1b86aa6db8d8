// What a trace sees of private connections: everything but what opens the account. Values that are known to be secret are taken out
// in every spelling, and anything that looks like a signature or a lent key.

import { type Credentials } from "#core/account/secret";
import { type Frame, type FrameSink } from "#core/port";
import { createRedactor, REDACTED, type Redactor } from "#observe/redaction";

/** Signatures and lent keys: long runs of hex, or base64 of a digest. */
const DIGEST = /\b[0-9a-fA-F]{64,}\b|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86,}={0,2}/g;

/** A redactor that knows an account's keys. */
export function accountRedactor({ apiKey, apiSecret, passphrase }: Credentials): Redactor {
  return createRedactor([apiKey, apiSecret, ...(passphrase === undefined ? [] : [passphrase])].map((each) => each.reveal()));
}

/** A sink that sees the frames of private connections without what opens the account. */
export function privateSink(sink: FrameSink, redactor: Redactor): FrameSink {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const clean = (text: string): string => redactor.clean(text).replace(DIGEST, REDACTED);
  return {
    received(frame) {
      const text = decoder.decode(frame.bytes);
      const cleaned = clean(text);
      const shown: Frame = cleaned === text ? frame : { ...frame, bytes: encoder.encode(cleaned) };
      sink.received(shown);
    },
    sent: (connectionId, text, sentTime) => sink.sent(connectionId, clean(text), sentTime),
  };
}
