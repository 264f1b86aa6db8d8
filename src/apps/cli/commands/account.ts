import { withAccount } from "#apps/cli/account-access";
import { AccountFollow } from "#apps/cli/account-follow";
import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { EXIT, type ExitCode } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { wholeNumber } from "#apps/cli/global-flags";
import {
  BALANCE_COLUMNS,
  FEES_COLUMNS,
  FILL_COLUMNS,
  LEVERAGE_COLUMNS,
  ORDER_COLUMNS,
  POSITION_COLUMNS,
} from "#apps/cli/output/account-columns";
import { balanceLine, feesLine, fillLine, leverageLine, orderLine, positionLine } from "#apps/cli/output/account-lines";
import { printRows } from "#apps/cli/output/row-printer";
import { type Session } from "#apps/cli/session";
import { setSettings, settingsWish } from "#apps/cli/trading/position-settings";
import { instantOption } from "#apps/cli/values/instant";
import { readableVenue } from "#apps/cli/venue-access";
import { type AccountConnection } from "#client/account/account-api";
import { type PageOptions } from "#client/api";
import { UsageError } from "#core/error";

const ROWS_MAX = 100_000;
const WATCHABLE = ["balances", "positions", "fills", "orders"];

/** Reads an account once, or follows it; sets leverage and modes where that was asked for. Sends no order. */
export const run: CommandRun = async (request, session) => {
  const what = textOf(request.args[0]) ?? "";
  const known = readableVenue(session, textOf(request.args[1]) ?? "");
  const symbol = textOf(request.args[2]);
  if (request.flags["watch"] === true) return follow({ what, symbol }, { session, known });
  const wish = settingsWish(request);
  if (wish !== undefined) {
    if (what !== "leverage") {
      throw new UsageError("conflicting-options", "--set and --mode belong to account leverage; nothing was sent.", {
        hint: "truebook account leverage lmex BTC-PERP --set 5 --margin cross",
      });
    }
    await setSettings(request, session, { known, symbol: mustHave(symbol, what), wish });
  }
  const page = readPage(request, session);
  const print = await withAccount(session, known, (connection) => read({ what, symbol, page, session }, connection));
  await print();
  return EXIT.ok;
};

async function follow(
  wish: { readonly what: string; readonly symbol: string | undefined },
  about: { readonly session: Session; readonly known: ReturnType<typeof readableVenue> },
): Promise<ExitCode> {
  const { session, known } = about;
  if (!WATCHABLE.includes(wish.what)) {
    throw new UsageError("not-watchable", `account ${wish.what} is a setting, which no venue pushes; leave --watch out.`, {
      hint: `--watch follows ${WATCHABLE.join(", ")}`,
    });
  }
  return new AccountFollow(session, { ...wish, product: session.flags.product }).run(known);
}

interface Wanted {
  readonly what: string;
  readonly symbol: string | undefined;
  readonly page: PageOptions;
  readonly session: Session;
}

/** Reads, and returns what prints it: the connection is closed before the first line leaves. */
async function read({ what, symbol, page, session }: Wanted, connection: AccountConnection): Promise<() => Promise<void>> {
  const scope = {
    ...(symbol === undefined ? {} : { instrument: symbol }),
    ...(page.product === undefined ? {} : { product: page.product }),
  };
  switch (what) {
    case "balances": {
      const rows = (await connection.fetchBalances(scope)).map(balanceLine);
      return () => printRows(session, { kind: "balances", rows, columns: BALANCE_COLUMNS });
    }
    case "positions": {
      const rows = (await connection.fetchPositions(scope)).map(positionLine);
      return () => printRows(session, { kind: "positions", rows, columns: POSITION_COLUMNS });
    }
    case "orders": {
      const rows = (await connection.fetchOpenOrders(scope)).map(orderLine);
      return () => printRows(session, { kind: "orders", rows, columns: ORDER_COLUMNS });
    }
    case "fills": {
      const { rows, end } = await connection.fetchMyFills(mustHave(symbol, what), page);
      return () => printRows(session, { kind: "fills", rows: rows.map(fillLine), columns: FILL_COLUMNS, facts: { end } });
    }
    case "fees": {
      const line = feesLine(await connection.fetchFees(mustHave(symbol, what), scope));
      return () => printRows(session, { kind: "fees", rows: [line], columns: FEES_COLUMNS });
    }
    default: {
      const line = leverageLine(await connection.fetchPositionSettings(mustHave(symbol, what), scope));
      return () => printRows(session, { kind: "leverage", rows: [line], columns: LEVERAGE_COLUMNS });
    }
  }
}

function mustHave(symbol: string | undefined, what: string): string {
  if (symbol !== undefined) return symbol;
  throw new UsageError("missing-argument", `account ${what} needs a symbol; nothing was asked.`, {
    hint: `truebook account ${what} lmex BTC-PERP`,
  });
}

function readPage(request: Request, session: Session): PageOptions {
  const now = session.clock.now();
  const from = textOf(request.flags["from"]);
  const to = textOf(request.flags["to"]);
  const limit = textOf(request.flags["limit"]);
  return {
    ...(from === undefined ? {} : { from: instantOption("--from", from, now) }),
    ...(to === undefined ? {} : { to: instantOption("--to", to, now) }),
    ...(limit === undefined ? {} : { limit: wholeNumber("--limit", limit, { low: 1, high: ROWS_MAX }) }),
    ...(session.flags.product === undefined ? {} : { product: session.flags.product }),
  };
}
