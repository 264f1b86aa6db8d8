// What listeners may do in the turn in which they hear something: give back, stop, close.

import { expect } from "vitest";
import { scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const OTHER = "ETH-PERP";
const TOPIC = `update:${SYMBOL}_0`;

scenario("a book that is given back in the turn of its gap is not asked for again, and its neighbour hears nothing of it", (stage) => {
  const other = stage.book(OTHER);
  const lease = stage.world.feed.book(stage.instrument(SYMBOL), { group: 0 });
  stage.world.until(() => lease.kept.state().kind === "live", 5_000);
  const subscribes = stage.subscribes(TOPIC);
  lease.kept.subscribe((change) => {
    if (change === "state") lease.release();
  });
  stage.fault("drop-delta", {}, SYMBOL);
  stage.pass(60_000, 1_000);
  expect(stage.told("gap")).toHaveLength(1);
  expect(stage.subscribes(TOPIC)).toBe(subscribes);
  expect(stage.told("disconnected")).toEqual([]);
  expect(other.states.every(({ kind }) => kind === "live")).toBe(true);
});

scenario("a client that is closed in the turn of a gap leaves nothing behind", (stage) => {
  const lease = stage.world.feed.book(stage.instrument(SYMBOL), { group: 0 });
  stage.world.until(() => lease.kept.state().kind === "live", 5_000);
  lease.kept.subscribe((change) => {
    if (change === "state") stage.world.close();
  });
  stage.fault("drop-delta", {}, SYMBOL);
  stage.world.advance(60_000);
  expect(lease.kept.state()).toMatchObject({ kind: "stale", reason: "closed" });
});
