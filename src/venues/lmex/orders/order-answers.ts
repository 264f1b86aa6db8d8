// What LMEX's answers to orders prove. A refusal may come with HTTP 200, as the status of a row; an error body in one of three shapes
// with any HTTP status; a page of the edge in front is no answer of the venue's. Whatever is not proof is `unclear`.

import { venueOrderId } from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { nameOf } from "#core/account/row-fields";
import { type Instrument, instrumentTable } from "#core/instrument";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { type CancelAllAnswer } from "#venues/account";
import { readOrderRow } from "#venues/lmex/account/order-row";
import { orderStatus } from "#venues/lmex/account/status";
import { shortWords } from "#venues/lmex/decode/control";
import { categoryOf, rejectReason } from "#venues/lmex/errors";
import { type Refusal, readAnswer, refusalOf, venueError } from "#venues/lmex/rest/answer";

/** Which order an answer is about. */
export interface Asked {
  readonly name: string;
  readonly instrument: Instrument;
  readonly venueOrderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

type Heard =
  | { readonly kind: "rows"; readonly rows: readonly JsonObject[] }
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | { readonly kind: "unclear"; readonly words: string };

function hear(reply: HttpReply): Heard {
  const parsed = reply.body.length === 0 ? undefined : parseJson(reply.body);
  if (parsed?.kind !== "value") return { kind: "unclear", words: `HTTP ${reply.status} with a body that is no answer` };
  const refusal = refusalOf(parsed.value, reply.status);
  if (refusal !== undefined) return { kind: "refusal", refusal };
  const rows = rowsOf(parsed.value);
  if (rows === undefined || reply.status < 200 || reply.status > 299) {
    return { kind: "unclear", words: `HTTP ${reply.status} with a body of an unknown shape` };
  }
  return { kind: "rows", rows };
}

/** Results come in a list, even for one order; a single object is read as a list of one. */
function rowsOf(value: JsonValue): readonly JsonObject[] | undefined {
  const rows = asArray(value)?.map(asObject) ?? [asObject(value)];
  const objects = rows.filter((row) => row !== undefined);
  return objects.length === rows.length ? objects : undefined;
}

const isMine = (row: JsonObject, asked: Asked): boolean =>
  asked.venueOrderId === undefined
    ? asked.clientOrderId === undefined || nameOf(row, "clOrderID", "clOrderId") === asked.clientOrderId
    : nameOf(row, "orderID", "orderId") === asked.venueOrderId;

/** A row as a report of the asked order's own instrument; a row of another symbol is none. */
function reportOf(row: JsonObject, { instrument }: Asked) {
  return readOrderRow(row, { table: instrumentTable([instrument]), product: instrument.product, origin: "reply", row: "moment" });
}

/** A refusal that the sender of requests must see itself: it mends its clock, or waits until a limit is over. */
function ofTheConnection<Value>(name: string, refusal: Refusal): RestReading<Value> | undefined {
  const category = categoryOf(refusal);
  return category === "clock" || category === "rate-limited" ? { kind: "refused", error: venueError(name, refusal) } : undefined;
}

/** What the answer to a new or amended order says. */
export function readPlaceAnswer(asked: Asked, reply: HttpReply): RestReading<PlaceAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return { kind: "value", value: heard };
    case "refusal":
      return ofTheConnection<PlaceAnswer>(asked.name, heard.refusal) ?? { kind: "value", value: refusedOrder(heard.refusal) };
    case "rows": {
      const row = heard.rows.find((each) => isMine(each, asked));
      return { kind: "value", value: row === undefined ? unclear("an answer about no order of ours") : placedRow(row, asked) };
    }
  }
}

const unclear = (words: string): { readonly kind: "unclear"; readonly words: string } => ({ kind: "unclear", words });

function refusedOrder(refusal: Refusal): PlaceAnswer {
  const { code, words, httpStatus } = refusal;
  // A server in trouble says no more than that it is.
  const reason = httpStatus >= 500 || httpStatus === 408 ? undefined : (reasonByCategory(refusal) ?? rejectReason(code, words));
  return reason === undefined ? unclear(`${code} ${words}`) : { kind: "rejected", reason, venueCode: code, words };
}

function reasonByCategory(refusal: Refusal): "auth" | "permission" | undefined {
  const category = categoryOf(refusal);
  return category === "auth" || category === "permission" ? category : undefined;
}

function placedRow(row: JsonObject, asked: Asked): PlaceAnswer {
  const code = asText(field(row, "status")) ?? "";
  const report = reportOf(row, asked);
  const id = nameOf(row, "orderID", "orderId");
  const status = orderStatus(code);
  const words = report?.words ?? shortWords(asText(field(row, "message")) ?? "");
  if (status === "rejected" || code === "16") {
    const reason = rejectReason(code, words);
    return reason === undefined ? unclear(`status ${code}`) : { kind: "rejected", reason, venueCode: code, words };
  }
  if (status === undefined || id === undefined) return unclear(`status ${code === "" ? "missing" : shortWords(code)}`);
  return { kind: "accepted", venueOrderId: venueOrderId(id), report };
}

/** What the answer to a cancel says. */
export function readCancelAnswer(asked: Asked, reply: HttpReply): RestReading<CancelAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return isPassing(reply) ? passing<CancelAnswer>(asked.name, reply) : { kind: "value", value: heard };
    case "refusal":
      return refusedCancel(asked, heard.refusal);
    case "rows": {
      const row = heard.rows.find((each) => isMine(each, asked));
      // An empty list: nothing carried that name.
      if (row !== undefined) return { kind: "value", value: cancelledRow(row, asked) };
      return { kind: "value", value: heard.rows.length === 0 ? notOpen("unknown", "", "") : unclear("an answer about no order of ours") };
    }
  }
}

/** A cancel may be sent again, so that what may pass is left to the sender to repeat. */
const isPassing = (reply: HttpReply): boolean => reply.status >= 500 || reply.status === 408 || reply.status === 429;

function passing<Value>(name: string, reply: HttpReply): RestReading<Value> {
  const reading = readAnswer<never>(name, reply, () => undefined);
  return reading;
}

const notOpen = (was: "filled" | "cancelled" | "unknown", venueCode: string, words: string): CancelAnswer => ({
  kind: "not-open",
  was,
  venueCode,
  words,
});

function refusedCancel(asked: Asked, refusal: Refusal): RestReading<CancelAnswer> {
  const category = categoryOf(refusal);
  const { code, words, httpStatus } = refusal;
  if (category === "not-found" || code === "16") return { kind: "value", value: notOpen("unknown", code, words) };
  if (category === "clock" || category === "rate-limited" || category === "server" || category === "maintenance" || httpStatus >= 500) {
    return { kind: "refused", error: venueError(asked.name, refusal) };
  }
  const reason = reasonByCategory(refusal) ?? rejectReason(code, words);
  return {
    kind: "value",
    value: reason === undefined ? unclear(`${code} ${words}`) : { kind: "rejected", reason, venueCode: code, words },
  };
}

function cancelledRow(row: JsonObject, asked: Asked): CancelAnswer {
  const code = asText(field(row, "status")) ?? "";
  const report = reportOf(row, asked);
  const words = report?.words ?? "";
  switch (orderStatus(code)) {
    case "cancelled":
      return { kind: "cancelled", report };
    case "filled":
      return notOpen("filled", code, words);
    case "pending":
    case "cancelling":
      return { kind: "requested", report };
    case "rejected":
      // 15 is also the word for an order that is not there (any more).
      return code === "15"
        ? notOpen("unknown", code, words)
        : { kind: "rejected", reason: rejectReason(code, words) ?? "unrecognized", venueCode: code, words };
    case "expired":
    case "open":
    case "untriggered":
    case undefined:
      return code === "16" ? notOpen("unknown", code, words) : unclear(`status ${shortWords(code)}`);
  }
}

/** What the answer to "cancel all of a market" says: the orders that it ended. */
export function readCancelAllAnswer(asked: Asked, reply: HttpReply): RestReading<CancelAllAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return isPassing(reply) ? passing<CancelAllAnswer>(asked.name, reply) : { kind: "value", value: heard };
    case "refusal": {
      const reading = refusedCancel(asked, heard.refusal);
      if (reading.kind !== "value") return reading;
      const { code, words } = heard.refusal;
      // Nothing was there to cancel.
      if (reading.value.kind === "not-open") return { kind: "value", value: { kind: "cancelled", orders: [] } };
      if (reading.value.kind === "rejected") return { kind: "value", value: { kind: "rejected", venueCode: code, words } };
      return { kind: "value", value: unclear(`${code} ${words}`) };
    }
    case "rows": {
      const orders = heard.rows.map((row) => reportOf(row, asked));
      const ended = orders.filter((order) => order !== undefined);
      const whole = ended.length === orders.length && ended.every(({ status }) => status === "cancelled" || status === "filled");
      return { kind: "value", value: whole ? { kind: "cancelled", orders: ended } : unclear("not every order of the answer ended") };
    }
  }
}
