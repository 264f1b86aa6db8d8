// What WEEX's answers to new orders prove. A refusal may come with HTTP 200, as a row that says so; whatever is no proof is `unclear`.

import { type ClientOrderId, venueOrderId } from "#core/account/order";
import { type PlaceAnswer } from "#core/account/order-outcome";
import { type JsonObject } from "#core/json/json-fallback";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { rejectReason } from "#venues/weex/errors";
import { hear, isPassing, ofTheConnection, orderIdOf, ownIdOf, rowRefusal, successOf } from "#venues/weex/orders/heard";
import { type Refusal } from "#venues/weex/rest/answer";

const unclear = (words: string): PlaceAnswer => ({ kind: "unclear", words });

/** What the answer to one new order says. */
export function readPlaceAnswer(name: string, own: ClientOrderId, reply: HttpReply): RestReading<PlaceAnswer> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return { kind: "value", value: heard };
    case "refusal":
      return ofTheConnection<PlaceAnswer>(name, heard.refusal) ?? { kind: "value", value: refusedOrder(heard.refusal) };
    case "rows":
      return { kind: "value", value: heard.rows.length === 1 ? placedRow(heard.rows[0], own) : unclear("an answer about no single order") };
  }
}

/** What the answer to a batch says, one for every order: by our own id, or by its place where a row repeats none. */
export function readPlaceAnswers(name: string, owns: readonly ClientOrderId[], reply: HttpReply): RestReading<readonly PlaceAnswer[]> {
  const heard = hear(reply);
  switch (heard.kind) {
    case "unclear":
      return { kind: "value", value: owns.map(() => heard) };
    case "refusal": {
      const { refusal } = heard;
      return ofTheConnection<readonly PlaceAnswer[]>(name, refusal) ?? { kind: "value", value: owns.map(() => refusedOrder(refusal)) };
    }
    case "rows": {
      const { rows } = heard;
      const byPlace = rows.length === owns.length;
      const rowFor = (own: ClientOrderId, at: number): JsonObject | undefined =>
        rows.find((row) => ownIdOf(row) === own) ??
        (byPlace && rows[at] !== undefined && ownIdOf(rows[at]) === undefined ? rows[at] : undefined);
      return { kind: "value", value: owns.map((own, at) => placedRow(rowFor(own, at), own)) };
    }
  }
}

function refusedOrder(refusal: Refusal): PlaceAnswer {
  const { code, words, httpStatus } = refusal;
  const reason = isPassing(httpStatus) ? undefined : rejectReason(refusal);
  return reason === undefined ? unclear(`${code} ${words}`) : { kind: "rejected", reason, venueCode: code, words };
}

function placedRow(row: JsonObject | undefined, own: ClientOrderId): PlaceAnswer {
  if (row === undefined) return unclear("the answer leaves the order out");
  const told = ownIdOf(row);
  if (told !== undefined && told !== own) return unclear("an answer about another order");
  if (successOf(row) === false) {
    const refusal = rowRefusal(row);
    // A row that says "no success" is a refusal whatever its code.
    return { kind: "rejected", reason: rejectReason(refusal) ?? "unrecognized", venueCode: refusal.code, words: refusal.words };
  }
  const id = orderIdOf(row);
  return id === undefined
    ? unclear("an answer without an order's id")
    : { kind: "accepted", venueOrderId: venueOrderId(id), report: undefined };
}
