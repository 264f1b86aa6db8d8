import { type JsonValue } from "#core/json/json-fallback";
import { type PrivateCall } from "#transport/private-call";
import { type LmexProduct, ORDER_BUCKET, QUERY_BUCKET, restOf } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";

type Query = PrivateCall<unknown>["query"];

/** A read of an account. `decode` answers undefined for a shape that it does not know. */
export function readCall<Value>(
  about: { readonly product: LmexProduct; readonly name: string; readonly path: string; readonly query?: Query },
  decode: (value: JsonValue) => Value | undefined,
): PrivateCall<Value> {
  const name = `${about.product} ${about.name}`;
  return {
    name,
    host: "rest",
    method: "GET",
    path: `${restOf(about.product).base}/${about.path}`,
    query: about.query ?? [],
    body: undefined,
    costs: [{ bucket: QUERY_BUCKET, weight: 1 }],
    effect: "read",
    decode: (reply) => readAnswer(name, reply, decode),
  };
}

/** What everything that changes something has in common. */
export function writeCall(
  product: LmexProduct,
  about: { readonly name: string; readonly method: PrivateCall<unknown>["method"]; readonly path: string },
): Pick<PrivateCall<unknown>, "name" | "host" | "method" | "path" | "costs"> {
  return {
    name: `${product} ${about.name}`,
    host: "rest",
    method: about.method,
    path: `${restOf(product).base}/${about.path}`,
    costs: [{ bucket: ORDER_BUCKET, weight: 1 }],
  };
}
