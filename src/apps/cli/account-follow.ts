// `account … --watch`: one stream of an account, printed as it comes, until the session ends it. Whether the account can be believed
// is said whenever it changes, and decides about success.

import { accountOptions } from "#apps/cli/account-access";
import { EXIT, type ExitCode } from "#apps/cli/exit-codes";
import { BALANCE_COLUMNS, FILL_COLUMNS, ORDER_COLUMNS, POSITION_COLUMNS } from "#apps/cli/output/account-columns";
import { balanceLine, fillLine, orderLine, positionLine } from "#apps/cli/output/account-lines";
import { StreamTable } from "#apps/cli/output/stream-table";
import { type Column, csvHeader, csvRow } from "#apps/cli/output/table";
import { type Session } from "#apps/cli/session";
import { type ReadableVenue } from "#apps/cli/venue-access";
import { type AccountConnection } from "#client/account/account-api";
import { type Watch } from "#client/api";
import { BookNotLive, TransportError } from "#core/error";
import { type Product } from "#core/instrument";
import { jsonLine, printable } from "#core/text/printable";

const STATUS_EVERY_MS = 500;

export interface FollowWish {
  readonly what: string;
  readonly symbol: string | undefined;
  readonly product: Product | undefined;
}

export class AccountFollow {
  readonly #session: Session;
  readonly #wish: FollowWish;
  #events = 0;
  #standing = "";

  constructor(session: Session, wish: FollowWish) {
    this.#session = session;
    this.#wish = wish;
  }

  /** Follows until the session ends it. Rejects when the account was not synced at the end. */
  async run(known: ReadableVenue): Promise<ExitCode> {
    const { stop, clock, flags } = this.#session;
    const options = await accountOptions(this.#session, known);
    const { connect } = await import("#assemblies/live");
    const deadline = flags.forMs === undefined ? undefined : clock.after(flags.forMs, () => stop.end("for"));
    const opening = connect(known.description.id, options) as Promise<AccountConnection>;
    try {
      const connection = await stop.orEnded(opening);
      if (connection === undefined) throw notSynced(known, "it never connected");
      await this.#follow(connection);
      return this.#outcome(known, connection);
    } finally {
      deadline?.cancel();
      await opening.then(
        (connection) => connection.close(),
        () => undefined,
      );
    }
  }

  async #follow(connection: AccountConnection): Promise<void> {
    const { symbol, product } = this.#wish;
    const scope = {
      signal: this.#session.stop.signal,
      ...(symbol === undefined ? {} : { instrument: symbol }),
      ...(product === undefined ? {} : { product }),
    };
    const telling = this.#tellStanding(connection);
    try {
      switch (this.#wish.what) {
        case "orders":
          await this.#print(connection.watchOrders(scope), orderLine, ORDER_COLUMNS);
          break;
        case "fills":
          await this.#print(connection.watchFills(scope), fillLine, FILL_COLUMNS);
          break;
        case "positions":
          await this.#print(connection.watchPositions(scope), positionLine, POSITION_COLUMNS);
          break;
        default:
          await this.#print(connection.watchBalances(scope), balanceLine, BALANCE_COLUMNS);
      }
    } finally {
      telling.cancel();
    }
  }

  async #print<Item, Line extends object>(
    watch: Watch<Item>,
    lineOf: (item: Item) => Line,
    columns: readonly Column<Line>[],
  ): Promise<void> {
    const { out, stop, flags } = this.#session;
    const format = await this.#session.format();
    const table = new StreamTable(columns, out.columns);
    if (format === "csv") await out.line(csvHeader(columns));
    for await (const item of watch) {
      const line = lineOf(item);
      this.#events += 1;
      if (format === "table") for (const text of table.add(line)) await out.line(text);
      else await out.line(format === "csv" ? csvRow(columns, line) : jsonLine(line));
      if (flags.count !== undefined && this.#events >= flags.count) stop.end("count");
    }
  }

  /** Says on stderr whenever the account's standing changes. */
  #tellStanding(connection: AccountConnection): { cancel(): void } {
    const { clock } = this.#session;
    const tell = (): void => {
      const words = connection
        .accountStatus()
        .map(({ product, state, reason }) => `${product} ${state}${reason === undefined ? "" : ` (${printable(reason)})`}`)
        .join(", ");
      if (words !== this.#standing && words !== "") this.#session.talk(`Account: ${words}.`);
      this.#standing = words;
    };
    let timer = clock.after(STATUS_EVERY_MS, again);
    function again(): void {
      tell();
      timer = clock.after(STATUS_EVERY_MS, again);
    }
    return { cancel: () => timer.cancel() };
  }

  #outcome(known: ReadableVenue, connection: AccountConnection): ExitCode {
    const { cause } = this.#session.stop;
    if (cause === "interrupted") return EXIT.interrupted;
    if (cause === "terminated") return EXIT.terminated;
    const unknown = connection.accountStatus().find(({ state }) => state !== "synced");
    if (unknown !== undefined) throw notSynced(known, unknown.reason ?? unknown.state);
    return EXIT.ok;
  }
}

function notSynced(known: ReadableVenue, why: string): BookNotLive | TransportError {
  const message = `The account at ${known.description.title} was not synced when the time was over: ${printable(why)}.`;
  return why.startsWith("it never")
    ? new TransportError("never-connected", message, { phase: "before-send", hint: `truebook doctor --venue ${known.description.id}` })
    : new BookNotLive("account-not-synced", message, { hint: "Watch for longer, and see with -v what fails." });
}
