import { FAINT, HEAD, LINE, STRONG, sideInk, WARN } from "#apps/terminal/paint/inks";
import { type Pane } from "#apps/terminal/paint/pane";
import { PLAIN } from "#apps/terminal/screen/palette";
import { type AcrossSide, type AcrossView } from "#apps/terminal/view/across-view";
import { fitText } from "#apps/terminal/view/number-text";

/** From this width on there is room for sizes. */
const SIZE_COLUMNS = 44;

/** Draws the best of several venues in four rows from `top`: a rule, bid, ask, and the distance of the two. */
export function paintAcross(pane: Pane, across: AcrossView, top: number): void {
  pane.fill(top, pane.signs.line, LINE);
  const wide = pane.width >= SIZE_COLUMNS;
  const whole = across.leftOut.length === 0;
  const missing = across.leftOut.map(({ venue, reason }) => (wide ? `${venue} (${reason})` : venue)).join(", ");
  const words = whole ? ` ${across.live} of ${across.asked}${wide ? " venues" : ""} ` : ` not ${missing} `;
  // Who is missing matters more than the whole of the name.
  const fitted = fitText(words, pane.width - 8);
  pane.left(top, 1, ` ${fitText(across.instrument, pane.width - fitted.length - 3)} `, STRONG);
  pane.right(top, { end: pane.width, width: fitted.length }, fitted, whole ? FAINT : WARN);
  paintSide(pane, top + 1, { word: "bid", side: across.bid, ink: "bid" });
  paintSide(pane, top + 2, { word: "ask", side: across.ask, ink: "ask" });
  pane.left(top + 3, wide ? 1 : 0, fitText(across.spread, pane.width - 1), across.crossed ? HEAD : FAINT);
}

function paintSide(
  pane: Pane,
  row: number,
  { word, side, ink }: { readonly word: string; readonly side: AcrossSide | undefined; readonly ink: "bid" | "ask" },
): void {
  const wide = pane.width >= SIZE_COLUMNS;
  const start = wide ? 1 : 0;
  pane.left(row, start, word, FAINT);
  if (side === undefined) {
    pane.left(row, start + 4, "nobody who is live", WARN);
    return;
  }
  pane.right(row, { end: start + 13, width: 9 }, side.price, sideInk(ink).best);
  if (!wide) {
    pane.left(row, 14, fitText(side.venue, 5), PLAIN);
    // A narrow pane has no room for the space between number and unit.
    pane.right(row, { end: pane.width, width: 5 }, side.age.replace(" ", ""), FAINT);
    return;
  }
  pane.left(row, 15, fitText(side.venue, 8), PLAIN);
  pane.right(row, { end: 37, width: 13 }, `${side.size} coins`, FAINT);
  pane.right(row, { end: pane.width - 1, width: 6 }, side.age, FAINT);
}
