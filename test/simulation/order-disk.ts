// What outlives a process in a world: its journal, its kill switch, what risk remembers. A dead process writes nothing more.

import { type JournalEntry, type OrderJournal } from "#core/account/order-journal";
import { type Killed, type KillLatch, type RiskMemory } from "#core/account/risk";
import { TruebookError } from "#core/error";
import { type MortalProcess } from "./mortal-process.ts";

export class WorldDisk {
  readonly entries: JournalEntry[] = [];
  killed: Killed | undefined;
  memory: string | undefined;
  /** Set while nothing can be written: a full disk. */
  full = false;
  #sessions = 0;

  /** The journal as a process opens it. `written` is called after every line that stands, and may kill the process. */
  journal(process: MortalProcess, written: (entry: JournalEntry) => void): OrderJournal {
    const recovered = [...this.entries];
    this.#sessions += 1;
    const trouble = (): string | undefined => (this.full ? "no space is left on the disk" : undefined);
    return {
      session: this.#sessions,
      recovered,
      get trouble() {
        return trouble();
      },
      append: (entry) => {
        if (!process.isAlive) return;
        const words = trouble();
        if (words !== undefined) throw new TruebookError("journal-broken", `The journal takes nothing more: ${words}.`);
        this.entries.push(entry);
        written(entry);
      },
      close: () => undefined,
    };
  }

  latch(process: MortalProcess): KillLatch {
    return {
      read: () => this.killed,
      throw: (killed) => {
        if (process.isAlive) this.killed = killed;
      },
      release: () => {
        if (process.isAlive) this.killed = undefined;
      },
    };
  }

  riskMemory(process: MortalProcess): RiskMemory {
    return {
      load: () => this.memory,
      save: (text) => {
        if (process.isAlive) this.memory = text;
      },
    };
  }
}
