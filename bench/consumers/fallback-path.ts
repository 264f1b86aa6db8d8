import { type VenueConnection } from "#client/api";
import { lmex } from "#venues/lmex/index";
import { frameReader } from "#venues/lmex/reader";
import { connectChangedLmex } from "./roomy-lmex.ts";

/** The production stack over LMEX with every frame read the slow and complete way. */
export function connectFallback(address: string): Promise<VenueConnection> {
  return connectChangedLmex(address, {
    market: (product, version) => ({
      ...lmex.market(product, version),
      reader: (table) => frameReader(product, table, { fast: false }),
    }),
  });
}
