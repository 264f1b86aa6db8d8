// The memory of a venue's markets over restarts: read once, saved every half minute and at the end.

import { type Clock, type Log, type Metrics, type Timer } from "#core/port";
import { MarketMemory } from "#feed/saved/market-memory";
import { loadMarket, saveMarket } from "#store/saved-state/market-file";

const SAVE_EVERY_MS = 30_000;

export interface SavedMarketOptions {
  /** The file. */
  readonly path: string;
  /** Venue and environment. */
  readonly identity: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A memory and the timer that saves it. */
export interface MarketKeeping {
  readonly memory: MarketMemory;
  /** Begins to save. */
  start(): void;
  /** Saves a last time, while the feed still stands, and ends the timer. */
  stop(): void;
}

/** Reads what was saved. Nothing of it throws: a disk that refuses is told, and tried again. */
export function keepMarkets(options: SavedMarketOptions): MarketKeeping {
  const { path, clock, log, metrics } = options;
  const memory = new MarketMemory({ clock, saved: loadMarket(options) });
  let refused = false;
  const save = (): void => {
    try {
      saveMarket(memory.capture(), options);
      refused = false;
    } catch (error) {
      metrics.count("truebook_market_saves_failed_total");
      if (!refused) log.write("warn", "markets not saved", { path, error: error instanceof Error ? error.message : String(error) });
      refused = true;
    }
  };
  let timer: Timer | undefined;
  const start = (): void => {
    timer = clock.after(SAVE_EVERY_MS, () => {
      save();
      start();
    });
  };
  return {
    memory,
    start,
    stop() {
      timer?.cancel();
      save();
    },
  };
}
