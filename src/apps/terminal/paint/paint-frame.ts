import { BADGES, BANNERS, FAINT, HEAD, LINE, STRONG, WARN } from "#apps/terminal/paint/inks";
import { FULL_COLUMNS, FULL_ROWS, type Layout } from "#apps/terminal/paint/layout";
import { paintLadder } from "#apps/terminal/paint/paint-ladder";
import { paintHealth, paintLog, paintTape } from "#apps/terminal/paint/paint-lists";
import { paintMarkets, stateInk } from "#apps/terminal/paint/paint-markets";
import { paintOverlay } from "#apps/terminal/paint/paint-overlay";
import { Pane } from "#apps/terminal/paint/pane";
import { type Signs } from "#apps/terminal/paint/signs";
import { type CellBuffer } from "#apps/terminal/screen/cell-buffer";
import { PLAIN } from "#apps/terminal/screen/palette";
import { type TerminalView } from "#apps/terminal/terminal-view";
import { type UiState } from "#apps/terminal/ui-state";
import { fitText } from "#apps/terminal/view/number-text";

export interface Picture {
  readonly view: TerminalView;
  readonly ui: UiState;
  readonly layout: Layout;
  readonly signs: Signs;
  /** How long the screen has stood still, in words; undefined while it moves. */
  readonly frozenFor: string | undefined;
}

/** Draws the whole picture into an empty buffer. */
export function paintFrame(buffer: CellBuffer, picture: Picture): void {
  const { layout } = picture;
  const whole = new Pane(buffer, { column: 0, row: 0, width: layout.columns, height: layout.rows }, picture.signs);
  if (layout.kind === "message") {
    paintTooSmall(whole);
    return;
  }
  paintHeader(whole, picture.view, layout.kind === "ladder");
  paintBanner(whole, picture);
  paintFooter(whole, picture);
  if (layout.kind === "full") paintPanes(buffer, picture, { layout, whole });
  else paintLadder(new Pane(buffer, layout.ladder, picture.signs), picture.view.ladder);
  paintOverlay(buffer, picture.view, { overlay: picture.ui.overlay, signs: picture.signs });
}

function paintTooSmall(whole: Pane): void {
  const { width, height } = whole;
  whole.left(0, 0, fitText(`truebook: this window is ${width}x${height};`, width), STRONG);
  whole.left(1, 0, fitText(`all of it needs ${FULL_COLUMNS}x${FULL_ROWS}.`, width));
  whole.left(2, 0, fitText("q quits", width), FAINT);
}

function paintHeader(whole: Pane, view: TerminalView, cramped: boolean): void {
  let column = whole.left(0, 1, view.title, HEAD);
  column = whole.left(0, column + 1, ` ${view.provenance} `, BADGES[view.provenance]);
  const upFor = `up ${view.uptime}`;
  const { ladder } = view;
  // Nothing else tells there which book it is, and whether it may be believed.
  const source = cramped ? `${ladder.name} ${ladder.state.word}, more at ${FULL_COLUMNS}x${FULL_ROWS}` : view.source;
  whole.left(0, column + 1, fitText(source, Math.max(0, whole.width - column - upFor.length - 4)), cramped ? WARN : FAINT);
  whole.right(0, { end: whole.width - 1, width: upFor.length }, upFor, FAINT);
}

function paintBanner(whole: Pane, { view, frozenFor }: Picture): void {
  const { tone, text } = view.banner;
  if (tone !== "quiet") whole.fill(1, " ", BANNERS[tone]);
  whole.left(1, 1, fitText(text, whole.width - 2), BANNERS[tone]);
  if (frozenFor === undefined) return;
  const frozen = ` FROZEN ${frozenFor}, space resumes `;
  whole.right(1, { end: whole.width, width: frozen.length }, frozen, BADGES.SIM);
}

function paintFooter(whole: Pane, { view }: Picture): void {
  const row = whole.height - 1;
  if (!view.keysWork) {
    whole.left(row, 1, "the input is no terminal, so keys do nothing; Ctrl+C ends", FAINT);
    return;
  }
  const keys: (readonly [string, string])[] = [
    ["?", "keys"],
    ...(view.canBreak ? [["f", "break something"] as const] : []),
    ["tab", "market"],
    ["space", "freeze"],
    ["q", "quit"],
  ];
  let column = 1;
  for (const [key, does] of keys) column = whole.left(row, whole.left(row, column, key, STRONG) + 1, does, FAINT) + 2;
}

function paintPanes(
  buffer: CellBuffer,
  picture: Picture,
  { layout, whole }: { readonly layout: Extract<Layout, { kind: "full" }>; readonly whole: Pane },
): void {
  const { view, signs } = picture;
  paintRules(whole, layout, view);
  paintMarkets(new Pane(buffer, layout.markets, signs), view);
  paintLadder(new Pane(buffer, layout.ladder, signs), view.ladder);
  paintTape(new Pane(buffer, layout.tape, signs), view.tape);
  paintHealth(new Pane(buffer, layout.health, signs), view.health);
  paintLog(new Pane(buffer, layout.log, signs), view.log);
}

function paintRules(whole: Pane, layout: Extract<Layout, { kind: "full" }>, view: TerminalView): void {
  const { signs } = whole;
  const uppers = [layout.ladder.column - 1, layout.tape.column - 1];
  const lower = layout.log.column - 1;
  whole.fill(layout.upperRule, signs.line, LINE);
  whole.fill(layout.lowerRule, signs.line, LINE);
  for (const column of uppers) {
    whole.left(layout.upperRule, column, signs.teeDown, LINE);
    for (let row = layout.upperRule + 1; row < layout.lowerRule; row += 1) whole.left(row, column, signs.vertical, LINE);
    whole.left(layout.lowerRule, column, signs.teeUp, LINE);
  }
  whole.left(layout.lowerRule, lower, uppers.includes(lower) ? signs.cross : signs.teeDown, LINE);
  for (let row = layout.lowerRule + 1; row < whole.height - 1; row += 1) whole.left(row, lower, signs.vertical, LINE);
  whole.left(layout.upperRule, 1, " markets ", STRONG);
  whole.left(layout.upperRule, layout.tape.column + 1, " tape ", STRONG);
  whole.left(layout.lowerRule, 1, " health ", STRONG);
  whole.left(layout.lowerRule, lower + 2, " log ", STRONG);
  paintLadderTitle(whole, layout, view);
}

function paintLadderTitle(whole: Pane, layout: Extract<Layout, { kind: "full" }>, { ladder }: TerminalView): void {
  const { column, width } = layout.ladder;
  const row = layout.upperRule;
  let at = whole.left(row, column + 1, ` ${fitText(ladder.name, 14)} `, STRONG);
  at = whole.left(row, at, `${whole.signs[ladder.state.sign]}${ladder.state.word} `, stateInk(ladder.state));
  at = whole.left(row, at, `${ladder.age} `, ladder.state.kind === "live" ? FAINT : WARN);
  const step = ladder.step === "" ? "" : ` ${ladder.step} a row `;
  if (step !== "" && at + step.length < column + width) whole.right(row, { end: column + width - 1, width: step.length }, step, FAINT);
  else whole.left(row, at, "", PLAIN);
}
