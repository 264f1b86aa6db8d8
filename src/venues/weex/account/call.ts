import { type JsonValue } from "#core/json/json-fallback";
import { type PrivateCall } from "#transport/private-call";
import { CANCEL_BUCKET, ORDER_BUCKET, ORDER_MINUTE_BUCKET, UID_WEIGHT_BUCKET } from "#venues/weex/endpoints";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface } from "#venues/weex/rest/call";

type Query = PrivateCall<unknown>["query"];

/** A read of an account. Some are POSTs with a body, which change nothing. */
export interface ReadAbout {
  readonly name: string;
  readonly path: string;
  /** What the account's pool counts. */
  readonly weight: number;
  readonly query?: Query;
  /** Makes the read a POST. */
  readonly body?: string;
}

/** A read of an account. `decode` answers undefined for a shape that it does not know. */
export function readCall<Value>(face: Interface, about: ReadAbout, decode: (value: JsonValue) => Value | undefined): PrivateCall<Value> {
  const { name, path, weight, query = [], body } = about;
  const { host, base } = face.description.rest;
  return {
    name,
    host,
    method: body === undefined ? "GET" : "POST",
    path: `${base}/${path}`,
    query,
    body,
    costs: [{ bucket: UID_WEIGHT_BUCKET, weight }],
    effect: "read",
    decode: (reply) => readAnswer(name, reply, decode),
  };
}

/** Something that changes something. `orders` is how many orders it brings; cancels have a cap of their own. */
export interface WriteAbout {
  readonly name: string;
  readonly method: PrivateCall<unknown>["method"];
  readonly path: string;
  readonly weight: number;
  readonly effect: "order" | "cancel" | "setting";
  readonly orders?: number;
  readonly query?: Query;
  readonly body?: string;
}

/** What everything that changes something has in common. */
export function writeCall(face: Interface, about: WriteAbout): Omit<PrivateCall<unknown>, "decode"> {
  const { name, method, path, weight, effect, orders = 1, query = [], body } = about;
  const { host, base } = face.description.rest;
  const pool = { bucket: UID_WEIGHT_BUCKET, weight };
  const caps =
    effect === "order"
      ? [{ bucket: ORDER_BUCKET, weight: 1 }, ...(orders > 1 ? [{ bucket: ORDER_MINUTE_BUCKET, weight: orders - 1 }] : [])]
      : effect === "cancel"
        ? [{ bucket: CANCEL_BUCKET, weight: 1 }]
        : [];
  return {
    name,
    host,
    method,
    path: `${base}/${path}`,
    query,
    body,
    costs: [pool, ...caps],
    effect: effect === "cancel" ? "cancel" : "write",
  };
}
