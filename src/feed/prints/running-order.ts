import { type TradeEvent } from "#core/event";

const DIGITS_MAX = 30;
const ZERO = 0x30;

/** Whether a text is a running number: 1 to 30 digits. Asked several times a print, and mostly answered by the first letters. */
export function isRunning(text: string): boolean {
  if (text.length > DIGITS_MAX || text.length === 0) return false;
  for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) ^ ZERO) > 9) return false;
  return true;
}

/** Compares two running numbers as texts: negative, 0 or positive; undefined when one is no number. */
export function runningOrder(left: string, right: string): number | undefined {
  // The right one first: it is compared with many, while the left one may lie far away in memory.
  if (!isRunning(right) || !isRunning(left)) return undefined;
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The venue's own order of two prints: by running id where both have one, else by time. */
export function tradeOrder(a: TradeEvent, b: TradeEvent): number {
  const byId = a.tradeId === undefined || b.tradeId === undefined ? undefined : runningOrder(a.tradeId, b.tradeId);
  return byId ?? a.venueTime - b.venueTime;
}
