// The usual distance between the updates of one topic, learned without a line on the hot path: twice a second somebody counts.

import { type MonotonicMs } from "#core/brand";
import { type FeedSettings } from "#feed/feed-settings";

/** How much a new observation weighs in what was learned. */
const LEARN = 0.2;
const DOUBLINGS_MAX = 10;

/** What is known of one topic's rhythm, and how patient we are with it at the moment. */
export class Rhythm {
  readonly #settings: FeedSettings;
  #updates = 0;
  #seenAt: MonotonicMs;
  /** Undefined before the second look. */
  #learnedMs: number | undefined;
  /** Compares in a row that found the topic alike: each doubles the next wait. */
  #doublings = 0;

  constructor(settings: FeedSettings, now: MonotonicMs) {
    this.#settings = settings;
    this.#seenAt = now;
  }

  /** Takes note of how many updates there were so far. */
  learn(updates: number, now: MonotonicMs): void {
    const fresh = updates - this.#updates;
    if (fresh <= 0) return;
    const eachMs = (now - this.#seenAt) / fresh;
    this.#learnedMs = this.#learnedMs === undefined ? eachMs : this.#learnedMs * (1 - LEARN) + eachMs * LEARN;
    this.#updates = updates;
    this.#seenAt = now;
    this.#doublings = 0;
  }

  /** Whether a topic that last moved on at `progressAt` is silent for longer than it should be. */
  isSilent(progressAt: MonotonicMs, now: MonotonicMs): boolean {
    const { silenceLeastMs, silenceMostMs, silenceFactor } = this.#settings;
    const leastMs = Math.max(silenceLeastMs, silenceFactor * (this.#learnedMs ?? 0));
    return now - progressAt >= Math.min(silenceMostMs, leastMs * 2 ** Math.min(DOUBLINGS_MAX, this.#doublings));
  }

  /** A compare found nothing missing: the silence is the market's own. */
  foundAlike(): void {
    this.#doublings += 1;
  }
}
