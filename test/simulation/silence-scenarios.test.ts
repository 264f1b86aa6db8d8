// Silence of the topic and of REST at once, and a process that stood still. Under 2 s in total.

import { expect } from "vitest";
import { scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";

scenario(
  "a topic that falls silent while REST is silent too is stale within five seconds of its last frame",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(10_000);
    stage.fault("silent-reply", { times: 1_000 });
    stage.fault("mute-topic", { durationMs: 30_000 }, SYMBOL);
    stage.world.until(() => book.source.counters.updates > 0 && stage.world.exchange.desk.firedById.get("N2") === 1, 5_000);
    // What is on its way still comes; the next frame would have been here by now.
    expect(stage.expectNotLive(book, 5_300)).toBeLessThanOrEqual(5_100);
    expect(book.source.state()).toEqual({ kind: "stale", reason: "silent" });
  },
  { mood: "busy" },
);

scenario("a process that stood still for ten seconds tells that its books are stale, and that they are live again", (stage) => {
  const book = stage.book(SYMBOL);
  stage.pass(3_000);
  stage.world.clock.sleep(10_000);
  expect(book.source.state()).toEqual({ kind: "stale", reason: "slept" });
  stage.pass(10_000);
  stage.expectLive(book, 10_000);
  expect(stage.told("stale").length).toBeGreaterThan(0);
  expect(stage.told("healed").length).toBeGreaterThan(0);
});
