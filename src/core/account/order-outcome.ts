// What became of something that was sent. Unknown is an outcome: it means that the venue may or may not have done it, and only the
// venue's evidence ends it. Nothing here is an exception.

import { type OrderReport } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";

/** Why a venue said no, independent of its own numbers. */
export type RejectReason =
  | "insufficient-funds"
  | "post-only-would-trade"
  | "fok-unfillable"
  | "price-outside-band"
  | "price-rule"
  | "size-rule"
  | "minimum-notional"
  /** The id is known already: evidence that the first one arrived. */
  | "duplicate-client-order-id"
  | "reduce-only"
  | "position-limit"
  | "too-many-open-orders"
  | "position-mode"
  | "self-trade"
  | "instrument"
  | "halted"
  | "rate-limited"
  | "auth"
  | "permission"
  /** The venue proves that it looked at the time before anything else: may be sent once more, with the same id. */
  | "clock"
  | "bad-request"
  | "unrecognized";

/** What a venue's answer to an order says, as its codec reads it. `unclear` is no evidence either way. */
export type PlaceAnswer =
  | { readonly kind: "accepted"; readonly venueOrderId: VenueOrderId; readonly report: OrderReport | undefined }
  | { readonly kind: "rejected"; readonly reason: RejectReason; readonly venueCode: string; readonly words: string }
  | { readonly kind: "unclear"; readonly words: string };

/** What a venue's answer to a cancel says. `requested`: taken, the end comes later. `not-open`: there is nothing to cancel (any more). */
export type CancelAnswer =
  | { readonly kind: "cancelled"; readonly report: OrderReport | undefined }
  | { readonly kind: "requested"; readonly report: OrderReport | undefined }
  | { readonly kind: "not-open"; readonly was: "filled" | "cancelled" | "unknown"; readonly venueCode: string; readonly words: string }
  | { readonly kind: "rejected"; readonly reason: RejectReason; readonly venueCode: string; readonly words: string }
  | { readonly kind: "unclear"; readonly words: string };

/** What became of an order that was sent. */
export type SubmitOutcome =
  | { readonly kind: "accepted"; readonly venueOrderId: VenueOrderId }
  | { readonly kind: "rejected"; readonly reason: RejectReason; readonly venueCode: string }
  /** It never left this process. */
  | { readonly kind: "unsent"; readonly cause: Error }
  /** Sent, no verdict: reconcile before anything is tried again. */
  | { readonly kind: "unknown"; readonly cause: Error };
