import { type RestCall } from "#transport/rest-call";
import { type ProductDescription } from "#venues/venue";
import { WEIGHT_BUCKET } from "#venues/weex/endpoints";
import { type WeexVersion } from "#venues/weex/wire";

/** Which interface a read goes to. Three are spoken: contracts in both versions, spot in V3. */
export interface Interface {
  readonly version: WeexVersion;
  readonly description: ProductDescription;
  readonly spot: boolean;
}

/** What all reads have in common: where they go and what they weigh. */
export function queryCall(
  face: Interface,
  name: string,
  about: { readonly path: string; readonly weight: number },
): Pick<RestCall<unknown>, "name" | "host" | "method" | "path" | "costs"> {
  const { host, base } = face.description.rest;
  return { name, host, method: "GET", path: `${base}/${about.path}`, costs: [{ bucket: WEIGHT_BUCKET, weight: about.weight }] };
}
