import { expect, test } from "vitest";
import { type CommandSpec } from "#apps/cli/command-spec";
import { COMMANDS, GLOBAL_OPTIONS } from "#apps/cli/commands";
import { completionScript, SHELLS } from "#apps/cli/completion-script";
import { commandHelp, findCommand, overview } from "#apps/cli/help";
import { quickAnswer } from "#apps/cli/quick-answer";

const everyCommand = (commands: readonly CommandSpec[], path: readonly string[] = []): (readonly [string[], CommandSpec])[] =>
  commands.flatMap((command) => [
    [[...path, command.name], command] as const,
    ...everyCommand(command.commands ?? [], [...path, command.name]),
  ]);

test("the first page names every command and every global option, and fits 80 columns", () => {
  const page = overview();
  for (const { name } of COMMANDS) expect(page).toContain(`  ${name}`);
  for (const { flags } of GLOBAL_OPTIONS) expect(page).toContain(flags);
  for (const line of page.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test.each(everyCommand(COMMANDS))("%j has help with all its options, in sentences that fit", (path, command) => {
  const page = commandHelp(path, command);
  for (const { flags } of command.options ?? []) expect(page).toContain(flags);
  expect(findCommand(path).command).toBe(command);
  for (const line of page.split("\n").filter((text) => !text.includes("truebook "))) expect(line.length).toBeLessThanOrEqual(80);
});

test("every command without commands of its own has code, and the code has a run function", async () => {
  for (const [path, { commands, load }] of everyCommand(COMMANDS)) {
    if (commands !== undefined) continue;
    expect(typeof (await load?.())?.run, path.join(" ")).toBe("function");
  }
});

test.each([
  [["--help"], "Usage: truebook COMMAND"],
  [[], "Usage: truebook COMMAND"],
  [["help", "watch"], "truebook watch <venue> [symbol...]"],
  [["sim", "fault", "--help"], "truebook sim fault <name>"],
  [["-h", "venues"], "truebook venues"],
])("%j is answered at once", (words, answer) => {
  expect(quickAnswer(words)).toContain(answer);
});

test("what is no question for help is left to the command line", () => {
  expect(quickAnswer(["watch", "lmex", "BTC-PERP"])).toBeUndefined();
  expect(quickAnswer(["wach", "--help"])).toBeUndefined();
  expect(quickAnswer(["--version"])).toMatch(/^\d+\.\d+\.\d+/);
});

test.each(SHELLS)("the %s script offers every command, every option and the venues", (shell) => {
  const script = completionScript(shell, { commands: COMMANDS, options: GLOBAL_OPTIONS, venues: ["lmex", "lbank"], products: ["swap"] });
  for (const [path, command] of everyCommand(COMMANDS)) {
    for (const name of path) expect(script).toContain(name);
    for (const { flags } of command.options ?? []) expect(script).toContain(/--([a-z-]+)/.exec(flags)?.[1] ?? flags);
  }
  expect(script).toContain("lbank");
  expect(script).toContain("swap");
});
