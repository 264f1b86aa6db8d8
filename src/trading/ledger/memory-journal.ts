// A journal that lives as long as its process: for worlds and tests. A crash is a new one that recovers what the old one held.

import { type JournalEntry, type OrderJournal } from "#core/account/order-journal";
import { TruebookError } from "#core/error";

/** A journal in memory. */
export interface MemoryJournal extends OrderJournal {
  readonly entries: readonly JournalEntry[];
  /** From now on it cannot be written, and says why; undefined mends it. */
  break(words: string | undefined): void;
  /** The process died: what a new one finds. The old one takes nothing more. */
  crash(): MemoryJournal;
}

/** Makes one; `recovered` is what processes before it wrote, `session` how many opened it, this one included. */
export function memoryJournal(recovered: readonly JournalEntry[] = [], session = 1): MemoryJournal {
  const entries: JournalEntry[] = [];
  let trouble: string | undefined;
  return {
    session,
    recovered,
    entries,
    get trouble() {
      return trouble;
    },
    append(entry) {
      if (trouble !== undefined) throw new TruebookError("journal-broken", `The journal takes nothing more: ${trouble}.`);
      entries.push(entry);
    },
    close() {
      trouble ??= "it is closed";
    },
    break(words) {
      trouble = words;
    },
    crash() {
      trouble = "its process died";
      return memoryJournal([...recovered, ...entries], session + 1);
    },
  };
}
