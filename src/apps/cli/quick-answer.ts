import { commandHelp, findCommand, overview } from "#apps/cli/help";
import { packageVersion } from "#apps/cli/package-version";

/** The answer to a question that needs no more than the command table: help, or `--version`. Undefined when it is another. */
export function quickAnswer(words: readonly string[]): string | undefined {
  const [first] = words;
  if (words.length === 1 && (first === "--version" || first === "-V")) return packageVersion();
  const wantsHelp = first === undefined || first === "help" || words.includes("--help") || words.includes("-h");
  if (!wantsHelp) return undefined;
  const names = words.filter((word) => !word.startsWith("-") && word !== "help");
  const { path, command } = findCommand(names);
  if (command !== undefined) return commandHelp(path, command);
  // `truebook wach --help` is a typing mistake, which the parser names.
  return names.length === 0 || first?.startsWith("-") === true ? overview() : undefined;
}
