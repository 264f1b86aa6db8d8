// What risk remembers over restarts, as a file. Its text is risk's own; a checksum line before it tells a damaged one.

import { type RiskMemory } from "#core/account/risk";
import { ConfigError, TruebookError } from "#core/error";
import { printable } from "#core/text/printable";
import { sealed, unsealed } from "#store/saved-state/seal";
import { readWhole, replaceWhole } from "#store/saved-state/whole-file";

/** The memory of an account, at a path. */
export function fileRiskMemory(path: string): RiskMemory {
  return {
    load() {
      try {
        const text = readWhole(path);
        return text === undefined ? undefined : unsealed(text);
      } catch (error) {
        throw unreadable(path, error);
      }
    },
    save(text) {
      try {
        replaceWhole(path, sealed(text));
      } catch (error) {
        throw notWritten(path, error);
      }
    },
  };
}

function unreadable(path: string, cause: unknown): ConfigError {
  return new ConfigError(
    "risk-memory-unreadable",
    `What risk remembers in ${path} cannot be read: ${wordsOf(cause)}; nothing is armed, because losses may stand in it.`,
    { cause, hint: "look at the account's losses of today, then move the file away" },
  );
}

function notWritten(path: string, cause: unknown): TruebookError {
  return new TruebookError("risk-memory-not-written", `What risk remembers could not be written to ${path}: ${wordsOf(cause)}.`, {
    cause,
    hint: "look for space on the disk",
  });
}

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));
