import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { createSimulatedExchange } from "#sim/world";
import { type AccountStep } from "#venues/account-dialect";
import { lmexDialect } from "#venues/lmex/dialect";

function steps(seed: string, seconds: number): readonly AccountStep[] {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({ venues: [lmexDialect], seed, clock, accountActivity: true });
  const heard: AccountStep[] = [];
  exchange.venue("lmex")?.accounts?.all[0]?.onStep((step) => heard.push(step));
  exchange.start();
  clock.advance(seconds * 1_000);
  exchange.close();
  clock.advance(60_000);
  return heard;
}

test("in a minute somebody places, fills and cancels, on a derivative and on spot, and stops with the exchange", () => {
  const heard = steps("7", 60);
  const causes = new Set(heard.map(({ cause }) => cause));
  expect([...causes].sort()).toEqual(expect.arrayContaining(["cancelled", "placed", "traded"]));
  const products = new Set(heard.flatMap(({ orders }) => orders.map(({ instrument }) => instrument.product)));
  expect([...products].sort()).toEqual(["futures", "spot"]);
  expect(heard.length).toBeGreaterThan(40);
});

test("the same seed does the same on the account", () => {
  const words = (seed: string): string =>
    steps(seed, 20)
      .map(({ cause, orders }) => `${cause} ${orders[0]?.id} ${orders[0]?.size}`)
      .join("\n");
  expect(words("7")).toBe(words("7"));
  expect(words("7")).not.toBe(words("8"));
});
