import { type CommandRun } from "#apps/cli/command-spec";
import { textOf } from "#apps/cli/flag-value";
import { cancelAndTell } from "#apps/cli/trading/sweep";
import { readableVenue } from "#apps/cli/venue-access";

/** Cancels what truebook placed, or whatever rests, and proves that it is gone. Makes no risk, so that it asks nobody. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const which = request.flags["foreign"] === true ? "everything" : "ours";
  return cancelAndTell(session, known, { which, symbol: textOf(request.args[1]), facts: { which } });
};
