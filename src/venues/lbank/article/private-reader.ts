// The private half of the article's language: the answer to its login, acknowledged topics, and what they tell. Fills are not read
// from it: REST tells them with their fees.

import { type OrderReport } from "#core/account/account-event";
import { figureOf, nameOf, timeOf } from "#core/account/row-fields";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, asWhole, field } from "#core/json/json-value";
import { type PrivateReader, type PrivateReading } from "#venues/account";
import { balance } from "#venues/lbank/account/balance-row";
import { orderReport } from "#venues/lbank/account/order-words";
import { one, privateReader } from "#venues/lbank/account/reader";
import { ARTICLE_WORDS } from "#venues/lbank/article/topic";
import { shortWords } from "#venues/lbank/decode/control";

/** The private reader of the article's socket. */
export const articlePrivateReader = (table: () => InstrumentTable): PrivateReader => privateReader(table, readMessage);

function readMessage(message: JsonObject, table: InstrumentTable): PrivateReading {
  const op = asText(field(message, "op"));
  const ping = asWhole(field(message, "ping"));
  if (op === "notify") return readNotice(message, table);
  if (ping !== undefined) return { kind: "ping", reply: `{"pong":${ping}}` };
  if (op === "pong" || field(message, "pong") !== undefined) return { kind: "pong" };
  if (op === "auth") {
    const { accepted, words } = verdictOf(message);
    return { kind: "login", accepted, words };
  }
  if (op === "sub" || op === "unsub") return readTopicAnswer(op, message);
  return { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) };
}

/** The code is a number here; 0 is yes. */
function verdictOf(message: JsonObject): { readonly accepted: boolean; readonly code: string; readonly words: string } {
  const code = shortWords(asText(field(message, "err-code")) ?? "missing");
  return { accepted: code === "0", code, words: shortWords(asText(field(message, "err-msg")) ?? "") };
}

function readTopicAnswer(op: "sub" | "unsub", message: JsonObject): PrivateReading {
  const topic = asText(field(message, "topic"));
  const { accepted, code, words } = verdictOf(message);
  const action = op === "sub" ? "subscribe" : "unsubscribe";
  if (accepted) return { kind: "ack", action, topics: topic === undefined ? [] : [topic], requestId: undefined };
  return { kind: "refused", topic, requestId: undefined, code, words, retry: false };
}

function readNotice(message: JsonObject, table: InstrumentTable): PrivateReading {
  const topic = asText(field(message, "topic")) ?? "";
  const data = field(message, "data");
  if (topic.startsWith("orders.")) return one("orders", data, (push) => readOrder(push, table));
  if (topic !== "accounts") return { kind: "foreign", topic: shortWords(topic), symbol: "" };
  return one("balances", data, (push) =>
    balance({
      currency: nameOf(push, "asset"),
      free: figureOf(push, "free"),
      locked: figureOf(push, "locked"),
      time: timeOf(push, "ts"),
      origin: "stream",
    }),
  );
}

function readOrder(push: JsonObject, table: InstrumentTable): OrderReport | undefined {
  const instrument = articleInstrument(nameOf(push, "symbol") ?? "", table);
  if (instrument === undefined) return undefined;
  return orderReport({
    instrument,
    id: nameOf(push, "order-id"),
    ownId: nameOf(push, "client-order-id"),
    type: asText(field(push, "type")),
    status: asText(field(push, "status")),
    price: asText(field(push, "price")),
    amount: asText(field(push, "amount")),
    filled: asText(field(push, "filled-amount")),
    average: asText(field(push, "avg-price")),
    time: timeOf(push, "ts"),
    origin: "stream",
  });
}

/** The market of a name without an underscore. */
function articleInstrument(name: string, table: InstrumentTable): Instrument | undefined {
  return table.all.find(({ product, symbol }) => product === "spot" && ARTICLE_WORDS.name(symbol) === name);
}
