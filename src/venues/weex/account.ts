// The account side of WEEX, its pieces put together for one interface.

import { type AccountCodec } from "#venues/account";
import { accountDescription } from "#venues/weex/account/description";
import { accountReads } from "#venues/weex/account/reads";
import { streamCodec } from "#venues/weex/account/stream";
import { orderCodec } from "#venues/weex/orders";
import { type Interface } from "#venues/weex/rest/call";
import { signRequest } from "#venues/weex/sign";

/** Makes the account codec of an interface. */
export function accountCodec(face: Interface): AccountCodec {
  return {
    description: accountDescription(face),
    stream: streamCodec(face),
    reads: (table) => accountReads(face, table),
    orders: orderCodec(face),
    sign: signRequest,
  };
}
