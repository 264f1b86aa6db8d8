// Orders as messages on the article's socket. Real LBank has none; only a simulator takes them. A refused order is an element of the
// answer's data with LBank's own code, a refused message has a code of the article's family at its top.

import { type OrderReference, venueOrderId } from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { nameOf } from "#core/account/row-fields";
import { UsageError } from "#core/error";
import { type JsonObject, parseJson } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type SocketOrderAnswer, type SocketOrderCodec } from "#venues/account";
import { ARTICLE_WORDS } from "#venues/lbank/article/topic";
import { shortWords } from "#venues/lbank/decode/control";
import { refusedCancel, refusedOrder } from "#venues/lbank/orders/order-answers";
import { orderTerms } from "#venues/lbank/orders/order-query";
import { type Refusal } from "#venues/lbank/rest/answer";

/** The article's orders and cancels. `cid` names the request, and comes back with its answer. */
export const articleOrders: SocketOrderCodec = {
  place: (order, requestId) => {
    const { type, price, amount } = orderTerms(order);
    const element = {
      symbol: ARTICLE_WORDS.name(order.instrument.symbol),
      type,
      ...(price === undefined ? {} : { price }),
      ...(amount === undefined ? {} : { amount }),
      "client-order-id": order.clientOrderId,
    };
    return JSON.stringify({ op: "order", cid: requestId, args: [element] });
  },
  cancel: (reference, requestId) => {
    const element = { symbol: ARTICLE_WORDS.name(reference.instrument.symbol), ...orderNames(reference) };
    return JSON.stringify({ op: "cancel", cid: requestId, args: [element] });
  },
  answer: (bytes) => {
    const parsed = parseJson(bytes);
    const message = parsed.kind === "value" ? asObject(parsed.value) : undefined;
    const op = message === undefined ? undefined : asText(field(message, "op"));
    if (message === undefined || (op !== "order" && op !== "cancel")) return undefined;
    return readAnswer(op, message);
  },
};

function orderNames({ instrument, venueOrderId: id, clientOrderId }: OrderReference): Readonly<Record<string, string>> {
  if (id !== undefined) return { "order-id": id };
  if (clientOrderId !== undefined) return { "client-order-id": clientOrderId };
  throw new UsageError("order-name", `An order on ${instrument.symbol} is named by neither id; give one.`);
}

const unclear = (words: string): { readonly kind: "unclear"; readonly words: string } => ({ kind: "unclear", words });

function readAnswer(op: "order" | "cancel", message: JsonObject): SocketOrderAnswer {
  const requestId = nameOf(message, "cid");
  const refusal = refusalIn(message) ?? refusalIn(elementOf(message));
  const id = nameOf(elementOf(message), "order-id");
  return op === "order"
    ? { to: "place", requestId, answer: placed(refusal, id) }
    : { to: "cancel", requestId, answer: cancelled(refusal, id) };
}

/** We send one order a message; an answer about several is about none of ours. */
function elementOf(message: JsonObject): JsonObject {
  const elements = asArray(field(message, "data")) ?? [];
  return (elements.length === 1 ? asObject(elements[0]) : undefined) ?? {};
}

function refusalIn(object: JsonObject): Refusal | undefined {
  const code = asText(field(object, "err-code"));
  if (code === undefined || code === "0") return undefined;
  return { code: shortWords(code), words: shortWords(asText(field(object, "err-msg")) ?? "") };
}

function placed(refusal: Refusal | undefined, id: string | undefined): PlaceAnswer {
  if (refusal !== undefined) return ofTheFamily(refusal) ?? refusedOrder(refusal, 200);
  return id === undefined
    ? unclear("an answer without an order id")
    : { kind: "accepted", venueOrderId: venueOrderId(id), report: undefined };
}

function cancelled(refusal: Refusal | undefined, id: string | undefined): CancelAnswer {
  if (refusal !== undefined) return ofTheFamily(refusal) ?? refusedCancel(refusal);
  return id === undefined ? unclear("an answer without an order id") : { kind: "requested", report: undefined };
}

/** Codes of the message and not of the order: nothing of it was done. */
function ofTheFamily({ code, words }: Refusal): Extract<PlaceAnswer, { kind: "rejected" }> | undefined {
  switch (code) {
    case "2001":
    case "2010":
      return { kind: "rejected", reason: "bad-request", venueCode: code, words };
    case "2002":
    case "2003":
      return { kind: "rejected", reason: "auth", venueCode: code, words };
    case "2004":
      return { kind: "rejected", reason: "rate-limited", venueCode: code, words };
    default:
      return undefined;
  }
}
