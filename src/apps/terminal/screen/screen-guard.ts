// Whatever ends the process, the user gets the terminal back. A crash is left to Node, so that its report and exit code are the usual
// ones; we only step aside first, so that the report lands on the normal screen.

/** What the guard needs of `process`. */
export interface GuardedProcess {
  on(event: "exit" | "uncaughtExceptionMonitor", handle: () => void): unknown;
  off(event: "exit" | "uncaughtExceptionMonitor", handle: () => void): unknown;
}

/** Calls `restore` before the process ends or reports a crash. Returns what takes the guard away. */
export function guardScreen(process: GuardedProcess, restore: () => void): () => void {
  process.on("exit", restore);
  process.on("uncaughtExceptionMonitor", restore);
  return () => {
    process.off("exit", restore);
    process.off("uncaughtExceptionMonitor", restore);
  };
}
