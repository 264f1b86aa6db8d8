// The tables of docs/errors.md, printed from the lists that `truebook explain` reads, so that the page and the program say the same.

import { ERROR_CODES, type Explanation, REASONS, REFUSALS } from "#apps/cli/error-catalogue";
import { EXIT_MEANINGS } from "#apps/cli/exit-codes";

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const explanations = (head: string, list: Readonly<Record<string, Explanation>>): string =>
  [
    row(head, "meaning", "what to do"),
    row("---", "---", "---"),
    ...Object.entries(list).map(([code, [meaning, act]]) => row(`\`${code}\``, meaning, act)),
  ].join("\n");

const exits = (): string =>
  [
    row("exit", "name", "meaning"),
    row("--:", "---", "---"),
    ...EXIT_MEANINGS.map(({ exit, name, meaning }) => row(String(exit), `\`${name}\``, meaning)),
  ].join("\n");

/** The page with every printed part between its marks replaced by the present lists. */
export function withErrorTables(page: string): string {
  const parts: Readonly<Record<string, string>> = {
    codes: explanations("code", ERROR_CODES),
    categories: explanations("category", REFUSALS),
    reasons: explanations("reason", REASONS),
    exits: exits(),
  };
  return page.replace(
    /(<!-- printed: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_all, open: string, name: string, close: string) => `${open}\n${parts[name] ?? ""}\n${close}`,
  );
}
