import { type Brand, type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Side } from "#core/event";

/** An order's number in one engine, running up by one from 1. */
export type OrderId = Brand<number, "OrderId">;

/** Brands an engine's order number. */
export const orderId = (running: number): OrderId => running as OrderId;

/** `gtc` rests, `ioc` never rests, `fok` fills whole or not at all, `post-only` never trades on arrival. */
export type TimeInForce = "gtc" | "ioc" | "fok" | "post-only";

/** What someone asks the engine for. Market orders never rest, so the types let them be `ioc` or `fok` only. */
export type OrderRequest = {
  /**
   * For an order that only reduces: how many size units its owner could still close, every trade so far counted. Asked before each of
   * its trades; at 0 it ends as `reduce-only`, in the middle of an act too.
   */
  readonly reducible?: () => number;
} & (
  | {
      readonly kind: "limit";
      readonly side: Side;
      readonly price: PriceUnits;
      readonly size: SizeUnits;
      readonly timeInForce: TimeInForce;
    }
  | { readonly kind: "market"; readonly side: Side; readonly size: SizeUnits; readonly timeInForce: "ioc" | "fok" }
);

/** An order in the engine, as it is now: `remaining` and `state` move while it lives. */
export interface EngineOrder {
  readonly id: OrderId;
  readonly side: Side;
  /** The worst price that it takes; undefined for market orders. */
  readonly price: PriceUnits | undefined;
  readonly timeInForce: TimeInForce;
  /** What was asked for, amendments included. */
  readonly size: SizeUnits;
  readonly remaining: SizeUnits;
  readonly state: "open" | "filled" | "cancelled";
  readonly acceptedTime: EpochMs;
}

/** Why an order ended without being filled whole. */
export type CancelReason =
  | "requested"
  /** An ioc or market order found no more size at its price. */
  | "no-more-liquidity"
  | "fok-unfillable"
  | "post-only-would-trade"
  /** It only reduces, and nothing is left to be reduced. */
  | "reduce-only"
  /** The engine holds as many open orders as it may. */
  | "book-full";

/**
 * What happens, in order. Every order is `accepted` once, then trades, and ends either filled (a trade leaves `remaining` 0)
 * or with one `cancelled`. `level` follows whatever changed a price level, with its whole size after the change.
 */
export type MatchEvent =
  | { readonly kind: "accepted"; readonly order: EngineOrder; readonly time: EpochMs }
  | {
      readonly kind: "trade";
      readonly maker: EngineOrder;
      readonly taker: EngineOrder;
      readonly price: PriceUnits;
      readonly size: SizeUnits;
      readonly time: EpochMs;
    }
  | { readonly kind: "amended"; readonly order: EngineOrder; readonly time: EpochMs }
  | { readonly kind: "cancelled"; readonly order: EngineOrder; readonly reason: CancelReason; readonly time: EpochMs }
  | { readonly kind: "level"; readonly side: Side; readonly price: PriceUnits; readonly size: SizeUnits };
