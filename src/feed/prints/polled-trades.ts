// Prints read over REST again and again, for a market that nobody subscribes. What keeps a subscribed stream complete keeps this one so
// too: every read goes back to the last known print, and what the venue's pages do not reach is a hole.

import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { TradesKeeper } from "#feed/prints/trades-keeper";
import { type MarketCodec } from "#venues/venue";

export interface PolledTradesOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  readonly everyMs: number;
}

/** One market's prints by polling. The first read brings the venue's newest page, where the stream begins. */
export class PolledTrades {
  readonly keeper: TradesKeeper;
  readonly everyMs: number;
  readonly #context: FeedContext;
  #timer: Timer | undefined;

  constructor(options: PolledTradesOptions) {
    this.#context = options.context;
    this.everyMs = options.everyMs;
    this.keeper = new TradesKeeper(options);
    // In a turn of its own, so that whoever asked is listening.
    this.#timer = this.#context.clock.after(0, () => this.#poll());
  }

  get instrument(): Instrument {
    return this.keeper.instrument;
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.keeper.close();
  }

  /** A read that is still open is left to finish: reads never overlap. */
  #poll(): void {
    this.keeper.poll();
    this.#timer = this.#context.clock.after(this.everyMs, () => this.#poll());
  }
}
