import { expect, test } from "vitest";
import { Leases } from "#feed/leases";

function counted(): {
  readonly leases: Leases<{ name: string }>;
  readonly made: string[];
  readonly closed: string[];
  take(name: string): ReturnType<Leases<{ name: string }>["take"]>;
} {
  const made: string[] = [];
  const closed: string[] = [];
  const leases = new Leases<{ name: string }>(({ name }) => closed.push(name));
  const take = (name: string) =>
    leases.take(name, () => {
      made.push(name);
      return { name };
    });
  return { leases, made, closed, take };
}

test("whoever asks for the same thing shares it, and the last to give it back closes it", () => {
  const { made, closed, take } = counted();
  const [one, other] = [take("a"), take("a")];
  expect(one.kept).toBe(other.kept);
  one.release();
  expect(closed).toEqual([]);
  other.release();
  expect([made, closed]).toEqual([["a"], ["a"]]);
});

test("giving back twice counts once", () => {
  const { closed, take } = counted();
  const [one] = [take("a"), take("a")];
  one?.release();
  one?.release();
  expect(closed).toEqual([]);
});

test("a thing that was closed is made anew for the next, and an old lease cannot close that one", () => {
  const { made, closed, take, leases } = counted();
  const first = take("a");
  first.release();
  const second = take("a");
  first.release();
  expect([made, closed, leases.all]).toEqual([["a", "a"], ["a"], [second.kept]]);
});

test("closing all closes each once, whatever is given back afterwards", () => {
  const { closed, take, leases } = counted();
  const lease = take("a");
  take("b");
  leases.closeAll();
  expect([closed, leases.all]).toEqual([["a", "b"], []]);
  lease.release();
  expect(closed).toEqual(["a", "b"]);
});

test("what could not be made is not kept", () => {
  const leases = new Leases<number>(() => undefined);
  expect(() =>
    leases.take("a", () => {
      throw new Error("no such topic");
    }),
  ).toThrow("no such topic");
  expect(leases.all).toEqual([]);
});
