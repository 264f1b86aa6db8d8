// Whatever ends the process, the user gets the terminal back. How a crash is told, and with which exit code, stays with whoever tells
// it; we only step aside first, so that the words land on the normal screen.

type Listener = (reason?: unknown) => void;

/** What the guard needs of `process`. */
export interface GuardedProcess {
  prependListener(event: "exit" | "uncaughtExceptionMonitor" | "unhandledRejection", handle: Listener): unknown;
  off(event: "exit" | "uncaughtExceptionMonitor" | "unhandledRejection", handle: Listener): unknown;
  listenerCount(event: "unhandledRejection"): number;
}

/** Calls `restore` before the process ends or tells of a crash. Returns what takes the guard away. */
export function guardScreen(process: GuardedProcess, restore: () => void): () => void {
  const ended: Listener = () => restore();
  const rejected: Listener = (reason) => {
    restore();
    // A listener keeps Node from crashing. Where nobody else listens, the crash has to happen all the same.
    if (process.listenerCount("unhandledRejection") === 1) throw reason instanceof Error ? reason : new Error(String(reason));
  };
  process.prependListener("exit", ended);
  process.prependListener("uncaughtExceptionMonitor", ended);
  process.prependListener("unhandledRejection", rejected);
  return () => {
    process.off("exit", ended);
    process.off("uncaughtExceptionMonitor", ended);
    process.off("unhandledRejection", rejected);
  };
}
