// Messages about the connection: pings both ways, and errors, which are all that LBank ever answers to a subscribe. Rare, so plain
// values and no scratch space.

import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";
import { printable } from "#core/text/printable";
import { SOCKET_INTERVALS } from "#venues/lbank/endpoints";
import { socketErrorCode, worthRetrying } from "#venues/lbank/errors";
import { bookTopic, candlesTopic, tickerTopic, tradesTopic } from "#venues/lbank/topic";
import { type ControlMessage, type MalformedFrame } from "#venues/venue";

const PONG: ControlMessage = { kind: "pong" };
const WORDS_LENGTH_MAX = 300;
/** A longer id is no ping of the venue's: echoing it would let a peer make us send what it likes. */
const ID_LENGTH_MAX = 128;
const REFUSED_PAIR = /^Invalid order pairs:\[([^\]\s]{1,64})\]/;

/** The venue's words, short enough and safe to show. */
export const shortWords = (text: string): string => printable(text.slice(0, WORDS_LENGTH_MAX));

/** A message that carries no market data. Undefined when it is none that the venue sends. */
export function decodeControl(message: JsonObject): ControlMessage | MalformedFrame | undefined {
  const action = asText(field(message, "action"));
  if (action === "ping") return decodePing(message);
  if (action === "pong") return PONG;
  const status = asText(field(message, "status"));
  const words = asText(field(message, "message"));
  return status === "error" && words !== undefined ? decodeError(words) : undefined;
}

function decodePing(message: JsonObject): ControlMessage {
  const id = asText(field(message, "ping"));
  if (id === undefined || id.length > ID_LENGTH_MAX) return { kind: "notice", words: "a ping without an id that can be echoed" };
  return { kind: "ping", reply: JSON.stringify({ action: "pong", pong: id }) };
}

/** An error names the pair at best; whatever we asked of that pair is refused then. */
function decodeError(words: string): ControlMessage {
  const code = socketErrorCode(words);
  const pair = REFUSED_PAIR.exec(words)?.[1];
  const [topic, ...alsoTopics] = pair === undefined ? [] : topicsOf(pair);
  return {
    kind: "refused",
    topic,
    ...(alsoTopics.length === 0 ? {} : { alsoTopics }),
    requestId: undefined,
    code,
    words: shortWords(words),
    retry: worthRetrying(code),
  };
}

function topicsOf(pair: string): readonly string[] {
  const candles = [...SOCKET_INTERVALS.values()].map((slot) => candlesTopic(pair, slot));
  return [bookTopic(pair), tradesTopic(pair), tickerTopic(pair), ...candles];
}
