// What an account tells of a market does not end with the market: rows about one that the venue took out of its list are read with what it
// was when it was last listed.

import { type Instrument, type InstrumentTable } from "#core/instrument";

/** Markets that are gone and remembered; the longest gone are forgotten first. */
const GONE_MAX = 1_000;

/** The table of now, whose symbols also find markets that were listed before. */
export function knownInstruments(present: () => InstrumentTable): () => InstrumentTable {
  const gone = new Map<string, Instrument>();
  let last: InstrumentTable | undefined;
  let known: InstrumentTable | undefined;
  return () => {
    const table = present();
    if (table === last && known !== undefined) return known;
    for (const instrument of last?.all ?? []) {
      const { product, symbol } = instrument;
      if (table.bySymbol(product, symbol) === undefined) gone.set(`${product} ${symbol}`, instrument);
    }
    for (const key of [...gone.keys()].slice(0, Math.max(0, gone.size - GONE_MAX))) gone.delete(key);
    last = table;
    known = {
      all: table.all,
      bySymbol: (product, symbol) => table.bySymbol(product, symbol) ?? gone.get(`${product} ${symbol}`),
      find: (name) => table.find(name),
    };
    return known;
  };
}
