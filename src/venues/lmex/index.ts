// LMEX as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type AccountCodec, type TradingVenue } from "#venues/account";
import { accountCodec } from "#venues/lmex/account";
import { lmexDescription, products } from "#venues/lmex/description";
import { errorCategory } from "#venues/lmex/errors";
import { frameReader } from "#venues/lmex/reader";
import { marketReads } from "#venues/lmex/rest/reads";
import { check } from "#venues/lmex/sequence";
import { subscribeCodec } from "#venues/lmex/subscribe";
import { type MarketCodec } from "#venues/venue";

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

function account(product: Product, choice?: InterfaceChoice): AccountCodec {
  return accountCodec(chosenInterface({ title: lmexDescription.title, products }, product, choice).product);
}

/** LMEX. */
export const lmex: TradingVenue = { description: lmexDescription, market, account, errorCategory };
