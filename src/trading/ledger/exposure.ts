// Everything that can still trade, or may: what limits are counted over. Undecided things count in every way in which they can be true.

import { isFinal, type OrderReport } from "#core/account/account-event";
import { type RiskOrder } from "#core/account/risk";
import { type PriceUnits, sizeUnits } from "#core/brand";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";

/** Our orders in every state that may trade, and those of others on the same account. */
export function exposureOf(desk: LedgerDesk): readonly RiskOrder[] {
  return [...desk.book.open.flatMap(ownExposure), ...foreignOrders(desk).map(foreignExposure)];
}

/** Live orders that nobody here sent. */
export function foreignOrders(desk: LedgerDesk): readonly OrderReport[] {
  const { side } = desk.options;
  return side.products.flatMap((product) =>
    desk.state(product).liveOrders.filter(({ venueOrderId }) => desk.book.byVenueId(product, venueOrderId) === undefined),
  );
}

function ownExposure(entry: LedgerEntry): readonly RiskOrder[] {
  const legs = [...entry.legs.values()].filter((leg) => leg === undefined || !isFinal(leg.status));
  return legs.length === 0 ? onePerPrice(entry, undefined) : legs.flatMap((leg) => onePerPrice(entry, leg));
}

/** An undecided change counts with its larger size at both of its prices. */
function onePerPrice(entry: LedgerEntry, leg: OrderReport | undefined): readonly RiskOrder[] {
  const { intent, pendingChange, clientOrderId } = entry;
  const { instrument, side, style, effect } = intent;
  const filled = leg?.filledSize ?? 0;
  const size = Math.max(entry.size, leg?.size ?? 0, pendingChange?.size ?? 0);
  // A leg of several holds its own part; a single one holds what nobody said was filled.
  const remaining = sizeUnits(Math.max(0, size - (entry.legs.size > 1 ? filled : Math.max(filled, entry.filled))));
  const own = leg?.price ?? (style.kind === "market" ? undefined : style.price);
  const standing = entry.state.kind === "reserved" ? "reserved" : entry.state.kind === "live" ? "live" : "unknown";
  const waits = leg === undefined ? style.kind === "stop" || style.kind === "take-profit" : leg.status === "untriggered";
  const prices = new Set<PriceUnits | undefined>([own, ...(pendingChange?.price === undefined ? [] : [pendingChange.price])]);
  return [...prices].map((price) => ({
    instrument,
    clientOrderId,
    side,
    price,
    remaining,
    reduceOnly: effect === "reduce-only",
    standing,
    untriggered: waits,
  }));
}

function foreignExposure(order: OrderReport): RiskOrder {
  const { instrument, clientOrderId, side, price, size, filledSize, reduceOnly, status } = order;
  return {
    instrument,
    clientOrderId,
    // A side that the venue does not tell may be either; what buys is counted.
    side: side ?? "buy",
    price,
    remaining: sizeUnits(Math.max(0, (size ?? 0) - (filledSize ?? 0))),
    reduceOnly: reduceOnly === true,
    standing: "foreign",
    untriggered: status === "untriggered",
  };
}
