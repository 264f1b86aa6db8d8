import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printTold } from "#apps/cli/output/row-printer";
import { entryWords } from "#apps/cli/output/story-lines";
import { connectOptions, readableVenue } from "#apps/cli/venue-access";
import { UsageError } from "#core/error";
import { printable } from "#core/text/printable";

/** Tells the life of one of our orders from the journal, also while another program writes it. Asks nobody and sends nothing. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const id = textOf(request.args[1]) ?? "";
  const options = await connectOptions(session, known);
  const { readOrderStory } = await import("#assemblies/trading/order-story");
  const story = readOrderStory(known.description.id, options, id);
  if (story.length === 0) {
    throw new UsageError("unknown-order", `The journal of this account knows no order ${printable(id)}.`, {
      hint: `truebook order show ${known.description.id} asks the venue`,
    });
  }
  await printTold(session, { v: 1, kind: "order-story", venue: known.description.id, id, entries: story }, () => story.flatMap(entryWords));
  return EXIT.ok;
};
