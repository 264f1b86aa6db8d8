import { FAINT, HEAD, STALE, sideInk, TROUBLE } from "#apps/terminal/paint/inks";
import { type Pane } from "#apps/terminal/paint/pane";
import { barText } from "#apps/terminal/paint/signs";
import { PLAIN } from "#apps/terminal/screen/palette";
import { type LadderRow, type LadderView } from "#apps/terminal/view/ladder-view";
import { fitText } from "#apps/terminal/view/number-text";

/** Rows of a ladder pane that are prices: all but the line of figures below them. */
export function ladderRowsOf(paneHeight: number): number {
  return Math.max(1, paneHeight - 1);
}

interface Columns {
  readonly priceEnd: number;
  readonly sizeEnd: number;
  readonly bar: number;
  readonly barCells: number;
  readonly cumulativeEnd: number;
}

/** Draws the ladder. A book that is not live is dimmed and hatched, and says why and since when. */
export function paintLadder(pane: Pane, ladder: LadderView): void {
  if (ladder.empty !== undefined) {
    pane.left(Math.floor(pane.height / 2), 2, ladder.empty, FAINT);
    return;
  }
  const columns = columnsOf(pane, ladder);
  const dead = ladder.state.kind !== "live";
  ladder.rows.forEach((row, index) => {
    if (dead) paintHatched(pane, index, { row, columns });
    else paintRow(pane, index, { row, columns });
  });
  if (dead) paintTrouble(pane, ladder);
  paintFigures(pane, ladder, dead);
}

function columnsOf(pane: Pane, ladder: LadderView): Columns {
  const priceWidth = Math.max(6, ...ladder.rows.map((row) => row.price.length));
  const priceEnd = 1 + priceWidth;
  const sizeEnd = priceEnd + 8;
  const cumulativeEnd = pane.width - 1;
  const bar = sizeEnd + 1;
  return { priceEnd, sizeEnd, bar, barCells: Math.max(0, cumulativeEnd - 8 - bar), cumulativeEnd };
}

function paintRow(pane: Pane, at: number, { row, columns }: { readonly row: LadderRow; readonly columns: Columns }): void {
  const ink = row.kind === "gap" ? undefined : sideInk(row.kind);
  if (row.traded !== undefined)
    pane.left(at, 0, row.traded === "buy" ? pane.signs.buy : pane.signs.sell, sideInk(row.traded === "buy" ? "bid" : "ask").best);
  const filled = row.size !== "";
  pane.right(
    at,
    { end: columns.priceEnd, width: columns.priceEnd - 1 },
    row.price,
    ink === undefined || !filled ? FAINT : row.best ? ink.best : ink.text,
  );
  if (!filled || ink === undefined) return;
  pane.right(at, { end: columns.sizeEnd, width: 8 }, row.size, row.best ? HEAD : PLAIN);
  pane.left(at, columns.bar, barText(row.bar, columns.barCells, pane.signs), ink.bar);
  pane.right(at, { end: columns.cumulativeEnd, width: 7 }, row.cumulative, FAINT);
}

function paintHatched(pane: Pane, at: number, { row, columns }: { readonly row: LadderRow; readonly columns: Columns }): void {
  pane.right(at, { end: columns.priceEnd, width: columns.priceEnd - 1 }, row.price, STALE);
  pane.right(at, { end: columns.sizeEnd, width: 8 }, row.size, STALE);
  const hatch = `${pane.signs.hatch} `.repeat(Math.ceil(columns.barCells / 2) + 1).slice(at % 2, (at % 2) + columns.barCells);
  pane.left(at, columns.bar, hatch, STALE);
  pane.right(at, { end: columns.cumulativeEnd, width: 7 }, row.cumulative, STALE);
}

/** Over the middle, where the eye is: what is wrong, and how old the picture is. */
function paintTrouble(pane: Pane, ladder: LadderView): void {
  const lines = [`${ladder.state.word} ${ladder.trouble ?? ""}`, ladder.age === "" ? "no proof yet" : `last proof ${ladder.age} ago`];
  const first = Math.max(0, Math.floor(ladder.rows.length / 2) - 1);
  const width = Math.min(pane.width - 2, Math.max(...lines.map((line) => line.length)) + 2);
  lines.forEach((line, index) => {
    const text = ` ${fitText(line, width - 2)} `.padEnd(width);
    pane.left(first + index, Math.floor((pane.width - width) / 2), text, TROUBLE);
  });
}

function paintFigures(pane: Pane, ladder: LadderView, dead: boolean): void {
  const row = pane.height - 1;
  const { imbalancePercent } = ladder;
  const lean = imbalancePercent === undefined ? "" : `  lean ${imbalancePercent > 0 ? "+" : ""}${imbalancePercent}%`;
  const end = pane.left(row, 1, `spread ${ladder.spread}`, dead ? STALE : PLAIN);
  const next = pane.left(row, end, ` ${ladder.spreadBps}bp${lean}`, dead ? STALE : FAINT);
  const mid = `mid ${ladder.mid}`;
  if (next + 1 + mid.length < pane.width) pane.right(row, { end: pane.width - 1, width: mid.length }, mid, dead ? STALE : FAINT);
}
