// The venues of the fault sheet, each with the market that is struck.

import { type Product } from "#core/instrument";

/** A venue, and how its books are proved. */
export interface SheetVenue {
  readonly id: "lmex" | "lbank" | "weex";
  readonly product: Product;
  readonly symbol: string;
  /** One more market of that product, for scenarios that compare two. */
  readonly other: string;
  /** Levels a side that the venue publishes: the whole book is compared. */
  readonly depth: number;
  readonly proof: "sequence" | "image";
}

const LMEX: SheetVenue = {
  id: "lmex",
  product: "futures",
  symbol: "BTC-PERP",
  other: "ETH-PERP",
  depth: 50,
  proof: "sequence",
};
const LBANK: SheetVenue = { id: "lbank", product: "spot", symbol: "btc_usdt", other: "eth_usdt", depth: 100, proof: "image" };
const WEEX: SheetVenue = { id: "weex", product: "contract", symbol: "BTCUSDT", other: "ETHUSDT", depth: 200, proof: "sequence" };

/** In the order of the sheet. */
export const SHEET_VENUES: readonly SheetVenue[] = [LMEX, LBANK, WEEX];
