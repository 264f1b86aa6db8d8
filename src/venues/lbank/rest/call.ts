import { type JsonValue } from "#core/json/json-fallback";
import { type RestCall } from "#transport/rest-call";
import { contractRest, PUBLIC_BUCKET, spotRest } from "#venues/lbank/endpoints";
import { contractErrorCategory, errorCategory } from "#venues/lbank/errors";
import { readAnswer } from "#venues/lbank/rest/answer";

export interface PublicRead<Value> {
  readonly name: string;
  /** What follows the product's base: `/depth.do`. */
  readonly path: string;
  readonly query: RestCall<unknown>["query"];
  /** Reads `data`; undefined for a shape that it does not know. */
  readonly decode: (data: JsonValue | undefined) => Value | undefined;
}

/** A public read of spot. */
export const spotCall = <Value>(read: PublicRead<Value>): RestCall<Value> => ({
  ...common(read),
  host: spotRest.host,
  path: `${spotRest.base}${read.path}`,
  decode: (reply) => readAnswer({ name: read.name, category: errorCategory }, reply, read.decode),
});

/** A public read of the contracts, which have a host, an envelope and an error table of their own. */
export const contractCall = <Value>(read: PublicRead<Value>): RestCall<Value> => ({
  ...common(read),
  host: contractRest.host,
  path: `${contractRest.base}${read.path}`,
  decode: (reply) => readAnswer({ name: read.name, category: contractErrorCategory }, reply, read.decode),
});

const common = (read: PublicRead<unknown>): Pick<RestCall<unknown>, "name" | "method" | "query" | "costs"> => ({
  name: read.name,
  method: "GET",
  query: read.query,
  costs: [{ bucket: PUBLIC_BUCKET, weight: 1 }],
});
