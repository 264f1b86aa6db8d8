// What the simulated venue serves of one market, whoever moves it: seeded participants or a tape. Callbacks run in the turn of the
// change, so a world in virtual time needs no promises.

import { type EpochMs } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type BookPicture, type MarketPrint, type MarketView, type PublishedStep } from "#venues/dialect";

/** Stops a listener. Calling it twice does nothing. */
export type StopListening = () => void;

/** Rules of an instrument that a venue changes while it is traded. */
export type MarketRules = Partial<Pick<Instrument, "symbol" | "tick" | "lot" | "status">>;

/** A market with a life of its own, a published book per grouping, and a memory of what it published. */
export interface PublicMarket extends MarketView {
  /** Begins to move. Calling it again does nothing. */
  start(): void;
  /** Ends for good: no timer stays. */
  stop(): void;
  /** Keeps everything as it is: a quiet market. Reads go on. */
  pause(): void;
  /** Moves again after `pause`; nothing is caught up. */
  resume(): void;
  /** Every step of a grouping's chain, in order, in the turn in which it is published. */
  onStep(group: number, listener: (step: PublishedStep) => void): StopListening;
  /** Prints of one act together, oldest first, before the step that they cause. */
  onPrint(listener: (prints: readonly MarketPrint[]) => void): StopListening;
  /** The published book at one of the last 10,000 sequences; undefined when it is older or was never published. */
  pictureAt(group: number, sequence: number): BookPicture | undefined;
  /** The book last published at or before a venue time; undefined when that is older than the memory. */
  pictureAtTime(group: number, venueTime: EpochMs): BookPicture | undefined;
  /** Goes on counting from `sequence` in every grouping, as a restarted venue does: the next step is `sequence` → `sequence + 1`. */
  renumber(sequence: number): void;
  /** Lists it by other rules from now on. Absent where nobody could follow them: a tape. */
  setRules?(rules: MarketRules): void;
  /** Everybody withdraws, and nobody trades until `refill`. Absent where nobody can. */
  empty?(): void;
  /** Participants come back, at the price of the start times `priceFactor`. */
  refill?(priceFactor: number): void;
}
