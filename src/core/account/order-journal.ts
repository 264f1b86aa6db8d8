// What is written down before an order leaves, and after it. The journal is what a restarted process knows of orders whose answers
// it never saw; it is written before the send, so that nothing can be at the venue that is not in it.

import { type OrderStatus } from "#core/account/account-event";
import { type ClientOrderId, type OrderChange, type VenueOrderId } from "#core/account/order";
import { type BookCitation, type RiskCheck } from "#core/account/risk";
import { type EpochMs } from "#core/brand";

/** An intent as plain data: the instrument by name, numbers as exact decimal text, so that a change of scale cannot change it. */
export interface JournalledIntent {
  readonly venue: string;
  readonly product: string;
  /** The unified spelling, and the venue's. */
  readonly instrument: string;
  readonly symbol: string;
  readonly clientOrderId: ClientOrderId;
  readonly side: "buy" | "sell";
  readonly style: "limit" | "market" | "stop" | "take-profit";
  readonly price: string | undefined;
  readonly timeInForce: string | undefined;
  readonly trigger: { readonly price: string; readonly by: string } | undefined;
  /** In the venue's size unit, or quote coins to spend. */
  readonly size: string | undefined;
  readonly quote: string | undefined;
  readonly reduceOnly: boolean;
}

/** One line of the life of our orders. `at` is our wall time, for people. */
export type JournalEntry = { readonly at: EpochMs } & (
  | { readonly kind: "intent"; readonly intent: JournalledIntent; readonly checks: readonly RiskCheck[]; readonly book: BookCitation }
  /** Written when the bytes were handed over. Without it an intent may still have left: a crash can come between. */
  | { readonly kind: "sent"; readonly clientOrderId: ClientOrderId; readonly bytes: string }
  | {
      readonly kind: "outcome";
      readonly clientOrderId: ClientOrderId;
      readonly outcome: "accepted" | "rejected" | "unsent" | "unknown";
      readonly venueOrderId: VenueOrderId | undefined;
      /** The venue's code and words, or our error. */
      readonly words: string | undefined;
    }
  /** A trade of it: for its story. Positions are worked out from what the venue says, never from this. */
  | {
      readonly kind: "fill";
      readonly clientOrderId: ClientOrderId;
      readonly tradeId: string;
      readonly price: string;
      readonly size: string;
      /** Amount and currency, as far as the message said. */
      readonly fee: string | undefined;
    }
  /** It became known that nothing more can happen to it. */
  | {
      readonly kind: "ended";
      readonly clientOrderId: ClientOrderId;
      readonly venueOrderId: VenueOrderId | undefined;
      readonly status: OrderStatus;
      readonly filledSize: string | undefined;
    }
  | { readonly kind: "cancel"; readonly clientOrderId: ClientOrderId | undefined; readonly venueOrderId: VenueOrderId | undefined }
  | {
      readonly kind: "amend";
      readonly clientOrderId: ClientOrderId;
      readonly change: { readonly [Key in keyof OrderChange]: string };
      readonly outcome: "asked" | "accepted" | "rejected" | "unsent" | "unknown";
    }
  /** An order or position that we did not make was accepted as it is, by a person or a setting. */
  | { readonly kind: "adopted"; readonly what: string }
);

/** Keeps entries. One process an account: a second one is refused when it is opened. */
export interface OrderJournal {
  /**
   * Counts openings of this account's journal: a part of names that are made. Never the same twice; where its file was moved away, never
   * the same as ten minutes before. Four digits of base 36 at most.
   */
  readonly session: number;
  /** What was written before this process, oldest first, as far as it still matters. */
  readonly recovered: readonly JournalEntry[];
  /** Returns once the entry survives the death of the process (with `durable`, of the machine). Throws TruebookError when it cannot. */
  append(entry: JournalEntry): void;
  /** Why it cannot be written; undefined while it can. Trading stops meanwhile. */
  readonly trouble: string | undefined;
  close(): void;
}
