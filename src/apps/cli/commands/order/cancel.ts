import { type CommandRun } from "#apps/cli/command-spec";
import { textOf, textsOf } from "#apps/cli/flag-value";
import { cancelAndTell } from "#apps/cli/trading/sweep";
import { readableVenue } from "#apps/cli/venue-access";

/** Cancels orders by name and proves that they are gone. Makes no risk, so that it asks nobody. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const names = textsOf(request.args[2]);
  return cancelAndTell(session, known, { which: { names }, symbol: textOf(request.args[1]) ?? "", facts: { names } });
};
