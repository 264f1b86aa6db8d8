import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printOne } from "#apps/cli/output/row-printer";
import { venueSheet } from "#apps/cli/output/venue-sheet";
import { supportOf, venueOf } from "#apps/cli/venue-access";

/** Shows everything that is known of a venue, and how well it is known. */
export const run: CommandRun = async (request, session) => {
  const known = venueOf(session, textOf(request.args[0]) ?? "");
  const { description } = known;
  const support = await supportOf(known);
  await printOne(session, { v: 1, kind: "venue", venue: description.id, support, ...description }, () =>
    venueSheet(description, session.out.columns),
  );
  return EXIT.ok;
};
