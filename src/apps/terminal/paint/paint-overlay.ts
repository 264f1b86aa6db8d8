import { FAINT, HEAD, STRONG } from "#apps/terminal/paint/inks";
import { type Area } from "#apps/terminal/paint/layout";
import { Pane } from "#apps/terminal/paint/pane";
import { type Signs } from "#apps/terminal/paint/signs";
import { type CellBuffer } from "#apps/terminal/screen/cell-buffer";
import { PLAIN, withBack } from "#apps/terminal/screen/palette";
import { type TerminalView } from "#apps/terminal/terminal-view";
import { type Overlay } from "#apps/terminal/ui-state";
import { fitText } from "#apps/terminal/view/number-text";

const HELP: readonly (readonly [keys: string, does: string])[] = [
  ["tab, arrows", "choose the next or previous market"],
  ["space", "freeze the screen; the books go on underneath"],
  ["f", "break something, and watch it heal"],
  ["?", "this help"],
  ["q, Ctrl+C", "quit with a summary"],
];

const WORDS: readonly string[] = [
  "Bids are blue and lie below, asks are orange and above.",
  "An age is the time since the last proof that a book is",
  "true. A book that is not live is dimmed and hatched. A *",
  "marks trades that came by REST after a gap.",
];

/** Draws the overlay that is open, in the middle of the screen, over what is there. */
export function paintOverlay(
  buffer: CellBuffer,
  view: TerminalView,
  { overlay, signs }: { readonly overlay: Overlay; readonly signs: Signs },
): void {
  if (overlay.kind === "help") paintHelp(buffer, view.canBreak, signs);
  if (overlay.kind === "faults") paintFaults(buffer, view, { chosen: overlay.chosen, signs });
}

function paintHelp(buffer: CellBuffer, canBreak: boolean, signs: Signs): void {
  const keys = HELP.filter(([key]) => canBreak || key !== "f");
  const pane = box(buffer, { width: 66, height: keys.length + WORDS.length + 5, signs, title: "keys" });
  keys.forEach(([key, does], row) => {
    pane.left(row + 2, 3, key, STRONG);
    pane.left(row + 2, 16, does);
  });
  WORDS.forEach((words, row) => void pane.left(keys.length + 3 + row, 3, words, FAINT));
}

function paintFaults(buffer: CellBuffer, view: TerminalView, menu: { readonly chosen: number; readonly signs: Signs }): void {
  const pane = box(buffer, {
    width: 66,
    height: view.faults.length + 5,
    signs: menu.signs,
    title: `break something on ${view.ladder.name}`,
  });
  view.faults.forEach((fault, index) => {
    const row = index + 2;
    pane.left(row, 2, `${index === menu.chosen ? menu.signs.chosen : " "} ${fault.key}`, STRONG);
    pane.left(row, 6, fault.does, index === menu.chosen ? HEAD : PLAIN);
    pane.left(row, 38, fitText((view.ofImages ? fault.expectOfImages : undefined) ?? fault.expect, pane.width - 39), FAINT);
    if (index === menu.chosen) pane.restyle(row, (style) => withBack(style, "chosenBack"));
  });
  pane.left(pane.height - 2, 3, "a number or enter breaks it, escape closes", FAINT);
}

/** A cleared box with a frame and a title. The pane covers all of it, frame included. */
function box(
  buffer: CellBuffer,
  spec: { readonly width: number; readonly height: number; readonly signs: Signs; readonly title: string },
): Pane {
  const { signs } = spec;
  const width = Math.min(spec.width, buffer.columns);
  const height = Math.min(spec.height, buffer.rows);
  const area: Area = {
    column: Math.floor((buffer.columns - width) / 2),
    row: Math.max(0, Math.floor((buffer.rows - height) / 2)),
    width,
    height,
  };
  const pane = new Pane(buffer, area, signs);
  for (let row = 0; row < height; row += 1) {
    const edge = row === 0 || row === height - 1;
    pane.fill(row, edge ? signs.line : " ", edge ? HEAD : PLAIN);
    if (edge) continue;
    pane.left(row, 0, signs.vertical, HEAD);
    pane.left(row, width - 1, signs.vertical, HEAD);
  }
  const [upperLeft, upperRight, lowerLeft, lowerRight] = signs.corners;
  pane.left(0, 0, upperLeft, HEAD);
  pane.left(0, width - 1, upperRight, HEAD);
  pane.left(height - 1, 0, lowerLeft, HEAD);
  pane.left(height - 1, width - 1, lowerRight, HEAD);
  pane.left(0, 2, ` ${fitText(spec.title, width - 6)} `, HEAD);
  return pane;
}
