// The account side of LMEX, its pieces put together for one product.

import { type AccountCodec, type PrivateStreamCodec } from "#venues/account";
import { accountDescription } from "#venues/lmex/account/description";
import { privateReader } from "#venues/lmex/account/reader";
import { accountReads } from "#venues/lmex/account/reads";
import { accountTopics } from "#venues/lmex/account/topics";
import { type LmexProduct, socketsOf } from "#venues/lmex/endpoints";
import { orderCodec } from "#venues/lmex/orders";
import { loginMessage, type SignedPath, signRequest } from "#venues/lmex/sign";
import { encodeTopics } from "#venues/lmex/subscribe";

/** Makes the account codec of a product. `signedPath: "whole"` also signs the product's prefix, as one project does. */
export function accountCodec(product: LmexProduct, options: { readonly signedPath?: SignedPath } = {}): AccountCodec {
  return {
    description: accountDescription(product),
    stream: streamCodec(product),
    reads: (table) => accountReads(product, table),
    orders: orderCodec(product),
    sign: (call, stamp) => signRequest(call, stamp, options.signedPath),
  };
}

/** Login is a message, in two forms; the topics follow it, because asked for before they are confirmed and stay silent. */
function streamCodec(product: LmexProduct): PrivateStreamCodec {
  const { path } = socketsOf(product).market;
  return {
    headers: () => ({}),
    login: (stamp, attempt) => loginMessage(stamp, path, attempt),
    lease: undefined,
    topics: (channel) => accountTopics(product, channel),
    encode: (action, topics) => encodeTopics(action, topics),
    reader: (table) => privateReader(product, table),
  };
}
