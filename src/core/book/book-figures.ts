// Figures of a book. Prices and sizes stay exact; what is a ratio is a float and says so. None of them decides money.

import { type BookSide } from "#core/book/book-side";

/** What figures need of a book: its two sides in units. */
export interface Sides {
  readonly bids: BookSide;
  readonly asks: BookSide;
}

/** Twice the mid price, in price units, so that it is always whole; undefined when a side is empty. */
export function doubleMid({ bids, asks }: Sides): number | undefined {
  return bids.length === 0 || asks.length === 0 ? undefined : bids.priceAt(0) + asks.priceAt(0);
}

/** Best ask minus best bid, in price units; undefined when a side is empty. */
export function spreadUnits({ bids, asks }: Sides): number | undefined {
  return bids.length === 0 || asks.length === 0 ? undefined : asks.priceAt(0) - bids.priceAt(0);
}

/** The spread in hundredths of a percent of the mid; undefined when a side is empty. */
export function spreadBps(sides: Sides): number | undefined {
  const spread = spreadUnits(sides);
  const twice = doubleMid(sides);
  return spread === undefined || twice === undefined || twice === 0 ? undefined : (spread * 20_000) / twice;
}

/** (bid size − ask size) ÷ (bid size + ask size) over the best `levels` a side: −1 to 1; undefined when a side is empty. */
export function imbalance({ bids, asks }: Sides, levels: number): number | undefined {
  if (bids.length === 0 || asks.length === 0) return undefined;
  const bidSize = sizeOver(bids, levels);
  const askSize = sizeOver(asks, levels);
  return (bidSize - askSize) / (bidSize + askSize);
}

/** The mid weighted by the opposite best sizes, in price units (a float); undefined when a side is empty. */
export function microprice({ bids, asks }: Sides): number | undefined {
  if (bids.length === 0 || asks.length === 0) return undefined;
  const bidSize = bids.sizeAt(0);
  const askSize = asks.sizeAt(0);
  return (bids.priceAt(0) * askSize + asks.priceAt(0) * bidSize) / (bidSize + askSize);
}

/** The average price of taking `size` units from one side, in price units (a float); undefined when the side holds less. */
export function vwap(side: BookSide, size: number): number | undefined {
  if (!(size > 0)) return undefined;
  let left = size;
  let value = 0n;
  for (let rank = 0; rank < side.length && left > 0; rank += 1) {
    const taken = Math.min(left, side.sizeAt(rank));
    value += BigInt(side.priceAt(rank)) * BigInt(taken);
    left -= taken;
  }
  return left > 0 ? undefined : Number((value * 1_000_000n) / BigInt(size)) / 1_000_000;
}

/** What lies at and before a price. `cut`: the side ends within it, so that more may belong there than is known. */
export interface Bucket {
  readonly price: number;
  size: number;
  cut: boolean;
}

/** Price buckets of `step` units: bids floored, asks ceiled, sizes added, best first, at most `depth`. Exact. */
export function grouped(
  side: BookSide,
  options: { readonly direction: "bids" | "asks"; readonly step: number; readonly depth: number },
): readonly Bucket[] {
  const { direction, step, depth } = options;
  const buckets: Bucket[] = [];
  let rank = 0;
  let last: Bucket | undefined;
  for (; rank < side.length; rank += 1) {
    const at = side.priceAt(rank);
    const price = (direction === "bids" ? Math.floor(at / step) : Math.ceil(at / step)) * step;
    if (last?.price === price) last.size += side.sizeAt(rank);
    else if (buckets.length === depth) break;
    else {
      last = { price, size: side.sizeAt(rank), cut: false };
      buckets.push(last);
    }
  }
  // Nothing more belongs to one that another follows, or that ends where the side does.
  if (last !== undefined) last.cut = rank === side.length && side.priceAt(rank - 1) !== last.price;
  return buckets;
}

function sizeOver(side: BookSide, levels: number): number {
  let sum = 0;
  for (let rank = 0; rank < Math.min(levels, side.length); rank += 1) sum += side.sizeAt(rank);
  return sum;
}
