// What worlds have to know of a venue: which markets it lists, how its other side may speak, and which faults mean nothing to it.

import { type SimulateOptions } from "#assemblies/simulated";
import { type Product } from "#core/instrument";
import { type Random } from "#core/port";
import { type Dialect } from "#venues/dialect";
import { createLbankDialect } from "#venues/lbank/dialect";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

export interface WorldVenue {
  readonly venue: Venue;
  /** Each world lists two or three of these and watches all that it lists. */
  readonly symbols: readonly string[];
  /** Products that worlds watch by subscription. */
  readonly products: readonly Product[];
  /** The highest grouping that is watched now and then; 0 where there is none. */
  readonly groupMax: number;
  /** How the other side speaks in a world, where not as usual. */
  readonly otherSide?: (random: Random) => Dialect;
  /** The version or the language of the client, where not the usual one. */
  readonly choice?: Pick<SimulateOptions, "api" | "dialect">;
  /**
   * Fault ids that worlds leave out here. Images have no chain that could break, and no recent prints open a subscription.
   */
  readonly without: readonly string[];
  /** Whether some worlds hold an account; where left out, they do if the venue's private side is spoken. */
  readonly account?: boolean;
}

const IMAGES_WITHOUT = ["P4", "P5", "P6", "P26"];

const WEEX_MARKETS: Pick<WorldVenue, "symbols" | "products" | "groupMax"> = {
  symbols: ["BTCUSDT", "ETHUSDT", "ADAUSDT"],
  products: ["contract", "spot"],
  groupMax: 0,
};

/** Every venue that worlds can hold, by the name that `--venue` takes. */
export const WORLD_VENUES: Readonly<Record<string, WorldVenue>> = {
  lmex: {
    venue: lmex,
    symbols: ["BTC-PERP", "ETH-PERP", "BTC-USDT", "ETH-USDT"],
    products: ["futures", "spot"],
    groupMax: 4,
    without: [],
  },
  lbank: {
    venue: lbank,
    symbols: ["btc_usdt", "eth_usdt"],
    products: ["spot"],
    groupMax: 0,
    otherSide: (random) => createLbankDialect({ staleNodeChance: random.pick([0, 0, 0.05, 0.3]) }),
    without: IMAGES_WITHOUT,
  },
  "lbank-article": {
    venue: lbank,
    symbols: ["btc_usdt", "eth_usdt"],
    products: ["spot"],
    groupMax: 0,
    choice: { dialect: "article" },
    otherSide: (random) => createLbankDialect({ articlePings: random.chance(0.5) }),
    // The article's messages name no trades.
    without: [...IMAGES_WITHOUT, "O19"],
  },
  weex: { venue: weex, ...WEEX_MARKETS, without: [] },
  "weex-v2": { venue: weex, ...WEEX_MARKETS, products: ["contract"], choice: { api: "v2" }, without: [] },
};

/** How worlds treat a venue; LMEX's way for one that is made up in a test. */
export function worldVenueOf(name: string, venue: Venue): WorldVenue {
  const known = WORLD_VENUES[name] ?? WORLD_VENUES["lmex"];
  if (known === undefined) throw new RangeError(`No world knows the venue ${name}.`);
  return { ...known, venue };
}
