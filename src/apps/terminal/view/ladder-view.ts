import { type BookFrame, type FrameLevel } from "#apps/terminal/model/book-frame";
import { type Camera } from "#apps/terminal/view/ladder-camera";
import { type StateView, stateView } from "#apps/terminal/view/markets-view";
import { ageText, bpsText, priceText, sizeText } from "#apps/terminal/view/number-text";

/** One price row of the ladder, highest first. */
export interface LadderRow {
  /** `gap` lies between the best bid and the best ask. */
  readonly kind: "ask" | "bid" | "gap";
  readonly price: string;
  /** Empty where the book holds nothing at this price. */
  readonly size: string;
  /** Everything from the best level to this row. */
  readonly cumulative: string;
  /** 0 to 1. */
  readonly bar: number;
  readonly best: boolean;
  /** The side of the last print, when it was in this row. */
  readonly traded: "buy" | "sell" | undefined;
}

export interface LadderView {
  readonly name: string;
  readonly state: StateView;
  /** Milliseconds since the last proof, in words. */
  readonly age: string;
  /** Why the book is not live, in words; undefined while it is. */
  readonly trouble: string | undefined;
  readonly rows: readonly LadderRow[];
  readonly step: string;
  readonly mid: string;
  readonly spread: string;
  readonly spreadBps: string;
  /** −100 to 100, of the best ten levels. */
  readonly imbalancePercent: number | undefined;
  readonly sequence: string;
  /** Said in place of rows while there is nothing to show. */
  readonly empty: string | undefined;
}

const SIZE_WIDTH = 8;
const IMBALANCE_LEVELS = 10;

/** The ladder of one market as the camera sees it. */
export function ladderView(
  market: {
    readonly name: string;
    readonly book: BookFrame;
    readonly last: { readonly price: number; readonly side: "buy" | "sell" } | undefined;
  },
  camera: Camera | undefined,
  rowCount: number,
): LadderView {
  const { name, book, last } = market;
  const bid = book.bids[0];
  const ask = book.asks[0];
  const rows = camera === undefined ? [] : ladderRows(book, camera, { rowCount, last });
  return {
    name,
    state: stateView(book),
    age: ageText(book.ageMs),
    trouble: troubleText(book),
    rows,
    step: camera === undefined ? "" : priceText(camera.step, book.priceScale),
    // Twice the mid is whole in price units; one more place shows its half exactly.
    mid: bid === undefined || ask === undefined ? "" : priceText((bid.price + ask.price) * 5, book.priceScale + 1),
    spread: bid === undefined || ask === undefined ? "" : priceText(ask.price - bid.price, book.priceScale),
    spreadBps: bid === undefined || ask === undefined ? "" : bpsText(((ask.price - bid.price) * 20_000) / (ask.price + bid.price)),
    imbalancePercent: imbalancePercent(book),
    sequence: book.sequence ?? "",
    empty: rows.length > 0 ? undefined : emptyText(book),
  };
}

function ladderRows(
  book: BookFrame,
  camera: Camera,
  options: { readonly rowCount: number; readonly last: { readonly price: number; readonly side: "buy" | "sell" } | undefined },
): LadderRow[] {
  const { step, centre } = camera;
  const bids = buckets(book.bids, (price) => Math.floor(price / step) * step);
  const asks = buckets(book.asks, (price) => Math.ceil(price / step) * step);
  const bestBid = bids.best ?? Number.NEGATIVE_INFINITY;
  const bestAsk = asks.best ?? Number.POSITIVE_INFINITY;
  const tradedRow = options.last === undefined ? undefined : Math.round(options.last.price / step) * step;
  return Array.from({ length: options.rowCount }, (_, row) => {
    const price = centre + (Math.floor(options.rowCount / 2) - row) * step;
    const kind = price >= bestAsk ? "ask" : price <= bestBid ? "bid" : "gap";
    const bucket = kind === "gap" ? undefined : (kind === "ask" ? asks : bids).levels.get(price);
    return {
      kind,
      price: price < 0 ? "" : priceText(price, book.priceScale),
      size: bucket === undefined ? "" : sizeText(bucket.size, book.sizeScale, SIZE_WIDTH),
      cumulative: bucket === undefined ? "" : sizeText(bucket.cumulative, book.sizeScale, SIZE_WIDTH),
      bar: bucket === undefined ? 0 : Math.min(1, bucket.size / camera.barSize),
      best: price === bestBid || price === bestAsk,
      traded: tradedRow === price ? options.last?.side : undefined,
    };
  });
}

interface Bucket {
  size: number;
  cumulative: number;
}

/** Adds levels up per row, best first, so that each row knows what stands before it. */
function buckets(
  levels: readonly FrameLevel[],
  rowOf: (price: number) => number,
): { readonly levels: ReadonlyMap<number, Bucket>; readonly best: number | undefined } {
  const rows = new Map<number, Bucket>();
  let cumulative = 0;
  for (const level of levels) {
    const row = rowOf(level.price);
    cumulative += level.size;
    const bucket = rows.get(row);
    if (bucket === undefined) rows.set(row, { size: level.size, cumulative });
    else {
      bucket.size += level.size;
      bucket.cumulative = cumulative;
    }
  }
  return { levels: rows, best: levels[0] === undefined ? undefined : rowOf(levels[0].price) };
}

function imbalancePercent(book: BookFrame): number | undefined {
  const bid = sizeOver(book.bids);
  const ask = sizeOver(book.asks);
  return bid + ask === 0 ? undefined : Math.round(((bid - ask) / (bid + ask)) * 100);
}

function sizeOver(levels: readonly FrameLevel[]): number {
  return levels.slice(0, IMBALANCE_LEVELS).reduce((sum, level) => sum + level.size, 0);
}

function troubleText(book: BookFrame): string | undefined {
  if (book.state === "live") return undefined;
  const numbers =
    book.expected === undefined || book.received === undefined ? "" : `: expected ${book.expected}, received ${book.received}`;
  return `${book.reason ?? "unknown"}${numbers}`;
}

function emptyText(book: BookFrame): string {
  if (book.state !== "live") return book.reason === "waiting" ? "waiting for the first snapshot" : `no book: ${book.reason ?? "unknown"}`;
  return book.bids.length === 0 && book.asks.length === 0 ? "the book is empty on both sides" : "the book is empty on one side";
}
