// Runs one command from its words to its exit code. The only place that ends the process, and the only one that hears its signals.

import { EXIT, type ExitCode, exitAfter, exitCutShort } from "#apps/cli/exit-codes";
import { describeFailure, type FailureStyle } from "#apps/cli/failure";
import { readGlobalFlags } from "#apps/cli/global-flags";
import { LineSink } from "#apps/cli/output/line-sink";
import { parseCommand } from "#apps/cli/parse";
import { Session } from "#apps/cli/session";
import { Stop } from "#apps/cli/stop";
import { systemClock, venues } from "#assemblies/command-line";
import { readEnvironment } from "#config/environment";
import { type Clock } from "#core/port";

/** Output may take this long to leave when the process ends. */
const FLUSH_WITHIN_MS = 2_000;

/** Runs a command and ends the process with its exit code. */
export async function runCommandLine(words: readonly string[]): Promise<never> {
  const out = new LineSink(process.stdout);
  const err = new LineSink(process.stderr);
  const stop = new Stop();
  hearSignals(stop);
  out.whenClosed(() => stop.end("reader-gone"));
  const exit = await attempt(words, { out, err, stop });
  await within(systemClock, FLUSH_WITHIN_MS, Promise.all([out.flush(), err.flush()]));
  process.exit(exit);
}

interface Ways {
  readonly out: LineSink;
  readonly err: LineSink;
  readonly stop: Stop;
}

async function attempt(words: readonly string[], { out, err, stop }: Ways): Promise<ExitCode> {
  // Until the flags are read, the words themselves say how a failure is told.
  const style: FailureStyle = {
    json: words.some(
      (word, at) =>
        word === "--json" ||
        /^(-o|--output=)n?d?json$/.test(word) ||
        (/^(-o|--output)$/.test(words[at - 1] ?? "") && /^(nd)?json$/.test(word)),
    ),
    verbose: words.includes("-v") || words.includes("--verbose"),
    simulated: words.some((word) => /^--sim(?:-url(?:=.*)?)?$/.test(word)),
  };
  const fail = (error: unknown): ExitCode => {
    const { exit, text } = describeFailure(error, style);
    err.line(text);
    return exit;
  };
  // A failure that nobody waited for is a bug of ours; it is told like any other and ends the process.
  process.on("unhandledRejection", (reason) => process.exit(fail(reason)));
  process.on("uncaughtException", (error) => process.exit(fail(error)));
  try {
    const { command, request, globals } = parseCommand(words);
    const environment = readEnvironment();
    const flags = readGlobalFlags(globals);
    const session = new Session({
      flags,
      environment,
      out,
      err,
      stop,
      clock: systemClock,
      venues: [...venues.keys()],
      input: process.stdin,
      inputIsTerminal: process.stdin.isTTY,
    });
    const loaded = await command.load?.();
    const exit = loaded === undefined ? EXIT.failed : await loaded.run(request, session);
    return exitAfter(stop.cause, exit);
  } catch (error) {
    // Work that was cut short fails somehow; what cut it short is what happened.
    return exitCutShort(stop.cause) ?? fail(error);
  }
}

/** The first signal ends the command in order; a second one ends the process at once. */
function hearSignals(stop: Stop): void {
  const hear = (signal: "SIGINT" | "SIGTERM", cause: "interrupted" | "terminated", exit: ExitCode): void => {
    process.on(signal, () => {
      if (stop.cause === "interrupted" || stop.cause === "terminated") process.exit(exit);
      stop.end(cause);
    });
  };
  hear("SIGINT", "interrupted", EXIT.interrupted);
  hear("SIGTERM", "terminated", EXIT.terminated);
}

async function within(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<void> {
  const limit = new Promise<void>((resolve) => {
    clock.after(limitMs, resolve);
  });
  await Promise.race([work, limit]);
}
