// Messages about the connection: acknowledgements, refusals, pings, greetings. Rare, so plain values and no scratch space.

import { type JsonObject } from "#core/json/json-fallback";
import { asBoolean, asText, field } from "#core/json/json-value";
import { printable } from "#core/text/printable";
import { type ControlMessage } from "#venues/venue";
import { worthRetrying } from "#venues/weex/errors";

const PONG: ControlMessage = { kind: "pong" };
const WORDS_LENGTH_MAX = 300;
/** The number of our liveness probe, which no subscription uses. */
const PROBE_ID = "0";
/** Answers to pings are numbered from here, so that an answer to an answer never looks like one to a subscription. */
const FIRST_PONG_ID = 1_000_000_000;
/** What may be echoed back: a venue's time, or anything as harmless. */
const ECHOED = /^[\w.:+-]{1,40}$/;

/** The venue's words, short enough and safe to show. */
export const shortWords = (text: string): string => printable(text.slice(0, WORDS_LENGTH_MAX));

/** Reads the control messages of one connection. */
export class ControlDecoder {
  #pongId = FIRST_PONG_ID;

  /** A message without market data. Undefined when it is none that V3 sends. */
  v3(message: JsonObject): ControlMessage | undefined {
    if (field(message, "event") === "ping" || field(message, "type") === "ping") {
      this.#pongId += 1;
      return { kind: "ping", reply: `{"method":"PONG","id":${this.#pongId}}` };
    }
    const accepted = asBoolean(field(message, "result"));
    const id = asText(field(message, "id"));
    // A bare PING without a number is answered without one.
    if (accepted === true)
      return id === undefined || id === PROBE_ID ? PONG : { kind: "ack", action: "subscribe", topics: [], requestId: id };
    if (accepted === false) return refusalV3(message, id);
    const event = asText(field(message, "event"));
    if (event !== undefined) return { kind: "notice", words: shortWords(`event ${event}`) };
    // Some report an echo of our PONG: it says nothing.
    return asText(field(message, "method")) === undefined ? undefined : { kind: "notice", words: "an echo of a method" };
  }

  /** A message without market data. Undefined when it is none that V2 sends. */
  v2(message: JsonObject): ControlMessage | undefined {
    const event = asText(field(message, "event"));
    const channel = asText(field(message, "channel"));
    switch (event) {
      case undefined:
        return undefined;
      case "ping": {
        const time = asText(field(message, "time")) ?? "";
        return ECHOED.test(time)
          ? { kind: "ping", reply: `{"event":"pong","time":"${time}"}` }
          : { kind: "notice", words: "a ping without a time that could be echoed" };
      }
      case "pong":
        return PONG;
      case "subscribed":
      case "unsubscribed":
        if (channel === undefined) return undefined;
        return {
          kind: "ack",
          action: event === "subscribed" ? "subscribe" : "unsubscribe",
          topics: [channel],
          requestId: undefined,
        };
      case "error":
        return refusalV2(message, channel);
      case "payload":
        return undefined;
      default:
        return { kind: "notice", words: shortWords(`event ${event}`) };
    }
  }
}

/** `{"result":false,"id":3,"msg":"INVALID_ARGUMENT: invalid symbol : cmt_xyzusdt"}`: which topic is meant, only the words tell. */
function refusalV3(message: JsonObject, id: string | undefined): ControlMessage {
  const words = asText(field(message, "msg")) ?? "no words";
  // A refused PING or PONG concerns no subscription.
  if (id === PROBE_ID || (id !== undefined && Number(id) > FIRST_PONG_ID)) return { kind: "notice", words: shortWords(words) };
  return { kind: "refused", topic: undefined, requestId: id, code: "INVALID_ARGUMENT", words: shortWords(words), retry: false };
}

/** Not documented: an error with a code as text or number, with or without the channel that it means. */
function refusalV2(message: JsonObject, channel: string | undefined): ControlMessage {
  const code = asText(field(message, "code")) ?? "unknown";
  const words = asText(field(message, "msg")) ?? code;
  return {
    kind: "refused",
    topic: channel,
    requestId: undefined,
    code: shortWords(code),
    words: shortWords(words),
    retry: worthRetrying(code),
  };
}
