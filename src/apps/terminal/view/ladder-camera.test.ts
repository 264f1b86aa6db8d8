import fc from "fast-check";
import { expect, test } from "vitest";
import { type BookFrame } from "#apps/terminal/model/book-frame";
import { type Camera, moveCamera } from "#apps/terminal/view/ladder-camera";

const ROWS = 13;

/** A dense book around a mid, one level a tick. */
function book(mid: number, size = 100, spacing = 1, halfSpread = 1): BookFrame {
  const levels = (side: 1 | -1) => Array.from({ length: 25 }, (_, rank) => ({ price: mid + side * (halfSpread + rank * spacing), size }));
  return {
    state: "live",
    reason: undefined,
    expected: undefined,
    received: undefined,
    ageMs: 0,
    sequence: "1",
    epoch: 1,
    proof: "sequence",
    priceScale: 1,
    sizeScale: 0,
    tick: 1,
    bids: levels(-1),
    asks: levels(1),
  };
}

function camera(before: Camera | undefined, frame: BookFrame): Camera {
  const next = moveCamera(before, frame, ROWS);
  if (next === undefined) throw new Error("no camera");
  return next;
}

test("it begins centred on the mid", () => {
  expect(camera(undefined, book(5_000))).toMatchObject({ centre: 5_000, step: 1 });
});

test("prices stand still while the mid moves a little, either way", () => {
  const first = camera(undefined, book(5_000));
  expect(camera(first, book(5_002)).centre).toBe(5_000);
  expect(camera(first, book(4_998)).centre).toBe(5_000);
});

test("it follows a wandering mid one row a frame, and jumps when the mid left the window", () => {
  const first = camera(undefined, book(5_000));
  expect(camera(first, book(5_004)).centre).toBe(5_001);
  expect(camera(first, book(5_400)).centre).toBe(5_400);
});

test("it does not swing back and forth when the mid swings by a tick around the edge of its calm", () => {
  let view = camera(undefined, book(5_000));
  const centres = new Set<number>();
  for (let frame = 0; frame < 50; frame += 1) {
    view = camera(view, book(5_003 + (frame % 2)));
    if (frame > 5) centres.add(view.centre);
  }
  expect(centres.size).toBe(1);
});

test("a sparse book gets a wider step, a small change of density keeps it", () => {
  const sparse = camera(undefined, book(5_000, 100, 10));
  expect(sparse.step).toBeGreaterThanOrEqual(5);
  expect(camera(sparse, book(5_000, 100, 8)).step).toBe(sparse.step);
});

test("a spread that grows beyond the window widens the step at once, so that the best levels are in sight", () => {
  const near = camera(undefined, book(5_000));
  const wide = camera(near, book(5_000, 100, 1, 9));
  expect(near.step).toBe(1);
  expect(9 / wide.step).toBeLessThan(ROWS / 2);
});

test("bars rise with a new largest size at once and fall slowly", () => {
  const low = camera(undefined, book(5_000, 100));
  const high = camera(low, book(5_000, 1_000));
  const after = camera(high, book(5_000, 100));
  expect(high.barSize).toBe(low.barSize * 10);
  expect(after.barSize).toBeCloseTo(high.barSize * 0.97);
});

test("an empty side leaves the camera where it was", () => {
  const first = camera(undefined, book(5_000));
  expect(moveCamera(first, { ...book(5_100), asks: [] }, ROWS)).toBe(first);
  expect(moveCamera(undefined, { ...book(5_100), bids: [] }, ROWS)).toBeUndefined();
});

test("the mid is always inside the window and the centre is always on the step's grid", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 30 })), { maxLength: 60 }), (moves) => {
      let mid = 50_000;
      let view: Camera | undefined;
      for (const [by, spacing] of moves) {
        mid += by;
        view = camera(view, book(mid, 10, spacing));
        expect(view.centre % view.step).toBe(0);
        expect(Math.abs(mid - view.centre) / view.step).toBeLessThanOrEqual(ROWS / 2 + 1);
      }
    }),
    { numRuns: 60 },
  );
});
