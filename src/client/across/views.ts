// What several venues say together. All of it is computed from books at one moment; none of it holds a number of a book that is not live.

import { type Health } from "#client/api";
import { type BookState, type NotLiveReason } from "#core/book/book-state";
import { type InstrumentId } from "#core/brand";
import { type Instrument, type VenueId } from "#core/instrument";
import { type Decimal, type Price } from "#core/quantity";

/** The best price of one side on one venue. */
export interface VenueQuote {
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly price: Price;
  /** In base coins, exactly, whatever the venue counts in. */
  readonly size: Decimal;
  /** How the venue's book is known to be true: equal at a sequence, or equal to the last image. */
  readonly proof: "sequence" | "image";
  /** Milliseconds since the last proof. */
  readonly ageMs: number;
}

/** One venue's part: its quotes while its book is live, else why it is left out. */
export interface VenueTop {
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly state: BookState["kind"];
  readonly reason: NotLiveReason | undefined;
  readonly proof: "sequence" | "image";
  readonly ageMs: number;
  /** Undefined when the side is empty, and whenever the book is not live. */
  readonly bid: VenueQuote | undefined;
  readonly ask: VenueQuote | undefined;
}

/** The best quote over venues, and who else stands at exactly that price. Of equals the larger size is named. */
export interface BestQuote extends VenueQuote {
  readonly tied: readonly VenueId[];
}

/** The best bid and ask of one instrument over several venues. A venue whose book is not live has no part in it and is named. */
export interface ConsolidatedBook {
  readonly kind: "consolidated";
  readonly instrument: InstrumentId;
  readonly bestBid: BestQuote | undefined;
  readonly bestAsk: BestQuote | undefined;
  /** Best ask minus best bid; negative when crossed, undefined when a side has no quote. */
  readonly spread: Decimal | undefined;
  /** The same in hundredths of a percent of the mid; a float. */
  readonly spreadBps: number | undefined;
  /** A bid of one venue at or above an ask of another: legitimate between venues, never within one. */
  readonly crossed: boolean;
  /** Every venue that was asked for, as it was given. */
  readonly venues: readonly VenueTop[];
  /** Those of them whose book is not live. */
  readonly leftOut: readonly VenueTop[];
  /** Updates that this hand-out merged into one, itself not counted. */
  readonly merged: number;
}

/** The bid on one venue minus the ask on another. No number is told unless both books are live and have that side. */
export type CrossSpread =
  | {
      readonly kind: "spread";
      readonly state: "known";
      readonly bid: VenueQuote;
      readonly ask: VenueQuote;
      /** Bid minus ask: positive means crossed. */
      readonly spread: Decimal;
      /** The same in hundredths of a percent of the middle between them; a float. */
      readonly spreadBps: number;
      /** The bid is above the ask: legitimate between venues. */
      readonly crossed: boolean;
      /** The lesser of both sizes, in base coins. */
      readonly size: Decimal;
      readonly merged: number;
    }
  | {
      readonly kind: "spread";
      readonly state: "unknown";
      /** The two markets as they stand; at least one of them has no quote. */
      readonly bidOn: VenueTop;
      readonly askOn: VenueTop;
      /** Why there is no number, one sentence for each side that lacks it. */
      readonly missing: readonly string[];
      readonly merged: number;
    };

/** Several connections as one value. */
export interface HealthAcross {
  /** The worst of them, from `ready` to `failed`. */
  readonly state: Health["state"];
  /** One for each connection, as they were given. */
  readonly venues: readonly Health[];
  /** Names of those that are not ready. */
  readonly notReady: readonly VenueId[];
  readonly gaps: Health["gaps"];
  readonly drops: number;
  readonly malformed: number;
  /** The oldest proof among all books, in milliseconds; undefined when none is watched. */
  readonly oldestBookMs: number | undefined;
}
