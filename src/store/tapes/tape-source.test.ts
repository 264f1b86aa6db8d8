import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { UsageError } from "#core/error";
import { type MarketSource, type SourceStep } from "#core/market-source";
import { LINE_CHARS_MAX } from "#store/tapes/tape-lines";
import { openTape, STEPS_AHEAD_MAX } from "#store/tapes/tape-source";
import { BOOK_HEADER, bookRows, TRADES_HEADER, tradeRows } from "#store/tapes/tape-writer";

const folder = mkdtempSync(join(tmpdir(), "truebook-tapes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function file(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `tape-${files}.csv`);
  writeFileSync(path, content);
  return path;
}

/** Rows `local is_snapshot side price amount` as a book tape. */
function bookTape(...rows: string[]): string {
  return BOOK_HEADER + rows.map((row) => `sim,X,${row.split(" ")[0]},${row.replaceAll(" ", ",")}\n`).join("");
}

/** Rows `local side price amount` as a trades tape. */
function tradesTape(...rows: string[]): string {
  return TRADES_HEADER + rows.map((row, id) => `sim,X,${row.split(" ")[0]},${row.replace(" ", ` ${id} `).replaceAll(" ", ",")}\n`).join("");
}

function takeAll(source: MarketSource): SourceStep[] {
  const steps: SourceStep[] = [];
  for (let next = source.peek(); next.kind === "step"; next = source.peek()) {
    steps.push(next.step);
    source.take();
  }
  return steps;
}

async function failure(content: string | Uint8Array): Promise<string> {
  const error: unknown = await openTape({ book: file(content) }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  return error instanceof Error ? error.message : "";
}

test("scale, tick and lot come from the numbers of the book", async () => {
  const { rules } = await openTape({
    book: file(bookTape("1 true bid 32180.50 600", "1 true ask 32182 900", "2 false ask 1000000.0 0")),
    trades: file(tradesTape("1 buy 32181.25 0.5")),
  });
  expect(rules).toEqual({ priceScale: 2, sizeScale: 1, tick: 50, lot: 3_000 });
});

test("rows of one local timestamp are one step, both sides together", async () => {
  const source = await openTape({
    book: file(bookTape("1 true bid 10 1", "1 true ask 11 2", "5 false bid 10 0", "5 false ask 12 3", "6 false bid 9 1")),
  });
  expect(takeAll(source)).toEqual([
    { localTimeUs: 1, book: { startsAfresh: true, bids: [[10, 1]], asks: [[11, 2]] }, prints: [] },
    { localTimeUs: 5, book: { startsAfresh: false, bids: [[10, 0]], asks: [[12, 3]] }, prints: [] },
    { localTimeUs: 6, book: { startsAfresh: false, bids: [[9, 1]], asks: [] }, prints: [] },
  ]);
  expect(source.peek()).toEqual({ kind: "ended" });
});

test("a snapshot voids what stood before it, and one that is spread over timestamps voids it once", async () => {
  const tape = bookTape("1 true bid 10 1", "2 true ask 11 2", "3 false bid 9 1", "3 true bid 8 1", "4 false bid 7 1");
  const steps = takeAll(await openTape({ book: file(tape) }));
  expect(steps.map((step) => [step.book?.startsAfresh, step.book?.bids])).toEqual([
    [true, [[10, 1]]],
    [false, []],
    [true, [[8, 1]]],
    [false, [[7, 1]]],
  ]);
});

test("trades join the book of their moment, stand alone between books, and early ones wait for the first book", async () => {
  const source = await openTape({
    book: file(bookTape("10 true bid 10 1", "20 false bid 10 2")),
    trades: file(tradesTape("3 buy 10 1", "10 sell 10 2", "15 unknown 10 3", "15 sell 10 4", "20 buy 10 5", "30 sell 10 6")),
  });
  const steps = takeAll(source).map((step) => [
    step.localTimeUs,
    step.book !== undefined,
    step.prints.map((print) => `${print.side} ${print.size}`),
  ]);
  expect(steps).toEqual([
    [10, true, ["buy 1", "sell 2"]],
    [15, false, ["buy 3", "sell 4"]],
    [20, true, ["buy 5"]],
    [30, false, ["sell 6"]],
  ]);
});

test("columns are found by name, lines may end in CRLF, the last line may lack its end, and gzip is told from the bytes", async () => {
  const tape =
    "amount,price,side,is_snapshot,local_timestamp,timestamp,symbol,exchange,further\r\n3,10.5,bid,true,7,7,X,sim,?\r\n4,11,ask,true,7,7,X,sim,?";
  for (const content of [tape, gzipSync(tape)]) {
    const source = await openTape({ book: file(content) });
    expect(takeAll(source)).toEqual([{ localTimeUs: 7, book: { startsAfresh: true, bids: [[105, 3]], asks: [[110, 4]] }, prints: [] }]);
  }
});

test.each([
  ["a price that is no number", "1 true bid abc 1", 'line 2 .*"abc" is no decimal'],
  ["a price of 0", "1 true bid 0 1", "line 2 .*above 0"],
  ["a negative amount", "1 true bid 1 -1", 'line 2 .*"-1" is no decimal'],
  ["an unknown side", "1 true buy 1 1", 'line 2 .*side "buy"'],
  ["an unknown flag", "1 yes bid 1 1", 'line 2 .*is_snapshot "yes"'],
  ["a time that is no number", "1.5 true bid 1 1", 'line 2 .*local_timestamp "1.5"'],
  ["too many places", "1 true bid 0.0000000000001 1", "line 2 .*more than 12"],
  ["a price beyond exact numbers", "1 true bid 9007199254740993 1", "line 2 .*2\\^53"],
  ["a hostile value", "1 true bid \u001b[2J 1", 'line 2 .*"\\\\u001b\\[2J"'],
  ["a missing column", "1 true bid 1", "line 2 .*7 columns"],
])("%s is an error that names its line", async (_name, row, message) => {
  expect(await failure(bookTape(row))).toMatch(new RegExp(message));
});

test("times that go back, a second symbol, a header without columns and an empty file are named errors", async () => {
  expect(await failure(bookTape("2 true bid 1 1", "1 true bid 1 1"))).toMatch(/line 3 .*older/);
  expect(await failure(`${bookTape("1 true bid 1 1")}sim,Y,2,2,false,bid,1,1\n`)).toMatch(/line 3 .*"Y"/);
  expect(await failure("exchange,symbol\n")).toMatch(/line 1 .*lacks timestamp, local_timestamp/);
  expect(await failure("")).toMatch(/empty/);
  expect(await failure(BOOK_HEADER)).toMatch(/no rows/);
  expect(await failure(bookTape(`1 true bid ${"1".repeat(LINE_CHARS_MAX)} 1`))).toMatch(/Line 2 .*longer/);
});

test("a file that is missing or cut short says so", async () => {
  await expect(openTape({ book: join(folder, "none.csv") })).rejects.toThrow(/Cannot read tape .*none\.csv: ENOENT/);
  const whole = gzipSync(bookTape(...Array.from({ length: 50 }, (_, at) => `${at} false bid ${at + 1} 1`)));
  expect(await failure(whole.subarray(0, whole.length - 20))).toMatch(/Cannot read tape .*unexpected end of file/);
});

test("only a bounded number of steps is read ahead, and a reader that waits is called back until the end", async () => {
  const count = 2 * STEPS_AHEAD_MAX + 5;
  const source = await openTape({
    book: file(bookTape(...Array.from({ length: count }, (_, at) => `${at + 1} false bid ${(at % 9) + 1} ${at + 1}`))),
  });
  expect(takeAll(source).length).toBeLessThan(count);
  let taken = STEPS_AHEAD_MAX;
  await new Promise<void>((done) => {
    const more = (): void => {
      taken += takeAll(source).length;
      if (source.peek().kind === "waiting") source.onReady(more);
      else done();
    };
    source.onReady(more);
  });
  expect(source.peek()).toEqual({ kind: "ended" });
  expect(taken).toBe(count);
});

test("a closed source has ended", async () => {
  const source = await openTape({ book: file(bookTape("1 true bid 1 1")) });
  source.close();
  expect(source.peek()).toEqual({ kind: "ended" });
});

test("what the writer writes, the reader reads", async () => {
  const subject = { exchange: "sim", symbol: "X", rules: { priceScale: 2, sizeScale: 1 } };
  const time = { timeUs: 5, localTimeUs: 6 };
  const level = (price: number, size: number) => [price, size] as never;
  const source = await openTape({
    book: file(BOOK_HEADER + bookRows(subject, time, { kind: "snapshot", bids: [level(1_025, 3)], asks: [level(1_050, 10)] })),
    trades: file(TRADES_HEADER + tradeRows(subject, time, [{ tradeId: "9", price: 1_050, size: 7, side: "sell" }])),
  });
  expect(source.rules).toEqual({ priceScale: 2, sizeScale: 1, tick: 25, lot: 1 });
  expect(takeAll(source)).toEqual([
    {
      localTimeUs: 6,
      book: { startsAfresh: true, bids: [[1_025, 3]], asks: [[1_050, 10]] },
      prints: [{ localTimeUs: 6, price: 1_050, size: 7, side: "sell" }],
    },
  ]);
});
