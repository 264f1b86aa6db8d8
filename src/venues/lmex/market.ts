// LMEX as a market: the pieces of this folder that read it, put together. Who has no keys loads no more.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { lmexDescription, products } from "#venues/lmex/description";
import { errorCategory } from "#venues/lmex/errors";
import { frameReader } from "#venues/lmex/reader";
import { marketReads } from "#venues/lmex/rest/reads";
import { check } from "#venues/lmex/sequence";
import { subscribeCodec } from "#venues/lmex/subscribe";
import { type MarketCodec, type Venue } from "#venues/venue";

function market(product: Product, choice?: InterfaceChoice): MarketCodec {
  const description = chosenInterface({ title: lmexDescription.title, products }, product, choice);
  return {
    description,
    subscribe: subscribeCodec(description.product),
    reads: marketReads(description.product),
    reader: (table) => frameReader(product, table),
    check,
  };
}

/** LMEX without its account. */
export const lmexMarket: Venue = { description: lmexDescription, market, errorCategory };
