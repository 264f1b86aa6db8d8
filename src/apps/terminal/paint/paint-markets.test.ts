import { expect, test } from "vitest";
import { paintMarkets } from "#apps/terminal/paint/paint-markets";
import { Pane } from "#apps/terminal/paint/pane";
import { signsFor } from "#apps/terminal/paint/signs";
import { CellBuffer } from "#apps/terminal/screen/cell-buffer";
import { type StateView } from "#apps/terminal/view/markets-view";

function venueLine(width: number, state: StateView): string {
  const buffer = new CellBuffer(width, 4);
  const pane = new Pane(buffer, { column: 0, row: 0, width, height: 4 }, signsFor(false));
  paintMarkets(pane, { across: undefined, venues: [{ name: "lbank", state, proof: "sequence" }], markets: [] });
  return buffer.rowText(width >= 44 ? 1 : 0).trimEnd();
}

test("a venue's line has its state and its proof with a gap between them, or its state alone", () => {
  expect(venueLine(24, { kind: "live", word: "ready", sign: "live" })).toMatch(/lbank .?ready +sequence$/);
  expect(venueLine(24, { kind: "resyncing", word: "degraded", sign: "busy" })).toMatch(/lbank .?degraded$/);
  expect(venueLine(50, { kind: "resyncing", word: "degraded", sign: "busy" })).toMatch(/lbank .?degraded +sequence$/);
});
