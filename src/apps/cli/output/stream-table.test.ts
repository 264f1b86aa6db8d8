import { expect, test } from "vitest";
import { StreamTable } from "#apps/cli/output/stream-table";
import { type Column } from "#apps/cli/output/table";

interface Row {
  readonly symbol: string;
  readonly price: string;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "SYMBOL", least: 8, cell: (row) => row.symbol },
  { title: "PRICE", align: "right", least: 7, cell: (row) => row.price },
  { title: "NOTE", leaveOut: 1, cell: (row) => row.note },
];
const row = (price: string, note = ""): Row => ({ symbol: "BTC-PERP", price, note });

test("titles come first and again after forty rows", () => {
  const table = new StreamTable(COLUMNS, 80);
  expect(table.add(row("1"))).toEqual(["SYMBOL      PRICE  NOTE", "BTC-PERP        1"]);
  for (let count = 0; count < 39; count += 1) expect(table.add(row("1"))).toHaveLength(1);
  expect(table.add(row("1"))).toHaveLength(2);
});

test("a column that can be missed makes room when numbers grow, and the titles say so", () => {
  const table = new StreamTable(COLUMNS, 26);
  table.add(row("1", "first"));
  expect(table.add(row("123456.789", "second"))).toEqual(["SYMBOL         PRICE", "BTC-PERP  123456.789"]);
  expect(table.add(row("1"))).toEqual(["BTC-PERP           1"]);
});

test("no line is wider than the terminal, and a hostile cell stays on its line", () => {
  const table = new StreamTable(COLUMNS, 30);
  for (const line of table.add({ symbol: "\u001b[2J\n".repeat(20), price: "1", note: "x" })) {
    expect(line.length).toBeLessThanOrEqual(30);
    expect(line).not.toMatch(/[\u001b\n]/);
  }
});
