import { type CommandRun } from "#apps/cli/command-spec";
import { textOf } from "#apps/cli/flag-value";
import { MarketWatch } from "#apps/cli/market-watch";
import { marketPrinter } from "#apps/cli/output/market-printer";
import { connectOptions, readableVenue } from "#apps/cli/venue-access";
import { readWatchWish } from "#apps/cli/watch-options";
import { watchOutcome } from "#apps/cli/watch-outcome";
import { TruebookError } from "#core/error";

/** Follows a market until it is told to stop. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const format = await session.format();
  const liveScreen = format === "table" && session.movesCursor;
  const wish = readWatchWish(request, { liveScreen, aliases: known.description.aliases });
  if (wish.aliasOf !== undefined)
    session.talk(`The channel ${wish.aliasOf.name} means ${wish.aliasOf.meaning}; following ${wish.channel}.`);
  const { out, color } = session;
  const printer = marketPrinter({ out, format, color, liveScreen, symbols: wish.symbols.length, depth: wish.depth });
  const watch = new MarketWatch(session, { ...wish, venue: known.description.id }, printer);
  const options = await connectOptions(session, known, watch.frames());
  const facts = await watch.follow(async () => {
    const { connect } = await import("#assemblies/connect");
    return connect(known.description.id, options);
  });
  const outcome = watchOutcome(facts);
  if (outcome instanceof TruebookError) throw outcome;
  return outcome;
};
