// LBank as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type AccountCodec, type TradingVenue } from "#venues/account";
import { accountCodec } from "#venues/lbank/account";
import { articleReader } from "#venues/lbank/article/reader";
import { checkArticle } from "#venues/lbank/article/sequence";
import { articleSubscribe } from "#venues/lbank/article/subscribe";
import { lbankDescription } from "#venues/lbank/description";
import { errorCategory } from "#venues/lbank/errors";
import { frameReader } from "#venues/lbank/reader";
import { contractReads, spotReads } from "#venues/lbank/rest/reads";
import { check } from "#venues/lbank/sequence";
import { subscribeCodec } from "#venues/lbank/subscribe";
import { type MarketCodec } from "#venues/venue";

function market(product: Product, choice?: InterfaceChoice): MarketCodec {
  const description = chosenInterface(lbankDescription, product, choice);
  const reads = product === "spot" ? spotReads : contractReads;
  // The article has a language of its own for the socket; its REST is spot's.
  if (description.dialect !== undefined)
    return { description, subscribe: articleSubscribe, reads, reader: articleReader, check: checkArticle };
  return { description, subscribe: subscribeCodec(product), reads, reader: (table) => frameReader(table), check };
}

function account(product: Product, choice?: InterfaceChoice): AccountCodec | undefined {
  const description = chosenInterface(lbankDescription, product, choice);
  if (description.product !== "spot") return undefined;
  return accountCodec(description.dialect === undefined ? "v2" : "article");
}

/** LBank. */
export const lbank: TradingVenue = { description: lbankDescription, market, account, errorCategory };
