import { type TradeEvent } from "#core/event";

const RUNNING = /^\d{1,30}$/;

/** Compares two running numbers as texts: negative, 0 or positive; undefined when one is no number. */
export function runningOrder(left: string, right: string): number | undefined {
  if (!RUNNING.test(left) || !RUNNING.test(right)) return undefined;
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The venue's own order of two prints: by running id where both have one, else by time. */
export function tradeOrder(a: TradeEvent, b: TradeEvent): number {
  const byId = a.tradeId === undefined || b.tradeId === undefined ? undefined : runningOrder(a.tradeId, b.tradeId);
  return byId ?? a.venueTime - b.venueTime;
}
