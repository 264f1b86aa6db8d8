// The venue's words for what orders are and where they stand. Statuses are strict: a word that is not here makes its row unreadable.

import { type OrderStatus } from "#core/account/account-event";
import { type Side } from "#core/event";

const STATUSES: ReadonlyMap<string, OrderStatus> = new Map<string, OrderStatus>([
  ["PENDING", "pending"],
  // The same in V2 and V3; partly filled orders keep it.
  ["OPEN", "open"],
  ["NEW", "open"],
  ["FILLED", "filled"],
  ["CANCELING", "cancelling"],
  ["CANCELED", "cancelled"],
  ["EXPIRED", "expired"],
  ["UNTRIGGERED", "untriggered"],
]);

/** The status that a word of any generation means; REST of V2 writes it in small letters. */
export const orderStatus = (word: string): OrderStatus | undefined => STATUSES.get(word.toUpperCase());

/** Plan orders of V2 answer in digits: -1 cancelled, 0 waiting, 1 partly filled, 2 filled. Words were seen too. */
export function planStatus(word: string): OrderStatus | undefined {
  switch (word) {
    case "-1":
      return "cancelled";
    case "0":
      return "untriggered";
    case "1":
      return "open";
    case "2":
      return "filled";
    default:
      return orderStatus(word);
  }
}

export type Style = "limit" | "market" | "stop" | "take-profit";

/** The style that a word means; undefined for one that is not known, because it describes and decides nothing. */
export function styleOf(word: string): Style | undefined {
  if (word.startsWith("STOP")) return "stop";
  if (word.startsWith("TAKE_PROFIT")) return "take-profit";
  return word === "LIMIT" ? "limit" : word === "MARKET" ? "market" : undefined;
}

/** `BUY` or `SELL`. */
export const sideOf = (word: string): Side | undefined => (word === "BUY" ? "buy" : word === "SELL" ? "sell" : undefined);

/** Which way an order goes, and whether it closes the leg that it names. */
export interface Direction {
  readonly side: Side;
  readonly closes: boolean;
}

/** Directions of V2: a word in answers, a digit in plan orders (odd ones concern longs), up to liquidations. */
export function directionOf(word: string): Direction | undefined {
  const digit = /^(?:[1-9]|10)$/.test(word) ? Number(word) : undefined;
  if (digit !== undefined) {
    const closes = digit > 2;
    return { side: (digit % 2 === 1) === closes ? "sell" : "buy", closes };
  }
  const match = /^([a-z_]+)_(long|short)$/.exec(word);
  if (match === null) return undefined;
  const closes = match[1] !== "open";
  return { side: (match[2] === "long") === closes ? "sell" : "buy", closes };
}

/** Whether an order of a side closes a leg; undefined for accounts that hold no legs (`UNKNOWN`, `BOTH`). */
export function closesLeg(side: Side, leg: string): boolean | undefined {
  if (leg === "LONG") return side === "sell";
  return leg === "SHORT" ? side === "buy" : undefined;
}
