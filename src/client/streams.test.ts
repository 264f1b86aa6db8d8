import { expect, test } from "vitest";
import { batch, filter, merge } from "#client/streams";
import { UsageError } from "#core/error";

/** A source that hands out when it is told to, and remembers whether it was ended. */
class Pushed implements AsyncIterable<number> {
  opened = 0;
  ended = false;
  readonly #items: number[] = [];
  readonly #waiting: ((result: IteratorResult<number>) => void)[] = [];

  push(...items: number[]): void {
    for (const item of items) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#items.push(item);
      else waiting({ done: false, value: item });
    }
  }

  end(): void {
    this.ended = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<number> {
    this.opened += 1;
    return {
      next: () => {
        const item = this.#items.shift();
        if (item !== undefined) return Promise.resolve({ done: false, value: item });
        return this.ended ? Promise.resolve({ done: true, value: undefined }) : new Promise((resolve) => this.#waiting.push(resolve));
      },
      return: () => {
        this.end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

async function all<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Lets promises that are due settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function* failing(): AsyncGenerator<number> {
  yield 1;
  throw new Error("the source broke");
}

test("a filter keeps what it is asked to keep, in order", async () => {
  const source = new Pushed();
  source.push(1, 2, 3, 4);
  source.end();
  expect(await all(filter(source, (item) => item % 2 === 0))).toEqual([2, 4]);
});

test("a batch holds exactly as many items as asked for, and the rest at the end", async () => {
  const source = new Pushed();
  source.push(1, 2, 3, 4, 5);
  source.end();
  expect(await all(batch(source, 2))).toEqual([[1, 2], [3, 4], [5]]);
  expect(() => batch(source, 0)).toThrow(UsageError);
  expect(() => batch(source, Number.NaN)).toThrow(UsageError);
});

test("a merge hands out in the order of arrival and ends when all have ended", async () => {
  const [one, other] = [new Pushed(), new Pushed()];
  const heard: number[] = [];
  const done = (async () => {
    for await (const item of merge(one, other)) heard.push(item);
  })();
  for (const item of [1, 20, 2, 21]) {
    (item < 10 ? one : other).push(item);
    await settle();
  }
  one.end();
  other.push(22);
  other.end();
  await done;
  expect(heard).toEqual([1, 20, 2, 21, 22]);
});

test("a busy stream does not hide a slow one in a merge", async () => {
  const [busy, slow] = [new Pushed(), new Pushed()];
  busy.push(...Array.from({ length: 100 }, (_, at) => at));
  slow.push(1_000);
  const merged = merge(busy, slow);
  const first = [await merged.next(), await merged.next(), await merged.next()].map(({ value }) => value);
  expect(first).toContain(1_000);
  await merged.return?.();
});

test("leaving a merge ends every source, also the one that has nothing to say", async () => {
  const [busy, quiet] = [new Pushed(), new Pushed()];
  busy.push(1);
  for await (const item of merge(busy, quiet)) {
    expect(item).toBe(1);
    break;
  }
  expect([busy.ended, quiet.ended]).toEqual([true, true]);
});

test("leaving does not wait for an item that never comes, however the operators are stacked", async () => {
  const [one, other] = [new Pushed(), new Pushed()];
  const stacked = merge<unknown>(
    filter(one, () => true),
    filter(batch(other, 2), () => true),
  );
  const open = stacked.next();
  await settle();
  await stacked.return?.();
  expect(await open).toEqual({ done: true, value: undefined });
  expect([one.ended, other.ended]).toEqual([true, true]);
});

test("a source that breaks ends the merge with its error, and the other sources", async () => {
  const quiet = new Pushed();
  await expect(all(merge(failing(), quiet))).rejects.toThrow("the source broke");
  expect(quiet.ended).toBe(true);
});

test("a predicate that throws ends its source", async () => {
  const source = new Pushed();
  source.push(1);
  const broken = filter(source, () => {
    throw new Error("mine");
  });
  await expect(broken.next()).rejects.toThrow("mine");
  expect(source.ended).toBe(true);
  expect(await broken.next()).toEqual({ done: true, value: undefined });
});

test("nothing is opened before the first item is asked for", async () => {
  const source = new Pushed();
  const operators = [filter(source, () => true), batch(source, 2), merge(source)];
  expect(source.opened).toBe(0);
  for (const operator of operators) await operator.return?.();
  expect(source.opened).toBe(0);
});
