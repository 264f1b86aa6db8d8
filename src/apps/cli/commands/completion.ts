import { type CommandRun } from "#apps/cli/command-spec";
import { COMMANDS, GLOBAL_OPTIONS } from "#apps/cli/commands";
import { completionScript, SHELLS } from "#apps/cli/completion-script";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { venues } from "#assemblies/command-line";

/** Prints a completion script. */
export const run: CommandRun = async (request, session) => {
  const shell = SHELLS.find((name) => name === textOf(request.args[0])) ?? "bash";
  const products = [...new Set([...venues.values()].flatMap(({ description }) => description.products.map(({ product }) => product)))];
  await session.out.line(completionScript(shell, { commands: COMMANDS, options: GLOBAL_OPTIONS, venues: session.venues, products }));
  return EXIT.ok;
};
