// Messages about the connection: acknowledgements, refusals, pongs, greetings. Rare, so plain values and no scratch space.

import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, field } from "#core/json/json-value";
import { printable } from "#core/text/printable";
import { worthRetrying } from "#venues/lmex/errors";
import { type ControlMessage } from "#venues/venue";

const PONG: ControlMessage = { kind: "pong" };
const WORDS_LENGTH_MAX = 300;
const TOPICS_MAX = 1_000;

/** The venue's words, short enough and safe to show. */
export const shortWords = (text: string): string => printable(text.slice(0, WORDS_LENGTH_MAX));

/** A frame that is plain text: the answer to our ping, or a greeting. Undefined when it is neither. */
export function decodeText(text: string): ControlMessage | undefined {
  if (text === "pong") return PONG;
  return text.length <= WORDS_LENGTH_MAX && text.includes("connect success") ? { kind: "notice", words: shortWords(text) } : undefined;
}

/** A JSON message that carries no market data. Undefined when it is none that the venue sends. */
export function decodeControl(message: JsonObject): ControlMessage | undefined {
  const event = asText(field(message, "event"));
  if (event !== undefined) return decodeEvent(event, message);
  return field(message, "severity") === undefined && field(message, "errors") === undefined ? undefined : decodeRefusal(message);
}

function decodeEvent(event: string, message: JsonObject): ControlMessage | undefined {
  switch (event) {
    case "subscribe":
    case "unsubscribe": {
      const channel = asArray(field(message, "channel"));
      if (channel === undefined || channel.length > TOPICS_MAX) return undefined;
      const topics = channel.map(asText);
      return topics.every((topic) => topic !== undefined) ? { kind: "ack", action: event, topics, requestId: undefined } : undefined;
    }
    case "pong":
      return PONG;
    case "login":
      return { kind: "notice", words: `login ${asBoolean(field(message, "success")) === true ? "accepted" : "refused"}` };
    default:
      return { kind: "notice", words: shortWords(`event ${event}`) };
  }
}

/**
 * `{"severity":"ERROR","errors":[{"arg","error":{"code","message"}}]}`, and the shape before June 2023,
 * `{"severity":"ERROR","error":[{"arg","errorCode"}]}`. One message may refuse several topics; the first decides the code.
 */
function decodeRefusal(message: JsonObject): ControlMessage | undefined {
  const rows = asArray(field(message, "errors")) ?? asArray(field(message, "error")) ?? [];
  const first = asObject(rows[0]);
  if (first === undefined) return { kind: "notice", words: "an error without a reason" };
  const detail = asObject(field(first, "error"));
  const code = asText(detail === undefined ? field(first, "errorCode") : field(detail, "code")) ?? "unknown";
  const words = asText(detail === undefined ? undefined : field(detail, "message")) ?? code;
  const topics = rows
    .slice(0, TOPICS_MAX)
    .map(argOf)
    .filter((topic) => topic !== undefined);
  const more = topics.slice(1);
  return {
    kind: "refused",
    topic: topics[0],
    ...(more.length === 0 ? {} : { alsoTopics: more }),
    requestId: undefined,
    code: shortWords(code),
    words: shortWords(words),
    retry: worthRetrying(code),
  };
}

function argOf(row: JsonValue): string | undefined {
  const object = asObject(row);
  return object === undefined ? undefined : asText(field(object, "arg"));
}
