import { ageText, priceText, sizeText } from "#apps/terminal/view/number-text";
import { type Trade, type TradeHole } from "#client/api";

/** One line of the tape, newest first. */
export type TapeRow =
  | {
      readonly kind: "trade";
      readonly side: "buy" | "sell";
      readonly price: string;
      readonly size: string;
      readonly age: string;
      /** Came by REST after a gap. */
      readonly backfilled: boolean;
    }
  | { readonly kind: "hole"; readonly text: string };

/** Price and size share a column: what the price leaves is the size's. */
const FIGURES_WIDTH = 13;
const SIZE_WIDTH_MIN = 4;
const SIZE_WIDTH_MAX = 7;

/** The last prints and holes of one market by venue time, at most `rowCount`. `nowMs` is wall time. */
export function tapeView(
  tape: { readonly trades: readonly Trade[]; readonly holes: readonly TradeHole[]; readonly nowMs: number },
  rowCount: number,
): readonly TapeRow[] {
  const trades = tape.trades.slice(-rowCount).map((trade) => ({ at: Number(trade.venueTime), row: tradeRow(trade, tape.nowMs) }));
  const holes = tape.holes.slice(-rowCount).map((hole) => ({ at: Number(hole.to), row: holeRow(hole) }));
  return [...trades, ...holes]
    .sort((left, right) => left.at - right.at)
    .slice(-rowCount)
    .reverse()
    .map(({ row }) => row);
}

function tradeRow(trade: Trade, nowMs: number): TapeRow {
  const price = priceText(trade.price.units, trade.price.scale);
  const width = Math.max(SIZE_WIDTH_MIN, Math.min(SIZE_WIDTH_MAX, FIGURES_WIDTH - price.length));
  return {
    kind: "trade",
    side: trade.side,
    price,
    size: sizeText(trade.size.units, trade.size.scale, width),
    age: coarseAge(nowMs - trade.receivedTime),
    backfilled: trade.backfilled,
  };
}

/** Ages of prints in whole seconds: tenths would make the whole column flicker. */
function coarseAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 60 ? `${seconds}s` : `${Math.min(99, Math.floor(seconds / 60))}m`;
}

function holeRow(hole: TradeHole): TapeRow {
  return { kind: "hole", text: `hole ${ageText(hole.to - hole.from)}` };
}
