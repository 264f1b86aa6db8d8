// What LMEX's numbers say of an order. One numbering serves REST results, notifications and queries; what is not in it is not guessed.

import { type OrderStatus } from "#core/account/account-event";
import { type JsonObject } from "#core/json/json-fallback";
import { asBoolean, asText, field } from "#core/json/json-value";

const STATUSES: ReadonlyMap<string, OrderStatus> = new Map<string, OrderStatus>([
  ["1", "rejected"], // The market is unavailable.
  ["2", "open"],
  ["3", "filled"],
  ["4", "filled"],
  ["5", "open"], // Partly filled.
  ["6", "cancelled"],
  ["7", "cancelled"], // A market order that found nothing.
  ["8", "rejected"], // No balance.
  ["9", "untriggered"],
  ["10", "open"], // Triggered.
  ["15", "rejected"],
  ["65", "open"],
  ["85", "pending"],
  ["101", "rejected"], // Beyond the liquidation price.
  ["123", "open"], // Amended.
  ["300", "rejected"],
  ["301", "rejected"],
  ["302", "rejected"],
  ["303", "rejected"],
  ["304", "rejected"],
  ["305", "rejected"],
  ["1003", "filled"], // A liquidation.
  ["1004", "filled"], // A deleveraging.
]);

/** The status that a number means; undefined for one that says nothing certain (16 is "not found", 17 and -1 are "ask again"). */
export function orderStatus(code: string): OrderStatus | undefined {
  return STATUSES.get(code);
}

/** The status of a row of open orders, which says it in words and leaves the trigger to be looked up. */
export function openOrderStatus(row: JsonObject): OrderStatus | undefined {
  const state = asText(field(row, "orderState"));
  if (state === undefined) return orderStatus(asText(field(row, "status")) ?? "");
  const waits = asBoolean(field(row, "triggerOrder")) === true && asBoolean(field(row, "triggered")) !== true;
  if (waits) return state === "STATUS_ACTIVE" || state === "STATUS_INACTIVE" ? "untriggered" : undefined;
  return state === "STATUS_ACTIVE" ? "open" : undefined;
}
