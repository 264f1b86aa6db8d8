import { expect, test } from "vitest";
import { SteadyTime } from "#clock/steady-time";

function machine() {
  const at = { wall: 1_700_000_000_000, steady: 500, uptime: 90_000 };
  const time = new SteadyTime({ wallMs: () => at.wall, steadyMs: () => at.steady, uptimeMs: () => at.uptime });
  const pass = (ms: number, ...clocks: readonly (keyof typeof at)[]): number => {
    for (const clock of clocks) at[clock] += ms;
    return time.nowMs();
  };
  return { time, pass };
}

test("hours that the machine slept are counted although its steady clock stood still, each sleep once", () => {
  const { pass } = machine();
  expect(pass(1_000, "wall", "steady", "uptime")).toBe(1_500);
  expect(pass(28_800_000, "wall", "uptime")).toBe(28_801_500);
  expect(pass(1_000, "wall", "steady", "uptime")).toBe(28_802_500);
  expect(pass(5_000, "wall", "uptime")).toBe(28_807_500);
});

test("where the steady clock counts sleep itself, it is not counted twice", () => {
  expect(machine().pass(28_800_000, "wall", "steady", "uptime")).toBe(28_800_500);
});

test.each([3_600_000, -3_600_000])("a wall clock that is set by %d ms changes nothing", (ms) => {
  const { pass } = machine();
  expect(pass(ms, "wall")).toBe(500);
  expect(pass(1_000, "wall", "steady", "uptime")).toBe(1_500);
  // A sleep after it is seen all the same.
  expect(pass(60_000, "wall", "uptime")).toBe(61_500);
});
