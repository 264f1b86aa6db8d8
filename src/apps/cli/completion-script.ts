// Completion scripts for three shells, made from the command table: what help shows is what completes.

import { type ArgumentSpec, type CommandSpec, type Offer, type OptionSpec } from "#apps/cli/command-spec";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** One place in a command line: after these words come these commands, options and values. */
interface Node {
  readonly path: readonly string[];
  readonly commands: readonly CommandSpec[];
  readonly options: readonly OptionSpec[];
  /** What may stand at each argument; the last repeats. */
  readonly values: readonly (readonly string[])[];
}

export interface CompletionTable {
  readonly commands: readonly CommandSpec[];
  readonly options: readonly OptionSpec[];
  readonly venues: readonly string[];
  /** What any venue calls its products. */
  readonly products: readonly string[];
}

/** A script that a shell can source. */
export function completionScript(shell: Shell, table: CompletionTable): string {
  const nodes = collect([], { name: "truebook", says: "", commands: table.commands }, table);
  switch (shell) {
    case "bash":
      return bash(nodes, table);
    case "zsh":
      return zsh(nodes, table);
    case "fish":
      return fish(nodes, table);
  }
}

function collect(path: readonly string[], command: CommandSpec, table: CompletionTable): Node[] {
  const inner = command.commands ?? [];
  const values = (command.args ?? []).map((argument) => offered(argument, table));
  const node: Node = { path, commands: inner, options: command.options ?? [], values };
  return [node, ...inner.flatMap((child) => collect([...path, child.name], child, table))];
}

function offered(spec: OptionSpec | ArgumentSpec, table: CompletionTable): readonly string[] {
  const offer: Offer | undefined = spec.words ?? spec.offer;
  if (offer === undefined || offer === "file") return [];
  return offer === "venue" ? table.venues : offer === "product" ? table.products : offer;
}

/** `-o` and `--output` of `-o, --output <format>`. */
const names = (flags: string): string[] => flags.split(/[ ,]+/).filter((word) => word.startsWith("-"));
const takesValue = (flags: string): boolean => /[<[]/.test(flags);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function words(node: Node, table: CompletionTable): string[] {
  return [
    ...node.commands.map(({ name }) => name),
    ...(node.values[0] ?? []),
    ...[...node.options, ...table.options].flatMap(({ flags }) => names(flags)),
  ];
}

function valueCases(nodes: readonly Node[], table: CompletionTable): string[] {
  const cases = new Map<string, string>();
  for (const option of [...nodes.flatMap(({ options }) => options), ...table.options]) {
    if (!takesValue(option.flags)) continue;
    const values = offered(option, table);
    const reply =
      option.offer === "file" ? 'COMPREPLY=($(compgen -f -- "$cur"))' : `COMPREPLY=($(compgen -W ${quoted(values.join(" "))} -- "$cur"))`;
    cases.set(names(option.flags).join("|"), `    ${names(option.flags).join("|")}) ${reply}; return ;;`);
  }
  return [...cases.values()];
}

function bash(nodes: readonly Node[], table: CompletionTable): string {
  const places = nodes.map((node) => `    ${quoted(node.path.join(" "))}) words=${quoted(words(node, table).join(" "))} ;;`);
  const known = nodes.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return [
    "# truebook completion for bash; source it, or put it where bash-completion looks.",
    "_truebook() {",
    '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" place="" words="" word',
    '  case "$prev" in',
    ...valueCases(nodes, table),
    "  esac",
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "${place:+$place }$word" in',
    `      ${known.join("|")}) place="\${place:+$place }$word" ;;`,
    "    esac",
    "  done",
    '  case "$place" in',
    ...places,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    "}",
    "complete -F _truebook truebook",
  ].join("\n");
}

/** zsh runs the bash function through its own bridge, so that one table is enough. */
function zsh(nodes: readonly Node[], table: CompletionTable): string {
  return ["#compdef truebook", "autoload -U +X bashcompinit && bashcompinit", bash(nodes, table).split("\n").slice(1).join("\n")].join(
    "\n",
  );
}

function fish(nodes: readonly Node[], table: CompletionTable): string {
  const lines = ["# truebook completion for fish; save it as ~/.config/fish/completions/truebook.fish", "complete -c truebook -f"];
  for (const node of nodes) {
    const seen = node.path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const siblings = node.commands.map(({ name }) => name).join(" ");
    const here =
      node.path.length === 0
        ? "__fish_use_subcommand"
        : node.commands.length === 0
          ? seen
          : `${seen}; and not __fish_seen_subcommand_from ${siblings}`;
    for (const command of node.commands)
      lines.push(`complete -c truebook -n ${quoted(here)} -a ${command.name} -d ${quoted(command.says)}`);
    for (const value of node.values.flat()) lines.push(`complete -c truebook -n ${quoted(here)} -a ${quoted(value)}`);
    for (const option of node.options) lines.push(fishOption(option, table, seen));
  }
  for (const option of table.options) lines.push(fishOption(option, table, undefined));
  return lines.join("\n");
}

function fishOption(option: OptionSpec, table: CompletionTable, seen: string | undefined): string {
  const parts = ["complete -c truebook", seen === undefined ? "" : `-n ${quoted(seen)}`];
  for (const name of names(option.flags)) parts.push(name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`);
  if (takesValue(option.flags)) parts.push(option.offer === "file" ? "-r -F" : `-x -a ${quoted(offered(option, table).join(" "))}`);
  return [...parts, `-d ${quoted(option.says)}`].filter((part) => part !== "").join(" ");
}
