// An unknown outcome is asked about before a command gives up on it: the connection goes on asking the venue meanwhile.

import { type Session } from "#apps/cli/session";
import { type Submitted, type TradingConnection } from "#client/trading/trading-api";

/** The venue gets this long to show what became of an order. */
const DECIDED_WITHIN_MS = 35_000;
const LOOK_EVERY_MS = 200;

/**
 * The outcome of a new order, or what became of an unknown one within the time that the connection needs to find out. What the venue has no
 * trace of stays unknown: its id is kept apart, because it may still turn up.
 */
export async function decided(session: Session, connection: TradingConnection, result: Submitted): Promise<Submitted> {
  if (result.kind !== "unknown") return result;
  session.talk(`The outcome of ${result.clientOrderId} is unknown; asking the venue.`);
  const until = session.clock.monotonic() + DECIDED_WITHIN_MS;
  while (session.clock.monotonic() < until && session.stop.cause === undefined) {
    const order = connection.story(result.clientOrderId)?.order;
    const { clientOrderId } = result;
    switch (order?.state.kind) {
      case "live":
      case "ended":
        if (order.state.status === "rejected") return { kind: "rejected", reason: "unrecognized", venueCode: "", clientOrderId };
        if (order.venueOrderId !== undefined) return { kind: "accepted", venueOrderId: order.venueOrderId, clientOrderId };
        break;
      case "rejected":
        return { kind: "rejected", reason: "unrecognized", venueCode: order.state.words, clientOrderId };
      case "never-arrived":
        session.talk(`The venue shows no trace of ${clientOrderId}.`);
        return result;
      default:
        if (order?.state.kind === "unknown" && order.state.listed) return result;
    }
    await session.stop.orEnded(new Promise<void>((resolve) => session.clock.after(LOOK_EVERY_MS, resolve)));
  }
  return result;
}

/** An order that cannot rest ends within this, and its trades are told, or both are told by a later command. */
const ENDED_WITHIN_MS = 15_000;

/**
 * Waits for the end of an order that does not rest, and for each of its trades: a venue may say that it is filled before it says by which,
 * and they stand in the journal only when somebody was there to hear them.
 */
export async function ended(session: Session, connection: TradingConnection, result: Submitted): Promise<void> {
  if (result.kind !== "accepted") return;
  const until = session.clock.monotonic() + ENDED_WITHIN_MS;
  while (session.clock.monotonic() < until) {
    const order = connection.story(result.clientOrderId)?.order;
    if (order?.state.kind === "ended" && order.recordedSize >= order.filledSize) return;
    await session.stop.orEnded(new Promise<void>((resolve) => session.clock.after(LOOK_EVERY_MS / 4, resolve)));
    if (session.stop.cause !== undefined) return;
  }
}
