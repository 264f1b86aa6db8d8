import { expect, test } from "vitest";
import { frameTotal, gapTotals, healthView } from "#apps/terminal/view/health-view";
import { type Health } from "#client/api";

const HEALTH: Health = {
  venue: "lmex",
  environment: "live",
  state: "ready",
  connections: [
    {
      name: "lmex futures oss #1",
      state: "ready",
      lastFrameAgeMs: 12,
      lastAnswerAgeMs: 900,
      reconnects: 0,
      attempts: 1,
      frames: 1_200,
      topics: 2,
    },
    {
      name: "lmex spot oss #1",
      state: "backoff",
      lastFrameAgeMs: undefined,
      lastAnswerAgeMs: undefined,
      reconnects: 3,
      attempts: 4,
      frames: 34,
      topics: 0,
    },
  ],
  books: [],
  gaps: { seen: 3, healed: 2, open: 1 },
  drops: 0,
  malformed: 2,
  unknownFields: {},
  rate: { requests: 12, retries: 1, rateLimited: 0, waiting: 0, headroom: [] },
  clock: { offsetMs: -0.31, errorMs: 0.2 },
  latencyMs: { p50: 0.42, p99: 12.1 },
};

function view(health: readonly Health[] = [HEALTH]) {
  return healthView({ health, truth: { compared: 1_500, wrong: 0, unchecked: 4 }, framesPerSecond: 212.4, rateHistory: [10, 40, 20] });
}

test("figures are put into words, with what is bad marked as bad", () => {
  expect(view()).toMatchObject({
    gaps: "gaps 3 seen  2 healed  1 open",
    gapsOpen: true,
    truth: "0 wrong of 1,500 reads compared",
    truthBroken: false,
    latency: "latency p50 0.4  p99 12 ms",
    clock: "clock -0.3 ms, within 0.2",
    losses: "dropped 0  unreadable 2",
    lossesSeen: true,
    requests: "requests 12  retried 1  limited 0",
    frames: "frames 1,234  212/s",
    rateShares: [0.25, 1, 0.5],
  });
});

test("a connection that is not up comes first, also without a first frame; one venue's name need not be repeated", () => {
  expect(view()).toMatchObject({ sockets: "sockets 1 of 2 up", socketsDown: true });
  expect(view().connections).toEqual([
    { name: "spot oss #1", state: "backoff", good: false, frames: "34", age: "" },
    { name: "futures oss #1", state: "ready", good: true, frames: "1,200", age: "12 ms" },
  ]);
  expect(view([HEALTH, { ...HEALTH, venue: "weex" }]).connections[0]?.name).toBe("lmex spot oss #1");
});

test("what is not known yet is said, not shown as zero", () => {
  const early = view([{ ...HEALTH, clock: undefined, latencyMs: undefined }]);
  expect([early.latency, early.clock]).toEqual(["latency not measured yet", "clock offset not measured yet"]);
});

test("several venues add up, and the slowest one is shown", () => {
  const both = [HEALTH, { ...HEALTH, venue: "weex", latencyMs: { p50: 40, p99: 90 } }];
  expect(gapTotals(both)).toEqual({ seen: 6, healed: 4, open: 2 });
  expect(frameTotal(both)).toBe(2_468);
  expect(view(both).latency).toBe("latency p50 40  p99 90 ms");
});
