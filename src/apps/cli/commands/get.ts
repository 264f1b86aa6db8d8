import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { wholeNumber } from "#apps/cli/global-flags";
import {
  BOOK_LEVEL_COLUMNS,
  bookLevelRows,
  CANDLE_COLUMNS,
  INSTRUMENT_COLUMNS,
  TICKER_COLUMNS,
  TRADE_COLUMNS,
} from "#apps/cli/output/columns";
import { ladder } from "#apps/cli/output/ladder";
import { bookLine, candleLine, instrumentLine, tickerLine, tradeLine } from "#apps/cli/output/lines";
import { printOne, printRows } from "#apps/cli/output/row-printer";
import { type Session } from "#apps/cli/session";
import { formatInstant, instantOption } from "#apps/cli/values/instant";
import { readableVenue, withConnection } from "#apps/cli/venue-access";
import { DEPTH_MAX, readInterval } from "#apps/cli/watch-options";
import { type History, type PageOptions, type VenueConnection } from "#client/api";
import { UsageError } from "#core/error";

const ROWS_MAX = 100_000;

/** Reads a market once. */
export const run: CommandRun = async (request, session) => {
  const what = textOf(request.args[0]) ?? "";
  const known = readableVenue(session, textOf(request.args[1]) ?? "");
  const symbol = textOf(request.args[2]);
  const needsSymbol = what !== "instruments" && what !== "time";
  if (needsSymbol && symbol === undefined) {
    throw new UsageError("missing-argument", `get ${what} needs a symbol; nothing was asked.`, {
      hint: `truebook venues instruments ${known.description.id}`,
    });
  }
  // Everything that can be wrong is looked at before anything is opened.
  const page = readPage(request, session);
  const depth = textOf(request.flags["depth"]);
  const levels = depth === undefined ? 25 : wholeNumber("--depth", depth, { low: 1, high: DEPTH_MAX });
  const print = await withConnection(session, known, (connection) =>
    read({ what, symbol: symbol ?? "", page, levels, request, session }, connection),
  );
  await print();
  return EXIT.ok;
};

interface Wanted {
  readonly what: string;
  readonly symbol: string;
  readonly page: PageOptions;
  readonly levels: number;
  readonly request: Request;
  readonly session: Session;
}

/** Reads, and returns what prints it: the connection is closed before the first line leaves. */
async function read(wanted: Wanted, connection: VenueConnection): Promise<() => Promise<void>> {
  const { what, symbol, page, levels, session } = wanted;
  const product = page.product === undefined ? {} : { product: page.product };
  switch (what) {
    case "ticker": {
      const line = tickerLine(await connection.fetchTicker(symbol, product));
      return () => printRows(session, { kind: "tickers", rows: [line], columns: TICKER_COLUMNS });
    }
    case "book": {
      const line = bookLine(await connection.fetchBook(symbol, { depth: levels, ...product }), { depth: levels });
      const rows = Math.max(line.bids.length, line.asks.length);
      const style = { levels: rows, columns: session.out.columns, color: session.color };
      return async () => {
        if ((await session.format()) === "csv")
          return printRows(session, { kind: "levels", rows: bookLevelRows(line), columns: BOOK_LEVEL_COLUMNS });
        return printOne(session, line, () => ladder(line, style));
      };
    }
    case "trades": {
      const history = await connection.fetchTrades(symbol, page);
      return () =>
        printRows(session, { kind: "trades", rows: history.rows.map(tradeLine), columns: TRADE_COLUMNS, ...ending(history, page) });
    }
    case "candles": {
      const history = await connection.fetchCandles(symbol, readInterval(textOf(wanted.request.flags["interval"])), page);
      return () =>
        printRows(session, { kind: "candles", rows: history.rows.map(candleLine), columns: CANDLE_COLUMNS, ...ending(history, page) });
    }
    case "instruments": {
      const all = await connection.fetchInstruments();
      const rows = all.filter((instrument) => page.product === undefined || instrument.product === page.product).map(instrumentLine);
      return () => printRows(session, { kind: "instruments", rows, columns: INSTRUMENT_COLUMNS });
    }
    default: {
      const { venueTime, offsetMs, errorMs } = await connection.fetchTime();
      const line = { v: 1, kind: "time", venue: connection.venue, venueTime, offsetMs: Math.round(offsetMs), errorMs: Math.round(errorMs) };
      const words = `${formatInstant(venueTime)} UTC at ${connection.venue}; the venue's clock is ${Math.abs(line.offsetMs)} ms ${line.offsetMs < 0 ? "behind" : "ahead of"} ours, ± ${line.errorMs} ms`;
      return () => printOne(session, line, () => [words]);
    }
  }
}

/** Where a history ended, for the document and for people; that a screenful is not everything needs no words. */
function ending(
  history: History<unknown>,
  page: PageOptions,
): { readonly facts: { readonly end: string }; readonly remark: string | undefined } {
  const remarks = {
    complete: undefined,
    "venue-limit": "The venue has no older rows.",
    limit: page.from === undefined ? undefined : "There are more rows; ask with a higher --limit.",
  } as const;
  return { facts: { end: history.end }, remark: remarks[history.end] };
}

function readPage(request: Request, session: Session): PageOptions {
  const now = session.clock.now();
  const from = textOf(request.flags["from"]);
  const to = textOf(request.flags["to"]);
  const limit = textOf(request.flags["limit"]);
  const page = {
    ...(from === undefined ? {} : { from: instantOption("--from", from, now) }),
    ...(to === undefined ? {} : { to: instantOption("--to", to, now) }),
    // A range that was asked for is read whole; without one, a screenful.
    limit: limit === undefined ? (from === undefined ? 50 : ROWS_MAX) : wholeNumber("--limit", limit, { low: 1, high: ROWS_MAX }),
    ...(session.flags.product === undefined ? {} : { product: session.flags.product }),
  };
  if (page.from !== undefined && page.from >= (page.to ?? now)) {
    throw new UsageError("invalid-range", "--from is not before --to; nothing was asked.", {
      hint: "Write --from 2h, or an earlier time.",
    });
  }
  return page;
}
