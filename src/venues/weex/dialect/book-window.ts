// One subscribed book as a socket tells it: the whole published window as it comes, or a narrower one, whose levels leave and enter by
// their rank. The chain of a narrow window links to what was told last, so that steps outside it leave no gap.

import { type HeldTopic, type PublishedLevel, type PublishedStep } from "#venues/dialect";

/** A change of a told book. */
export interface ToldStep {
  readonly first: number;
  readonly last: number;
  readonly venueTime: number;
  readonly bids: readonly PublishedLevel[];
  readonly asks: readonly PublishedLevel[];
}

interface Told {
  readonly sequence: number;
  readonly bids: readonly PublishedLevel[];
  readonly asks: readonly PublishedLevel[];
}

/** The narrow windows of one socket, by topic. */
export class BookWindows {
  readonly #narrow = new Map<string, Told>();
  readonly #fullDepth: number;

  constructor(fullDepth: number) {
    this.#fullDepth = fullDepth;
  }

  /** The picture that opens a topic. */
  opened(topic: HeldTopic): (Told & { readonly venueTime: number }) | undefined {
    if (topic.market === undefined) return undefined;
    const { sequence, venueTime, bids, asks } = topic.market.picture(0);
    const told = { sequence, bids: bids.slice(0, topic.depth), asks: asks.slice(0, topic.depth) };
    if (topic.depth < this.#fullDepth) this.#narrow.set(topic.topic, told);
    return { ...told, venueTime };
  }

  /** What a step changes in a topic's window; undefined when nothing. */
  step(topic: HeldTopic, step: PublishedStep): ToldStep | undefined {
    if (topic.depth >= this.#fullDepth || topic.market === undefined) {
      return { ...step, first: step.previous, last: step.sequence };
    }
    const before = this.#narrow.get(topic.topic);
    const { bids, asks } = topic.market.picture(0);
    const told = { sequence: step.sequence, bids: bids.slice(0, topic.depth), asks: asks.slice(0, topic.depth) };
    const change = { bids: changes(before?.bids ?? [], told.bids), asks: changes(before?.asks ?? [], told.asks) };
    if (change.bids.length === 0 && change.asks.length === 0) return undefined;
    this.#narrow.set(topic.topic, told);
    return { first: before?.sequence ?? step.previous, last: step.sequence, venueTime: step.venueTime, ...change };
  }

  forget(topic: string): void {
    this.#narrow.delete(topic);
  }
}

function changes(before: readonly PublishedLevel[], after: readonly PublishedLevel[]): readonly PublishedLevel[] {
  const old = new Map(before);
  const now = new Map(after);
  const gone = before.filter(([price]) => !now.has(price)).map(([price, size]): PublishedLevel => [price, (size * 0) as typeof size]);
  return [...gone, ...after.filter(([price, size]) => old.get(price) !== size)];
}
