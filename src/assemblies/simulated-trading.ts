// A client that trades in a simulated world. Its journal, switch and memory live in memory and outlive its process, as files would.

import { type Armed, armTrading } from "#assemblies/trading/arming";
import { type TradingParts } from "#assemblies/trading/trading-stack";
import { type VenueStack } from "#assemblies/venue-stack";
import { findInstrument } from "#client/instrument-lookup";
import { type TradingOptions } from "#client/trading/trading-api";
import { type Killed, type KillLatch, type RiskMemory } from "#core/account/risk";
import { InvariantError } from "#core/error";
import { type Clock } from "#core/port";
import { type LedgerSettings } from "#trading/ledger/ledger-settings";
import { type MemoryJournal, memoryJournal } from "#trading/ledger/memory-journal";
import { type Venue } from "#venues/venue";

/** How a simulated client trades. */
export type SimulatedTrading = Pick<TradingOptions, "limits" | "instruments" | "expect" | "armed"> & {
  /** Default `cancel-all`. */
  readonly onClose?: TradingOptions["onClose"];
  readonly ledger?: Partial<LedgerSettings>;
  readonly deadMan?: TradingParts["deadMan"];
  /** `false` leaves the gate closed; `world.account.trading` opens it. */
  readonly arm?: boolean;
};

/** What a process of the world leaves to the next. */
export interface TradingState {
  readonly journal: MemoryJournal;
  parts(venue: string): TradingParts;
  /** The process died: a new one recovers what it wrote. */
  crash(): void;
}

export function tradingState({ limits, onClose = "cancel-all", ledger, deadMan }: SimulatedTrading): TradingState {
  const latch = memoryLatch();
  const memory = memoryOfRisk();
  let journal = memoryJournal();
  return {
    get journal() {
      return journal;
    },
    parts: (venue) => ({
      owner: `${venue}-live-default`,
      journal,
      latch,
      memory,
      limits,
      onClose,
      ...(ledger === undefined ? {} : { ledger }),
      ...(deadMan === undefined ? {} : { deadMan }),
    }),
    crash: () => {
      journal = journal.crash();
    },
  };
}

/** Arms trading in the world's own time. Throws what arming fails with. */
export function armSimulated(
  { feed, account }: VenueStack,
  about: {
    readonly clock: Clock;
    readonly until: (condition: () => boolean, withinMs?: number) => boolean;
    readonly wish: SimulatedTrading;
    readonly venue: Venue;
  },
): void {
  const { clock, until, wish, venue } = about;
  const { id, title } = venue.description;
  if (account?.trading === undefined) throw new InvariantError("no-trading", "A trading world was built without its trading side.");
  account.trading.start();
  if (wish.arm === false) return;
  const instruments = (wish.instruments ?? []).map((name) => findInstrument(feed.instruments, id, { name, product: undefined }));
  let armed: Armed | undefined;
  const { trading: stack, side, requester } = account;
  armTrading({ stack, side, requester, clock, title: `${title} (simulated)`, instruments, expect: wish.expect }, (told) => {
    armed = told;
  });
  const told = (): Armed | undefined => armed;
  until(() => told() !== undefined);
  const end = told();
  if (end === undefined) throw new InvariantError("no-trading", "Arming a simulated world never ended.");
  if (end.kind === "failed") {
    stack.abandon();
    throw end.error;
  }
  wish.armed?.(end.words);
}

/** A switch in memory. */
export function memoryLatch(): KillLatch {
  let thrown: Killed | undefined;
  return {
    read: () => thrown,
    throw: (killed) => {
      thrown = killed;
    },
    release: () => {
      thrown = undefined;
    },
  };
}

/** A memory of risk that lives as long as the world. */
export function memoryOfRisk(): RiskMemory {
  let text: string | undefined;
  return {
    load: () => text,
    save: (next) => {
      text = next;
    },
  };
}
