// A market that was given another name: what rested there rests there still.

import { type Instrument, type InstrumentTable } from "#core/instrument";

/** The market under the name that it has now, by its unified name in its product. Two markets that could be it are none. */
export function renamedMarket(gone: Pick<Instrument, "product" | "id">, table: InstrumentTable): Instrument | undefined {
  const [one, another] = table.find(gone.id).filter(({ product, id }) => product === gone.product && id === gone.id);
  return another === undefined ? one : undefined;
}
