// WEEX as the rest of truebook sees it: the pieces of this folder, put together. It never imports the dialect.

import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";
import { type MarketCodec, type Venue } from "#venues/venue";
import { weexDescription } from "#venues/weex/description";
import { errorCategory } from "#venues/weex/errors";
import { frameReader } from "#venues/weex/reader";
import { marketReads } from "#venues/weex/rest/reads";
import { check } from "#venues/weex/sequence";
import { subscribeCodec } from "#venues/weex/subscribe";

function market(product: Product, version?: string): MarketCodec {
  const spoken = weexDescription.products.filter((known) => known.spoken !== false);
  const description = spoken.find((known) => known.product === product && (version === undefined || known.version === version));
  if (description === undefined) {
    const wanted = version === undefined ? product : `${product} ${version}`;
    const known = spoken.map((each) => `${each.product} ${each.version}`).join(", ");
    throw new UsageError("unknown-product", `truebook does not speak WEEX's ${wanted}; it speaks ${known}.`);
  }
  const generation = description.version === "v2" ? "v2" : "v3";
  return {
    description,
    subscribe: subscribeCodec(generation, description),
    reads: marketReads(generation, description),
    reader: (table) => frameReader({ version: generation, product }, table),
    check,
  };
}

/** WEEX. */
export const weex: Venue = { description: weexDescription, market, errorCategory };
