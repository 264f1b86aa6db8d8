// The first page of help, and a command's own. Plain text from the command table, so that it comes in no time.

import { type CommandSpec, type OptionSpec } from "#apps/cli/command-spec";
import { COMMANDS, GLOBAL_OPTIONS } from "#apps/cli/commands";

/** What `truebook --help` prints. */
export function overview(): string {
  return [
    "truebook: the market's book you read is true, or it says that it is not.",
    "",
    "Usage: truebook COMMAND [options]",
    "",
    "Commands:",
    ...rows(COMMANDS.flatMap(commandRows)),
    "",
    "Options of every command:",
    ...rows(GLOBAL_OPTIONS.map(optionRow)),
    "",
    "Data on stdout, talk on stderr; a table on a terminal, JSON lines into a pipe.",
    "truebook COMMAND --help tells more; truebook explain 5, what exit code 5 means.",
  ].join("\n");
}

/** What `truebook COMMAND --help` prints. */
export function commandHelp(path: readonly string[], command: CommandSpec): string {
  const usage = [
    "truebook",
    ...path,
    ...(command.args ?? []).map(({ form }) => form),
    command.commands === undefined ? "[options]" : "COMMAND",
  ];
  const sections: string[] = [`${usage.join(" ")}: ${command.says}`];
  const section = (title: string, body: readonly string[]): void => {
    if (body.length > 0) sections.push("", `${title}:`, ...body);
  };
  section("Commands", rows((command.commands ?? []).flatMap(commandRows)));
  section("Arguments", rows((command.args ?? []).map(({ form, says }) => [form, says])));
  section("Options", rows((command.options ?? []).map(optionRow)));
  section("Options of every command", rows(GLOBAL_OPTIONS.map(optionRow)));
  section(
    "Examples",
    (command.examples ?? []).map((line) => `  ${line}`),
  );
  return sections.join("\n");
}

/** The command that words name, as far as they name one, and the words that led to it. */
export function findCommand(words: readonly string[]): { readonly path: readonly string[]; readonly command: CommandSpec | undefined } {
  let commands: readonly CommandSpec[] = COMMANDS;
  let command: CommandSpec | undefined;
  const path: string[] = [];
  for (const word of words) {
    const next = commands.find(({ name }) => name === word);
    if (next === undefined) break;
    path.push(word);
    command = next;
    commands = next.commands ?? [];
  }
  return { path, command };
}

type Row = readonly [left: string, right: string];

function commandRows(command: CommandSpec): readonly Row[] {
  const args = (command.args ?? []).map(({ form }) => form).join(" ");
  if (command.commands === undefined) return [[`${command.name} ${args}`.trimEnd(), command.says]];
  return [[`${command.name} ${command.commands.map(({ name }) => name).join("|")}`, command.says]];
}

function optionRow(option: OptionSpec): Row {
  const words = option.words === undefined ? "" : `: ${option.words.join(", ")}`;
  const usually = option.usually === undefined ? "" : ` (default ${option.usually})`;
  return [option.flags, `${option.says}${words}${usually}`];
}

/** Two columns, the right one wrapped at 80 columns. */
function rows(pairs: readonly Row[]): string[] {
  const left = Math.min(30, Math.max(0, ...pairs.map(([text]) => text.length)));
  const indent = " ".repeat(left + 4);
  return pairs.flatMap(([text, says]) => {
    const [first = "", ...more] = wrapped(says, 80 - indent.length);
    const head = text.length > left ? [`  ${text}`, indent + first] : [`  ${text.padEnd(left)}  ${first}`];
    return [...head, ...more.map((line) => indent + line)];
  });
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
