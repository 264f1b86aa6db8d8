/** What the environment says about the window: its kind, its colours and its letters. No secret is among them. */
export type TerminalVariables = Readonly<Record<string, string | undefined>>;

const NAMES = ["TERM", "COLORTERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG"] as const;

/** Picks the variables that describe a terminal out of the environment. */
export function terminalVariables(variables: Readonly<Record<string, string | undefined>> = process.env): TerminalVariables {
  return Object.fromEntries(NAMES.map((name) => [name, variables[name]]));
}
