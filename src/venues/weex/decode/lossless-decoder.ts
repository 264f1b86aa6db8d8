// Decoding without haste: every frame that the fast path left. Its verdict counts. What a generation calls things is spelled out in
// `lossless-v3` and `lossless-v2`; here is what both share: bytes, control messages, and what a broken frame still tells.

import { type JsonObject, parseJson } from "#core/json/json-fallback";
import { asArray, asObject, field } from "#core/json/json-value";
import { asciiText } from "#core/json/text-pool";
import { countUnknown } from "#core/json/unknown-fields";
import { ControlDecoder, shortWords } from "#venues/weex/decode/control";
import { type LosslessParts } from "#venues/weex/decode/lossless-reading";
import { readPayload } from "#venues/weex/decode/lossless-v2";
import { readEvent } from "#venues/weex/decode/lossless-v3";
import { bookTopic, parseChannel, tickerTopic, tradesTopic } from "#venues/weex/topic";
import { type Scratch, type WeexVersion, type WireMessage } from "#venues/weex/wire";

/** How far into a broken frame its topic is looked for. */
const TOPIC_BYTES_MAX = 200;
const LEADING_CHANNEL = /^\s*\{\s*"event"\s*:\s*"payload"\s*,(?:\s*"type"\s*:\s*"\w+"\s*,)?\s*"channel"\s*:\s*"([^"\\]{1,128})"/;
const LEADING_EVENT = /^\s*\{\s*"e"\s*:\s*"(depth|trade|ticker)(?:Snapshot)?"\s*,\s*"E"\s*:\s*\d+\s*,\s*"s"\s*:\s*"([^"\\]{1,64})"/;
const LEADING_LEVEL = /"l"\s*:\s*(15|200)\b/;

/** Reads any frame into the scratch messages or a new value. One per connection. */
export class LosslessDecoder {
  readonly #version: WeexVersion;
  readonly #parts: LosslessParts;
  readonly #control = new ControlDecoder();

  constructor(version: WeexVersion, scratch: Scratch, unknownFields: Map<string, number>) {
    this.#version = version;
    this.#parts = {
      scratch,
      countFields: (object, known) => {
        for (const name of Object.keys(object)) if (!known.has(name)) countUnknown(unknownFields, name);
      },
    };
  }

  /** Never throws. */
  decode(bytes: Uint8Array): WireMessage {
    const parsed = parseJson(bytes);
    if (parsed.kind === "malformed") {
      const closing = parsed.closeCode === undefined ? {} : { closeCode: parsed.closeCode };
      return { kind: "malformed", topic: leadingTopic(this.#version, bytes), reason: parsed.reason, ...closing };
    }
    const message = asObject(parsed.value);
    if (message === undefined) return { kind: "malformed", topic: undefined, reason: "not an object" };
    const v3 = this.#version === "v3";
    const control = v3 ? this.#control.v3(message) : this.#control.v2(message);
    if (control !== undefined && !isData(message)) return control;
    const data = v3 ? readEvent(message, this.#parts) : readPayload(message, this.#parts);
    if (data?.kind === "wrong") return { kind: "malformed", topic: data.topic, reason: data.reason };
    if (data !== undefined) return data;
    this.#parts.countFields(message, NO_FIELDS);
    return { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) };
  }
}

const NO_FIELDS: ReadonlySet<string> = new Set();

/** An event or a payload is data, whatever else somebody put beside it. */
const isData = (message: JsonObject): boolean => field(message, "e") !== undefined || asArray(field(message, "data")) !== undefined;

/** The topic that a broken frame still tells. Wrong guesses do no harm: the book that lost a message finds out at its next one. */
function leadingTopic(version: WeexVersion, bytes: Uint8Array): string | undefined {
  const head = asciiText(bytes, 0, Math.min(bytes.length, TOPIC_BYTES_MAX));
  if (version === "v2") {
    const channel = LEADING_CHANNEL.exec(head)?.[1];
    return channel === undefined || parseChannel(channel) === undefined ? undefined : channel;
  }
  const event = LEADING_EVENT.exec(head);
  const symbol = event?.[2];
  if (symbol === undefined) return undefined;
  if (event?.[1] === "ticker") return tickerTopic("v3", symbol);
  if (event?.[1] === "trade") return tradesTopic("v3", symbol);
  const level = LEADING_LEVEL.exec(head)?.[1];
  return level === undefined ? undefined : bookTopic("v3", symbol, Number(level));
}
