// What the interfaces call an order's status, style and direction.

import { type AccountOrder } from "#venues/account-dialect";

/** Words of V3 and of spot; `pending` is told once, before an order rests. */
export function statusWord({ status }: AccountOrder, open: "NEW" | "OPEN"): string {
  switch (status) {
    case "untriggered":
      return "UNTRIGGERED";
    case "open":
      return open;
    case "filled":
      return "FILLED";
    case "cancelled":
    case "rejected":
      return "CANCELED";
  }
}

/** `STOP` over REST is `STOP_LIMIT` on the stream. */
export function typeWord({ style }: AccountOrder, on: "rest" | "stream"): string {
  switch (style.kind) {
    case "limit":
      return "LIMIT";
    case "market":
      return "MARKET";
    case "stop":
    case "take-profit": {
      const family = style.kind === "stop" ? "STOP" : "TAKE_PROFIT";
      if (style.price === undefined) return `${family}_MARKET`;
      return on === "stream" ? `${family}_LIMIT` : family;
    }
  }
}

const SHORT = { gtc: "GTC", ioc: "IOC", fok: "FOK", "post-only": "POST_ONLY" } as const;
const LONG = { gtc: "GOOD_TIL_CANCEL", ioc: "IMMEDIATE_OR_CANCEL", fok: "FILL_OR_KILL", "post-only": "POST_ONLY" } as const;
const V2 = { gtc: "normal", ioc: "ioc", fok: "fok", "post-only": "postOnly" } as const;

const timeInForceOf = ({ style }: AccountOrder): "gtc" | "ioc" | "fok" | "post-only" =>
  style.kind === "limit" ? style.timeInForce : style.kind === "market" ? "ioc" : style.price === undefined ? "ioc" : "gtc";

export const shortTimeInForce = (order: AccountOrder): string => SHORT[timeInForceOf(order)];
export const longTimeInForce = (order: AccountOrder): string => LONG[timeInForceOf(order)];
/** A market order is `normal` there. */
export const orderTypeV2 = (order: AccountOrder): string => (order.style.kind === "limit" ? V2[order.style.timeInForce] : V2.gtc);

export const sideWord = ({ side }: AccountOrder): string => (side === "buy" ? "BUY" : "SELL");
export const legWord = ({ leg }: { readonly leg: "net" | "long" | "short" }): string => (leg === "net" ? "UNKNOWN" : leg.toUpperCase());

/** `open_long` … `close_short`. */
export const directionV2 = ({ leg, reduceOnly }: AccountOrder): string => `${reduceOnly ? "close" : "open"}_${leg}`;

/** 1 open long, 2 open short, 3 close long, 4 close short. */
export const directionDigit = ({ leg, reduceOnly }: AccountOrder): string => String((leg === "short" ? 2 : 1) + (reduceOnly ? 2 : 0));
