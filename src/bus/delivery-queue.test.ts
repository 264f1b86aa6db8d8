import fc from "fast-check";
import { expect, test } from "vitest";
import { DeliveryQueue, type Overflow } from "#bus/delivery-queue";

function queue(overflow: Overflow): DeliveryQueue<number> {
  return new DeliveryQueue<number>(overflow, () => new Error("too slow"));
}

test("every item comes out once and in order while the consumer keeps up", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (steps) => {
      const made = queue({ kind: "fail", capacity: 1_000 });
      const out: number[] = [];
      let next = 0;
      for (const push of steps) {
        if (push) made.push(next++);
        else {
          const taken = made.take();
          if (taken.kind === "item") out.push(taken.delivered.item);
        }
      }
      for (let taken = made.take(); taken.kind === "item"; taken = made.take()) out.push(taken.delivered.item);
      expect(out).toEqual(Array.from({ length: next }, (_, at) => at));
    }),
  );
});

test("a conflating queue hands out the newest and counts exactly what it merged", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (steps) => {
      const made = queue({ kind: "latest" });
      let pushed = 0;
      let accounted = 0;
      for (const push of [...steps, false]) {
        if (push) {
          made.push(pushed);
          pushed += 1;
          continue;
        }
        const taken = made.take();
        if (taken.kind !== "item") continue;
        expect(taken.delivered.item).toBe(pushed - 1);
        accounted += 1 + taken.delivered.merged;
      }
      expect(accounted).toBe(pushed);
      expect(made.drops).toBe(0);
    }),
  );
});

test("a full queue drops the oldest and counts it", () => {
  const made = queue({ kind: "drop-oldest", capacity: 2 });
  for (const item of [1, 2, 3, 4]) made.push(item);
  expect(made.drops).toBe(2);
  expect([made.take(), made.take(), made.take()].map((taken) => (taken.kind === "item" ? taken.delivered.item : taken.kind))).toEqual([
    3,
    4,
    "empty",
  ]);
});

test("a queue that must not lose ends with an error after what it held", () => {
  const made = queue({ kind: "fail", capacity: 1 });
  made.push(1);
  made.push(2);
  expect(made.take()).toMatchObject({ kind: "item", delivered: { item: 1 } });
  expect(made.take()).toMatchObject({ kind: "ended", error: { message: "too slow" } });
});

test("a waiting consumer is woken by an item and by the end", () => {
  const made = queue({ kind: "latest" });
  let woken = 0;
  made.onReady(() => {
    woken += 1;
  });
  made.push(1);
  made.take();
  made.onReady(() => {
    woken += 1;
  });
  made.end();
  expect(woken).toBe(2);
});

test("several callers wait in a row, and the end answers all that are left", () => {
  const made = queue({ kind: "latest" });
  const heard: string[] = [];
  for (const name of ["first", "second", "third"]) {
    made.onReady(() => {
      const taken = made.take();
      heard.push(`${name} ${taken.kind === "item" ? taken.delivered.item : taken.kind}`);
    });
  }
  made.push(1);
  made.push(2);
  made.end();
  expect(heard).toEqual(["first 1", "second 2", "third ended"]);
});

test("with slots only what is of one slot is replaced, newest last, and each replacement is counted", () => {
  const made = new DeliveryQueue<string>(
    { kind: "fail", capacity: 3 },
    () => new Error("too slow"),
    (item) => (item.startsWith("book") ? item.slice(0, 5) : undefined),
  );
  for (const item of ["bookA 1", "trade 1", "bookB 1", "bookA 2", "bookA 3"]) made.push(item);
  expect([made.take(), made.take(), made.take(), made.take()]).toEqual([
    { kind: "item", delivered: { item: "trade 1", merged: 0 } },
    { kind: "item", delivered: { item: "bookB 1", merged: 0 } },
    { kind: "item", delivered: { item: "bookA 3", merged: 2 } },
    { kind: "empty" },
  ]);
});

test("with slots the bound holds for all that waits: it fails or drops the oldest, and counts", () => {
  const own = (): undefined => undefined;
  const strict = new DeliveryQueue<number>({ kind: "fail", capacity: 2 }, () => new Error("too slow"), own);
  for (let item = 0; item < 4; item += 1) strict.push(item);
  expect([strict.waiting, strict.drops, strict.ended]).toEqual([2, 1, true]);
  const loose = new DeliveryQueue<number>({ kind: "drop-oldest", capacity: 2 }, () => new Error("too slow"), own);
  for (let item = 0; item < 4; item += 1) loose.push(item);
  expect([loose.drops, loose.take(), loose.take()]).toEqual([
    2,
    { kind: "item", delivered: { item: 2, merged: 0 } },
    { kind: "item", delivered: { item: 3, merged: 0 } },
  ]);
});
