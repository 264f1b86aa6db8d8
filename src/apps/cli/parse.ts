// From words to a request. commander reads the flags; every refusal becomes a UsageError that names the nearest valid word.

import { Command, CommanderError, Option } from "commander";
import { type ArgumentSpec, type CommandSpec, type OptionSpec, type Request } from "#apps/cli/command-spec";
import { COMMANDS, GLOBAL_OPTIONS } from "#apps/cli/commands";
import { type FlagValue } from "#apps/cli/flag-value";
import { UsageError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** What a person asked for, before any of it is done. */
export interface ParsedCommand {
  readonly path: readonly string[];
  readonly command: CommandSpec;
  readonly request: Request;
  readonly globals: Readonly<Record<string, FlagValue>>;
}

/** Reads the words of a command line. Throws a UsageError for anything that is not a command as the table describes it. */
export function parseCommand(words: readonly string[]): ParsedCommand {
  let parsed: ParsedCommand | undefined;
  const program = quiet(new Command("truebook"));
  for (const option of GLOBAL_OPTIONS) program.addOption(asOption(option));
  for (const command of COMMANDS) {
    add(program, [command.name], command, (found) => {
      parsed = { ...found, globals: program.opts<Record<string, FlagValue>>() };
    });
  }
  try {
    program.parse([...words], { from: "user" });
  } catch (cause) {
    throw cause instanceof CommanderError ? asUsageError(cause, words) : cause;
  }
  if (parsed === undefined) throw new UsageError("missing-command", "No command was given.", { hint: "Run truebook --help." });
  checkWords(parsed);
  return parsed;
}

type Found = (found: Omit<ParsedCommand, "globals">) => void;

function add(parent: Command, path: readonly string[], spec: CommandSpec, found: Found): void {
  const command = quiet(parent.command(spec.name));
  for (const argument of spec.args ?? []) command.argument(argument.form, argument.says);
  for (const option of spec.options ?? []) command.addOption(asOption(option));
  for (const inner of spec.commands ?? []) add(command, [...path, inner.name], inner, found);
  if (spec.commands !== undefined) {
    command.argument("[rest...]").action((rest: readonly string[]) => refuseSubcommand(path, spec, rest[0]));
    return;
  }
  command.action((...given: unknown[]) => {
    const args = given
      .slice(0, spec.args?.length ?? 0)
      .map((value) => (Array.isArray(value) ? value.map(String) : value === undefined ? undefined : String(value)));
    found({ path, command: spec, request: { args, flags: command.opts<Record<string, FlagValue>>() } });
  });
}

/** A command that never prints, never exits and has no help of its own: all of that is ours. */
function quiet(command: Command): Command {
  return command
    .exitOverride()
    .helpOption(false)
    .helpCommand(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .allowExcessArguments(false);
}

function asOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.says);
  if (spec.many === true) option.argParser((value: string, before: unknown) => [...(Array.isArray(before) ? before : []), value]);
  return option;
}

/** Checks values that must be one of some words: of the command's own options and arguments, then of the global ones. */
function checkWords({ command, request, globals }: ParsedCommand): void {
  command.args?.forEach((argument, at) => {
    const value = request.args[at];
    if (typeof value === "string") checkArgument(argument, value);
  });
  const check = (options: readonly OptionSpec[], flags: Readonly<Record<string, FlagValue>>): void => {
    for (const { flags: form, words } of options) {
      const name = longName(form);
      const value = flags[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
      if (words !== undefined && typeof value === "string") checkWord(`--${name}`, value, words);
    }
  };
  check(command.options ?? [], request.flags);
  check(GLOBAL_OPTIONS, globals);
}

function checkArgument(argument: ArgumentSpec, value: string): void {
  if (argument.words !== undefined) checkWord(argument.form.replace(/[<>[\].]/g, ""), value, argument.words);
}

function checkWord(what: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  const meant = nearest(value, words);
  throw new UsageError("invalid-choice", `"${shown(value)}" is no ${what}; nothing was started.`, {
    hint: meant === undefined ? `Use one of ${words.join(", ")}.` : `Did you mean ${meant}?`,
  });
}

function refuseSubcommand(path: readonly string[], spec: CommandSpec, word: string | undefined): never {
  const names = (spec.commands ?? []).map(({ name }) => name);
  const words = path.join(" ");
  if (word === undefined) {
    throw new UsageError("missing-command", `truebook ${words} needs one of ${names.join(", ")}.`, {
      hint: `Run truebook ${words} --help.`,
    });
  }
  throw unknownCommand(word, names, `${words} `);
}

function unknownCommand(word: string, names: readonly string[], before = ""): UsageError {
  const meant = nearest(word, names);
  return new UsageError("unknown-command", `There is no command "${before}${shown(word)}"; nothing was started.`, {
    hint: meant === undefined ? "Run truebook --help." : `Did you mean truebook ${before}${meant}?`,
  });
}

function asUsageError(error: CommanderError, words: readonly string[]): UsageError {
  const [, quoted = ""] = /'([^']*)'/.exec(error.message) ?? [];
  switch (error.code) {
    case "commander.help":
      return new UsageError("missing-command", "No command was given.", { hint: "Run truebook --help." });
    case "commander.unknownCommand":
      return unknownCommand(
        quoted,
        COMMANDS.map(({ name }) => name),
      );
    case "commander.excessArguments": {
      const first = words.find((word) => !word.startsWith("-"));
      if (first !== undefined && !COMMANDS.some(({ name }) => name === first))
        return unknownCommand(
          first,
          COMMANDS.map(({ name }) => name),
        );
      return new UsageError("too-many-arguments", "The command takes fewer arguments; nothing was started.", { hint: helpHint(words) });
    }
    case "commander.unknownOption":
      return unknownOption(quoted, words);
    case "commander.missingArgument":
      return new UsageError("missing-argument", `The argument ${shown(quoted)} is missing; nothing was started.`, {
        hint: helpHint(words),
      });
    case "commander.optionMissingArgument":
      return new UsageError("missing-value", `The option ${shown(quoted)} needs a value; nothing was started.`, { hint: helpHint(words) });
    default:
      return new UsageError("invalid-usage", `${shown(error.message.replace(/^error: /, ""))}; nothing was started.`, {
        hint: helpHint(words),
      });
  }
}

function unknownOption(option: string, words: readonly string[]): UsageError {
  const known = [...(commandOf(words)?.options ?? []), ...GLOBAL_OPTIONS].map(({ flags }) => `--${longName(flags)}`);
  const meant = nearest(option, known);
  return new UsageError("unknown-option", `There is no option "${shown(option)}" here; nothing was started.`, {
    hint: meant === undefined ? helpHint(words) : `Did you mean ${meant}?`,
  });
}

const helpHint = (words: readonly string[]): string => `Run truebook ${[...pathOf(words), "--help"].join(" ")}.`;

function commandOf(words: readonly string[]): CommandSpec | undefined {
  return pathOf(words).reduce<CommandSpec | undefined>(
    (command, name) => (command?.commands ?? COMMANDS).find((candidate) => candidate.name === name),
    undefined,
  );
}

/** The command names among the words, from the first that is one. */
function pathOf(words: readonly string[]): readonly string[] {
  const path: string[] = [];
  let commands: readonly CommandSpec[] = COMMANDS;
  for (const word of words) {
    const command = commands.find(({ name }) => name === word);
    if (command === undefined) continue;
    path.push(word);
    commands = command.commands ?? [];
  }
  return path;
}

/** `output` of `-o, --output <format>`; `color` of `--no-color`. */
function longName(flags: string): string {
  return (/--(?:no-)?([a-z-]+)/.exec(flags)?.[1] ?? "").trim();
}

const shown = (text: string): string => printable(text).slice(0, 60);
