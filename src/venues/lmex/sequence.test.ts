import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type BookEvent } from "#core/event";
import { type Instrument, unifiedId } from "#core/instrument";
import { LevelBuffer } from "#core/level-buffer";
import { canonicalSequence, type Sequence } from "#core/sequence";
import { check } from "#venues/lmex/sequence";

const instrument: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: unifiedId({ base: "ETH", quote: "USDT", settle: "USDT" }),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};

interface Message {
  readonly kind?: "book-snapshot" | "book-delta";
  readonly sequence: Sequence | undefined;
  readonly previous?: Sequence;
  readonly time?: number | undefined;
}

function event({ kind = "book-delta", sequence, previous, time = 1_000 }: Message): BookEvent {
  const venueTime = time === undefined ? undefined : epochMs(time);
  return { kind, instrument, group: 0, sequence, previous, venueTime, levels: new LevelBuffer() };
}

const at = (sequence: Sequence | undefined, time?: number) => ({ sequence, venueTime: time === undefined ? undefined : epochMs(time) });

test("a delta that continues the book is applied", () => {
  expect(check(at(10, 900), event({ sequence: 11, previous: 10 }))).toEqual({ kind: "apply" });
});

test("a delta before its snapshot is dropped", () => {
  expect(check(at(undefined), event({ sequence: 11, previous: 10 }))).toEqual({ kind: "old" });
});

test("a lost delta is a gap that tells what was expected", () => {
  expect(check(at(10, 900), event({ sequence: 12, previous: 11 }))).toEqual({ kind: "gap", expected: "11", received: "12" });
});

test("a delta that claims the right past but skips a number is a gap", () => {
  expect(check(at(10, 900), event({ sequence: 12, previous: 10 })).kind).toBe("gap");
  expect(check(at(10, 900), event({ sequence: 11, previous: 9 })).kind).toBe("gap");
});

test("a delta that does not say what it continues is a gap", () => {
  expect(check(at(10, 900), event({ sequence: 11 })).kind).toBe("gap");
});

test("a repeated or reordered delta is old as long as its time is not newer", () => {
  expect(check(at(10, 1_000), event({ sequence: 10, previous: 9, time: 1_000 }))).toEqual({ kind: "old" });
  expect(check(at(10, 1_000), event({ sequence: 9, previous: 8, time: 900 }))).toEqual({ kind: "old" });
});

test("a lower number with a newer time is a chain started anew", () => {
  expect(check(at(10, 1_000), event({ sequence: 3, previous: 2, time: 1_001 }))).toEqual({ kind: "reset", expected: "11", received: "3" });
});

test("without times a lower number proves no restart", () => {
  expect(check(at(10, undefined), event({ sequence: 3, previous: 2 })).kind).toBe("old");
});

test("a snapshot starts the chain, and an unasked one may only move it forward", () => {
  const snapshot = (sequence: number) => event({ kind: "book-snapshot", sequence, previous: sequence - 1 });
  expect(check(at(undefined), snapshot(5)).kind).toBe("apply");
  expect(check(at(10, 900), snapshot(10)).kind).toBe("apply");
  expect(check(at(10, 900), snapshot(99)).kind).toBe("apply");
  expect(check(at(10, 900), snapshot(9))).toEqual({ kind: "gap", expected: "11", received: "9" });
});

test("a chain is followed across 2^53", () => {
  const last = Number.MAX_SAFE_INTEGER;
  expect(check(at(last, 900), event({ sequence: 9007199254740992n, previous: last })).kind).toBe("apply");
  expect(check(at(9007199254740992n, 900), event({ sequence: 9007199254740993n, previous: 9007199254740992n })).kind).toBe("apply");
  expect(check(at(9007199254740992n, 900), event({ sequence: 9007199254740994n, previous: 9007199254740993n })).kind).toBe("gap");
});

test("under loss, repetition and reordering, what is applied is always the unbroken chain", () => {
  const number = fc.bigInt({ min: 0n, max: 30n });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, fc.integer({ min: 0, max: 3 })), { maxLength: 60 }),
      fc.constantFrom(0n, 2n ** 53n - 16n),
      (messages, base) => {
        let last = canonicalSequence(base);
        for (const [offset, skew] of messages) {
          const sequence = canonicalSequence(base + offset);
          const previous = canonicalSequence(base + offset - 1n + (skew === 3 ? 1n : 0n));
          const verdict = check(at(last, 1_000), event({ sequence, previous, time: 1_000 }));
          if (verdict.kind !== "apply") continue;
          expect(BigInt(sequence)).toBe(BigInt(last) + 1n);
          last = sequence;
        }
      },
    ),
  );
});
