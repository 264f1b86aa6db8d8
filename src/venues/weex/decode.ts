// Bytes to wire messages: the fast path first, the lossless one for whatever it left. Both must tell the same of the same frame.

import { type ReadCounters } from "#venues/venue";
import { FastDecoderV2 } from "#venues/weex/decode/fast-v2";
import { FastDecoderV3 } from "#venues/weex/decode/fast-v3";
import { LosslessDecoder } from "#venues/weex/decode/lossless-decoder";
import { type Scratch, type WeexVersion, type WireMessage } from "#venues/weex/wire";

export interface DecoderParts {
  readonly version: WeexVersion;
  readonly scratch: Scratch;
  readonly counters: ReadCounters;
  readonly fast: boolean;
}

/** Decodes one connection's frames into its scratch messages. */
export class Decoder {
  readonly #fast: FastDecoderV3 | FastDecoderV2 | undefined;
  readonly #lossless: LosslessDecoder;
  readonly #counters: ReadCounters;

  constructor({ version, scratch, counters, fast }: DecoderParts) {
    const FastDecoder = version === "v3" ? FastDecoderV3 : FastDecoderV2;
    this.#fast = fast ? new FastDecoder(scratch, counters.unknownFields) : undefined;
    this.#lossless = new LosslessDecoder(version, scratch, counters.unknownFields);
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
    // Acks, pings, tickers and candles are never read fast; counting them would hide data frames that should have been.
    if (message.kind === "book" || message.kind === "trades" || message.kind === "malformed") this.#counters.fallbackReads += 1;
    return message;
  }
}
