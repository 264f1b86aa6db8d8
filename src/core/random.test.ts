import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "#core/random";

const draws = (seed: string, count = 16): readonly number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.unit());
};

test("the same seed gives the same numbers, another seed others", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (seed, other) => {
      expect(draws(seed)).toEqual(draws(seed));
      if (seed !== other) expect(draws(seed)).not.toEqual(draws(other));
    }),
  );
});

test("the numbers of a seed never change, so a failing world can be played again years later", () => {
  const random = seededRandom("7");
  expect(Array.from({ length: 4 }, () => random.integer(0, 999_999))).toEqual([719454, 405173, 544611, 45033]);
});

test("draws stay in their range", () => {
  const random = seededRandom("range");
  for (let draw = 0; draw < 2_000; draw += 1) {
    const unit = random.unit();
    expect(unit >= 0 && unit < 1).toBe(true);
    const whole = random.integer(-3, 3);
    expect(Number.isInteger(whole) && whole >= -3 && whole <= 3).toBe(true);
    expect(Math.abs(random.gauss())).toBeLessThanOrEqual(6);
    expect(["a", "b"]).toContain(random.pick(["a", "b"]));
  }
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});

test("draws are spread evenly enough to trust a fault plan drawn from them", () => {
  const random = seededRandom("spread");
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 10_000; draw += 1) {
    const bin = random.integer(0, 9);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test("forks of one generator are worlds of their own, and repeat with it", () => {
  const one = seededRandom("fork");
  const other = seededRandom("fork");
  const first = one.fork("faults");
  const again = other.fork("faults");
  expect(first.unit()).toBe(again.unit());
  // Drawing more from a fork leaves its parent where it was.
  first.unit();
  expect(one.unit()).toBe(other.unit());
  expect(seededRandom("fork").fork("a").unit()).not.toBe(seededRandom("fork").fork("b").unit());
});
