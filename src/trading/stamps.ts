import { type Credentials } from "#core/account/secret";
import { type EpochMs } from "#core/brand";
import { type Random } from "#core/port";
import { type Nonces } from "#trading/nonces";
import { type SignStamp } from "#transport/private-call";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ALPHABET = `0123456789${LETTERS}${LETTERS.toUpperCase()}`;
const ENTROPY_LENGTH = 36;

export interface StampsOptions {
  readonly credentials: Credentials;
  readonly nonces: Nonces;
  readonly random: Random;
  /** How far a number may be ahead of the venue's clock. */
  readonly aheadMs: number;
  /** The venue's clock as we estimate it; the local one before it was measured. */
  readonly venueNow: () => EpochMs;
}

/** Makes what a signature needs beside the request: the venue's time as we estimate it, a number above all before it, and chance. */
export function createStamps(options: StampsOptions): () => SignStamp {
  return () => new Stamp(options);
}

/** Draws its number when it is asked for it: that goes through a file, and who wants the time alone, or signs by it, waits for no disk. */
class Stamp implements SignStamp {
  readonly credentials: Credentials;
  readonly time: EpochMs;
  readonly #options: StampsOptions;
  #nonce: number | undefined;
  #entropy: string | undefined;

  constructor(options: StampsOptions) {
    this.#options = options;
    this.credentials = options.credentials;
    this.time = options.venueNow();
  }

  get nonce(): number {
    this.#nonce ??= this.#options.nonces.next(this.time, this.#options.aheadMs);
    return this.#nonce;
  }

  get entropy(): string {
    this.#entropy ??= this.#letters();
    return this.#entropy;
  }

  #letters(): string {
    const letter = (): string => ALPHABET[this.#options.random.integer(0, ALPHABET.length - 1)] ?? "";
    return Array.from({ length: ENTROPY_LENGTH }, letter).join("");
  }
}
