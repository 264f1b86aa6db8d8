import { expect, test } from "vitest";
import { type Column, csvHeader, csvRow, displayWidth, pad, renderTable, wrapped } from "#apps/cli/output/table";

interface Row {
  readonly symbol: string;
  readonly price: string;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "SYMBOL", cell: (row) => row.symbol },
  { title: "PRICE", align: "right", cell: (row) => row.price },
  { title: "NOTE", leaveOut: 1, cell: (row) => row.note },
];

const ROWS: readonly Row[] = [
  { symbol: "BTC-PERP", price: "59252.5", note: "first" },
  { symbol: "ETH-PERP", price: "3120.40", note: "" },
];

test("numbers stand to the right, text to the left, and no line ends with spaces", () => {
  expect(renderTable(COLUMNS, ROWS, 80)).toEqual(["SYMBOL      PRICE  NOTE", "BTC-PERP  59252.5  first", "ETH-PERP  3120.40"]);
});

test("a table that is too wide first leaves out what can be missed", () => {
  expect(renderTable(COLUMNS, ROWS, 20)).toEqual(["SYMBOL      PRICE", "BTC-PERP  59252.5", "ETH-PERP  3120.40"]);
});

test("then text is shortened, and numbers never are", () => {
  const rows = [{ symbol: "A".repeat(100), price: "123456789.123456789", note: "x" }];
  const lines = renderTable(COLUMNS, rows, 40);
  expect(lines[1]).toMatch(/^A+…\s+123456789\.123456789$/);
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(40);
});

test("a hostile cell stays one inert cell of its line", () => {
  const lines = renderTable(COLUMNS, [{ symbol: "\u001b[2J\nX", price: "1", note: "\u202egnp" }], 80);
  expect(lines).toHaveLength(2);
  expect(lines.join("")).not.toMatch(/[\u001b\u202e]/);
});

test("letters that take two columns are counted as two", () => {
  expect(displayWidth("価格")).toBe(4);
  expect(displayWidth("e\u0301")).toBe(1);
  expect(pad("価格", 6)).toBe("価格  ");
  expect(pad("価格表", 4)).toBe("価… ");
});

test("CSV quotes what needs quotes and defuses formulas, but not negative numbers", () => {
  const rows = [
    { symbol: "=HYPERLINK(1)", price: "-0.5", note: 'say "a,b"' },
    { symbol: "@cmd", price: "+1e5", note: "-x" },
  ];
  expect([csvHeader(COLUMNS), ...rows.map((row) => csvRow(COLUMNS, row))]).toEqual([
    "SYMBOL,PRICE,NOTE",
    `'=HYPERLINK(1),-0.5,"say ""a,b"""`,
    "'@cmd,+1e5,'-x",
  ]);
});

test("a column that wraps goes on below itself, and the other cells of its row stay empty there", () => {
  const columns: readonly Column<Row>[] = [
    { title: "SYMBOL", cell: (row) => row.symbol },
    { title: "NOTE", wrap: true, cell: (row) => row.note },
  ];
  const rows = [{ symbol: "BTC-PERP", price: "", note: "the book is read anew when a number is missing" }];
  expect(renderTable(columns, rows, 30)).toEqual([
    "SYMBOL    NOTE",
    "BTC-PERP  the book is read",
    "          anew when a number",
    "          is missing",
  ]);
});

test("a word that is longer than its line is broken", () => {
  expect(wrapped("abcdefghij kl", 4)).toEqual(["abcd", "efgh", "ij", "kl"]);
  expect(wrapped("", 4)).toEqual([""]);
});
