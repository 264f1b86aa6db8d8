// Turns hand-outs into what the person chose to see: lines for programs, or a screen that stays calm. One printer for a whole watch,
// however many symbols it follows.

import { CONSOLIDATED_COLUMNS, consolidatedBlock, SPREAD_COLUMNS } from "#apps/cli/output/across-columns";
import { type ConsolidatedLine, type SpreadLine } from "#apps/cli/output/across-lines";
import {
  BOOK_LEVEL_COLUMNS,
  BOOK_TOP_COLUMNS,
  bookLevelRows,
  CANDLE_COLUMNS,
  TICKER_COLUMNS,
  TRADE_COLUMNS,
} from "#apps/cli/output/columns";
import { ladder } from "#apps/cli/output/ladder";
import { type LineSink } from "#apps/cli/output/line-sink";
import {
  type BookLine,
  type CandleLine,
  type SummaryLine,
  type TickerLine,
  type TradeHoleLine,
  type TradeLine,
} from "#apps/cli/output/lines";
import { LiveBlock } from "#apps/cli/output/live-block";
import { StreamTable } from "#apps/cli/output/stream-table";
import { type Column, csvHeader, csvRow } from "#apps/cli/output/table";
import { formatInstant } from "#apps/cli/values/instant";
import { type OutputFormat } from "#config/settings";
import { jsonLine, printable } from "#core/text/printable";

export type MarketLine = BookLine | TradeLine | TradeHoleLine | TickerLine | CandleLine | ConsolidatedLine | SpreadLine;

/** Writes hand-outs. `print` returns a promise to wait for when the reader is behind. */
export interface MarketPrinter {
  print(line: MarketLine): Promise<void> | undefined;
  /** Makes room for a note that another stream writes to the same terminal. */
  makeRoom(): void;
  finish(summary: SummaryLine): Promise<void> | undefined;
}

export interface PrinterOptions {
  readonly out: LineSink;
  readonly format: OutputFormat;
  readonly color: boolean;
  /** Whether the terminal can redraw a block in place. */
  readonly liveScreen: boolean;
  readonly symbols: number;
  /** Whether rows have to say their venue. */
  readonly severalVenues: boolean;
  readonly depth: number;
}

/** The printer for a format. */
export function marketPrinter(options: PrinterOptions): MarketPrinter {
  switch (options.format) {
    case "json":
    case "ndjson":
      return linePrinter(options.out);
    case "csv":
      return csvPrinter(options);
    case "table":
      return options.liveScreen ? screenPrinter(options) : tablePrinter(options);
  }
}

/** Columns with the venue before them, where there are several. */
function named<Row extends { readonly venue: string }>(columns: readonly Column<Row>[], severalVenues: boolean): readonly Column<Row>[] {
  return severalVenues ? [{ title: "VENUE", least: 5, cell: ({ venue }) => venue }, ...columns] : columns;
}

function linePrinter(out: LineSink): MarketPrinter {
  return {
    print: (line) => out.line(jsonLine(line)),
    makeRoom: () => undefined,
    finish: (summary) => out.line(jsonLine(summary)),
  };
}

/** CSV has room for data only: state changes and holes have a row where the columns can say so, the summary has none. */
function csvPrinter({ out, severalVenues }: PrinterOptions): MarketPrinter {
  let titled = false;
  const rows = <Row>(columns: readonly Column<Row>[], all: readonly Row[]): Promise<void> | undefined => {
    const lines = all.map((row) => csvRow(columns, row));
    if (!titled) lines.unshift(csvHeader(columns));
    titled = true;
    return lines.length === 0 ? undefined : out.line(lines.join("\n"));
  };
  return {
    print(line) {
      switch (line.kind) {
        case "book":
          return rows(
            severalVenues ? [{ title: "VENUE", cell: ({ book }) => book.venue }, ...BOOK_LEVEL_COLUMNS] : BOOK_LEVEL_COLUMNS,
            line.state === "live" ? bookLevelRows(line) : [{ book: line, side: "", rank: 0, level: ["", ""] }],
          );
        case "trade":
          return rows(named(TRADE_COLUMNS, severalVenues), [line]);
        case "ticker":
          return rows(named(TICKER_COLUMNS, severalVenues), [line]);
        case "candle":
          return rows(named(CANDLE_COLUMNS, severalVenues), [line]);
        case "consolidated":
          return rows(CONSOLIDATED_COLUMNS, [line]);
        case "spread":
          return rows(SPREAD_COLUMNS, [line]);
        case "trade-hole":
          return undefined;
      }
    },
    makeRoom: () => undefined,
    finish: () => undefined,
  };
}

function tablePrinter({ out, severalVenues }: PrinterOptions): MarketPrinter {
  const books = new StreamTable(named(BOOK_TOP_COLUMNS, severalVenues), out.columns);
  const trades = new StreamTable(named(TRADE_COLUMNS, severalVenues), out.columns);
  const tickers = new StreamTable(named(TICKER_COLUMNS, severalVenues), out.columns);
  const candles = new StreamTable(named(CANDLE_COLUMNS, severalVenues), out.columns);
  const consolidated = new StreamTable(CONSOLIDATED_COLUMNS, out.columns);
  const spreads = new StreamTable(SPREAD_COLUMNS, out.columns);
  const lines = (line: MarketLine): readonly string[] => {
    switch (line.kind) {
      case "book":
        return books.add(line);
      case "trade":
        return trades.add(line);
      case "ticker":
        return tickers.add(line);
      case "candle":
        return candles.add(line);
      case "consolidated":
        return consolidated.add(line);
      case "spread":
        return spreads.add(line);
      case "trade-hole":
        return [`-- trades may be missing from ${formatInstant(line.from)} to ${formatInstant(line.to)}: ${printable(line.reason)}`];
    }
  };
  return {
    print: (line) => out.line(lines(line).join("\n")),
    makeRoom: () => undefined,
    finish: (summary) => out.line(summaryWords(summary)),
  };
}

/** Books redraw in place, one ladder a symbol; everything else scrolls as a table. */
function screenPrinter(options: PrinterOptions): MarketPrinter {
  const { out, color } = options;
  const scrolling = tablePrinter(options);
  const block = new LiveBlock(out);
  const books = new Map<string, BookLine>();
  const draw = (): Promise<void> | undefined => {
    const levels = Math.max(1, Math.min(options.depth, Math.floor((out.rows - 2) / options.symbols) - 3));
    const style = { levels, columns: out.columns, color };
    return block.draw([...books.values()].flatMap((book, at) => [...(at === 0 ? [] : [""]), ...ladder(book, style)]));
  };
  return {
    print(line) {
      if (line.kind === "consolidated") return block.draw(consolidatedBlock(line, out.columns));
      if (line.kind !== "book") return scrolling.print(line);
      books.set(`${line.venue} ${line.instrument}`, line);
      return draw();
    },
    makeRoom: () => block.clear(),
    finish(summary) {
      block.release();
      return out.line(summaryWords(summary));
    },
  };
}

function summaryWords({ events, gaps, healed, drops }: SummaryLine): string {
  const dropped = drops === 0 ? "" : `, ${drops} dropped`;
  return `${events} hand-outs, ${gaps} ${gaps === 1 ? "gap" : "gaps"}, ${healed} healed${dropped}.`;
}
