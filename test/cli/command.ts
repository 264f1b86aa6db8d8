// Runs the built command as a user's shell would, and a simulator beside it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const MAIN = join(import.meta.dirname, "..", "..", "dist", "apps", "cli", "main.js");

export interface CommandEnd {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout, each parsed. */
  readonly lines: readonly Record<string, unknown>[];
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the child once it runs, for signals. */
  readonly with?: (child: ChildProcess) => void;
}

/** Starts `truebook` with the words of a line, or with a list of words. */
export function start(words: string | readonly string[], options: RunOptions = {}): ChildProcess {
  const list = typeof words === "string" ? words.split(" ").filter((word) => word !== "") : words;
  const { PATH } = process.env;
  return spawn(process.execPath, [MAIN, ...list], { stdio: "pipe", env: { ...(PATH === undefined ? {} : { PATH }), ...options.env } });
}

/** Runs `truebook` to its end. */
export async function run(words: string | readonly string[], options: RunOptions = {}): Promise<CommandEnd> {
  const child = start(words, options);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin?.end(options.input ?? "");
  options.with?.(child);
  const [exit] = (await once(child, "close")) as [number | null];
  return {
    exit,
    stdout,
    stderr,
    get lines() {
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}

export interface RunningSimulator {
  readonly url: string;
  readonly ready: Record<string, unknown>;
  stop(): Promise<number | null>;
}

/** Starts `truebook sim run` on any port and waits until it listens. */
export async function startSimulator(words: string | readonly string[] = ""): Promise<RunningSimulator> {
  const common = "sim run --json --port 0 --seed 7";
  const child = start(typeof words === "string" ? `${common} ${words}` : [...common.split(" "), ...words]);
  if (child.stdout === null) throw new Error("The simulator has no stdout.");
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const ready = JSON.parse(String(first.value)) as Record<string, unknown>;
  return {
    url: String(ready["url"]),
    ready,
    async stop() {
      child.kill("SIGTERM");
      const [exit] = (await once(child, "close")) as [number | null];
      return exit;
    },
  };
}
