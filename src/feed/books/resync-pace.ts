// When a broken book may ask for a fresh start: the first time at once, then no more often than the pace, and by cutting the
// connection when asking does not help. Without it a sick venue would be hammered.

import { type MonotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";
import { type FeedSettings } from "#feed/feed-settings";

const MINUTE_MS = 60_000;

export interface ResyncPaceOptions {
  readonly clock: Clock;
  readonly settings: FeedSettings;
  readonly resubscribe: () => void;
  /** False when the connection may not be cut now. */
  readonly reconnect: (cause: string) => boolean;
  /** A subscription went out and no snapshot came in time. */
  readonly unanswered: () => void;
}

/** The resyncs of one book. */
export class ResyncPace {
  readonly #options: ResyncPaceOptions;
  #lastAt: MonotonicMs | undefined;
  /** Times of the resyncs of the last minute; bounded by the pace itself. */
  #recent: MonotonicMs[] = [];
  #planned: Timer | undefined;
  #deadline: Timer | undefined;

  constructor(options: ResyncPaceOptions) {
    this.#options = options;
  }

  /** A subscribe message went out: a snapshot is due. */
  asked(): void {
    const { clock, settings } = this.#options;
    this.#deadline?.cancel();
    this.#deadline = clock.after(settings.answerWithinMs, () => {
      this.#deadline = undefined;
      this.#options.unanswered();
      this.resync();
    });
  }

  /** A usable snapshot came. */
  answered(): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
    this.#planned?.cancel();
    this.#planned = undefined;
  }

  /** The book wants a fresh start. Asks now or plans it; never twice at once. `graceMs`: what it needs may come by itself until then. */
  resync(graceMs = 0): void {
    if (this.#planned !== undefined) return;
    const { clock, settings } = this.#options;
    const paceMs = this.#lastAt === undefined ? 0 : this.#lastAt + settings.resyncEveryMs - clock.monotonic();
    const waitMs = Math.max(graceMs, paceMs);
    if (waitMs <= 0) this.#act();
    else {
      this.#planned = clock.after(waitMs, () => {
        this.#planned = undefined;
        this.#act();
      });
    }
  }

  stop(): void {
    this.answered();
  }

  #act(): void {
    const { clock, settings } = this.#options;
    const now = clock.monotonic();
    this.#lastAt = now;
    this.#recent = this.#recent.filter((at) => at > now - MINUTE_MS);
    this.#recent.push(now);
    if (this.#recent.length > settings.resyncsPerMinuteMax) {
      this.#recent = [];
      if (this.#options.reconnect(`${settings.resyncsPerMinuteMax} resyncs of one book within a minute`)) return;
    }
    this.#options.resubscribe();
  }
}
