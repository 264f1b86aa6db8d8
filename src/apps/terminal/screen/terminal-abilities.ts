import { type ColourDepth } from "#apps/terminal/screen/palette";
import { type TerminalVariables } from "#config/terminal-variables";

/** What the window can do, decided once from what it says of itself. */
export interface TerminalAbilities {
  /** Whether a full-screen view is possible at all: a terminal that can move its cursor. */
  readonly screen: boolean;
  readonly colour: ColourDepth;
  /** Whether block and line characters may be used; ASCII stands in otherwise. */
  readonly unicode: boolean;
}

/** Reads `TERM`, `COLORTERM`, `NO_COLOR` and the locale. `colourWanted` is false for `--no-color`. */
export function terminalAbilities(options: {
  readonly environment: TerminalVariables;
  readonly isTerminal: boolean;
  readonly colourWanted: boolean;
}): TerminalAbilities {
  const { environment, isTerminal, colourWanted } = options;
  const term = environment["TERM"] ?? "";
  const screen = isTerminal && term !== "dumb";
  const silenced = (environment["NO_COLOR"] ?? "") !== "" || !colourWanted || !screen;
  return {
    screen,
    colour: silenced ? "none" : colourDepth(term, environment["COLORTERM"] ?? ""),
    unicode: speaksUnicode(environment, term),
  };
}

function colourDepth(term: string, colorterm: string): ColourDepth {
  if (/truecolor|24bit/i.test(colorterm) || /-direct$/.test(term)) return "true";
  if (/256/.test(term) || colorterm !== "") return "256";
  return /mono|vt100|vt220/.test(term) || term === "" ? "none" : "16";
}

/** A locale that is set and names another encoding says no; none at all is common in containers, whose windows do speak UTF-8. */
function speaksUnicode(environment: TerminalVariables, term: string): boolean {
  if (term === "linux" || term === "dumb") return false;
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "";
  return locale === "" || /utf-?8/i.test(locale);
}
