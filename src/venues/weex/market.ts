// WEEX as a market: the pieces of this folder that read it, put together. Who has no keys loads no more.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type MarketCodec, type Venue } from "#venues/venue";
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

/** WEEX without its account. */
export const weexMarket: Venue = { description: weexDescription, market, errorCategory };
