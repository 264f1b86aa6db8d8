// Where the benchmark's processes are made: its own modules as plain JavaScript beside the build, so that consumers run what is shipped
// and nothing translates code while they are measured.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { type Child, runChild, startChild } from "#apps/cli/bench/child";
import { systemClock } from "#clock/system-clock";

export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "bench");
const TARGET = join(ROOT, ".truebook", "bench", "modules");

/** Runs pieces of work in processes of their own, all but the source pinned to one processor where that is possible. */
export interface Workshop {
  /** Address of the source: `127.0.0.1:40123`. */
  readonly address: string;
  readonly pinned: boolean;
  run(work: string, task: object, nodeOptions?: readonly string[]): Promise<unknown>;
  /** Starts another server beside the source, on its processor; the caller stops it. */
  serve(module: string, task: object): Child;
  close(): void;
}

export async function openWorkshop(): Promise<Workshop> {
  translate();
  const pinned = cpus().length > 1 && spawnSync("taskset", ["-V"], { stdio: "ignore" }).status === 0;
  const on = (cpu: number): readonly string[] => (pinned ? ["taskset", "-c", String(cpu)] : []);
  const moduleOf = (name: string): string => pathToFileURL(join(TARGET, name)).href;
  const source: Child = startChild({ module: moduleOf("source-process.js"), args: [], clock: systemClock, before: on(0) });
  const { address } = (await source.answer) as { readonly address: string };
  const lastCpu = cpus().length - 1;
  return {
    address,
    pinned,
    run: (work, task, nodeOptions = []) =>
      runChild({
        module: moduleOf("consumer-process.js"),
        args: [work, JSON.stringify(task)],
        clock: systemClock,
        before: on(lastCpu),
        nodeOptions,
      }),
    serve: (module, task) => startChild({ module: moduleOf(module), args: [JSON.stringify(task)], clock: systemClock, before: on(0) }),
    close: () => source.stop(),
  };
}

/** Types are all that is removed; the package's own modules come from the build, as for anybody who installed it. */
function translate(): void {
  rmSync(TARGET, { recursive: true, force: true });
  for (const name of readdirSync(SOURCE, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const target = join(TARGET, name.replace(/\.ts$/, ".js"));
    const { outputText } = ts.transpileModule(readFileSync(join(SOURCE, name), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        isolatedModules: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}
