import { choiceParameter, type FaultParameter, type FaultSettings } from "#sim/faults/fault-kind";
import { type DialectRequest } from "#venues/dialect";

/** Words in a path that only asks, although it speaks of orders. */
const ASKS = /info|history|histories|detail|pending|current|open_?orders|(?<!cancel)allorders|transaction|fills|missing|\bget\b/i;
const ORDERS = /order|trade|cancel|place/i;

/** Whether a request wants an order placed, changed or cancelled. Some venues POST everything, so the path decides. */
export function changesOrders({ method, path }: DialectRequest): boolean {
  return method !== "GET" && ORDERS.test(path) && (method === "DELETE" || !ASKS.test(path));
}

/** The switch that cancels when nobody calls any more: neither an order nor a cancel. */
const DEAD_MAN = /cancelAllAfter/i;

export function cancelsOrders(request: DialectRequest): boolean {
  return changesOrders(request) && (request.method === "DELETE" || /cancel/i.test(request.path)) && !DEAD_MAN.test(request.path);
}

export function amendsOrders(request: DialectRequest): boolean {
  return changesOrders(request) && request.method === "PUT";
}

export function placesOrders(request: DialectRequest): boolean {
  return changesOrders(request) && !cancelsOrders(request) && !amendsOrders(request) && !DEAD_MAN.test(request.path);
}

/** What a fault of private requests aims at. */
export const AIM: FaultParameter = choiceParameter(["orders", "reads", "any"], "Requests that change orders, that only ask, or all.");

/** Whether a fault means a request. */
export function isAimedAt(request: DialectRequest, settings: FaultSettings): boolean {
  const aim = settings.choice("aim");
  return aim === "any" || (aim === "orders") === changesOrders(request);
}
