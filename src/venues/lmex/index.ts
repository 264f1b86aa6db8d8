// LMEX as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

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

/** LMEX. */
export const lmex: Venue = { description: lmexDescription, market, errorCategory };
