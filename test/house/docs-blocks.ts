// Fenced blocks of the documentation. How a block is judged stands after its language:
//   ```ts         is type-checked and run against the simulator
//   ```ts types   is type-checked only: it shows shapes, or needs what a test has not
//   ```ts sketch  is neither: pseudo-code, or a part of a file
//   ```sh         every line is a command that exists

import { type SourceTree } from "./source-tree.ts";

export interface DocsBlock {
  readonly file: string;
  /** Of the first line of code, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly judged: string;
  readonly code: string;
}

/** All fenced blocks of the Markdown files of a tree. A fence that is never closed ends with its file. */
export function docsBlocks(tree: SourceTree): readonly DocsBlock[] {
  const blocks: DocsBlock[] = [];
  for (const [file, text] of tree) {
    let open: { fence: string; language: string; judged: string; line: number; code: string[] } | undefined;
    text.split("\n").forEach((line, at) => {
      const [, fence = "", info = ""] = /^\s*(`{3,})\s*(.*)$/.exec(line) ?? [];
      if (open === undefined) {
        if (fence === "") return;
        const [language = "", judged = ""] = info.trim().split(/\s+/);
        open = { fence, language, judged, line: at + 2, code: [] };
      } else if (fence.length >= open.fence.length && info === "") {
        blocks.push({ ...open, file, code: open.code.join("\n") });
        open = undefined;
      } else open.code.push(line);
    });
    if (open !== undefined) blocks.push({ ...open, file, code: open.code.join("\n") });
  }
  return blocks;
}

/** One command of a shell block. */
export interface DocsCommand {
  readonly at: string;
  readonly words: readonly string[];
}

const PROMPTED = new Set(["console", "shell-session"]);
const SHELL = new Set(["sh", "bash", "shell", ...PROMPTED]);

/** The commands of the shell blocks: one for each line and each part of a pipe or chain. Comments and variables before a command are left out. */
export function docsCommands(blocks: readonly DocsBlock[]): readonly DocsCommand[] {
  return blocks.filter(({ language }) => SHELL.has(language)).flatMap(commandsOf);
}

function commandsOf({ file, line, language, code }: DocsBlock): readonly DocsCommand[] {
  const joined = code.replace(/\\\n/g, "  ");
  return joined.split("\n").flatMap((raw, at) => {
    const prompted = raw.trimStart().startsWith("$ ");
    if (PROMPTED.has(language) && !prompted) return [];
    const text = raw
      .replace(/^\s*\$ /, "")
      .replace(/(?:^|\s)#.*$/, "")
      .trim();
    return text
      .split(/\s*(?:&&|\|\||\||;)\s*/)
      .map((part) => part.split(/\s+/).filter((word) => word !== "" && word !== "&"))
      .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
      .filter((words) => words.length > 0)
      .map((words) => ({ at: `${file}:${line + at}`, words }));
  });
}
