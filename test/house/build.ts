import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ROOT } from "./source-tree.ts";

/** Builds dist unless it is fresh, so that what is judged is what would be published. */
export function ensureBuilt(): void {
  run(process.execPath, [join(ROOT, "scripts", "ensure.mjs")], ROOT);
}

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end and returns what it said, whatever its exit code; a command that cannot start or hangs throws. */
export function outcomeOf(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Outcome {
  try {
    const stdout = execFileSync(command, args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 60_000,
      maxBuffer: 64 << 20,
      env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", ...env },
    });
    return { exit: 0, stdout, stderr: "" };
  } catch (error) {
    const { status, stdout, stderr } = error as { status?: number | null; stdout?: string; stderr?: string };
    if (typeof status !== "number") throw error;
    return { exit: status, stdout: stdout ?? "", stderr: stderr ?? "" };
  }
}

/** Runs a command and returns its stdout; throws with its words when it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { exit, stdout, stderr } = outcomeOf(command, args, cwd);
  if (exit !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${exit}:\n${stdout}${stderr}`);
  return stdout;
}

/** A folder outside the repository that is gone after the test. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `truebook-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
