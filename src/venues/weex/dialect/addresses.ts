// Where the simulated WEEX stands: the hosts it answers for, and which interface an address means.

import { type Product } from "#core/instrument";
import { type WeexVersion } from "#venues/weex/wire";

export const HOSTS: readonly string[] = ["api-contract.weex.com", "api-spot.weex.com", "ws-contract.weex.com", "ws-spot.weex.com"];

/** What a public socket speaks. */
export interface SocketAddress {
  readonly version: WeexVersion;
  readonly product: Product;
}

/** The socket at an address; undefined is a 404. Spot has V3 only, and no private socket exists without accounts. */
export function socketAt(address: { readonly host: string; readonly path: string }): SocketAddress | undefined {
  const version = /^\/(v[23])\/ws\/public\/?$/.exec(address.path)?.[1];
  if (version === undefined) return undefined;
  const product: Product = address.host.startsWith("ws-spot") ? "spot" : "contract";
  if (version === "v3") return { version, product };
  return product === "contract" ? { version: "v2", product } : undefined;
}
