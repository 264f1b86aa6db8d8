import { type Credentials } from "#core/account/secret";
import { type EpochMs } from "#core/brand";
import { type Random } from "#core/port";
import { type Nonces } from "#trading/nonces";
import { type SignStamp } from "#transport/private-call";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ALPHABET = `0123456789${LETTERS}${LETTERS.toUpperCase()}`;
const ENTROPY_LENGTH = 36;

/** Makes what a signature needs beside the request: the venue's time as we estimate it, a number above all before it, and chance. */
export function createStamps(options: {
  readonly credentials: Credentials;
  readonly nonces: Nonces;
  readonly random: Random;
  /** How far a number may be ahead of the venue's clock. */
  readonly aheadMs: number;
  /** The venue's clock as we estimate it; the local one before it was measured. */
  readonly venueNow: () => EpochMs;
}): () => SignStamp {
  const { credentials, nonces, random, aheadMs, venueNow } = options;
  return () => {
    const time = venueNow();
    const entropy = Array.from({ length: ENTROPY_LENGTH }, () => ALPHABET[random.integer(0, ALPHABET.length - 1)]).join("");
    return { credentials, time, nonce: nonces.next(time, aheadMs), entropy };
  };
}
