// Everything that can still trade, or may: what limits are counted over. Undecided things count in every way in which they can be true.

import { type OrderReport } from "#core/account/account-event";
import { type RiskOrder } from "#core/account/risk";
import { type PriceUnits, sizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";

/** Our orders in every state that may trade, and those of others on the same account. */
export function exposureOf(desk: LedgerDesk): readonly RiskOrder[] {
  return [...desk.book.open.flatMap((entry) => ownExposure(desk, entry)), ...foreignOrders(desk).flatMap(foreignExposure)];
}

/** Live orders that nobody here sent. */
export function foreignOrders(desk: LedgerDesk): readonly OrderReport[] {
  const { side } = desk.options;
  return side.products.flatMap((product) =>
    desk.state(product).liveOrders.filter(({ venueOrderId }) => desk.book.byVenueId(product, venueOrderId) === undefined),
  );
}

function ownExposure(desk: LedgerDesk, entry: LedgerEntry): readonly RiskOrder[] {
  const legs = entry.liveLegs.map((id) => entry.legs.get(id));
  return legs.length === 0 ? onePerPrice(desk, entry, undefined) : legs.flatMap((leg) => onePerPrice(desk, entry, leg));
}

/** An undecided change counts with its larger size at both of its prices, and one that was taken until the order shows its new terms. */
function onePerPrice(desk: LedgerDesk, entry: LedgerEntry, leg: OrderReport | undefined): readonly RiskOrder[] {
  const { intent, pendingChange, clientOrderId } = entry;
  const { instrument, side, style, effect } = intent;
  const filled = leg?.filledSize ?? 0;
  const size = Math.max(entry.size, leg?.size ?? quotedSize(desk, entry), pendingChange?.size ?? 0);
  // A leg of several holds its own part; a single one holds what nobody said was filled.
  const remaining = sizeUnits(Math.max(0, size - (entry.legs.size > 1 ? filled : Math.max(filled, entry.filled))));
  const wanted = style.kind === "market" ? undefined : style.price;
  const own = leg?.price ?? wanted;
  const standing = entry.state.kind === "reserved" ? "reserved" : entry.state.kind === "live" ? "live" : "unknown";
  const waits = leg === undefined ? style.kind === "stop" || style.kind === "take-profit" : leg.status === "untriggered";
  // Of several orders each has a price of its own; the one that there is shall have what is wanted.
  const others = [entry.legs.size > 1 ? undefined : wanted, pendingChange?.price];
  const prices = new Set<PriceUnits | undefined>([own, ...others.flatMap((price) => price ?? [])]);
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

/** What quote coins may buy at the prices of now; those of when it was written down may not have been known, or have fallen since. */
function quotedSize(desk: LedgerDesk, { intent: { instrument, amount } }: LedgerEntry): number {
  return amount.kind === "quote" ? (desk.options.quoteSize?.(instrument, amount.quote) ?? 0) : 0;
}

/** A side that the venue does not tell may be either, and counts as both. */
function foreignExposure(order: OrderReport): readonly RiskOrder[] {
  const { instrument, clientOrderId, side, price, size, filledSize, reduceOnly, status } = order;
  const sides: readonly Side[] = side === undefined ? ["buy", "sell"] : [side];
  return sides.map((each) => ({
    instrument,
    clientOrderId,
    side: each,
    price,
    remaining: sizeUnits(Math.max(0, (size ?? 0) - (filledSize ?? 0))),
    reduceOnly: reduceOnly === true,
    standing: "foreign",
    untriggered: status === "untriggered",
  }));
}
