// What a command looks like from outside, as data: help, parsing and shell completion are all made from it.

import { type ExitCode } from "#apps/cli/exit-codes";
import { type FlagValue } from "#apps/cli/flag-value";
import { type Session } from "#apps/cli/session";

/** What a shell may offer for a value. */
export type Offer = readonly string[] | "file" | "venue" | "product";

export interface OptionSpec {
  /** As commander reads it: `-o, --output <format>`, `--fault-param <pair...>`. */
  readonly flags: string;
  readonly says: string;
  /** Words that are accepted; any other is a usage error that names the nearest. */
  readonly words?: readonly string[];
  readonly offer?: Offer;
  /** Shown in help; commands apply it themselves. */
  readonly usually?: string;
  /** May be given several times. */
  readonly many?: true;
}

export interface ArgumentSpec {
  /** `<venue>`, `[symbol]` or `<symbol...>`. */
  readonly form: string;
  readonly says: string;
  readonly words?: readonly string[];
  readonly offer?: Offer;
}

/** What a person asked a command for. */
export interface Request {
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** A command at work; returns what the process ends with. Failures are thrown. */
export type CommandRun = (request: Request, session: Session) => Promise<ExitCode>;

export interface CommandSpec {
  readonly name: string;
  readonly says: string;
  readonly args?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Two or three lines to copy. */
  readonly examples?: readonly string[];
  readonly commands?: readonly CommandSpec[];
  /** Loads the code of the command, and only of this one. */
  readonly load?: () => Promise<{ readonly run: CommandRun }>;
}
