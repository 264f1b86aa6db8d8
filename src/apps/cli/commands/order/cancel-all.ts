import { accountOptions } from "#apps/cli/account-access";
import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printTold } from "#apps/cli/output/row-printer";
import { sweepLine, sweepWords } from "#apps/cli/output/sweep-lines";
import { readableVenue } from "#apps/cli/venue-access";

/** Cancels what truebook placed, or whatever rests, and proves that it is gone. Makes no risk, so that it asks nobody. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const symbol = textOf(request.args[1]);
  const which = request.flags["foreign"] === true ? "everything" : "ours";
  const options = await accountOptions(session, known);
  const { remoteCancel } = await import("#assemblies/remote-cancel");
  const withinMs = await session.timeoutMs();
  const end = await remoteCancel(await known.load(), {
    ...options,
    which,
    ...(symbol === undefined ? {} : { market: { name: symbol, product: session.flags.product } }),
    ...(withinMs === undefined ? {} : { withinMs }),
  });
  await printTold(session, sweepLine(end, { venue: known.description.id, symbol: symbol ?? null, which }), () => sweepWords(end));
  return end.proven ? EXIT.ok : EXIT.orderUnknown;
};
