// Books of the article's language as increments (`mbp.150`). A level enters and leaves the window by its rank, so what a step means
// is the difference of two windows and not the step itself. Every step is told, also one that changes nothing inside: the chain of
// numbers has to meet the base, which carries the number of the newest step.

import { type SizeUnits, sizeUnits } from "#core/brand";
import { type BookPicture, type HeldTopic, type PublishedLevel, type PublishedStep } from "#venues/dialect";
import { stepped } from "#venues/lbank/dialect/push-frames";
import { ARTICLE_DEPTH } from "#venues/lbank/dialect/rules";

/** One change of a told window. */
export interface Increment {
  readonly previous: number;
  readonly sequence: number;
  readonly bids: readonly PublishedLevel[];
  readonly asks: readonly PublishedLevel[];
}

/** The window at a step and the one before it: a fault may have the same step written twice. */
interface Told {
  readonly before: BookPicture;
  readonly now: BookPicture;
}

const GONE: SizeUnits = sizeUnits(0);

/** The windows of one socket by topic; never more than the topics that it may hold. */
export class Increments {
  readonly #told = new Map<string, Told>();

  /** Begins a topic at the published book. */
  open({ topic, market }: HeldTopic): void {
    if (market === undefined) return;
    const now = market.picture(0);
    this.#told.set(topic, { before: now, now });
  }

  forget(topic: string): void {
    this.#told.delete(topic);
  }

  /** What a step changes in the window; undefined for a topic that was never begun. */
  step({ topic, market }: HeldTopic, step: PublishedStep): Increment | undefined {
    const told = this.#told.get(topic);
    if (told === undefined || market === undefined) return undefined;
    const before = told.now.sequence === step.sequence ? told.before : told.now;
    const now = { ...market.picture(0), sequence: step.sequence };
    this.#told.set(topic, { before, now });
    const after = stepped(now, step);
    return {
      previous: before.sequence,
      sequence: step.sequence,
      bids: changes(before.bids, after.bids),
      asks: changes(before.asks, after.asks),
    };
  }
}

function changes(before: readonly PublishedLevel[], after: readonly PublishedLevel[]): readonly PublishedLevel[] {
  const old = new Map(before.slice(0, ARTICLE_DEPTH));
  const shown = after.slice(0, ARTICLE_DEPTH);
  const now = new Map(shown);
  const gone = [...old.keys()].filter((price) => !now.has(price)).map((price): PublishedLevel => [price, GONE]);
  return [...gone, ...shown.filter(([price, size]) => old.get(price) !== size)];
}
