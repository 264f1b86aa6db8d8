// Rows become steps: everything of one local timestamp together, both sides and the trades.

import { priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type SourceLevel, type SourcePrint, type SourceRules, type SourceStep } from "#core/market-source";
import { type BookRow, badRow, readBookRows, readTradeRows, shown, type TradeRow } from "#store/tapes/tape-rows";
import { type TapePaths } from "#store/tapes/tape-scan";

/** Rows of one local timestamp at most: many times the deepest snapshot known. */
export const STEP_ROWS_MAX = 1_000_000;
/** Trades from before the first book that are kept: the newest. */
export const EARLY_PRINTS_MAX = 10_000;

interface BookGroup {
  readonly localTimeUs: number;
  readonly startsAfresh: boolean;
  readonly bids: readonly SourceLevel[];
  readonly asks: readonly SourceLevel[];
}

/**
 * The steps of a tape, oldest first, their local timestamps strictly rising. The first one has a book and the trades from before it;
 * afterwards trades between two books are steps of their own. Throws UsageError for the first row that cannot be played.
 */
export async function* readTapeSteps(paths: TapePaths, rules: SourceRules): AsyncGenerator<SourceStep> {
  const trades = readPrintGroups(paths.trades, rules);
  try {
    let next = await trades.next();
    let isFirst = true;
    for await (const { localTimeUs, ...book } of readBookGroups(paths.book, rules)) {
      let together: readonly SourcePrint[] = [];
      for (; !next.done && timeOf(next.value) <= localTimeUs; next = await trades.next()) {
        if (isFirst) together = [...together, ...next.value].slice(-EARLY_PRINTS_MAX);
        else if (timeOf(next.value) === localTimeUs) together = next.value;
        else yield { localTimeUs: timeOf(next.value), book: undefined, prints: next.value };
      }
      isFirst = false;
      yield { localTimeUs, book, prints: together };
    }
    for (; !next.done; next = await trades.next()) yield { localTimeUs: timeOf(next.value), book: undefined, prints: next.value };
  } finally {
    await trades.return(undefined);
  }
}

function timeOf(prints: readonly SourcePrint[]): number {
  return prints[0]?.localTimeUs ?? 0;
}

async function* readBookGroups(path: string, rules: SourceRules): AsyncGenerator<BookGroup> {
  let wasSnapshot = false;
  for await (const rows of groups(path, readBookRows(path))) {
    const bids: SourceLevel[] = [];
    const asks: SourceLevel[] = [];
    let startsAfresh = false;
    for (const row of rows) {
      // By the convention a snapshot row after another row voids the book, also what this very moment said of it before.
      if (row.isSnapshot && !wasSnapshot) {
        startsAfresh = true;
        bids.length = 0;
        asks.length = 0;
      }
      wasSnapshot = row.isSnapshot;
      (row.side === "bid" ? bids : asks).push(sourceLevel(path, row, rules));
    }
    yield { localTimeUs: rows[0]?.localTimeUs ?? 0, startsAfresh, bids, asks };
  }
}

async function* readPrintGroups(path: string | undefined, rules: SourceRules): AsyncGenerator<readonly SourcePrint[], undefined> {
  if (path === undefined) return;
  for await (const rows of groups(path, readTradeRows(path))) {
    yield rows.map((row): SourcePrint => {
      const [price, size] = sourceLevel(path, row, rules);
      return { localTimeUs: row.localTimeUs, price, size, side: row.side };
    });
  }
}

/** Neighbouring rows of one local timestamp. */
async function* groups<Row extends BookRow | TradeRow>(path: string, rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let group: Row[] = [];
  for await (const row of rows) {
    if (group.length > 0 && group[0]?.localTimeUs !== row.localTimeUs) {
      yield group;
      group = [];
    }
    if (group.length === STEP_ROWS_MAX) throw badRow(path, row.line, `more than ${STEP_ROWS_MAX} rows share one local_timestamp`);
    group.push(row);
  }
  if (group.length > 0) yield group;
}

function sourceLevel(path: string, row: BookRow | TradeRow, rules: SourceRules): SourceLevel {
  const price = textToUnits(row.price, rules.priceScale);
  const size = textToUnits(row.amount, rules.sizeScale);
  if (price === undefined) throw badRow(path, row.line, `price ${shown(row.price)} does not fit ${rules.priceScale} places and 2^53 units`);
  if (size === undefined) throw badRow(path, row.line, `amount ${shown(row.amount)} does not fit ${rules.sizeScale} places and 2^53 units`);
  return [priceUnits(price), sizeUnits(size)];
}
