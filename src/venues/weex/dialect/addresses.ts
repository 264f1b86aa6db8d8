// Where the simulated WEEX stands: the hosts it answers for, and which interface an address means.

import { type Product } from "#core/instrument";
import { type WeexVersion } from "#venues/weex/wire";

export const HOSTS: readonly string[] = ["api-contract.weex.com", "api-spot.weex.com", "ws-contract.weex.com", "ws-spot.weex.com"];

/** What a socket speaks. */
export interface SocketAddress {
  readonly version: WeexVersion;
  readonly product: Product;
  readonly isPrivate: boolean;
}

/** The socket at an address; undefined is a 404. Spot has V3 only. */
export function socketAt(address: { readonly host: string; readonly path: string }): SocketAddress | undefined {
  const [, version, kind] = /^\/(v[23])\/ws\/(public|private)\/?$/.exec(address.path) ?? [];
  if (version === undefined) return undefined;
  const isPrivate = kind === "private";
  const product: Product = address.host.startsWith("ws-spot") ? "spot" : "contract";
  if (version === "v3") return { version, product, isPrivate };
  return product === "contract" ? { version: "v2", product, isPrivate } : undefined;
}
