// Costs about 0.1 s.

import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentIds } from "#feed/prints/recent-ids";

/** The same by the book: a list. */
function listed(capacity: number): { add(id: string): boolean; readonly forgotten: string[] } {
  const ids: string[] = [];
  const forgotten: string[] = [];
  return {
    forgotten,
    add: (id) => {
      if (ids.includes(id)) return false;
      ids.push(id);
      if (ids.length > capacity) forgotten.push(ids.shift() ?? "");
      return true;
    },
  };
}

test("whatever ids come, those of the newest are known and the oldest are forgotten in order, also where hashes meet", () => {
  // "Aa" and "BB" have one hash, and so has whatever is made of as many of them.
  const id = fc.oneof(fc.stringMatching(/^(Aa|BB){0,4}$/), fc.stringMatching(/^\d{0,2}$/), fc.string({ maxLength: 2 }));
  fc.assert(
    fc.property(fc.array(id, { maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (ids, capacity) => {
      const forgotten: string[] = [];
      const recent = new RecentIds(capacity, (each) => forgotten.push(each));
      const model = listed(capacity);
      expect(ids.map((each) => recent.add(each))).toEqual(ids.map((each) => model.add(each)));
      expect(forgotten).toEqual(model.forgotten);
    }),
  );
});
