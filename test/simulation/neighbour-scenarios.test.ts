// What one sick topic may cost the others on its socket.

import { expect } from "vitest";
import { scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const OTHER = "ETH-PERP";

scenario("a topic that stays dead has its socket cut ever more seldom, and comes back when it can", (stage) => {
  const [dead, well] = [stage.book(SYMBOL), stage.book(OTHER)];
  stage.fault("mute-topic", { durationMs: 300_000 }, SYMBOL);
  stage.pass(300_000, 1_000);
  const cuts = stage.told("disconnected");
  expect(cuts.length).toBeGreaterThanOrEqual(2);
  // After 15 s, 30 s, 60 s …: far from one cut every 20 s.
  expect(cuts.length).toBeLessThanOrEqual(5);
  expect(stage.expectLive(dead, 45_000)).toBeLessThanOrEqual(45_000);
  expect(well.source.state().kind).toBe("live");
});
