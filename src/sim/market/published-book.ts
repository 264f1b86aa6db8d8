import { type EpochMs } from "#core/brand";
import { StepHistory } from "#sim/market/step-history";
import { WindowSide } from "#sim/market/window-side";
import { type BookPicture, type PublishedStep } from "#venues/dialect";

/** Where a chain stands when it begins. */
export interface ChainStart {
  readonly sequence: number;
  readonly venueTime: EpochMs;
  /** Published levels a side. */
  readonly windowLevels: number;
}

/** One grouping's published book: a window of the best levels, its own chain of sequence numbers, and its recent past. */
export class PublishedBook {
  readonly bids: WindowSide;
  readonly asks: WindowSide;
  readonly #history = new StepHistory();
  #sequence: number;
  #venueTime: EpochMs;
  /** The picture at `#sequence`, made at most once a step however many ask. */
  #picture: BookPicture | undefined = undefined;

  constructor(start: ChainStart) {
    this.bids = new WindowSide("bids", start.windowLevels);
    this.asks = new WindowSide("asks", start.windowLevels);
    this.#sequence = start.sequence;
    this.#venueTime = start.venueTime;
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** Publishes what is there as the beginning of the chain, without a step. Call it once, before the first `publish`. */
  open(): void {
    this.#take();
    this.#history.begin(this.picture());
  }

  /**
   * Publishes all changes since the last time as one step. Without any change: no step and no number (`changes`), or a step with
   * empty sides (`always`).
   */
  publish(venueTime: EpochMs, when: "changes" | "always"): PublishedStep | undefined {
    const changed = this.#take();
    if (when === "changes" && changed.bids.length === 0 && changed.asks.length === 0) return undefined;
    const step: PublishedStep = { previous: this.#sequence, sequence: this.#sequence + 1, venueTime, ...changed };
    this.#sequence = step.sequence;
    this.#venueTime = venueTime;
    this.#picture = undefined;
    this.#history.add(step, () => this.picture());
    return step;
  }

  /** The book as last published. Changes that are not yet published are not in it. */
  picture(): BookPicture {
    this.#picture ??= this.#unpublished ? this.#history.at(this.#sequence) : undefined;
    this.#picture ??= {
      sequence: this.#sequence,
      venueTime: this.#venueTime,
      bids: this.bids.picture(),
      asks: this.asks.picture(),
    };
    return this.#picture;
  }

  at(sequence: number): BookPicture | undefined {
    return sequence === this.#sequence ? this.picture() : this.#history.at(sequence);
  }

  atTime(venueTime: EpochMs): BookPicture | undefined {
    return this.#venueTime <= venueTime ? this.picture() : this.#history.atTime(venueTime);
  }

  /** Goes on counting from another number; the book stays. */
  renumber(sequence: number): void {
    this.#picture = { ...this.picture(), sequence };
    this.#sequence = sequence;
    this.#history.begin(this.#picture);
  }

  get #unpublished(): boolean {
    return this.bids.untold || this.asks.untold;
  }

  #take(): Pick<BookPicture, "bids" | "asks"> {
    return { bids: this.bids.changes(), asks: this.asks.changes() };
  }
}
