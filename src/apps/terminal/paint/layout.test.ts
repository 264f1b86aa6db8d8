import { expect, test } from "vitest";
import { type Area, layoutFor } from "#apps/terminal/paint/layout";

test.each([
  [80, 24],
  [100, 30],
  [116, 24],
  [120, 40],
  [220, 70],
])("at %d × %d every pane lies inside the window and none overlaps another", (columns, rows) => {
  const layout = layoutFor(columns, rows);
  if (layout.kind !== "full") return expect.unreachable();
  const panes = [layout.markets, layout.ladder, layout.tape, layout.health, layout.log];
  const cells = panes.flatMap(cellsOf);
  expect(new Set(cells).size).toBe(cells.length);
  for (const pane of panes) {
    expect(pane.column + pane.width).toBeLessThanOrEqual(columns);
    expect(pane.row + pane.height).toBeLessThanOrEqual(rows - 1);
  }
  expect(layout.ladder.height).toBeGreaterThanOrEqual(12);
});

test("a smaller window shows the ladder alone, a tiny one a message", () => {
  expect(layoutFor(60, 15).kind).toBe("ladder");
  expect(layoutFor(80, 23).kind).toBe("ladder");
  expect(layoutFor(30, 24).kind).toBe("message");
  expect(layoutFor(1, 1).kind).toBe("message");
});

function cellsOf(area: Area): string[] {
  return Array.from(
    { length: area.width * area.height },
    (_, at) => `${area.column + (at % area.width)},${area.row + Math.floor(at / area.width)}`,
  );
}
