// The last books, prints and candles of a venue as a file. It is written without a flush, because everything in it can be learned anew:
// one that is damaged or of another version is set aside, told, and done without.

import { type Log } from "#core/port";
import { type SavedMarket } from "#core/saved-market";
import { printable } from "#core/text/printable";
import { sealed, unsealed } from "#store/saved-state/seal";
import { readWhole, replaceWhole, setAside } from "#store/saved-state/whole-file";

/** What the rows of a file look like; another number is another version's. */
const FORMAT = 1;

interface MarketFile {
  readonly format: number;
  readonly identity: string;
  readonly market: SavedMarket;
}

export interface MarketFileOptions {
  readonly path: string;
  /** Venue and environment: prices of a test environment are not those of the market. */
  readonly identity: string;
  readonly log: Log;
}

/** What was saved; undefined when there is nothing, or nothing that can be believed. Never throws. */
export function loadMarket({ path, identity, log }: MarketFileOptions): SavedMarket | undefined {
  try {
    const text = readWhole(path);
    return text === undefined ? undefined : marketIn(unsealed(text), identity);
  } catch (error) {
    log.write("warn", "saved market not used", { path, error: wordsOf(error), setAside: asideName(path) });
    return undefined;
  }
}

/** Saves it. Throws what the system throws; what was saved before stands then. */
export function saveMarket(market: SavedMarket, { path, identity }: Pick<MarketFileOptions, "path" | "identity">): void {
  const file: MarketFile = { format: FORMAT, identity, market };
  replaceWhole(path, sealed(JSON.stringify(file)), { flush: "later" });
}

/** The seal says that it is what was written; here it is looked at whether it was written for us. */
function marketIn(text: string, identity: string): SavedMarket {
  const file = JSON.parse(text) as Partial<MarketFile> | null;
  if (file?.format !== FORMAT) throw new Error(`its rows have format ${String(file?.format)}`);
  if (file.identity !== identity) throw new Error("it is of another venue or environment");
  const { market } = file;
  if (market === undefined || ![market.books, market.trades, market.candles].every(Array.isArray)) throw new Error("it holds no market");
  return market;
}

function asideName(path: string): string | undefined {
  try {
    return setAside(path);
  } catch {
    // It stays where it is, and the next save takes its place.
    return undefined;
  }
}

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));
