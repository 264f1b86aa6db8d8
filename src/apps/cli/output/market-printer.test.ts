import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { LineSink, type TextStream } from "#apps/cli/output/line-sink";
import { type BookLine, type TradeLine } from "#apps/cli/output/lines";
import { type MarketPrinter, marketPrinter } from "#apps/cli/output/market-printer";
import { type OutputFormat } from "#config/settings";

class Screen extends EventEmitter implements TextStream {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  readonly writableLength = 0;
  text = "";
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

function printer(format: OutputFormat, liveScreen = false): { screen: Screen; printer: MarketPrinter } {
  const screen = new Screen();
  return {
    screen,
    printer: marketPrinter({ out: new LineSink(screen), format, color: false, liveScreen, symbols: 1, severalVenues: false, depth: 2 }),
  };
}

const BOOK: BookLine = {
  v: 1,
  kind: "book",
  venue: "lmex",
  instrument: "BTC/USDT:USDT",
  symbol: "BTC-PERP",
  state: "live",
  proof: "sequence",
  epoch: 1,
  sequence: "7",
  depth: 2,
  bids: [["3120.40", "1875"]],
  asks: [["3120.65", "310"]],
  venueTime: 1,
  receivedTime: 2,
  ageMs: 0,
  merged: 0,
};
const STALE: BookLine = { ...BOOK, state: "stale", reason: "silent", expected: null, received: null, bids: [], asks: [] };
const TRADE: TradeLine = {
  v: 1,
  kind: "trade",
  venue: "lmex",
  instrument: "BTC/USDT:USDT",
  symbol: "BTC-PERP",
  tradeId: "1",
  price: "3120.40",
  size: "5",
  side: "buy",
  venueTime: 1_767_225_662_417,
  receivedTime: 1_767_225_662_418,
  backfilled: true,
};
const SUMMARY = { v: 1, kind: "summary", events: 2, gaps: 1, healed: 1, drops: 0 } as const;

test("programs get one object a line, and the summary last", () => {
  const { screen, printer: lines } = printer("ndjson");
  lines.print(BOOK);
  lines.print(STALE);
  lines.finish(SUMMARY);
  expect(
    screen.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([BOOK, STALE, SUMMARY]);
});

test("CSV has one title, a row a level, and a row without a price for a book that is not live", () => {
  const { screen, printer: csv } = printer("csv");
  csv.print(BOOK);
  csv.print(STALE);
  csv.finish(SUMMARY);
  expect(screen.text).toBe(
    "SYMBOL,STATE,SEQUENCE,SIDE,RANK,PRICE,SIZE\nBTC-PERP,live,7,bid,1,3120.40,1875\nBTC-PERP,live,7,ask,1,3120.65,310\nBTC-PERP,stale,7,,0,,\n",
  );
});

test("people get trades as a table that scrolls, and the summary in words", () => {
  const { screen, printer: table } = printer("table");
  table.print(TRADE);
  table.print({
    v: 1,
    kind: "trade-hole",
    venue: "lmex",
    instrument: "x",
    symbol: "BTC-PERP",
    from: 0,
    to: 1,
    afterId: null,
    beforeId: null,
    reason: "\u001b[2J",
  });
  table.finish(SUMMARY);
  expect(screen.text).toContain("00:01:02.417  BTC-PERP  buy    3120.40       5  1   backfilled\n");
  expect(screen.text).toContain("2 hand-outs, 1 gap, 1 healed.\n");
  expect(screen.text).not.toContain("\u001b");
});

test("a ladder is redrawn in place, makes room for a note, and stays at the end", () => {
  const { screen, printer: live } = printer("table", true);
  live.print(BOOK);
  live.print(BOOK);
  const height = 4;
  expect(screen.text.match(new RegExp(`\u001b\\[${height}A`, "g"))).toHaveLength(1);
  live.makeRoom();
  expect(screen.text.endsWith(`\u001b[${height}A\r\u001b[J`)).toBe(true);
  live.print(STALE);
  live.finish(SUMMARY);
  const end = screen.text.length;
  live.makeRoom();
  expect(screen.text.length).toBe(end);
  expect(screen.text).toContain("STALE: silent");
});
