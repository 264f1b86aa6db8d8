// The table of what an order may become. Reports about one order come from the stream, from replies and from queries, in any order
// and more than once; the table says which of them tell something new, which are old news, and which contradict what is known.

import { type OrderStatus } from "#core/account/account-event";

/** What a report means for what is known. */
export type Transition =
  /** It happened after what is known. */
  | "advance"
  /** Known already, or overtaken: changes nothing. */
  | "old"
  /** Both cannot be true: keep what is known, raise an alarm, ask the venue. */
  | "contradiction";

const FINAL_TO: Readonly<Record<OrderStatus, Transition>> = {
  pending: "old",
  untriggered: "old",
  open: "old",
  cancelling: "old",
  filled: "contradiction",
  cancelled: "contradiction",
  expired: "contradiction",
  rejected: "contradiction",
};

/** Row: what is known. Column: what a report says. */
const TABLE: Readonly<Record<OrderStatus, Readonly<Record<OrderStatus, Transition>>>> = {
  pending: {
    pending: "old",
    untriggered: "advance",
    open: "advance",
    cancelling: "advance",
    filled: "advance",
    cancelled: "advance",
    expired: "advance",
    rejected: "advance",
  },
  untriggered: {
    pending: "old",
    untriggered: "old",
    open: "advance",
    cancelling: "advance",
    filled: "advance",
    cancelled: "advance",
    expired: "advance",
    rejected: "advance",
  },
  open: {
    pending: "old",
    untriggered: "old",
    open: "old",
    cancelling: "advance",
    filled: "advance",
    cancelled: "advance",
    expired: "advance",
    // A venue that said "open" took the order; it cannot have refused it.
    rejected: "contradiction",
  },
  cancelling: {
    pending: "old",
    untriggered: "old",
    // Old news, or a cancel that failed: told apart by the venue's times (see `transition`).
    open: "old",
    cancelling: "old",
    filled: "advance",
    cancelled: "advance",
    expired: "advance",
    rejected: "contradiction",
  },
  filled: { ...FINAL_TO, filled: "old" },
  cancelled: { ...FINAL_TO, cancelled: "old", expired: "old" },
  expired: { ...FINAL_TO, expired: "old", cancelled: "old" },
  rejected: { ...FINAL_TO, rejected: "old", cancelled: "old" },
};

/** What a status means after another one. `isNewer`: the venue's own times prove that it was said later. */
export function transition(known: OrderStatus, told: OrderStatus, isNewer: boolean): Transition {
  if (known === "cancelling" && told === "open" && isNewer) return "advance";
  return TABLE[known][told];
}

/** Every status that can follow another one, for the documentation and for tests. */
export function followers(known: OrderStatus): readonly OrderStatus[] {
  return (Object.keys(TABLE) as OrderStatus[]).filter((told) => transition(known, told, true) === "advance");
}
