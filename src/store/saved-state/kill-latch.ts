// The kill switch as a file, so that it stays thrown over restarts and any process of the account can throw it. Asked before every write
// of an order: looking whether the file changed takes microseconds, and it is read only when it did.

import { type Killed, type KillLatch } from "#core/account/risk";
import { epochMs } from "#core/brand";
import { TruebookError } from "#core/error";
import { printable } from "#core/text/printable";
import { markOf, readWhole, removeWhole, replaceWhole } from "#store/saved-state/whole-file";

/** The latch of an account, at a path. A file that cannot be read counts as thrown: nobody can say that it is not. */
export function fileKillLatch(path: string): KillLatch {
  let seen = "";
  let known: Killed | undefined;
  /** Thrown here, and the disk did not take it. */
  let unwritten: Killed | undefined;
  const look = (): Killed | undefined => {
    try {
      const { kind, mark } = markOf(path);
      if (kind === "none") {
        seen = "";
        known = undefined;
      } else if (mark !== seen) {
        known = killedIn(readWhole(path));
        // What was read may be newer than the mark; then the next look reads again.
        seen = mark;
      }
      return known;
    } catch (error) {
      return { ...UNREADABLE, reason: `the kill switch ${path} cannot be read: ${wordsOf(error)}` };
    }
  };
  return {
    read: () => unwritten ?? look(),
    throw(killed) {
      unwritten = killed;
      write(path, () => replaceWhole(path, `${JSON.stringify(killed)}\n`));
      unwritten = undefined;
    },
    release() {
      write(path, () => removeWhole(path));
      unwritten = undefined;
    },
  };
}

/** A switch whose state nobody can tell. */
const UNREADABLE: Killed = { at: epochMs(0), by: "truebook", reason: "", flatten: false };

function killedIn(text: string | undefined): Killed | undefined {
  if (text === undefined) return undefined;
  const found = JSON.parse(text) as Partial<Killed> | null;
  if (typeof found !== "object" || found === null) throw new Error("it holds no state");
  const { at, by, reason, flatten } = found;
  return {
    at: epochMs(typeof at === "number" ? at : 0),
    by: typeof by === "string" ? by : "unknown",
    reason: typeof reason === "string" ? reason : "unknown",
    flatten: flatten === true,
  };
}

function write(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw notWritten(path, error);
  }
}

function notWritten(path: string, cause: unknown): TruebookError {
  return new TruebookError("kill-not-written", `The kill switch ${path} could not be written: ${wordsOf(cause)}.`, {
    cause,
    hint: "mend the disk; to be sure now, stop the process that trades and cancel at the venue",
  });
}

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));
