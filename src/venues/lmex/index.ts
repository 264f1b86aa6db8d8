// LMEX as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";
import { lmexDescription, products } from "#venues/lmex/description";
import { isLmexProduct } from "#venues/lmex/endpoints";
import { errorCategory } from "#venues/lmex/errors";
import { frameReader } from "#venues/lmex/reader";
import { marketReads } from "#venues/lmex/rest/reads";
import { check } from "#venues/lmex/sequence";
import { subscribeCodec } from "#venues/lmex/subscribe";
import { type MarketCodec, type Venue } from "#venues/venue";

function market(product: Product, version?: string): MarketCodec {
  const description = products.find((known) => known.product === product && (version === undefined || known.version === version));
  if (description === undefined || !isLmexProduct(product)) {
    const wanted = version === undefined ? product : `${product} ${version}`;
    const known = products.map((each) => `${each.product} ${each.version}`).join(", ");
    throw new UsageError("unknown-product", `LMEX has no ${wanted}; it has ${known}.`);
  }
  return {
    description,
    subscribe: subscribeCodec(product),
    reads: marketReads(product),
    reader: (table) => frameReader(product, table),
    check,
  };
}

/** LMEX. */
export const lmex: Venue = { description: lmexDescription, market, errorCategory };
