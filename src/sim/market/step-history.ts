// What a published book was, not long ago: the oracle of every test. Steps in blocks of 64, each block with the picture before it.

import { type EpochMs } from "#core/brand";
import { DepthSide } from "#sim/market/depth-side";
import { type BookPicture, type PublishedStep } from "#venues/dialect";

/** Sequences that can be asked for at least. */
export const HISTORY_SEQUENCES = 10_000;

const BLOCK_STEPS = 64;
/** One block more for the one being filled, and one for the part of the oldest. */
const BLOCKS_MAX = Math.ceil(HISTORY_SEQUENCES / BLOCK_STEPS) + 2;

interface Block {
  readonly start: BookPicture;
  readonly steps: PublishedStep[];
}

/** Remembers at least the last 10,000 steps of one chain and forgets older ones. */
export class StepHistory {
  readonly #blocks: Block[] = [];
  /** The block and the count of its steps that the replayed sides stand at: questions mostly come in order. */
  #replayed: { readonly block: Block; count: number } | undefined = undefined;
  readonly #bids = new DepthSide("bids");
  readonly #asks = new DepthSide("asks");

  /** Begins a chain at a picture: the first one, or after renumbering. */
  begin(picture: BookPicture): void {
    this.#blocks.push({ start: picture, steps: [] });
    if (this.#blocks.length > BLOCKS_MAX) this.#blocks.shift();
  }

  /** Adds the next step. `picture` is asked for the book after it when a block is full. */
  add(step: PublishedStep, picture: () => BookPicture): void {
    const block = this.#blocks[this.#blocks.length - 1];
    if (block === undefined) return;
    block.steps.push(step);
    if (block.steps.length === BLOCK_STEPS) this.begin(picture());
  }

  /** The book at a sequence; the latest one where a restarted chain used the number twice. */
  at(sequence: number): BookPicture | undefined {
    for (let index = this.#blocks.length - 1; index >= 0; index -= 1) {
      const block = this.#blocks[index] as Block;
      const count = sequence - block.start.sequence;
      if (count >= 0 && count <= block.steps.length) return this.#replay(block, count);
    }
    return undefined;
  }

  /** The book last published at or before a venue time. */
  atTime(venueTime: EpochMs): BookPicture | undefined {
    for (let index = this.#blocks.length - 1; index >= 0; index -= 1) {
      const block = this.#blocks[index] as Block;
      if (block.start.venueTime > venueTime) continue;
      let count = block.steps.length;
      while (count > 0 && (block.steps[count - 1] as PublishedStep).venueTime > venueTime) count -= 1;
      return this.#replay(block, count);
    }
    return undefined;
  }

  #replay(block: Block, count: number): BookPicture {
    if (count === 0) return block.start;
    let replayed = this.#replayed;
    if (replayed === undefined || replayed.block !== block || replayed.count > count) {
      replayed = { block, count: 0 };
      this.#replayed = replayed;
      this.#load(block.start);
    }
    for (; replayed.count < count; replayed.count += 1) this.#apply(block.steps[replayed.count] as PublishedStep);
    const last = block.steps[count - 1] as PublishedStep;
    return {
      sequence: last.sequence,
      venueTime: last.venueTime,
      bids: this.#bids.best(this.#bids.length),
      asks: this.#asks.best(this.#asks.length),
    };
  }

  #load(picture: BookPicture): void {
    this.#bids.clear();
    this.#asks.clear();
    for (const [price, size] of picture.bids) this.#bids.set(price, size);
    for (const [price, size] of picture.asks) this.#asks.set(price, size);
  }

  #apply(step: PublishedStep): void {
    for (const [price, size] of step.bids) this.#bids.set(price, size);
    for (const [price, size] of step.asks) this.#asks.set(price, size);
  }
}
