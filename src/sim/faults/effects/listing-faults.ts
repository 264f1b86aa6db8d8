// Faults of what a venue lists: rules that change, symbols that vanish, books that are not what a market's are.

import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { matchingMarkets } from "#sim/faults/fault-target";
import { type FaultScene } from "#sim/faults/fault-types";
import { type MarketRules, type PublicMarket } from "#sim/market/public-market";

const AWAY = numberParameter(5_000, [2_000, 6_000], "How long it is so.");
/** Steps become so much coarser. */
const COARSER = 5;

/** A market that somebody listens to comes before one that nobody would notice. */
export function noticedMarket(scene: FaultScene): PublicMarket | undefined {
  const matching = matchingMarkets(scene);
  const watched = new Set([...scene.venue.sockets].flatMap(({ held }) => [...held.values()].map(({ market }) => market?.instrument)));
  const noticed = matching.filter(({ instrument }) => watched.has(instrument));
  const pool = noticed.length > 0 ? noticed : matching;
  return pool[scene.random.integer(0, Math.max(0, pool.length - 1))];
}

function changedRules({ instrument }: PublicMarket, form: string): MarketRules {
  switch (form) {
    case "tick":
      return { tick: priceUnits(instrument.tick * COARSER) };
    case "lot":
      return { lot: sizeUnits(instrument.lot * COARSER) };
    case "renamed":
      return { symbol: venueSymbol(`${instrument.symbol}2`) };
    default:
      return { status: "halted" };
  }
}

/** Markets whose rules are changed at present: a second change would take the first one for what was before, and leave it standing. */
const changedNow = new WeakSet<PublicMarket>();

const rulesChange: FaultKind = {
  name: "rules-change",
  ids: ["P20"],
  at: "venue",
  life: "once",
  words: "A market's price or size step becomes coarser, it is renamed, or trading in it is halted; then it is as before.",
  parameters: { form: choiceParameter(["tick", "lot", "renamed", "halted"], "What changes."), awayMs: AWAY },
  begin: (settings) => ({
    strike(scene) {
      const market = noticedMarket(scene);
      if (market === undefined || changedNow.has(market)) return false;
      const { tick, lot, symbol, status } = market.instrument;
      const form = settings.choice("form");
      if (!scene.venue.setRules(market, changedRules(market, form))) return false;
      const before: MarketRules = form === "halted" ? { status } : form === "renamed" ? { symbol } : { tick, lot };
      changedNow.add(market);
      scene.clock.after(settings.number("awayMs"), () => {
        changedNow.delete(market);
        scene.venue.setRules(market, before);
      });
      return true;
    },
  }),
};

const delisting: FaultKind = {
  name: "delisting",
  ids: ["P20"],
  at: "venue",
  life: "once",
  words: "A market is taken off without a word: in no list, refused to new subscriptions, silent in old ones; then it is back.",
  parameters: { awayMs: AWAY },
  begin: (settings) => ({
    strike(scene) {
      const market = noticedMarket(scene);
      if (market === undefined) return false;
      scene.venue.delist(market);
      scene.clock.after(settings.number("awayMs"), () => scene.venue.relist(market));
      return true;
    },
  }),
};

const oddMarket: FaultKind = {
  name: "test-market",
  ids: ["P29"],
  at: "venue",
  life: "once",
  words: "A market is as on a test network: its book empties, comes back at prices that no market has, or counts from one again.",
  parameters: {
    form: choiceParameter(["empty-book", "unreal-prices", "counts-from-one"], "What is odd."),
    awayMs: numberParameter(3_000, [500, 5_000], "How long a book is empty."),
  },
  begin: (settings) => ({
    strike(scene) {
      const market = noticedMarket(scene);
      if (market?.empty === undefined) return false;
      const form = settings.choice("form");
      if (form === "counts-from-one") {
        // Twice, and a number would name two books: nobody could tell whose truth is asked for.
        if (market.picture(0).sequence < FIRST_NUMBERS) return false;
        market.renumber(1);
        return true;
      }
      market.empty();
      // As a price of its own, not a round multiple: nothing of before fits.
      scene.clock.after(settings.number("awayMs"), () => market.refill?.(form === "unreal-prices" ? 37 : 1));
      return true;
    },
  }),
};

/** Markets begin far above it. */
const FIRST_NUMBERS = 1_000_000;

/** Faults of listings and of test networks. */
export const LISTING_FAULTS: readonly FaultKind[] = [rulesChange, delisting, oddMarket];
