import { ALARM, FAINT, GOOD, HEAD, STALE, STRONG, sideInk, WARN } from "#apps/terminal/paint/inks";
import { paintAcross } from "#apps/terminal/paint/paint-across";
import { type Pane } from "#apps/terminal/paint/pane";
import { type Style, withBack } from "#apps/terminal/screen/palette";
import { type TerminalView } from "#apps/terminal/terminal-view";
import { type MarketRow, type StateView, type VenueRow } from "#apps/terminal/view/markets-view";
import { fitText } from "#apps/terminal/view/number-text";

/** From this width on a market takes one line with all of its figures. */
const ONE_LINE_COLUMNS = 44;
/** The best over venues stands below the list where the list keeps this many rows. */
const ACROSS_ROWS = 4;
const LIST_ROWS_MIN = 6;

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

/** What of the screen this pane shows. */
type MarketsPart = Pick<TerminalView, "across" | "venues" | "markets">;

/** One line of the list, or the two of a market in a narrow pane. */
interface Entry {
  readonly lines: number;
  readonly chosen: boolean;
  readonly paint: (row: number) => void;
}

/** Draws the list of markets under their venues, keeps the chosen one in sight, and the best over venues below it. */
export function paintMarkets(pane: Pane, view: MarketsPart): void {
  const { across } = view;
  const below = across !== undefined && pane.height - ACROSS_ROWS >= LIST_ROWS_MIN ? ACROSS_ROWS : 0;
  if (across !== undefined && below > 0) paintAcross(pane, across, pane.height - below);
  const oneLine = pane.width >= ONE_LINE_COLUMNS;
  if (oneLine) paintHead(pane);
  const top = oneLine ? 1 : 0;
  const height = pane.height - below - top;
  const entries = entriesOf(pane, view, oneLine);
  let row = top;
  for (const entry of inSight(entries, height)) {
    entry.paint(row);
    if (entry.chosen) for (let line = 0; line < entry.lines; line += 1) pane.restyle(row + line, (style) => withBack(style, "chosenBack"));
    row += entry.lines;
  }
}

function entriesOf(pane: Pane, view: MarketsPart, oneLine: boolean): readonly Entry[] {
  const entry = (market: MarketRow): Entry => {
    const { chosen } = market;
    if (oneLine) return { lines: 1, chosen, paint: (row) => paintLine(pane, row, market) };
    return view.venues.length > 0
      ? { lines: 1, chosen, paint: (row) => paintShort(pane, row, market) }
      : { lines: 2, chosen, paint: (row) => paintPair(pane, row, market) };
  };
  if (view.venues.length === 0) return view.markets.map(entry);
  return view.venues.flatMap((venue) => [
    { lines: 1, chosen: false, paint: (row: number) => paintVenue(pane, row, venue) },
    ...view.markets.filter((market) => market.venue === venue.name).map(entry),
  ]);
}

/** The entries that fit, moved on until the chosen one is among them. */
function inSight(entries: readonly Entry[], height: number): readonly Entry[] {
  const chosen = entries.findIndex((entry) => entry.chosen);
  const fits = (first: number): readonly Entry[] => {
    let left = height;
    return entries.slice(first).filter((entry) => {
      left -= entry.lines;
      return left >= 0;
    });
  };
  for (let first = 0; first < entries.length; first += 1) {
    const shown = fits(first);
    if (chosen < first + shown.length) return shown;
  }
  return entries.slice(-1);
}

function paintVenue(pane: Pane, row: number, venue: VenueRow): void {
  const end = pane.left(row, 1, `${venue.name} `, HEAD);
  const used = pane.left(row, end, `${pane.signs[venue.state.sign]}${venue.state.word}`, stateInk(venue.state));
  // Where both do not fit with a gap between them, the state is what matters.
  const proofEnd = pane.width - 1;
  if (used < proofEnd - venue.proof.length) pane.right(row, { end: proofEnd, width: 8 }, venue.proof, FAINT);
}

function paintHead(pane: Pane): void {
  pane.left(0, 2, "market", FAINT);
  pane.right(0, { end: 24, width: 10 }, "last", FAINT);
  pane.right(0, { end: 30, width: 5 }, "bps", FAINT);
  pane.right(0, { end: 37, width: 6 }, "age", FAINT);
  pane.left(0, 38, "state", FAINT);
}

function paintLine(pane: Pane, row: number, market: MarketRow): void {
  const quiet = market.state.kind !== "live";
  pane.left(row, 0, market.chosen ? pane.signs.chosen : " ", HEAD);
  pane.left(row, 2, fitText(market.name, 12), quiet ? STALE : STRONG);
  pane.right(row, { end: 24, width: 9 }, market.last, lastInk(market));
  pane.right(row, { end: 30, width: 5 }, market.spreadBps, quiet ? STALE : FAINT);
  pane.right(row, { end: 37, width: 6 }, market.age, quiet ? ALARM : FAINT);
  pane.left(row, 38, `${pane.signs[market.state.sign]}${market.state.word}`, stateInk(market.state));
}

/** One line in a narrow pane: the price, or in its place the word that it cannot be believed. */
function paintShort(pane: Pane, row: number, market: MarketRow): void {
  const live = market.state.kind === "live";
  pane.left(row, 0, market.chosen ? pane.signs.chosen : " ", HEAD);
  pane.left(row, 1, fitText(market.name, 12), live ? STRONG : STALE);
  if (live) pane.right(row, { end: pane.width - 2, width: 9 }, market.last, lastInk(market));
  else pane.right(row, { end: pane.width - 2, width: 9 }, market.state.word, stateInk(market.state));
  pane.left(row, pane.width - 1, pane.signs[market.state.sign], stateInk(market.state));
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
