// Whether a command of the documentation exists: scripts of package.json, files of the repository, and truebook's own help.

export interface KnownCommands {
  readonly scripts: readonly string[];
  fileExists(path: string): boolean;
  /** The help of `truebook …path`. */
  help(path: readonly string[]): string;
}

const FOREIGN = new Set([
  "git",
  "cd",
  "curl",
  "export",
  "jq",
  "node",
  "npm",
  "npx",
  "mkdir",
  "echo",
  "cat",
  "head",
  "zcat",
  "gzip",
  "kill",
  "sleep",
]);

/** What is wrong with a command; undefined when it exists. */
export function commandFault(words: readonly string[], known: KnownCommands): string | undefined {
  const [program = "", ...rest] = words;
  if (program === "truebook") return truebookFault(rest, known);
  if (program === "npx" && rest[0] === "truebook") return truebookFault(rest.slice(1), known);
  if (program === "npm") return scriptFault(rest, known);
  if (program === "node") {
    const file = rest.find((word) => !word.startsWith("-"));
    if (file === "dist/apps/cli/main.js") return truebookFault(rest.slice(rest.indexOf(file) + 1), known);
    return file === undefined || known.fileExists(file) ? undefined : `there is no file ${file}`;
  }
  return FOREIGN.has(program) ? undefined : `nothing is known of the command ${program}`;
}

function scriptFault(words: readonly string[], known: KnownCommands): string | undefined {
  const [verb = "", name = ""] = words;
  const script = verb === "run" ? name : ["start", "test"].includes(verb) ? verb : undefined;
  if (script === undefined) return undefined;
  if (!known.scripts.includes(script)) return `package.json has no script ${script}`;
  const dashes = words.indexOf("--");
  if (dashes < 0) return undefined;
  const own = words.slice(dashes + 1);
  if (script === "start") return truebookFault(["demo", ...own], known);
  return script === "sim" ? truebookFault(["sim", "run", ...own], known) : undefined;
}

function truebookFault(words: readonly string[], known: KnownCommands): string | undefined {
  const path: string[] = [];
  for (const word of words) {
    if (!subcommands(known.help(path)).includes(word)) break;
    path.push(word);
  }
  const [next] = words.slice(path.length);
  const own = known.help(path);
  if (path.length === 0 && next !== undefined && !next.startsWith("-")) return `truebook has no command ${next}`;
  if (next !== undefined && !next.startsWith("-") && subcommands(own).length > 0 && !takesArguments(own))
    return `truebook ${path.join(" ")} has no command ${next}`;
  const helps = `${own}\n${known.help([])}`;
  for (const word of words) {
    const [, option] = /^(--?[a-z][\w-]*)/.exec(word) ?? [];
    if (option !== undefined && !new RegExp(`(?:^|[\\s,/])${option}(?![\\w-])`, "m").test(helps))
      return `truebook ${path.join(" ")} has no option ${option}`;
  }
  return undefined;
}

/** The names under "Commands:" of a help text, up to its empty line. */
function subcommands(help: string): readonly string[] {
  const [, list = ""] = /^Commands:\n((?: .*\n?)+)/m.exec(help) ?? [];
  return [...list.matchAll(/^ {2}([a-z][\w-]*)(?:\|[\w-]+)?(?=[ \n])/gm)].map(([, name = ""]) => name);
}

function takesArguments(help: string): boolean {
  return /^Arguments:/m.test(help);
}
