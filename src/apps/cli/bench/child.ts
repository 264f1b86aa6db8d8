// Starting the processes of a benchmark: the source, and consumers one at a time.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Clock } from "#core/port";

/** Longer than this, and something hangs. */
const TURN_MS_MAX = 180_000;

export interface ChildOptions {
  /** The module that the process runs, as a file URL. */
  readonly module: string;
  readonly args: readonly string[];
  readonly clock: Clock;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** A command in front of Node: `taskset -c 1`. */
  readonly before?: readonly string[];
}

export interface Child {
  /** The first line that the process says, as JSON. Rejects when it ends or hangs before. */
  readonly answer: Promise<unknown>;
  stop(): void;
}

/** Starts a process and waits for its one line. */
export function startChild(options: ChildOptions): Child {
  const command = [
    ...(options.before ?? []),
    process.execPath,
    ...(options.nodeOptions ?? []),
    fileURLToPath(options.module),
    ...options.args,
  ];
  const child = spawn(command[0] ?? process.execPath, command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  return { answer: firstLine(child, options), stop: () => child.kill("SIGKILL") };
}

function firstLine(child: ChildProcess, options: ChildOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let errors = "";
    const name = options.args.join(" ");
    const fail = (words: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`The process "${name}" ${words}. ${errors.slice(0, 2_000)}`));
    };
    const limit = options.clock.after(TURN_MS_MAX, () => fail(`said nothing for ${TURN_MS_MAX / 1_000} s and was stopped`));
    child.stderr?.on("data", (bytes: Buffer) => {
      errors += String(bytes);
    });
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).once("line", (line) => {
        limit.cancel();
        resolve(JSON.parse(line));
      });
    }
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => {
      limit.cancel();
      fail(`ended with ${signal ?? code}`);
    });
  });
}

/** Runs one process to its answer. */
export async function runChild(options: ChildOptions): Promise<unknown> {
  const child = startChild(options);
  try {
    return await child.answer;
  } finally {
    child.stop();
  }
}
