import { EXIT, type ExitCode } from "#apps/cli/exit-codes";
import { type StopCause } from "#apps/cli/stop";
import { formatDuration } from "#apps/cli/values/duration";
import { BookNotLive, TransportError, type TruebookError } from "#core/error";
import { printable } from "#core/text/printable";

/** What a watch saw until it ended. */
export interface WatchFacts {
  readonly venue: string;
  readonly cause: StopCause | undefined;
  readonly connected: boolean;
  readonly events: number;
  readonly openGaps: number;
  /** Whether silence is an answer: trades and closed candles of a quiet market. */
  readonly mayBeQuiet: boolean;
  /** Why the last connection ended, if one did. */
  readonly lastTrouble: string | undefined;
  readonly elapsedMs: number;
}

/** What the process ends with: a code, or the error that says why and what to do. */
export function watchOutcome(facts: WatchFacts): ExitCode | TruebookError {
  switch (facts.cause) {
    case "interrupted":
      return EXIT.interrupted;
    case "terminated":
      return EXIT.terminated;
    case "reader-gone":
      return EXIT.ok;
    case "timeout":
      return new TransportError(
        "timeout",
        `Nothing came from ${facts.venue} within ${formatDuration(facts.elapsedMs)}${trouble(facts)}; the watch was closed.`,
        {
          phase: "after-send",
          hint: `truebook doctor --venue ${facts.venue}`,
        },
      );
    case "for":
    case "count":
    case undefined:
      return ofData(facts);
  }
}

function ofData(facts: WatchFacts): ExitCode | TruebookError {
  if (!facts.connected || (facts.events === 0 && !facts.mayBeQuiet)) {
    const what = facts.connected ? `Connected to ${facts.venue}, but no data came` : `Never connected to ${facts.venue}`;
    return new TransportError("never-connected", `${what} in ${formatDuration(facts.elapsedMs)}${trouble(facts)}; the watch was closed.`, {
      phase: "before-send",
      hint: `truebook doctor --venue ${facts.venue}`,
    });
  }
  if (facts.openGaps > 0) {
    // Also one that still waits for its first snapshot: nothing was lost of it, and nothing was told.
    const books = facts.openGaps === 1 ? "A book was" : `${facts.openGaps} books were`;
    return new BookNotLive(
      "gap-open",
      `${books} not live on ${facts.venue} when the watch ended; what came before is true as far as it says.`,
      {
        hint: "Watch for longer, and see with -v why it does not heal.",
      },
    );
  }
  return EXIT.ok;
}

const trouble = ({ lastTrouble }: WatchFacts): string => (lastTrouble === undefined ? "" : ` (${printable(lastTrouble)})`);
