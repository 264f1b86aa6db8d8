// What has to hold before the first order leaves, and what is told to a person. In virtual time; about 2 s.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type SimulatedTrading } from "#assemblies/simulated-trading";
import { soon } from "#assemblies/soon";
import { TransportError } from "#core/error";
import { type DeadMan } from "#trading/dead-man/dead-man";
import { lmex } from "#venues/lmex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

const limits = {
  maxOrderNotional: "50000",
  maxPositionNotional: "none",
  maxExposureNotional: "none",
  maxOpenOrders: "50",
  maxDailyLoss: "none",
  maxDrawdown: "none",
};

function worldOf(trading: Partial<SimulatedTrading> = {}): SimulatedWorld {
  const world = simulate({ venue: lmex, seed: 5, trading: { limits, instruments: ["BTC-PERP"], arm: false, ...trading } });
  worlds.push(world);
  return world;
}

const order = { instrument: "BTC-PERP", side: "buy", size: "0.01" } as const;

test("before it is armed nothing leaves, and it says why", async () => {
  const world = worldOf();
  const { trader } = world;
  expect(trader?.risk().armed).toBe(false);
  expect(await soon(world, trader?.submit(order) ?? Promise.reject())).toMatchObject({ kind: "refused", rule: "not-reconciled" });
});

test("what was found is told once: account, settings, limits, and who cancels when the process dies", () => {
  const told: (readonly string[])[] = [];
  const world = worldOf({ arm: true, armed: (words) => told.push(words) });
  expect(told).toHaveLength(1);
  const words = told[0]?.join("\n") ?? "";
  expect(words).toMatch(/Trading LMEX/);
  expect(words).toMatch(/BTC-PERP: leverage \d+, margin cross, positions one-way/);
  expect(words).toMatch(/Limit order-notional: 50000/);
  expect(words).toMatch(/Nobody cancels when this process dies/);
  expect(world.trader?.risk().armed).toBe(true);
});

test.each([
  ["leverage", { leverage: "7" }, /leverage 7, and it is/],
  ["margin mode", { marginMode: "isolated" }, /isolated margin, and it is cross/],
  ["position mode", { positionMode: "hedge" }, /position mode hedge, and it is one-way/],
] as const)("another %s than expected refuses to arm", (_what, expected, words) => {
  expect(() => worldOf({ arm: true, expect: expected })).toThrow(
    expect.objectContaining({ code: "settings-differ", message: expect.stringMatching(words) }),
  );
});

test("settings that are as expected arm, and expectations of nothing are a mistake", () => {
  expect(worldOf({ arm: true, expect: { marginMode: "cross", positionMode: "one-way" } }).trader?.risk().armed).toBe(true);
  expect(() => worldOf({ arm: true, instruments: [], expect: { leverage: "5" } })).toThrow(
    expect.objectContaining({ code: "expect-without-instruments" }),
  );
});

test("a dead man that cannot be armed keeps the gate closed, and is let go", () => {
  let disarmed = 0;
  const broken: DeadMan = {
    kind: "watchdog",
    withinMs: 15_000,
    trouble: "It does not start.",
    start: (armed) => armed(new TransportError("watchdog-failed", "It does not start.", { phase: "before-send" })),
    expect: () => undefined,
    forget: () => undefined,
    disarm: (settled) => {
      disarmed += 1;
      settled(true);
    },
    leave: () => undefined,
  };
  expect(() => worldOf({ arm: true, deadMan: () => broken })).toThrow("It does not start.");
  expect(disarmed).toBe(1);
});
