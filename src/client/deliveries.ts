import { type Overflow } from "#bus/delivery-queue";
import { type Delivery, type WatchOptions } from "#client/api";
import { wholeAtLeast } from "#client/number-options";

/** Items that a consumer may fall behind before its watch's policy acts. */
export const CAPACITY_DEFAULT = 10_000;

/** Turns a user's choice into a queue's policy. Throws UsageError for a capacity that is no bound. */
export function overflowOf(deliver: WatchOptions["deliver"], standard: Delivery): Overflow {
  const chosen: Delivery =
    deliver === undefined ? standard : deliver === "latest" ? { kind: "latest" } : deliver === "every" ? everyOf(standard) : deliver;
  if (chosen.kind === "latest") return { kind: "latest" };
  return { kind: chosen.overflow, capacity: wholeAtLeast(1, "capacity", chosen.capacity) };
}

function everyOf(standard: Delivery): Delivery {
  return standard.kind === "every" ? standard : { kind: "every", capacity: CAPACITY_DEFAULT, overflow: "fail" };
}
