// The kill switch from another process: it is thrown where the process that trades sees it before its next write, and everything is
// cancelled from here. Positions are closed by the process that trades, which reads from the switch that it shall.

import { accountFolder } from "#assemblies/live-account";
import { remoteCancel } from "#assemblies/remote-cancel";
import { type ConnectOptions } from "#client/api";
import { systemClock } from "#clock/system-clock";
import { type Killed } from "#core/account/risk";
import { type TruebookError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { fileKillLatch } from "#store/saved-state/kill-latch";
import { type SweepEnd } from "#trading/dead-man/sweep-wish";
import { type Venue } from "#venues/venue";

export interface RemoteKillOptions extends ConnectOptions {
  /** Who throws it, and why: both are kept until a person releases it. */
  readonly by: string;
  readonly reason: string;
  /** Whether the process that trades shall also close its positions. Default not. */
  readonly flatten?: boolean;
  /** Also cancels what others placed on this account, with the venue's word for all. Default only what is ours. */
  readonly foreign?: boolean;
  /** The venue's instruments, where they are known already; else they are read first. */
  readonly instruments?: readonly Instrument[];
  /** Gives up after this long and says what is left, in ms. Default 10 000. */
  readonly withinMs?: number;
}

/** What a kill from here came to. */
export interface RemoteKill {
  readonly killed: Killed;
  /** Why the switch could not be thrown; orders were cancelled all the same. */
  readonly notThrown: TruebookError | undefined;
  readonly orders: SweepEnd;
}

/**
 * Throws the switch of an account and cancels its orders. Rejects with ConfigError or UsageError when it cannot be told whose orders, or
 * when the venue's instruments are needed and cannot be read; the switch is thrown before that.
 */
export async function remoteKill(venue: Venue, options: RemoteKillOptions): Promise<RemoteKill> {
  const { clock = systemClock, by, reason, flatten = false, foreign = false } = options;
  const killed: Killed = { at: clock.now(), by, reason, flatten };
  const notThrown = thrown(`${accountFolder(venue.description.id, options)}/kill.json`, killed);
  const orders = await remoteCancel(venue, { ...options, which: foreign ? "everything" : "ours" });
  return { killed, notThrown, orders };
}

function thrown(path: string, killed: Killed): TruebookError | undefined {
  try {
    fileKillLatch(path).throw(killed);
    return undefined;
  } catch (error) {
    return error as TruebookError;
  }
}
