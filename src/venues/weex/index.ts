// WEEX as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type AccountCodec, type TradingVenue } from "#venues/account";
import { type MarketCodec } from "#venues/venue";
import { accountCodec } from "#venues/weex/account";
import { weexDescription } from "#venues/weex/description";
import { errorCategory } from "#venues/weex/errors";
import { frameReader } from "#venues/weex/reader";
import { marketReads } from "#venues/weex/rest/reads";
import { check } from "#venues/weex/sequence";
import { subscribeCodec } from "#venues/weex/subscribe";

function market(product: Product, choice?: InterfaceChoice): MarketCodec {
  const description = chosenInterface(weexDescription, product, choice);
  const generation = description.api === "v2" ? "v2" : "v3";
  return {
    description,
    subscribe: subscribeCodec(generation, description),
    reads: marketReads(generation, description),
    reader: (table) => frameReader({ version: generation, product }, table),
    check,
  };
}

/** Undefined for spot V2, which is described and not spoken. */
function account(product: Product, choice?: InterfaceChoice): AccountCodec | undefined {
  const description = chosenInterface(weexDescription, product, choice);
  if (description.spoken === false) return undefined;
  return accountCodec({ version: description.api === "v2" ? "v2" : "v3", description, spot: product === "spot" });
}

/** WEEX. */
export const weex: TradingVenue = { description: weexDescription, market, account, errorCategory };
