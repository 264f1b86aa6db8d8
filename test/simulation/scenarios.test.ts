// Promises about a book's chain and content, one scenario each: whatever is lost, doubled, moved or broken on the way, the book
// leaves live before anybody can read something wrong, and comes back by itself.

import { expect } from "vitest";
import { type StagedBook, scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const OTHER = "ETH-PERP";

const kinds = (book: StagedBook): string[] => book.states.map(({ kind }) => kind);
const reasons = (book: StagedBook): (string | undefined)[] =>
  book.states.map(({ reason }) => reason).filter((reason) => reason !== undefined);

scenario("a lost delta makes the book resyncing in the turn of the next one, and live again within a second", (stage) => {
  const book = stage.book(SYMBOL);
  const other = stage.book(OTHER);
  stage.fault("drop-delta", {}, SYMBOL);
  stage.expectNotLive(book, 10_000);
  const [gap] = stage.told("gap");
  const last = Number(book.source.book.sequence);
  expect(gap).toMatchObject({ instrument: "BTC/USDT:USDT", reason: "gap", expected: String(last + 1), received: String(last + 2) });
  expect(book.source.state()).toEqual({ kind: "resyncing", reason: "gap", expected: String(last + 1), received: String(last + 2) });
  stage.expectLive(book, 1_000);
  expect(stage.told("healed")).toHaveLength(1);
  expect(book.source.counters).toMatchObject({ gaps: 1, healed: 1 });
  expect(kinds(other)).toEqual(["live"]);
  expect(other.source.counters.gaps).toBe(0);
});

scenario("a gap is known at the very moment in which the next delta arrives", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("drop-delta", {}, SYMBOL);
  const framesOf = (): number => stage.world.feed.sessions[0]?.connection.counters.frames ?? 0;
  let frames = framesOf();
  while (book.source.state().kind === "live") {
    frames = framesOf();
    expect(stage.world.clock.step()).toBe(true);
  }
  expect(framesOf()).toBe(frames + 1);
});

scenario("a delta that comes twice is ignored the second time", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("duplicate-delta", { times: 5, afterMs: 300 }, SYMBOL);
  stage.pass(10_000);
  expect(book.source.counters.old).toBeGreaterThanOrEqual(5);
  expect(kinds(book)).toEqual(["live"]);
});

scenario("deltas in the wrong order are a gap that heals", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("reorder-delta", {}, SYMBOL);
  stage.expectNotLive(book, 10_000);
  stage.expectLive(book, 1_000);
  expect(reasons(book)).toEqual(["gap"]);
});

scenario("a delta before its snapshot is dropped, and the book waits", (stage) => {
  stage.fault("delta-before-snapshot", {}, SYMBOL);
  const book = stage.book(SYMBOL, { wait: false });
  stage.expectLive(book, 5_000);
  expect(book.source.counters.dropped).toBeGreaterThanOrEqual(1);
  expect(kinds(book)).toEqual(["live"]);
});

for (const when of ["opening", "unasked"]) {
  scenario(`an old snapshot that comes ${when} never moves the book back`, (stage) => {
    const book = stage.book(SYMBOL);
    const seen: bigint[] = [];
    book.source.subscribe(() => {
      if (book.source.state().kind === "live") seen.push(BigInt(book.source.book.sequence ?? 0));
    });
    stage.pass(4_000);
    stage.fault("old-snapshot", { back: 30, when }, SYMBOL);
    if (when === "opening") stage.fault("drop-delta", {}, SYMBOL);
    stage.expectNotLive(book, 10_000);
    stage.expectLive(book, 20_000);
    stage.pass(2_000);
    expect(seen).toEqual([...seen].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)));
  });
}

for (const form of ["ask-under-bid", "bid-over-ask", "locked"]) {
  scenario(`a crossed book (${form}) leaves live and heals`, (stage) => {
    const book = stage.book(SYMBOL);
    stage.fault("crossed-book", { form }, SYMBOL);
    stage.expectNotLive(book, 10_000);
    stage.expectLive(book, 1_000);
    expect(reasons(book)).toEqual(["crossed"]);
  });
}

scenario("numbers that start anew below are recognised as a reset, and the new chain is followed", (stage) => {
  const book = stage.book(SYMBOL);
  const before = Number(book.source.book.sequence);
  stage.fault("sequence-reset", { to: "lower" }, SYMBOL);
  stage.expectNotLive(book, 10_000);
  stage.expectLive(book, 1_000);
  expect(reasons(book)).toEqual(["reset"]);
  expect(Number(book.source.book.sequence)).toBeLessThan(before);
});

scenario("numbers that jump ahead are a gap, and the new chain is followed", (stage) => {
  const book = stage.book(SYMBOL);
  const before = Number(book.source.book.sequence);
  stage.fault("sequence-reset", { to: "higher" }, SYMBOL);
  stage.expectNotLive(book, 10_000);
  stage.expectLive(book, 1_000);
  expect(reasons(book)).toEqual(["gap"]);
  expect(Number(book.source.book.sequence)).toBeGreaterThan(before + 5_000);
});

scenario("numbers beyond 2^53 are followed exactly, one by one", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("wide-sequence", {}, SYMBOL);
  stage.expectNotLive(book, 10_000);
  stage.expectLive(book, 1_000);
  const wide: string[] = [];
  book.source.subscribe(() => wide.push(String(book.source.book.sequence)));
  stage.pass(3_000);
  expect(wide.length).toBeGreaterThan(10);
  expect(BigInt(wide[0] ?? 0)).toBeGreaterThan(2n ** 53n);
  for (const [at, text] of wide.entries()) expect(BigInt(text)).toBe(BigInt(wide[0] ?? 0) + BigInt(at));
  expect(book.source.counters.gaps).toBe(1);
});

scenario("an unreadable frame that still tells its topic gaps that book alone", (stage) => {
  const book = stage.book(SYMBOL);
  const other = stage.book(OTHER);
  stage.fault("type-change", { form: "null-size" }, SYMBOL);
  stage.expectNotLive(book, 10_000);
  stage.expectLive(book, 1_000);
  expect(reasons(book)).toEqual(["malformed"]);
  expect(kinds(other)).toEqual(["live"]);
  expect(stage.world.client.health().malformed).toBe(1);
});

scenario("an unreadable frame that tells no topic gaps every topic of its connection, and no other connection", (stage) => {
  const book = stage.book(SYMBOL);
  const other = stage.book(OTHER);
  const spot = stage.book("BTC-USDT");
  stage.fault("malformed-frame", { form: "html" }, SYMBOL);
  stage.expectNotLive(book, 10_000);
  expect(other.source.state()).toMatchObject({ kind: "resyncing", reason: "malformed" });
  stage.expectLive(book, 1_000);
  stage.expectLive(other, 1_000);
  expect(kinds(spot)).toEqual(["live"]);
});

for (const part of ["price", "size"]) {
  scenario(`a ${part} that no market has is not believed`, (stage) => {
    const book = stage.book(SYMBOL);
    for (let time = 1; time <= 3; time += 1) {
      stage.fault("hostile-numbers", { part }, SYMBOL);
      stage.expectNotLive(book, 10_000);
      stage.expectLive(book, 6_000);
      expect(stage.world.client.health().malformed).toBe(time);
    }
  });
}

scenario("a fresh snapshot that cannot be read is asked for again", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("hostile-numbers", { part: "size", times: 2 }, SYMBOL);
  stage.expectNotLive(book, 10_000);
  stage.expectLive(book, 6_000);
  expect(book.source.counters).toMatchObject({ gaps: 1, healed: 1, resyncs: 2 });
});

scenario("an odd but true spelling of a price is read exactly", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("hostile-numbers", { part: "exponent", times: 3 }, SYMBOL);
  stage.pass(5_000);
  expect(kinds(book)).toEqual(["live"]);
});

scenario("a frame that names another market is not applied to this one", (stage) => {
  const book = stage.book(SYMBOL);
  const other = stage.book(OTHER);
  for (const form of ["unknown", "swapped", "swapped-topic"]) {
    stage.fault("wrong-symbol", { form }, SYMBOL);
    stage.pass(8_000);
  }
  stage.expectLive(book, 6_000);
  stage.expectLive(other, 6_000);
  expect(book.source.counters.gaps).toBeGreaterThanOrEqual(1);
});

scenario("repeats of one frame are no progress: the book is found silent and renewed", (stage) => {
  const book = stage.book(SYMBOL);
  stage.pass(3_000);
  stage.fault("frozen-repeats", { durationMs: 60_000 }, SYMBOL);
  stage.expectNotLive(book, 5_000);
  expect(book.source.state()).toMatchObject({ kind: "stale", reason: "silent" });
});

scenario("gaps in a row are asked for at once and then five seconds apart, and a fourth in a minute renews the socket", (stage) => {
  const book = stage.book(SYMBOL);
  const gapsAt: number[] = [];
  for (let gap = 0; gap < 4; gap += 1) {
    stage.fault("drop-delta", {}, SYMBOL);
    stage.expectNotLive(book, 10_000);
    gapsAt.push(stage.nowMs);
    stage.expectLive(book, 12_000);
  }
  expect(book.source.counters.resyncs).toBe(3);
  expect(stage.told("disconnected").map(({ reason }) => reason)).toEqual(["3 resyncs of one book within a minute"]);
});

scenario("a subscription whose snapshot never comes is stale in five seconds and heals when it does", (stage) => {
  stage.fault("snapshot-never", { durationMs: 8_000 }, SYMBOL);
  const book = stage.book(SYMBOL, { wait: false });
  expect(stage.world.until(() => book.source.state().kind === "stale", 6_000)).toBe(true);
  expect(book.source.state()).toMatchObject({ kind: "stale", reason: "silent" });
  stage.expectLive(book, 15_000);
});

scenario("each grouping is a book of its own with its own chain", (stage) => {
  const native = stage.book(SYMBOL);
  const grouped = stage.book(SYMBOL, { group: 3 });
  expect(native.source).not.toBe(grouped.source);
  stage.fault("drop-delta", {}, SYMBOL);
  stage.pass(10_000);
  stage.expectLive(native, 5_000);
  stage.expectLive(grouped, 5_000);
  expect(native.source.counters.gaps + grouped.source.counters.gaps).toBe(1);
});
