// What a strategy may want, before any venue. An intent is complete in itself: it holds its instrument, so that its numbers mean
// something, and the client order id under which it will be found again whatever happens on the way.

import { type Brand, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";

/** Our name for an order: the same over retries, transports and restarts. Letters, digits, `-` and `_`. */
export type ClientOrderId = Brand<string, "ClientOrderId">;
/** The venue's name for an order. Always text: numbers of 18 digits do not fit a double. */
export type VenueOrderId = Brand<string, "VenueOrderId">;

/** Brands our name for an order. */
export const clientOrderId = (text: string): ClientOrderId => text as ClientOrderId;
/** Brands the venue's name for an order. */
export const venueOrderId = (text: string): VenueOrderId => text as VenueOrderId;

/** `gtc` rests, `ioc` never rests, `fok` fills whole or not at all, `post-only` never trades on arrival. */
export type TimeInForce = "gtc" | "ioc" | "fok" | "post-only";

/** When a conditional order wakes, and by which price. */
export interface Trigger {
  readonly price: PriceUnits;
  readonly by: "last" | "mark" | "index";
}

/** How an order wants to trade. A conditional order without a price becomes a market order when it wakes. */
export type OrderStyle =
  | { readonly kind: "limit"; readonly price: PriceUnits; readonly timeInForce: TimeInForce }
  | { readonly kind: "market" }
  | { readonly kind: "stop"; readonly trigger: Trigger; readonly price: PriceUnits | undefined }
  | { readonly kind: "take-profit"; readonly trigger: Trigger; readonly price: PriceUnits | undefined };

/** How much: of the instrument's own size unit, or quote coins to spend (market buys on spot only). */
export type OrderAmount = { readonly kind: "size"; readonly size: SizeUnits } | { readonly kind: "quote"; readonly quote: string };

/** What a strategy wants. */
export interface OrderIntent {
  readonly instrument: Instrument;
  readonly clientOrderId: ClientOrderId;
  readonly side: Side;
  readonly style: OrderStyle;
  readonly amount: OrderAmount;
  /** `reduce-only` never opens or enlarges a position. */
  readonly effect: "any" | "reduce-only";
}

/** An intent that the risk gate let pass. Only `risk/gate` makes one, and nothing else can be sent. */
export type ClearedOrder = Brand<OrderIntent, "ClearedOrder">;

/** What shall be different in a resting order; what is left out stays. */
export interface OrderChange {
  readonly price?: PriceUnits;
  /** The order's whole size after the change, what is filled included. */
  readonly size?: SizeUnits;
  readonly triggerPrice?: PriceUnits;
}

/** A change that the risk gate let pass. Only `risk/gate` makes one. */
export type ClearedChange = Brand<OrderChange, "ClearedChange">;

/** An order that was sent, by the names that are known. At least one is. */
export interface OrderReference {
  readonly instrument: Instrument;
  readonly clientOrderId?: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  /** Whether it still waits for its trigger, as far as is known: some venues keep such orders apart. Default false. */
  readonly untriggered?: boolean;
}
