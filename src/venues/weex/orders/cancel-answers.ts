// What WEEX's answers to cancels prove. Contracts only say that they took the request: the end comes by the stream. Spot says the end.

import { type OrderReport } from "#core/account/account-event";
import { type OrderReference, venueOrderId } from "#core/account/order";
import { type CancelAnswer } from "#core/account/order-outcome";
import { type Instrument } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { type CancelAllAnswer } from "#venues/account";
import { categoryOf, isNoSuchOrder, rejectReason } from "#venues/weex/errors";
import { hear, isPassing, orderIdOf, ownIdOf, passing, rowRefusal, successOf } from "#venues/weex/orders/heard";
import { type Refusal, venueError } from "#venues/weex/rest/answer";

const unclear = (words: string): { readonly kind: "unclear"; readonly words: string } => ({ kind: "unclear", words });

/** What the answers to some cancels say, in their order. A batch that is refused whole refuses each. */
export function readCancelAnswers(
  name: string,
  references: readonly OrderReference[],
  reply: HttpReply,
): RestReading<readonly CancelAnswer[]> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return isPassing(reply.status) ? passing(name, reply) : { kind: "value", value: references.map(() => heard) };
    case "refusal": {
      const answer = refusedCancel(heard.refusal);
      return answer === undefined
        ? { kind: "refused", error: venueError(name, heard.refusal) }
        : { kind: "value", value: references.map(() => answer) };
    }
    case "rows":
      return {
        kind: "value",
        value: references.map((reference) => {
          const row = heard.rows.find((each) => isAbout(each, reference)) ?? onlyRow(heard.rows, references);
          return row === undefined ? unclear("the answer leaves the order out") : cancelledRow(row, reference);
        }),
      };
  }
}

/** The answer to one cancel. */
export function readCancelAnswer(name: string, reference: OrderReference, reply: HttpReply): RestReading<CancelAnswer> {
  const reading = readCancelAnswers(name, [reference], reply);
  if (reading.kind !== "value") return reading;
  return { kind: "value", value: reading.value[0] ?? unclear("an empty answer") };
}

function isAbout(row: JsonObject, { venueOrderId: id, clientOrderId }: OrderReference): boolean {
  return id === undefined ? ownIdOf(row) === clientOrderId : orderIdOf(row) === id;
}

/** One question, one row that names nobody else. */
function onlyRow(rows: readonly JsonObject[], references: readonly OrderReference[]): JsonObject | undefined {
  const [row] = rows;
  const [reference] = references;
  if (row === undefined || reference === undefined || rows.length !== 1 || references.length !== 1) return undefined;
  const named = reference.venueOrderId === undefined ? ownIdOf(row) : orderIdOf(row);
  return named === undefined ? row : undefined;
}

/** What a refusal means; undefined for what may pass and be tried again. */
function refusedCancel(refusal: Refusal): CancelAnswer | undefined {
  const { code, words, httpStatus } = refusal;
  const category = categoryOf(refusal);
  if (isNoSuchOrder(code)) return { kind: "not-open", was: "unknown", venueCode: code, words };
  if (isPassing(httpStatus) || category === "clock" || category === "rate-limited" || category === "server" || category === "maintenance") {
    return undefined;
  }
  const reason = rejectReason(refusal);
  return reason === undefined ? unclear(`${code} ${words}`) : { kind: "rejected", reason, venueCode: code, words };
}

function cancelledRow(row: JsonObject, reference: OrderReference): CancelAnswer {
  const status = asText(field(row, "status"));
  if (status === "CANCELED") return { kind: "cancelled", report: endOf(row, reference.instrument) };
  if (status === "FAILED" || successOf(row) === false) {
    const refusal = rowRefusal(row);
    return refusedCancel(refusal) ?? unclear(`${refusal.code} ${refusal.words}`);
  }
  return successOf(row) === true ? { kind: "requested", report: undefined } : unclear("a row that says neither yes nor no");
}

/** All that such a row tells: that the order has ended. */
function endOf(row: JsonObject, instrument: Instrument): OrderReport | undefined {
  const id = orderIdOf(row);
  if (id === undefined) return undefined;
  const unsaid = { side: undefined, style: undefined, price: undefined, size: undefined, filledSize: undefined };
  const more = { averagePrice: undefined, reduceOnly: undefined, words: undefined, venueTime: undefined, clientOrderId: undefined };
  return { kind: "order", instrument, venueOrderId: venueOrderId(id), status: "cancelled", ...unsaid, ...more, origin: "reply" };
}

/** What the answer to "cancel all" says: the orders that ended, or that the request was taken. */
export function readCancelAllAnswer(name: string, instrument: Instrument | undefined, reply: HttpReply): RestReading<CancelAllAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return isPassing(reply.status) ? passing(name, reply) : { kind: "value", value: heard };
    case "refusal": {
      const answer = refusedCancel(heard.refusal);
      if (answer === undefined) return { kind: "refused", error: venueError(name, heard.refusal) };
      const { code, words } = heard.refusal;
      // Nothing was there to cancel.
      if (answer.kind === "not-open") return { kind: "value", value: { kind: "cancelled", orders: [] } };
      return { kind: "value", value: answer.kind === "unclear" ? answer : { kind: "rejected", venueCode: code, words } };
    }
    case "rows":
      return { kind: "value", value: allOf(heard.rows, instrument) };
  }
}

function allOf(rows: readonly JsonObject[], instrument: Instrument | undefined): CancelAllAnswer {
  if (rows.length === 0) return { kind: "cancelled", orders: [] };
  const failed = rows.filter((row) => successOf(row) === false || asText(field(row, "status")) === "FAILED");
  const bad = failed.map(rowRefusal).filter(({ code }) => !isNoSuchOrder(code));
  if (bad[0] !== undefined) return unclear(`${bad.length} of ${rows.length} orders were not cancelled: ${bad[0].words}`);
  const ended = rows.filter((row) => asText(field(row, "status")) === "CANCELED");
  const orders = instrument === undefined ? [] : ended.map((row) => endOf(row, instrument)).filter((order) => order !== undefined);
  return orders.length === rows.length ? { kind: "cancelled", orders } : { kind: "requested" };
}
