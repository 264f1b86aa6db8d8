// What an answer to something that changes something is, before anybody asks what it means: rows, a refusal, or nothing of the venue's.

import { nameOf } from "#core/account/row-fields";
import { type JsonObject, parseJson } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, field } from "#core/json/json-value";
import { type HttpReply } from "#core/port";
import { type RestReading } from "#transport/rest-call";
import { shortWords } from "#venues/weex/decode/control";
import { categoryOf } from "#venues/weex/errors";
import { type Refusal, readAnswer, refusalOf, unwrapped, venueError } from "#venues/weex/rest/answer";

export type Heard =
  | { readonly kind: "rows"; readonly rows: readonly JsonObject[] }
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | { readonly kind: "unclear"; readonly words: string };

/** Lists that an object holds its rows in. */
const LISTS = ["order_info", "orderList", "cancelOrderResultList", "failInfos"] as const;

/** Reads a reply. Pages of the edge, empty bodies and servers in trouble prove nothing either way. */
export function hear(reply: HttpReply): Heard {
  const parsed = reply.body.length === 0 ? undefined : parseJson(reply.body);
  if (parsed?.kind !== "value") return { kind: "unclear", words: `HTTP ${reply.status} with a body that is no answer` };
  const refusal = refusalOf(parsed.value, reply.status);
  if (refusal !== undefined) return { kind: "refusal", refusal };
  const value = unwrapped(parsed.value);
  const body = asObject(value);
  const held = body === undefined ? undefined : LISTS.flatMap((name) => asArray(field(body, name)) ?? []);
  const isList = body !== undefined && LISTS.some((name) => asArray(field(body, name)) !== undefined);
  const rows = (asArray(value) ?? (isList ? held : undefined) ?? [value]).map(asObject);
  const objects = rows.filter((row) => row !== undefined);
  if (objects.length !== rows.length || reply.status < 200 || reply.status > 299) {
    return { kind: "unclear", words: `HTTP ${reply.status} with a body of an unknown shape` };
  }
  return { kind: "rows", rows: objects };
}

/** An answer may come too late or from a server in trouble: then nobody knows. */
export const isPassing = (httpStatus: number): boolean => httpStatus >= 500 || httpStatus === 408 || httpStatus === 429;

/** The same as a failure that the sender may repeat, for what may be sent twice. */
export const passing = <Value>(name: string, reply: HttpReply): RestReading<Value> => readAnswer<never>(name, reply, () => undefined);

/** A refusal that the sender of requests must see itself: it mends its clock, or waits until a limit is over. */
export function ofTheConnection<Value>(name: string, refusal: Refusal): RestReading<Value> | undefined {
  const category = categoryOf(refusal);
  return category === "clock" || category === "rate-limited" ? { kind: "refused", error: venueError(name, refusal) } : undefined;
}

/** The id that a row is about. */
export const orderIdOf = (row: JsonObject): string | undefined => {
  const id = nameOf(row, "orderId", "order_id");
  return id === "0" ? undefined : id;
};

/** Our id, as a row repeats it. */
export const ownIdOf = (row: JsonObject): string | undefined =>
  nameOf(row, "clientOrderId", "origClientOrderId", "client_oid", "clientOid");

/** What a row says of its own success; undefined where it does not. */
export const successOf = (row: JsonObject): boolean | undefined => asBoolean(field(row, "success") ?? field(row, "result"));

/** A row's refusal, as if it were an answer's. */
export function rowRefusal(row: JsonObject): Refusal {
  const words = nameOf(row, "errorMessage", "error_message", "errorMsg", "err_msg") ?? asText(field(row, "msg")) ?? "no words";
  const code = nameOf(row, "errorCode", "error_code") ?? (words === NOT_FOUND ? NOT_FOUND : "no code");
  return { code: shortWords(code), words: shortWords(words), httpStatus: 200 };
}

/** What a batch writes in place of words. */
const NOT_FOUND = "FAILED_ORDER_NOT_FOUND";
