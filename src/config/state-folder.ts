import { ConfigError } from "#core/error";

/**
 * The folder for what outlives a process (request numbers, journals): TRUEBOOK_STATE_DIR, else truebook's part of the user's state
 * folder. Throws ConfigError when neither can be told.
 */
export function stateFolder(variables: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = variables["TRUEBOOK_STATE_DIR"] ?? "";
  if (named !== "") return named;
  const state = variables["XDG_STATE_HOME"] ?? "";
  if (state !== "") return `${state}/truebook`;
  const home = variables["HOME"] ?? variables["USERPROFILE"] ?? "";
  if (home !== "") return `${home}/.local/state/truebook`;
  throw new ConfigError("no-state-folder", "No folder for state can be told: neither HOME nor XDG_STATE_HOME is set.", {
    hint: "set TRUEBOOK_STATE_DIR to a folder of your own",
  });
}
