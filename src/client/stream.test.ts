import { expect, test } from "vitest";
import { type Overflow } from "#bus/delivery-queue";
import { Stream } from "#client/stream";
import { type Feeder } from "#client/stream-parts";
import { VirtualClock } from "#clock/virtual-clock";

interface Item {
  readonly value: number;
  readonly merged: number;
}

/** A stream over a source that the test moves, and what became of it. */
class Rig {
  readonly clock = new VirtualClock();
  readonly dropped: number[] = [];
  readonly failures: unknown[] = [];
  opened = 0;
  closed = 0;
  readonly stream: Stream<number, Item>;
  #feeder: Feeder<number> | undefined;

  constructor(options: { readonly overflow?: Overflow; readonly signal?: AbortSignal; readonly first?: number } = {}) {
    const { overflow = { kind: "fail", capacity: 100 }, signal, first } = options;
    this.stream = new Stream<number, Item>({
      name: "test",
      clock: this.clock,
      overflow,
      signal,
      open: (feeder) => {
        this.opened += 1;
        this.#feeder = feeder;
        return () => {
          this.closed += 1;
        };
      },
      hand: (value, merged) => ({ value, merged }),
      restamp: (item, merged) => ({ ...item, merged: item.merged + merged }),
      ...(first === undefined ? {} : { first: () => [first] }),
      dropped: (count) => this.dropped.push(count),
      callbackFailed: (error) => this.failures.push(error),
    });
  }

  push(...values: number[]): void {
    for (const value of values) this.#feeder?.push(value);
  }

  end(error?: Error): void {
    this.#feeder?.end(error);
  }
}

async function take<Taken>(iterator: AsyncIterator<Taken>, count: number): Promise<Taken[]> {
  const items: Taken[] = [];
  for (let at = 0; at < count; at += 1) {
    const result = await iterator.next();
    if (result.done === true) break;
    items.push(result.value);
  }
  return items;
}

const values = (items: readonly Item[]): number[] => items.map(({ value }) => value);

test("nothing is opened before somebody listens, and leaving the loop gives it back", async () => {
  const rig = new Rig({ first: 7 });
  expect(rig.opened).toBe(0);
  for await (const item of rig.stream) {
    expect(item.value).toBe(7);
    expect([rig.opened, rig.closed]).toEqual([1, 0]);
    break;
  }
  expect([rig.opened, rig.closed]).toEqual([1, 1]);
});

test("iterating again opens the source again", async () => {
  const rig = new Rig({ first: 7 });
  for await (const _item of rig.stream) break;
  for await (const _item of rig.stream) break;
  expect([rig.opened, rig.closed]).toEqual([2, 2]);
});

test("the source stays open until the last of its consumers has left", async () => {
  const rig = new Rig();
  const [one, other] = [rig.stream[Symbol.asyncIterator](), rig.stream[Symbol.asyncIterator]()];
  const stop = rig.stream.onEach(() => undefined);
  rig.push(1);
  expect(values([...(await take(one, 1)), ...(await take(other, 1))])).toEqual([1, 1]);
  await one.return?.();
  stop();
  expect(rig.closed).toBe(0);
  await other.return?.();
  expect([rig.opened, rig.closed]).toEqual([1, 1]);
});

test("every item comes once and in order to a consumer that wants every", async () => {
  const rig = new Rig();
  const iterator = rig.stream[Symbol.asyncIterator]();
  rig.push(1, 2, 3);
  expect(values(await take(iterator, 3))).toEqual([1, 2, 3]);
});

test("the latest replaces what was not taken, and the counts add up exactly", async () => {
  const rig = new Rig({ overflow: { kind: "latest" } });
  const iterator = rig.stream[Symbol.asyncIterator]();
  rig.push(1, 2, 3);
  const first = await iterator.next();
  rig.push(4);
  const second = await iterator.next();
  expect([first.value, second.value]).toEqual([
    { value: 3, merged: 2 },
    { value: 4, merged: 0 },
  ]);
  expect(rig.stream.drops).toBe(0);
});

test("a consumer that must not lose is ended with an error after what it held", async () => {
  const rig = new Rig({ overflow: { kind: "fail", capacity: 2 } });
  const iterator = rig.stream[Symbol.asyncIterator]();
  rig.push(1, 2, 3);
  expect(values(await take(iterator, 2))).toEqual([1, 2]);
  await expect(iterator.next()).rejects.toMatchObject({ code: "consumer-too-slow" });
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  expect(rig.closed).toBe(1);
  expect(rig.dropped).toEqual([1]);
});

test("a consumer that may lose the oldest loses exactly those, and is told how many", async () => {
  const rig = new Rig({ overflow: { kind: "drop-oldest", capacity: 2 } });
  const iterator = rig.stream[Symbol.asyncIterator]();
  rig.push(1, 2, 3, 4);
  expect(values(await take(iterator, 2))).toEqual([3, 4]);
  expect(rig.stream.drops).toBe(2);
  expect(rig.dropped).toEqual([1, 1]);
});

test("several items may be asked for before the first has come", async () => {
  const rig = new Rig();
  const iterator = rig.stream[Symbol.asyncIterator]();
  const asked = Promise.all([iterator.next(), iterator.next(), iterator.next()]);
  rig.push(1, 2);
  rig.end();
  expect((await asked).map(({ value }) => value?.value)).toEqual([1, 2, undefined]);
});

test("an abort ends every consumer quietly, also one that waits, and gives the source back", async () => {
  const abort = new AbortController();
  const rig = new Rig({ signal: abort.signal });
  const iterator = rig.stream[Symbol.asyncIterator]();
  const waiting = iterator.next();
  abort.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(rig.closed).toBe(1);
  for await (const _item of rig.stream) throw new Error("An aborted stream handed out.");
  expect(rig.opened).toBe(1);
});

test("a signal that was aborted before opens nothing", async () => {
  const rig = new Rig({ signal: AbortSignal.abort(), first: 1 });
  for await (const _item of rig.stream) throw new Error("An aborted stream handed out.");
  rig.stream.onEach(() => undefined);
  expect(rig.opened).toBe(0);
});

test("an error of the source reaches every consumer, and everybody who comes later", async () => {
  const rig = new Rig();
  const iterator = rig.stream[Symbol.asyncIterator]();
  rig.push(1);
  rig.end(new Error("gave up"));
  expect(values(await take(iterator, 1))).toEqual([1]);
  await expect(iterator.next()).rejects.toThrow("gave up");
  await expect(rig.stream[Symbol.asyncIterator]().next()).rejects.toThrow("gave up");
});

test("a callback that throws is isolated and reported; the others still hear", () => {
  const rig = new Rig();
  const heard: number[] = [];
  rig.stream.onEach(() => {
    throw new Error("mine");
  });
  const stop = rig.stream.onEach(({ value }) => heard.push(value));
  rig.push(1, 2);
  stop();
  rig.push(3);
  expect(heard).toEqual([1, 2]);
  expect(rig.failures).toHaveLength(3);
});

test("a filter begins with the present state where it fits, and keeps only what fits", async () => {
  const rig = new Rig({ first: 2 });
  const even = rig.stream.filter(({ value }) => value % 2 === 0);
  const iterator = even[Symbol.asyncIterator]();
  rig.push(3, 4, 5, 6);
  expect(values(await take(iterator, 3))).toEqual([2, 4, 6]);
  await iterator.return?.();
  expect(rig.closed).toBe(1);
});

test("a filter of a conflated stream counts what it replaced", async () => {
  const rig = new Rig({ overflow: { kind: "latest" } });
  const iterator = rig.stream.filter(({ value }) => value % 2 === 0)[Symbol.asyncIterator]();
  rig.push(1, 2, 3, 4, 6);
  expect((await iterator.next()).value).toEqual({ value: 6, merged: 2 });
});

test("a batch goes out when it is full, and when its first item has waited long enough", async () => {
  const rig = new Rig();
  const iterator = rig.stream.batch({ size: 2, maxWaitMs: 100 })[Symbol.asyncIterator]();
  rig.push(1, 2, 3);
  rig.clock.advance(99);
  const full = await take(iterator, 1);
  expect(full.map(values)).toEqual([[1, 2]]);
  const late = iterator.next();
  rig.clock.advance(1);
  expect(values((await late).value ?? [])).toEqual([3]);
});

test("what a batch holds at the end is still handed out", async () => {
  for (const how of ["end", "close"] as const) {
    const rig = new Rig();
    const iterator = rig.stream.batch({ size: 10, maxWaitMs: 100 })[Symbol.asyncIterator]();
    rig.push(1, 2);
    if (how === "end") rig.end();
    else await rig.stream.close();
    expect((await take(iterator, 2)).map(values), how).toEqual([[1, 2]]);
    expect(rig.clock.pendingTimers, how).toBe(0);
  }
});

test("batches are never conflated away: what a slow consumer loses is counted", async () => {
  const rig = new Rig({ overflow: { kind: "latest" } });
  const iterator = rig.stream.batch({ size: 1, maxWaitMs: 100 })[Symbol.asyncIterator]();
  rig.push(1, 2, 3);
  expect((await take(iterator, 3)).map(values)).toEqual([[1], [2], [3]]);
});

test("a batch without a size or a time is refused", () => {
  const { stream } = new Rig();
  for (const options of [
    { size: 0, maxWaitMs: 10 },
    { size: 1.5, maxWaitMs: 10 },
    { size: 2, maxWaitMs: 0 },
    { size: 2, maxWaitMs: Number.NaN },
  ]) {
    expect(() => stream.batch(options)).toThrow(/option/);
  }
});

test("closing a stream ends the streams that were made from it", async () => {
  const rig = new Rig();
  const made = rig.stream.filter(() => true);
  const waiting = made[Symbol.asyncIterator]().next();
  await rig.stream.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
});
