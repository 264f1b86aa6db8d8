// A market is the same one under every name that it ever had. What an account holds in it is told under the name that it has now.

import { type Instrument } from "#core/instrument";

/** Whether two instruments are the same market of one venue. */
export function sameMarket(one: Instrument, other: Instrument): boolean {
  return one.product === other.product && one.id === other.id;
}

/** What holds of a market whatever it is called, as a key. */
export const marketKey = ({ product, id }: Instrument): string => `${product} ${id}`;

/** Gives an instrument the name that its market has now. */
export type PresentName = (instrument: Instrument) => Instrument;

/** By the markets that are there now. One that is not there keeps the name that it had. */
export function presentName(market: (instrument: Instrument) => { readonly instrument: Instrument } | undefined): PresentName {
  return (instrument) => {
    const symbol = market(instrument)?.instrument.symbol ?? instrument.symbol;
    return symbol === instrument.symbol ? instrument : { ...instrument, symbol };
  };
}
