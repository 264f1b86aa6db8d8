// The panes that are lists of lines: tape, health and log.

import { ALARM, FAINT, GOOD, sideInk, WARN } from "#apps/terminal/paint/inks";
import { type Pane } from "#apps/terminal/paint/pane";
import { sparkText } from "#apps/terminal/paint/signs";
import { PLAIN, type Style } from "#apps/terminal/screen/palette";
import { type HealthView } from "#apps/terminal/view/health-view";
import { type LogRow } from "#apps/terminal/view/log-view";
import { fitText } from "#apps/terminal/view/number-text";
import { type TapeRow } from "#apps/terminal/view/tape-view";

/** Draws the last prints: side by arrow and colour, price, size, age. */
export function paintTape(pane: Pane, tape: readonly TapeRow[]): void {
  if (tape.length === 0) {
    pane.left(0, 1, "no trade yet", FAINT);
    return;
  }
  const wide = pane.width >= 26;
  const ageEnd = pane.width - (wide ? 1 : 0);
  tape.forEach((row, at) => {
    if (row.kind === "hole") {
      pane.left(at, 1, `${pane.signs.line.repeat(2)} ${row.text}`, WARN);
      return;
    }
    const ink = sideInk(row.side === "buy" ? "bid" : "ask");
    pane.left(at, 1, row.side === "buy" ? pane.signs.buy : pane.signs.sell, ink.text);
    if (row.backfilled) pane.left(at, 2, "*", FAINT);
    pane.left(at, 3, row.price, ink.text);
    pane.right(at, { end: ageEnd - 4, width: Math.max(0, ageEnd - 4 - 3 - row.price.length - 1) }, row.size, PLAIN);
    pane.right(at, { end: ageEnd, width: 3 }, row.age, FAINT);
  });
}

/** Draws figures and connections; the more important lines first, so that a low pane loses the others. */
export function paintHealth(pane: Pane, health: HealthView): void {
  const lines: readonly (readonly [text: string, style: Style])[] = [
    [health.gaps, health.gapsOpen ? ALARM : PLAIN],
    ...(health.truth === undefined ? [] : [[health.truth, health.truthBroken ? ALARM : GOOD] as const]),
    [health.latency, PLAIN],
    [health.sockets, health.socketsDown ? ALARM : PLAIN],
    [health.clock, FAINT],
    [health.requests, FAINT],
    [health.losses, health.lossesSeen ? WARN : FAINT],
  ];
  paintRate(pane, 0, health);
  lines.forEach(([text, ink], index) => void pane.left(index + 1, 1, fitText(text, pane.width - 2), ink));
  const left = pane.height - lines.length - 1;
  for (const [index, connection] of health.connections.slice(0, Math.max(0, left)).entries()) {
    paintConnection(pane, lines.length + 1 + index, connection);
  }
}

function paintRate(pane: Pane, row: number, health: HealthView): void {
  const end = pane.left(row, 1, `${health.frames} `, PLAIN);
  pane.left(row, end, sparkText(health.rateShares, Math.max(0, pane.width - end - 1), pane.signs), sideInk("bid").text);
}

function paintConnection(pane: Pane, row: number, connection: HealthView["connections"][number]): void {
  const sign = connection.good ? pane.signs.live : pane.signs.broken;
  const right = `${connection.good ? "" : `${connection.state} `}${connection.frames} ${connection.age.padStart(6)}`;
  const nameWidth = Math.max(4, pane.width - right.length - 5);
  pane.left(row, 1, `${sign} ${fitText(connection.name, nameWidth)}`, connection.good ? PLAIN : ALARM);
  pane.right(row, { end: pane.width - 1, width: pane.width - 4 }, right, FAINT);
}

/** Draws what happened, newest first. */
export function paintLog(pane: Pane, log: readonly LogRow[]): void {
  if (log.length === 0) pane.left(0, 1, "nothing happened yet", FAINT);
  log.forEach((line, row) => {
    const end = pane.left(row, 1, `${line.time} `, FAINT);
    pane.left(row, end, fitText(line.text, pane.width - end), toneInk(line.tone));
  });
}

function toneInk(tone: LogRow["tone"]): Style {
  return tone === "bad" ? ALARM : tone === "good" ? GOOD : PLAIN;
}
