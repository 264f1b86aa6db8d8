// Bytes to wire messages: the fast path first, the lossless one for whatever it left. Both must tell the same of the same frame.

import { FastDecoder } from "#venues/lbank/decode/fast-decoder";
import { LosslessDecoder } from "#venues/lbank/decode/lossless-decoder";
import { type Scratch, type WireMessage } from "#venues/lbank/wire";
import { type ReadCounters } from "#venues/venue";

/** Decodes one connection's frames into its scratch messages. */
export class Decoder {
  readonly #fast: FastDecoder | undefined;
  readonly #lossless: LosslessDecoder;
  readonly #counters: ReadCounters;

  constructor(parts: { readonly scratch: Scratch; readonly counters: ReadCounters; readonly fast: boolean }) {
    const { scratch, counters } = parts;
    this.#fast = parts.fast ? new FastDecoder(scratch, counters.unknownFields) : undefined;
    this.#lossless = new LosslessDecoder(scratch, counters.unknownFields);
    this.#counters = counters;
  }

  /** Never throws. The message is valid until the next call. */
  decode(bytes: Uint8Array): WireMessage {
    const quick = this.#fast?.decode(bytes);
    if (quick !== undefined) {
      this.#counters.fastReads += 1;
      return quick;
    }
    const message = this.#lossless.decode(bytes);
    // Pings, tickers and candles are never read fast; counting them would hide books and prints that should have been.
    if (message.kind === "book" || message.kind === "trade" || message.kind === "malformed") this.#counters.fallbackReads += 1;
    return message;
  }
}
