// One order as everything that was said of it adds up. Filled size never falls, an end is an end, and what contradicts is counted
// and kept apart instead of being believed.

import { isFinal, type OrderReport, type OrderStatus } from "#core/account/account-event";
import { type ClientOrderId, type VenueOrderId } from "#core/account/order";
import { type EpochMs, type SizeUnits, sizeUnits } from "#core/brand";
import { transition } from "#trading/order-state";

/** What became of a report. */
export type Merge = "changed" | "old" | "contradiction";

export class KnownOrder {
  readonly venueOrderId: VenueOrderId;
  /** The newest report with what older ones said and it did not. */
  report: OrderReport;
  /** How often something was said that cannot be true beside what is known. */
  contradictions = 0;
  /** When a stream or a reply last spoke of it, by its owner's count of what they said. */
  toldAt = 0;
  #isTotalTold: boolean;

  constructor(first: OrderReport) {
    this.venueOrderId = first.venueOrderId;
    this.report = first;
    this.#isTotalTold = tellsTotal(first);
  }

  /** Whether it ended and nobody said how much of it was filled by then: an answer to a cancel may tell the end and no more. */
  get isTotalUntold(): boolean {
    return ENDED_IN_PART.has(this.status) && !this.#isTotalTold;
  }

  /** The venue was asked what became of it: if it said nothing, there is no more to learn. */
  totalSettled(): void {
    this.#isTotalTold = true;
  }

  get status(): OrderStatus {
    return this.report.status;
  }

  get clientOrderId(): ClientOrderId | undefined {
    return this.report.clientOrderId;
  }

  /** The whole size; undefined while nobody said it. */
  get size(): SizeUnits | undefined {
    return this.report.size;
  }

  get filledSize(): SizeUnits {
    return this.report.filledSize ?? sizeUnits(0);
  }

  get venueTime(): EpochMs | undefined {
    return this.report.venueTime;
  }

  /** Takes a further report. `isLater`: it is known to be said after everything before it, whatever its time is. */
  merge(told: OrderReport, isLater = false): Merge {
    const known = this.report;
    this.#isTotalTold ||= tellsTotal(told);
    const fresh = isLater || isNewer(known.venueTime, told.venueTime) || isSetBack(known.venueTime, told);
    const step = transition(known.status, told.status, fresh);
    const filledMore = told.filledSize !== undefined && told.filledSize > this.filledSize;
    // An end that we worked out yields to what the venue says, and whatever it said yields to what it answers when asked.
    const isAnswer = told.origin === "query" && isLater;
    const isSettled = isAnswer || (known.origin === "derived" && told.origin !== "derived");
    if (step === "contradiction" && isSettled) {
      this.report = { ...layered(told, known), filledSize: filledMore ? told.filledSize : known.filledSize };
      return "changed";
    }
    if (step === "contradiction") {
      this.contradictions += 1;
      // More was filled than we knew: that much is true whatever ended the order.
      if (filledMore) this.report = { ...known, filledSize: told.filledSize, averagePrice: told.averagePrice ?? known.averagePrice };
      return "contradiction";
    }
    if (step === "old" && !filledMore && !this.#tellsMore(told, fresh)) return "old";
    const later = step === "advance" || fresh || filledMore;
    const [over, under] = later ? [told, known] : [known, told];
    this.report = {
      ...layered(over, under),
      status: step === "advance" ? told.status : known.status,
      filledSize: filledMore ? told.filledSize : known.filledSize,
      averagePrice: (filledMore ? told.averagePrice : undefined) ?? known.averagePrice ?? told.averagePrice,
    };
    return "changed";
  }

  /** Whether a report fills in something that nobody said before, or changes the terms of a live order. */
  #tellsMore(told: OrderReport, fresh: boolean): boolean {
    const known = this.report;
    return (
      (known.clientOrderId === undefined && told.clientOrderId !== undefined) ||
      (known.price === undefined && told.price !== undefined) ||
      (known.size === undefined && told.size !== undefined) ||
      (fresh && told.price !== undefined && told.price !== known.price) ||
      (fresh && told.size !== undefined && told.size !== known.size)
    );
  }
}

/** Ends before which some of an order may have been filled. */
const ENDED_IN_PART: ReadonlySet<OrderStatus> = new Set<OrderStatus>(["cancelled", "expired"]);

const tellsTotal = ({ status, filledSize }: OrderReport): boolean => isFinal(status) && filledSize !== undefined;

function isNewer(known: EpochMs | undefined, told: EpochMs | undefined): boolean {
  return known !== undefined && told !== undefined && told > known;
}

/** No message is later than this; what is older still was said by a clock that was set back. */
const LATE_MOST_MS = 30_000;

/** A stream tells in order: what it dates far back was said by a clock that was set back. Rows of reads may carry old times. */
function isSetBack(known: EpochMs | undefined, { venueTime, origin }: OrderReport): boolean {
  return origin === "stream" && known !== undefined && venueTime !== undefined && known - venueTime > LATE_MOST_MS;
}

/** Whether something was said before what is known, by the venue's own times. Without a time it was not. */
export function isOlder(known: EpochMs | undefined, told: EpochMs | undefined): boolean {
  return known !== undefined && told !== undefined && told < known && known - told <= LATE_MOST_MS;
}

function layered(over: OrderReport, under: OrderReport): OrderReport {
  return {
    ...over,
    clientOrderId: over.clientOrderId ?? under.clientOrderId,
    side: over.side ?? under.side,
    style: over.style ?? under.style,
    price: over.price ?? under.price,
    size: over.size ?? under.size,
    reduceOnly: over.reduceOnly ?? under.reduceOnly,
    words: over.words ?? under.words,
    venueTime: over.venueTime ?? under.venueTime,
  };
}
