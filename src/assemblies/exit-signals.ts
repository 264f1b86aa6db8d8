// What ends a process from outside, or from inside by mistake: signals, a closed terminal, an error that nobody caught. Each leads to the
// same end in order; a second signal hurries it and never skips the report.

import { type CleanExitOptions, type EndingConnection, type ExitReport, exitCleanly, type LeftOrder } from "#assemblies/clean-exit";
import { printable } from "#core/text/printable";

/** The exit code when an order remains or is unknown, whatever ended the process. */
export const ORDERS_LEFT_EXIT = 11;
const FAILED_EXIT = 1;
/** SIGHUP is also what Windows says when its console is closed, and SIGBREAK its Ctrl+Break. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGBREAK: 149 } as const;

/** What breaks once in every turn would fill the disk; after so many the report alone is told. */
const ERRORS_TOLD_MAX = 20;

export interface ExitSignalOptions extends Omit<CleanExitOptions, "hurry"> {
  /** Gets every line of the report. Default stderr. */
  readonly say?: (line: string) => void;
  /** Default `process.exit`. */
  readonly exit?: (code: number) => void;
}

/** Ends connections in order when the process is told to end, then ends the process. Returns what takes that back. */
export function exitOnSignals(connections: () => readonly EndingConnection[], options: ExitSignalOptions = {}): () => void {
  const { say = (line: string) => void process.stderr.write(`${line}\n`), exit = (code: number) => process.exit(code), ...wish } = options;
  const hurry = new AbortController();
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    exitCleanly(connections(), { ...wish, hurry: hurry.signal }).then((report) => {
      for (const line of reportLines(report)) say(line);
      exit(report.clean ? code : report.left.length > 0 ? ORDERS_LEFT_EXIT : FAILED_EXIT);
    });
  };
  let errors = 0;
  // Whoever breaks again meanwhile is in no hurry: only a second signal is.
  const failed = (error: unknown): void => {
    errors += 1;
    if (errors <= ERRORS_TOLD_MAX) say(`An error that nobody caught ends this process: ${wordsOf(error)}.`);
    end(FAILED_EXIT);
  };
  const signalled = (code: number): void => {
    if (ending) hurry.abort();
    else end(code);
  };
  const heard = Object.entries(SIGNALS).map(([signal, code]) => ({ signal, listener: () => signalled(code) }));
  // A terminal that was closed takes no words, and says so by an error that would come back here with each of them, for ever.
  process.stderr.on("error", unheard);
  for (const { signal, listener } of heard) process.on(signal, listener);
  process.on("uncaughtException", failed);
  process.on("unhandledRejection", failed);
  return () => {
    process.stderr.off("error", unheard);
    for (const { signal, listener } of heard) process.off(signal, listener);
    process.off("uncaughtException", failed);
    process.off("unhandledRejection", failed);
  };
}

const unheard = (): void => undefined;

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));

/** What a report says to a person, a line each; nothing for a clean end with nothing left. */
export function reportLines({ left, byChoice, failures, elapsedMs }: ExitReport): readonly string[] {
  const summary =
    left.length === 0
      ? []
      : [
          byChoice
            ? `${left.length} orders stay at the venue, as was chosen.`
            : `${left.length} orders remain or are unknown after ${Math.round(elapsedMs)} ms; a dead man that was armed stays so. Look at the venue.`,
        ];
  return [...summary, ...left.map(orderLine), ...failures.map((words) => `Failed: ${words}.`)];
}

function orderLine({ venue, orderId, clientOrderId, standing }: LeftOrder): string {
  const names = [clientOrderId, orderId].flatMap((name) => (name === undefined ? [] : [printable(name)]));
  return `  ${venue} ${names.join(" ") || "an order without a name"}: ${standing === "live" ? "rests" : "unknown"}`;
}
