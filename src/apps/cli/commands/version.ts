import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { printOne } from "#apps/cli/output/row-printer";
import { packageVersion } from "#apps/cli/package-version";

/** Prints which truebook runs on which Node. */
export const run: CommandRun = async (_request, session) => {
  const line = {
    v: 1,
    kind: "version",
    truebook: packageVersion(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
  await printOne(session, line, () => [`truebook ${line.truebook} (Node ${line.node}, ${line.platform})`]);
  return EXIT.ok;
};
