// What LBank's answers to orders prove. HTTP says 200 to everything, so the code decides; a page of the edge in front is no answer of
// the venue's. Whatever is no proof is `unclear`.

import { type ClientOrderId, venueOrderId } from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { nameOf } from "#core/account/row-fields";
import { asArray, asObject, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { type CancelAllAnswer } from "#venues/account";
import { errorCategory, rejectReason } from "#venues/lbank/errors";
import { hear, type Refusal, refusalError, unreadable } from "#venues/lbank/rest/answer";

const value = <Value>(told: Value): RestReading<Value> => ({ kind: "value", value: told });
const unclear = (words: string): { readonly kind: "unclear"; readonly words: string } => ({ kind: "unclear", words });

/** What the sender of requests must see itself: it mends its clock, or waits until a limit is over. Neither did anything. */
function ofTheConnection<Value>(name: string, refusal: Refusal): RestReading<Value> | undefined {
  const category = errorCategory(refusal.code);
  if (category !== "clock" && category !== "rate-limited") return undefined;
  return { kind: "refused", error: refusalError({ name, category: errorCategory }, refusal) };
}

/** What the answer to a new order says. */
export function readPlaceAnswer(
  asked: { readonly name: string; readonly clientOrderId: ClientOrderId },
  reply: HttpReply,
): RestReading<PlaceAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unreadable":
      return value(unclear(`HTTP ${reply.status} with ${heard.what}`));
    case "refusal":
      return ofTheConnection(asked.name, heard.refusal) ?? value(refusedOrder(heard.refusal, reply.status));
    case "answer": {
      const data = asObject(field(heard.body, "data")) ?? heard.body;
      const id = nameOf(data, "order_id");
      const own = nameOf(data, "custom_id");
      if (id === undefined) return value(unclear("an answer without an order id"));
      // Older answers do not name it; one that names another order's is not ours.
      if (own !== undefined && own !== asked.clientOrderId) return value(unclear("an answer about no order of ours"));
      return value({ kind: "accepted", venueOrderId: venueOrderId(id), report: undefined });
    }
  }
}

/** A refusal as a rejection, where its code proves one. A server in trouble says no more than that it is. */
export function refusedOrder({ code, words }: Refusal, httpStatus: number): PlaceAnswer {
  const reason = httpStatus >= 500 ? undefined : rejectReason(code);
  return reason === undefined ? unclear(`${code} ${words}`) : { kind: "rejected", reason, venueCode: code, words };
}

/** Codes that say how far an order is gone already. */
const NOT_OPEN: ReadonlyMap<string, "filled" | "cancelled" | "unknown"> = new Map([
  ["10025", "filled"],
  ["10026", "cancelled"],
  ["10032", "unknown"],
  ["10037", "unknown"],
]);
const BEING_CANCELLED = "10027";

/** What a refused cancel says. */
export function refusedCancel({ code, words }: Refusal): CancelAnswer {
  const was = NOT_OPEN.get(code);
  if (was !== undefined) return { kind: "not-open", was, venueCode: code, words };
  if (code === BEING_CANCELLED) return { kind: "requested", report: undefined };
  const reason = rejectReason(code);
  return reason === undefined ? unclear(`${code} ${words}`) : { kind: "rejected", reason, venueCode: code, words };
}

/** A cancel may be sent again, so that what may pass is left to the sender. */
function passing<Value>(name: string, refusal: Refusal): RestReading<Value> | undefined {
  const category = errorCategory(refusal.code);
  const may = category === "server" || category === "maintenance";
  return (
    ofTheConnection(name, refusal) ??
    (may ? { kind: "refused", error: refusalError({ name, category: errorCategory }, refusal) } : undefined)
  );
}

/** What the answer to a cancel says. Its `status` is the order's before the cancel, so that it proves no more than that it was taken. */
export function readCancelAnswer(name: string, reply: HttpReply): RestReading<CancelAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unreadable":
      return isPassing(reply) ? unreadable(name, reply, heard.what) : value(unclear(`HTTP ${reply.status} with ${heard.what}`));
    case "refusal":
      return passing(name, heard.refusal) ?? value(refusedCancel(heard.refusal));
    case "answer":
      return value(
        asObject(field(heard.body, "data")) === undefined
          ? unclear("an answer without an order")
          : { kind: "requested", report: undefined },
      );
  }
}

/** What the answer to "cancel all of a pair" says: the rows show the orders as they were before. */
export function readCancelAllAnswer(name: string, reply: HttpReply): RestReading<CancelAllAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unreadable":
      return isPassing(reply) ? unreadable(name, reply, heard.what) : value(unclear(`HTTP ${reply.status} with ${heard.what}`));
    case "refusal":
      return passing(name, heard.refusal) ?? value(refusedCancelAll(heard.refusal));
    case "answer": {
      const rows = asArray(field(heard.body, "data"));
      if (rows === undefined) return value(unclear("an answer without a list"));
      return value(rows.length === 0 ? { kind: "cancelled", orders: [] } : { kind: "requested" });
    }
  }
}

function refusedCancelAll(refusal: Refusal): CancelAllAnswer {
  const { code, words } = refusal;
  const told = refusedCancel(refusal);
  switch (told.kind) {
    case "not-open":
      // Nothing was there to cancel.
      return { kind: "cancelled", orders: [] };
    case "rejected":
      return { kind: "rejected", venueCode: code, words };
    case "requested":
      return { kind: "requested" };
    case "cancelled":
    case "unclear":
      return unclear(`${code} ${words}`);
  }
}

const isPassing = ({ status }: HttpReply): boolean => status >= 500 || status === 408 || status === 429;
