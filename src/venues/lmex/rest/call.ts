import { type RestCall } from "#transport/rest-call";
import { QUERY_BUCKET } from "#venues/lmex/endpoints";

/** What all reads have in common: where they go and what they cost. */
export function queryCall(name: string, path: string): Pick<RestCall<unknown>, "name" | "host" | "method" | "path" | "costs"> {
  return { name, host: "rest", method: "GET", path, costs: [{ bucket: QUERY_BUCKET, weight: 1 }] };
}
