// What `truebook/store` offers, with the system's clock.

import { systemClock } from "#clock/system-clock";
import { openTickerStore as open, type TickerStore, type TickerStoreOptions } from "#store/sqlite/ticker-store";

export type { SqlDriverName } from "#store/sqlite/sql-driver";
export type { TickerStore, TickerStoreCounters, TickerStoreOptions } from "#store/sqlite/ticker-store";
export type { StoredTicker, TickerQuery } from "#store/sqlite/ticker-table";

/**
 * Opens a SQLite file of tickers, or makes it. Uses Node's own SQLite where it has one (22.13 and newer), else the package libsql.
 * Rejects with ConfigError when neither is there, TruebookError for a file that cannot be opened or is not ours.
 */
export function openTickerStore(path: string, options: TickerStoreOptions = {}): Promise<TickerStore> {
  return open(path, { ...options, clock: options.clock ?? systemClock });
}
