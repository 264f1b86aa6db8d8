import { type CommandRun } from "#apps/cli/command-spec";
import { textOf, textsOf } from "#apps/cli/flag-value";
import { MarketWatch } from "#apps/cli/market-watch";
import { marketPrinter } from "#apps/cli/output/market-printer";
import { connectOptions, readableVenue } from "#apps/cli/venue-access";
import { readMarkets } from "#apps/cli/watch-markets";
import { readWatchWish } from "#apps/cli/watch-options";
import { watchOutcome } from "#apps/cli/watch-outcome";
import { type VenueConnection } from "#client/api";
import { TruebookError } from "#core/error";

/** Follows markets, of one venue or several, until it is told to stop. */
export const run: CommandRun = async (request, session) => {
  const words = [textOf(request.args[0]) ?? "", ...textsOf(request.args[1])];
  const markets = readMarkets(words, session.venues, (name) => session.knownVenue(name));
  const known = [...new Set(markets.map(({ venue }) => venue))].map((venue) => readableVenue(session, venue));
  const format = await session.format();
  const liveScreen = format === "table" && session.movesCursor;
  const wish = readWatchWish(request, { liveScreen, markets, aliases: known.flatMap(({ description }) => description.aliases) });
  if (wish.aliasOf !== undefined)
    session.talk(`The channel ${wish.aliasOf.name} means ${wish.aliasOf.meaning}; following ${wish.channel}.`);
  const { out, color } = session;
  const printer = marketPrinter({
    out,
    format,
    color,
    liveScreen,
    symbols: markets.length,
    severalVenues: known.length > 1,
    depth: wish.depth,
  });
  const watch = new MarketWatch(session, wish, printer);
  const openings = new Map<string, () => Promise<VenueConnection>>();
  for (const venue of known) {
    const options = await connectOptions(session, venue, watch.frames());
    openings.set(venue.description.id, async () => {
      const { connect } = await import("#assemblies/connect");
      return connect(venue.description.id, options);
    });
  }
  const facts = await watch.follow(openings);
  const outcome = watchOutcome(facts);
  if (outcome instanceof TruebookError) throw outcome;
  return outcome;
};
