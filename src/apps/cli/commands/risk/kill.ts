import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printTold } from "#apps/cli/output/row-printer";
import { sweepLine, sweepWords } from "#apps/cli/output/sweep-lines";
import { closePositions } from "#apps/cli/trading/close-positions";
import { sweepExit, sweepOptions } from "#apps/cli/trading/sweep";
import { readableVenue } from "#apps/cli/venue-access";

/**
 * Throws the kill switch of an account and cancels from here, so that it works beside a program that hangs. It makes risk smaller only, so
 * that it asks nobody.
 */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const flatten = request.flags["flatten"] === true;
  const options = await sweepOptions(session, known);
  const { remoteKill } = await import("#assemblies/remote-kill");
  const { orders, notThrown } = await remoteKill(await known.load(), {
    ...options,
    by: "risk kill",
    reason: textOf(request.flags["reason"]) ?? "the command line",
    flatten,
    foreign: request.flags["foreign"] === true,
  });
  const closing = flatten ? await closePositions(session, known) : undefined;
  const line = sweepLine(orders, {
    venue: known.description.id,
    thrown: notThrown === undefined,
    notThrown: notThrown?.message ?? null,
    positions: closing?.words ?? null,
  });
  await printTold(session, line, () => [
    notThrown === undefined
      ? "The kill switch is thrown: no new risk until truebook risk resume."
      : `THE SWITCH COULD NOT BE THROWN: ${notThrown.message}`,
    ...sweepWords(orders),
    ...(closing === undefined ? [] : [closing.words]),
  ]);
  if (notThrown !== undefined) return EXIT.failed;
  return orders.proven && closing?.kind === "open" ? EXIT.findings : sweepExit(orders);
};
