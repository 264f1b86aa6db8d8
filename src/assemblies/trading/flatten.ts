// Orders that close positions, and nothing more: reduce-only, at market price. Coins of spot are no positions: what an account holds of
// them is its owner's, and nothing here sells it. Sizes go by the rules of the instrument; what is too small to be closed stays, and is told.

import { type ClientOrderId, type OrderIntent } from "#core/account/order";
import { sizeUnits } from "#core/brand";
import { rescaleRounded } from "#core/decimal";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type AccountSide } from "#trading/account/account-side";

/** Orders for one holding; more are needed only where a venue's greatest size is tiny beside it. */
const ORDERS_MAX = 50;

export interface FlattenGround {
  readonly side: AccountSide;
  readonly held: readonly Instrument[];
  position(instrument: Instrument): number;
  readonly nextClientOrderId: () => ClientOrderId;
}

/** The orders, and what of the holdings they leave, in words. */
export function flattenOrders(ground: FlattenGround): { readonly intents: readonly OrderIntent[]; readonly left: readonly string[] } {
  const intents: OrderIntent[] = [];
  const left: string[] = [];
  for (const instrument of ground.held) {
    if (instrument.kind === "spot") continue;
    for (const { side, units } of holdingsOf(ground, instrument)) {
      const sizes = lotsOf(instrument, units);
      const covered = sizes.reduce((sum, size) => sum + size, 0);
      if (covered < units) left.push(`${units - covered} units of ${instrument.symbol}, below what its rules let out`);
      for (const size of sizes) {
        intents.push({
          instrument,
          clientOrderId: ground.nextClientOrderId(),
          side,
          style: { kind: "market" },
          amount: { kind: "size", size: sizeUnits(size) },
          effect: "reduce-only",
        });
      }
    }
  }
  return { intents, left };
}

/** What closes a holding: one order's worth a leg, where an account holds longs and shorts side by side. */
function holdingsOf({ side, position }: FlattenGround, instrument: Instrument): readonly { readonly side: Side; readonly units: number }[] {
  const legs = side.keepers
    .filter(({ product }) => product === instrument.product)
    .flatMap(({ state }) => state.positions)
    .filter(({ leg, instrument: of }) => leg !== "net" && of.symbol === instrument.symbol);
  if (legs.length === 0) {
    const units = position(instrument);
    return units === 0 ? [] : [{ side: units > 0 ? "sell" : "buy", units: Math.abs(units) }];
  }
  return legs.map((leg) => ({
    side: leg.side === "long" ? ("sell" as const) : ("buy" as const),
    // What a coarser scale cannot write, no order can close.
    units: rescaleRounded(leg.size, { scale: leg.instrument.sizeScale, round: Math.floor }, instrument.sizeScale),
  }));
}

/** Whole lots within the instrument's bounds. */
function lotsOf({ lot, minSize, maxSize }: Instrument, units: number): readonly number[] {
  const most = maxSize === undefined ? Number.MAX_SAFE_INTEGER : Math.max(lot, maxSize - (maxSize % lot));
  const sizes: number[] = [];
  let open = units - (units % lot);
  while (open >= minSize && open > 0 && sizes.length < ORDERS_MAX) {
    const size = Math.min(open, most);
    sizes.push(size);
    open -= size;
  }
  return sizes;
}
