// The ticker of a venue that pushes one. A quiet market pushes nothing, and nothing else would tell a silent topic from it: so the
// figures are read at long distances too, which also gives the first ones.

import { Publisher } from "#bus/publisher";
import { type MarketEvent, type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { Poller } from "#feed/derived/poller";
import { type TickerSource } from "#feed/derived/ticker-source";
import { type FeedContext } from "#feed/feed-context";
import { type TopicConsumer, type TopicHandle } from "#feed/sessions/topic";
import { SetBack } from "#feed/venue-state/set-back";
import { type MarketCodec } from "#venues/venue";

/** How often a silent ticker is compared with what REST says. */
const COMPARE_EVERY_MS = 15_000;

export interface PushedTickerOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
}

/** One instrument's pushed ticker. */
export class PushedTicker implements TickerSource, TopicConsumer {
  readonly #tickers: Publisher<TickerEvent>;
  readonly #options: PushedTickerOptions;
  #poller: Poller<TickerEvent> | undefined;
  #topic: TopicHandle | undefined;
  #last: TickerEvent | undefined;
  /** The venue's clock may be set back, or one push tell a time that never was. */
  readonly #setBack = new SetBack();
  /** Pushes since the last read. */
  #pushes = 0;

  constructor(options: PushedTickerOptions) {
    this.#options = options;
    this.#tickers = new Publisher(() => options.context.metrics.count("truebook_listener_failures_total"));
  }

  /** Binds the topic that feeds it and begins to read; called once, right after construction. Whoever got no topic reads nothing. */
  bind(topic: TopicHandle): void {
    const { context, codec, instrument } = this.#options;
    this.#topic = topic;
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs: COMPARE_EVERY_MS,
      call: () => codec.reads.ticker(instrument),
      value: (ticker) => this.#read(ticker),
      failed: (error) => {
        this.#pushes = 0;
        context.log.write("warn", "ticker poll failed", { instrument: instrument.id, error: error.code });
      },
    });
  }

  /** Pushes are news too: only while there are none do the reads count. */
  get unread(): boolean {
    return this.#pushes === 0 && this.#poller?.unread === true;
  }

  subscribe(listener: (ticker: TickerEvent) => void): () => void {
    return this.#tickers.subscribe(listener);
  }

  close(): void {
    this.#poller?.stop();
    this.#topic?.release();
  }

  subscribed(): void {
    // Figures stand for themselves: nothing of before has to be forgotten.
  }

  confirmed(): void {
    // The first push says it better.
  }

  received(event: MarketEvent): void {
    if (event.kind !== "ticker" || (this.#isOlder(event) && !this.#setBack.movedOn(event.venueTime))) return;
    this.#pushes += 1;
    this.#hand(event);
  }

  malformed(): void {
    // The next push has all figures again.
  }

  lost(): void {
    // Polling goes on, and hands out what it reads.
  }

  #read(ticker: TickerEvent): void {
    const silent = this.#pushes === 0;
    const moved = this.#last !== undefined && this.#last.last !== ticker.last;
    this.#pushes = 0;
    if (!silent || this.#isOlder(ticker)) return;
    this.#hand(ticker);
    // The market moved and nothing was pushed: the subscription is lost, or was never taken.
    if (moved && this.#topic?.ready === true) this.#topic.resubscribe();
  }

  /** A push may overtake a read that was asked before it. */
  #isOlder(ticker: TickerEvent): boolean {
    return ticker.venueTime !== undefined && this.#last?.venueTime !== undefined && ticker.venueTime < this.#last.venueTime;
  }

  #hand(ticker: TickerEvent): void {
    this.#last = ticker;
    this.#setBack.forget();
    this.#tickers.publish(ticker);
  }
}
