import { ALARM, FAINT, GOOD, HEAD, STALE, STRONG, sideInk, WARN } from "#apps/terminal/paint/inks";
import { type Pane } from "#apps/terminal/paint/pane";
import { type Style, withBack } from "#apps/terminal/screen/palette";
import { type MarketRow, type StateView } from "#apps/terminal/view/markets-view";

/** From this width on a market takes one line. */
const ONE_LINE_COLUMNS = 44;

/** How a state is coloured; its word and sign say the same. */
export function stateInk(state: StateView): Style {
  switch (state.kind) {
    case "live":
      return GOOD;
    case "waiting":
      return FAINT;
    case "resyncing":
      return WARN;
    case "stale":
      return ALARM;
  }
}

/** Draws the list of markets and keeps the chosen one in sight. */
export function paintMarkets(pane: Pane, markets: readonly MarketRow[]): void {
  const oneLine = pane.width >= ONE_LINE_COLUMNS;
  const lines = oneLine ? 1 : 2;
  const headRows = oneLine ? 1 : 0;
  if (oneLine) paintHead(pane);
  const visible = Math.max(1, Math.floor((pane.height - headRows) / lines));
  const chosen = Math.max(
    0,
    markets.findIndex((market) => market.chosen),
  );
  const first = Math.max(0, Math.min(chosen - visible + 1, markets.length - visible));
  markets.slice(first, first + visible).forEach((market, index) => {
    const row = headRows + index * lines;
    if (oneLine) paintLine(pane, row, market);
    else paintPair(pane, row, market);
    if (market.chosen) for (let line = 0; line < lines; line += 1) pane.restyle(row + line, (style) => withBack(style, "chosenBack"));
  });
}

function paintHead(pane: Pane): void {
  pane.left(0, 2, "market", FAINT);
  pane.right(0, { end: 23, width: 10 }, "last", FAINT);
  pane.right(0, { end: 29, width: 5 }, "bps", FAINT);
  pane.right(0, { end: 36, width: 6 }, "age", FAINT);
  pane.left(0, 37, "state", FAINT);
}

function paintLine(pane: Pane, row: number, market: MarketRow): void {
  const quiet = market.state.kind !== "live";
  pane.left(row, 0, market.chosen ? pane.signs.chosen : " ", HEAD);
  pane.left(row, 2, market.name.slice(0, 10), quiet ? STALE : STRONG);
  pane.right(row, { end: 23, width: 10 }, market.last, lastInk(market));
  pane.right(row, { end: 29, width: 5 }, market.spreadBps, quiet ? STALE : FAINT);
  pane.right(row, { end: 36, width: 6 }, market.age, quiet ? ALARM : FAINT);
  pane.left(row, 37, `${pane.signs[market.state.sign]}${market.state.word}`, stateInk(market.state));
}

function paintPair(pane: Pane, row: number, market: MarketRow): void {
  const quiet = market.state.kind !== "live";
  pane.left(row, 0, market.chosen ? pane.signs.chosen : " ", HEAD);
  pane.left(row, 1, market.name.slice(0, 11), quiet ? STALE : STRONG);
  pane.right(row, { end: pane.width - 1, width: 10 }, market.last, lastInk(market));
  pane.left(row + 1, 1, `${pane.signs[market.state.sign]}${market.state.word}`, stateInk(market.state));
  pane.right(row + 1, { end: 16, width: 6 }, market.spreadBps === "" ? "" : `${market.spreadBps}bp`, quiet ? STALE : FAINT);
  pane.right(row + 1, { end: pane.width - 1, width: 6 }, market.age, quiet ? ALARM : FAINT);
}

function lastInk(market: MarketRow): Style {
  if (market.state.kind !== "live") return STALE;
  return market.lastSide === undefined ? FAINT : sideInk(market.lastSide === "buy" ? "bid" : "ask").text;
}
