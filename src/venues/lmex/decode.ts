// Bytes to wire messages: the fast path first, the lossless one for whatever it left. Both must tell the same of the same frame.

import { FastDecoder } from "#venues/lmex/decode/fast-decoder";
import { LosslessDecoder } from "#venues/lmex/decode/lossless-decoder";
import { type Routes } from "#venues/lmex/routes";
import { type Scratch, type WireMessage } from "#venues/lmex/wire";
import { type ReadCounters } from "#venues/venue";

/** Decodes one connection's frames into its scratch messages. */
export class Decoder {
  readonly #fast: FastDecoder | undefined;
  readonly #lossless: LosslessDecoder;
  readonly #counters: ReadCounters;

  constructor(parts: { readonly routes: Routes; readonly scratch: Scratch; readonly counters: ReadCounters; readonly fast: boolean }) {
    const { routes, scratch, counters } = parts;
    this.#fast = parts.fast ? new FastDecoder(routes, scratch, counters.unknownFields) : undefined;
    this.#lossless = new LosslessDecoder(routes, scratch, counters.unknownFields);
    this.#counters = counters;
  }

  /** See `FrameReader.ahead`. */
  ahead(frames: readonly Uint8Array[], count: number, routes: number[]): number {
    return this.#fast?.ahead(frames, count, routes) ?? 0;
  }

  /** Never throws. The message is valid until the next call. */
  decode(bytes: Uint8Array): WireMessage {
    const quick = this.#fast?.decode(bytes);
    if (quick !== undefined) {
      this.#counters.fastReads += 1;
      return quick;
    }
    const message = this.#lossless.decode(bytes);
    // Acks and pongs are never read fast; counting them would hide data frames that should have been.
    if (message.kind === "book" || message.kind === "trades" || message.kind === "malformed") this.#counters.fallbackReads += 1;
    return message;
  }
}
