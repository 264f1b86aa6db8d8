// LBank as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";
import { articleReader } from "#venues/lbank/article/reader";
import { checkArticle } from "#venues/lbank/article/sequence";
import { articleSubscribe } from "#venues/lbank/article/subscribe";
import { lbankDescription, products } from "#venues/lbank/description";
import { errorCategory } from "#venues/lbank/errors";
import { frameReader } from "#venues/lbank/reader";
import { contractReads, spotReads } from "#venues/lbank/rest/reads";
import { check } from "#venues/lbank/sequence";
import { subscribeCodec } from "#venues/lbank/subscribe";
import { type MarketCodec, type Venue } from "#venues/venue";

function market(product: Product, version?: string): MarketCodec {
  const description = products.find((known) => known.product === product && (version === undefined || known.version === version));
  if (description === undefined) {
    const wanted = version === undefined ? product : `${product} ${version}`;
    const known = products.map((each) => `${each.product} ${each.version}`).join(", ");
    throw new UsageError("unknown-product", `LBank has no ${wanted}; it has ${known}.`);
  }
  const reads = product === "spot" ? spotReads : contractReads;
  // The article has a language of its own for the socket; its REST is spot's.
  if (description.version === "article")
    return { description, subscribe: articleSubscribe, reads, reader: articleReader, check: checkArticle };
  return { description, subscribe: subscribeCodec(product), reads, reader: (table) => frameReader(table), check };
}

/** LBank. */
export const lbank: Venue = { description: lbankDescription, market, errorCategory };
