// LBank as a market: the pieces of this folder that read it, put together. Who has no keys loads no more.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { articleReader } from "#venues/lbank/article/reader";
import { checkArticle } from "#venues/lbank/article/sequence";
import { articleSubscribe } from "#venues/lbank/article/subscribe";
import { lbankDescription } from "#venues/lbank/description";
import { errorCategory } from "#venues/lbank/errors";
import { frameReader } from "#venues/lbank/reader";
import { contractReads, spotReads } from "#venues/lbank/rest/reads";
import { check } from "#venues/lbank/sequence";
import { subscribeCodec } from "#venues/lbank/subscribe";
import { type MarketCodec, type Venue } from "#venues/venue";

function market(product: Product, choice?: InterfaceChoice): MarketCodec {
  const description = chosenInterface(lbankDescription, product, choice);
  const reads = product === "spot" ? spotReads : contractReads;
  // The article has a language of its own for the socket; its REST is spot's.
  if (description.dialect !== undefined)
    return { description, subscribe: articleSubscribe, reads, reader: articleReader, check: checkArticle };
  return { description, subscribe: subscribeCodec(product), reads, reader: (table) => frameReader(table), check };
}

/** LBank without its account. */
export const lbankMarket: Venue = { description: lbankDescription, market, errorCategory };
