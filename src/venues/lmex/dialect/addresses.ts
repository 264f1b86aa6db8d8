// Where the simulated LMEX stands: the hosts it answers for, and which socket and product a path means.

import { type Product } from "#core/instrument";

/** Production, test and original hosts; what is said on one is said on all. */
export const HOSTS: readonly string[] = [
  "api.lmex.io",
  "ws.lmex.io",
  "test-api.lmex.io",
  "ws.test-api.lmex.io",
  "testnet.lmex.io",
  "api.btse.com",
  "ws.btse.com",
  "testapi.btse.io",
  "testws.btse.io",
];

/**
 * What a socket carries. `main`: trades, login, private topics. `oss`: books only. `alias`: the article's single address, which
 * carries both and knows the product by the symbol.
 */
export interface SocketAddress {
  readonly role: "main" | "oss" | "alias";
  readonly product: Product | undefined;
}

const SOCKETS: ReadonlyMap<string, SocketAddress> = new Map<string, SocketAddress>([
  ["/ws/futures", { role: "main", product: "futures" }],
  ["/ws/spot", { role: "main", product: "spot" }],
  ["/ws/oss/futures", { role: "oss", product: "futures" }],
  ["/ws/oss/spot", { role: "oss", product: "spot" }],
]);

/** The socket at a path; undefined is a 404. Only the article dialect serves `/` and `testnet.lmex.io/ws`. */
export function socketAt(address: { readonly host: string; readonly path: string }, article: boolean): SocketAddress | undefined {
  const path = address.path.length > 1 && address.path.endsWith("/") ? address.path.slice(0, -1) : address.path;
  const known = SOCKETS.get(path);
  if (known !== undefined) return known;
  return article && (path === "/" || path === "" || path === "/ws") ? { role: "alias", product: undefined } : undefined;
}
