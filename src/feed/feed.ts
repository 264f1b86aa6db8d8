// The market side of one venue connection: whoever subscribes here once need not think of sockets, gaps or silence again. It
// owns every book, print stream, ticker and candle of the venue, one of each however many consumers it has.

import { type TruebookError, UsageError } from "#core/error";
import { type CandleInterval } from "#core/event";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { chosenInterfaces, type Interface, refuseProduct } from "#core/interface-choice";
import { BookKeeper } from "#feed/books/book-keeper";
import { type BookSource } from "#feed/books/book-source";
import { PolledBook } from "#feed/books/polled-book";
import { type CandleSource } from "#feed/derived/candle-source";
import { CandlesKeeper } from "#feed/derived/candles-keeper";
import { PolledCandles } from "#feed/derived/polled-candles";
import { PushedCandles } from "#feed/derived/pushed-candles";
import { PushedTicker } from "#feed/derived/pushed-ticker";
import { TickerBoard } from "#feed/derived/ticker-board";
import { TickerKeeper } from "#feed/derived/ticker-keeper";
import { type TickerSource } from "#feed/derived/ticker-source";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type FeedStatus } from "#feed/feed-status";
import { type FeedSubscription, restSubscription } from "#feed/feed-subscription";
import { type Lease, Leases } from "#feed/leases";
import { PolledTrades } from "#feed/prints/polled-trades";
import { TradesKeeper } from "#feed/prints/trades-keeper";
import { type MarketMemory } from "#feed/saved/market-memory";
import { type Session } from "#feed/sessions/session";
import { SessionPool } from "#feed/sessions/session-pool";
import { ClockOffset } from "#feed/venue-state/clock-offset";
import { InstrumentWatch } from "#feed/venue-state/instrument-watch";
import { LagGauge } from "#feed/venue-state/lag-gauge";
import { MaintenanceWatch } from "#feed/venue-state/maintenance-watch";
import { Watchman } from "#feed/watchman";
import { type CallOptions, type CallOutcome, type RestCall } from "#transport/rest-call";
import { type MarketCodec, type ProductDescription, type Venue, type Want } from "#venues/venue";

/** Sockets from one address where the venue publishes no limit. */
const SOCKETS_MAX = 50;

export interface FeedOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly venue: Venue;
  /** Base addresses by host key. */
  readonly hosts: Readonly<Record<string, string>>;
  /** What to speak, one a product; each product of the venue in its first version when left out. */
  readonly interfaces?: readonly Interface[];
  /** Remembers markets for the next process, and knows what the one before it left. */
  readonly memory?: MarketMemory;
}

/** One venue's market data. */
export class Feed {
  readonly venue: Venue;
  readonly lag: LagGauge;
  readonly memory: MarketMemory | undefined;
  readonly #context: FeedContext;
  readonly #settings: FeedSettings;
  /** The one for what is not of one product, as the venue's time. */
  readonly firstCodec: MarketCodec;
  readonly #codecs: ReadonlyMap<Product, MarketCodec>;
  readonly #pools: ReadonlyMap<Product, SessionPool>;
  readonly #instruments: InstrumentWatch;
  readonly #watchman: Watchman;
  readonly #offset: ClockOffset;
  readonly #maintenance: MaintenanceWatch;
  readonly #books: Leases<BookKeeper>;
  /** What ends remembering a book, by book. */
  readonly #followed = new Map<BookSource, () => void>();
  /** By stream; bounded by the venue's instruments and channels. */
  readonly #callbackFailures = new Map<string, number>();
  readonly #polledBooks = new Leases<PolledBook>((book) => {
    this.#forget(book);
    book.close();
  });
  readonly #polledTrades = new Leases<PolledTrades>((trades) => trades.close());
  readonly #polledCandles = new Leases<PolledCandles>((candles) => candles.close());
  readonly #boards = new Leases<TickerBoard>((board) => board.close());
  readonly #trades = new Leases<TradesKeeper>((keeper) => {
    this.#watchman.removeTrades(keeper);
    keeper.close();
  });
  readonly #tickers = new Leases<{ keeper: TickerSource; trades: Lease<TradesKeeper> | undefined }>((entry) => {
    entry.keeper.close();
    entry.trades?.release();
  });
  readonly #candles = new Leases<{ keeper: CandleSource; trades: Lease<TradesKeeper> | undefined }>((entry) => {
    entry.keeper.close();
    entry.trades?.release();
  });

  constructor(options: FeedOptions) {
    const { settings, venue } = options;
    const interfaces = options.interfaces ?? chosenInterfaces(venue.description);
    const context: FeedContext = {
      ...options.context,
      status: (event) => {
        if (event.kind === "instrument") this.#followListing(event);
        this.#logStatus(event);
        options.context.status(event);
      },
    };
    this.venue = venue;
    this.memory = options.memory;
    this.#context = context;
    this.#settings = settings;
    const codecs = interfaces.map((each) => venue.market(each.product, each));
    const [first] = codecs;
    if (first === undefined) throw new UsageError("unknown-product", `${venue.description.title} was given nothing to speak.`);
    this.firstCodec = first;
    this.#codecs = new Map(codecs.map((codec) => [codec.description.product, codec]));
    this.lag = new LagGauge(settings.lagMs, () => this.#offset.suspect());
    this.#offset = new ClockOffset({ context, codec: first, everyMs: settings.offsetEveryMs, gauge: () => this.lag });
    this.#instruments = new InstrumentWatch({ context, settings, codecs });
    this.#maintenance = new MaintenanceWatch(context, first);
    this.#watchman = new Watchman({ context, settings, codecOf: (keeper) => this.codec(keeper.instrument.product) });
    this.#books = new Leases((keeper) => {
      this.#watchman.remove(keeper);
      this.#forget(keeper);
      keeper.close();
    });
    this.#pools = new Map(codecs.map((codec) => [codec.description.product, this.#pool(codec, options.hosts)]));
  }

  /** Reads the instruments and begins to measure the venue's clock. `started` gets an error when the venue could not be read at all. */
  start(started: (error: TruebookError | undefined) => void): void {
    this.#offset.start();
    this.#instruments.start((error) => {
      if (error !== undefined) this.#maintenance.noted(error);
      started(error);
    });
  }

  /** Measures the venue's clock now, because it refused something for its time; calls back when that is done. */
  mendClock(measured: () => void): { cancel(): void } {
    return this.#offset.mend(measured);
  }

  get instruments(): InstrumentTable {
    return this.#instruments.table;
  }

  get sessions(): readonly Session[] {
    return [...this.#pools.values()].flatMap((pool) => pool.sessions);
  }

  get books(): readonly BookKeeper[] {
    return this.#books.all;
  }

  /** Every book that somebody watches, subscribed or polled. */
  get watchedBooks(): readonly BookSource[] {
    return [...this.#books.all, ...this.#polledBooks.all];
  }

  /** Whether something that is read again and again could not be read the last times: what is held of it is old. */
  get readsFail(): boolean {
    const tickers = this.#tickers.all.map(({ keeper }) => keeper);
    return [...tickers, ...this.#boards.all, ...this.#polledCandles.all].some((source) => source.unread);
  }

  get underMaintenance(): boolean {
    return this.#maintenance.active;
  }

  /** The interfaces that are spoken, one a product. */
  get interfaces(): readonly ProductDescription[] {
    return [...this.#codecs.values()].map(({ description }) => description);
  }

  /** The codec of a product. Throws UsageError, with the nearest, for one that is not spoken here. */
  codec(product: Product): MarketCodec {
    return this.#codecs.get(product) ?? refuseProduct({ ...this.venue.description, products: this.interfaces }, product);
  }

  /** A subscribed book, shared by everybody who wants the same. Throws UsageError when the venue has no such topic or limit is reached. */
  book(instrument: Instrument, options: { readonly group: number; readonly refreshMs?: number }): Lease<BookSource> {
    const { group, refreshMs } = options;
    const lease = this.#books.take(`${instrument.product} ${instrument.symbol} ${group}`, () => this.#makeBook(instrument, group));
    if (refreshMs !== undefined) this.#watchman.refreshEvery(lease.kept, refreshMs);
    return lease;
  }

  /** A book read over REST at a stated interval. */
  polledBook(
    instrument: Instrument,
    options: { readonly group: number; readonly depth: number; readonly everyMs: number },
  ): Lease<BookSource> {
    const { group, depth, everyMs } = options;
    const codec = this.codec(instrument.product);
    const [context, settings] = [this.#context, this.#settings];
    return this.#polledBooks.take(`${instrument.product} ${instrument.symbol} ${group} ${depth} ${everyMs}`, () => {
      const restored = this.memory?.book(instrument, group);
      const present = (): Instrument => this.#present(instrument);
      const book = new PolledBook({ context, settings, codec, instrument: present, group, depth, everyMs, restored });
      this.#remember(book);
      return book;
    });
  }

  trades(instrument: Instrument): Lease<TradesKeeper> {
    return this.#trades.take(`${instrument.product} ${instrument.symbol}`, () => {
      const keeper = new TradesKeeper({ context: this.#context, codec: this.codec(instrument.product), instrument });
      keeper.bind(this.#poolOf(instrument).open({ channel: "trades", instrument }, keeper));
      this.memory?.followTrades(keeper);
      this.#watchman.addTrades(keeper);
      return keeper;
    });
  }

  /** Prints read over REST at a stated interval. */
  polledTrades(instrument: Instrument, options: { readonly everyMs: number }): Lease<TradesKeeper> {
    const [context, codec] = [this.#context, this.codec(instrument.product)];
    const lease = this.#polledTrades.take(
      `${instrument.product} ${instrument.symbol} ${options.everyMs}`,
      () => new PolledTrades({ context, codec, instrument, ...options }),
    );
    return { kept: lease.kept.keeper, release: () => lease.release() };
  }

  /** Candles read over REST at a stated interval. */
  polledCandles(instrument: Instrument, interval: CandleInterval, options: { readonly everyMs: number }): Lease<CandleSource> {
    const [context, codec, lag] = [this.#context, this.codec(instrument.product), this.lag];
    return this.#polledCandles.take(
      `${instrument.product} ${instrument.symbol} ${interval} ${options.everyMs}`,
      () => new PolledCandles({ context, codec, instrument, interval, lag, ...options }),
    );
  }

  /** Day figures as the venue pushes them; where it does not, at a stated interval, and `live` lets the last price follow the prints. */
  ticker(instrument: Instrument, options: { readonly everyMs: number; readonly live: boolean }): Lease<TickerSource> {
    const key = `${instrument.product} ${instrument.symbol} ${options.everyMs} ${options.live}`;
    const lease = this.#tickers.take(key, () => {
      const { live, everyMs } = options;
      const codec = this.codec(instrument.product);
      const want: Want = { channel: "ticker", instrument };
      if (live && isPushed(codec, want)) {
        const keeper = new PushedTicker({ context: this.#context, codec, instrument });
        keeper.bind(this.#poolOf(instrument).open(want, keeper));
        return { keeper, trades: undefined };
      }
      const trades = live && codec.description.ticker.instead?.how !== "polled" ? this.trades(instrument) : undefined;
      return {
        keeper: new TickerKeeper({ context: this.#context, codec, instrument, everyMs, trades: trades?.kept, lag: this.lag }),
        trades,
      };
    });
    return { kept: lease.kept.keeper, release: () => lease.release() };
  }

  /** The tickers of all markets of a product that are traded, in one read at a stated interval. */
  allTickers(product: Product, options: { readonly everyMs: number }): Lease<TickerBoard> {
    const { everyMs } = options;
    const instruments = (): readonly Instrument[] =>
      this.instruments.all.filter((instrument) => instrument.product === product && instrument.status === "trading");
    return this.#boards.take(
      `${product} ${everyMs}`,
      () => new TickerBoard({ context: this.#context, codec: this.codec(product), instruments, everyMs }),
    );
  }

  /** Everything that is asked of the venue at this moment: topics on sockets, and what is read again and again. */
  get subscriptions(): readonly FeedSubscription[] {
    const tickers = this.#tickers.all.flatMap(({ keeper }) => (keeper instanceof TickerKeeper ? [keeper] : []));
    const polled = [
      ...this.#polledBooks.all.map((book) => restSubscription("book", book)),
      ...this.#polledTrades.all.map((trades) => restSubscription("trades", trades)),
      ...tickers.map((ticker) => restSubscription("ticker", ticker)),
      ...this.#polledCandles.all.map((candles) => restSubscription("candles", candles)),
    ];
    const boards = this.#boards.all.map(
      ({ product, everyMs }): FeedSubscription => ({ via: "rest", channel: "ticker", product, instrument: undefined, everyMs }),
    );
    return [...this.sessions.flatMap((session) => session.subscriptions), ...polled, ...boards];
  }

  /** Cuts every socket and opens it anew with all that was subscribed; what was missed heals as after any other cut. */
  reconnect(cause: string): void {
    for (const { connection } of this.sessions) connection.restart(cause);
  }

  /** Candles as the venue pushes them, or made from prints where it does not. */
  candles(instrument: Instrument, interval: CandleInterval): Lease<CandleSource> {
    const lease = this.#candles.take(`${instrument.product} ${instrument.symbol} ${interval}`, () => {
      const codec = this.codec(instrument.product);
      const want: Want = { channel: "candles", instrument, interval };
      if (isPushed(codec, want)) {
        const keeper = new PushedCandles({ context: this.#context, codec, instrument, interval, lag: this.lag });
        keeper.bind(this.#poolOf(instrument).open(want, keeper));
        this.memory?.followCandles(keeper);
        return { keeper, trades: undefined };
      }
      const trades = this.trades(instrument);
      const keeper = new CandlesKeeper({ context: this.#context, codec, instrument, interval, trades: trades.kept, lag: this.lag });
      this.memory?.followCandles(keeper);
      return { keeper, trades };
    });
    return { kept: lease.kept.keeper, release: () => lease.release() };
  }

  /** One read, with the venue's limits kept and its maintenance noted. */
  read<Value>(call: RestCall<Value>, settled: (outcome: CallOutcome<Value>) => void, options?: CallOptions): { cancel(): void } {
    return this.#context.requester.call(
      call,
      (outcome) => {
        if (outcome.kind === "failed") this.#maintenance.noted(outcome.error);
        settled(outcome);
      },
      options,
    );
  }

  /** Tells something that happened above the feed, as the feed tells its own news. */
  tell(event: FeedStatus): void {
    this.#context.status(event);
  }

  /** A user's callback threw: the others heard all the same. One that always throws is told at every doubling only. */
  callbackFailed(what: string): void {
    const count = (this.#callbackFailures.get(what) ?? 0) + 1;
    this.#callbackFailures.set(what, count);
    this.#context.metrics.count("truebook_listener_failures_total");
    if ((count & (count - 1)) === 0) this.#context.log.write("error", "listener failed", { venue: this.venue.description.id, what, count });
  }

  /** Ends everything; no socket, timer or request is left. */
  stop(): void {
    this.#candles.closeAll();
    this.#tickers.closeAll();
    this.#boards.closeAll();
    this.#polledCandles.closeAll();
    this.#polledTrades.closeAll();
    this.#polledBooks.closeAll();
    this.#books.closeAll();
    this.#trades.closeAll();
    for (const pool of this.#pools.values()) pool.stop();
    this.#watchman.stop();
    this.#offset.stop();
    this.#maintenance.stop();
    this.#instruments.stop();
  }

  /** Frames of an instrument that is not listed cannot be read: its books are stale at once, and begin anew when it comes back. */
  #followListing({ instrument, change }: Extract<FeedStatus, { kind: "instrument" }>): void {
    for (const keeper of this.books) {
      if (keeper.instrument.product !== instrument.product || keeper.instrument.symbol !== instrument.symbol) continue;
      if (change === "delisted") keeper.lost("delisted");
      else if (change === "listed") keeper.topic?.resubscribe();
    }
  }

  /** An instrument with the rules that were read last. */
  #present(instrument: Instrument): Instrument {
    return this.instruments.bySymbol(instrument.product, instrument.symbol) ?? instrument;
  }

  #pool(codec: MarketCodec, hosts: Readonly<Record<string, string>>): SessionPool {
    return new SessionPool({
      context: this.#context,
      settings: this.#settings,
      venueName: this.venue.description.id,
      codec,
      hosts,
      instruments: () => this.#instruments.table,
      rulesDoubted: () => this.#instruments.doubt(),
      socketsMax: this.venue.description.limits.concurrentPerIp ?? SOCKETS_MAX,
    });
  }

  #poolOf(instrument: Instrument): SessionPool {
    const pool = this.#pools.get(instrument.product);
    return pool ?? refuseProduct({ ...this.venue.description, products: this.interfaces }, instrument.product);
  }

  #remember(book: BookSource): void {
    const forget = this.memory?.followBook(book);
    if (forget !== undefined) this.#followed.set(book, forget);
  }

  /** Before it is closed, because what is closed is not live. */
  #forget(book: BookSource): void {
    this.#followed.get(book)?.();
    this.#followed.delete(book);
  }

  #makeBook(instrument: Instrument, group: number): BookKeeper {
    const codec = this.codec(instrument.product);
    const channel = codec.description.book;
    const depthMax = channel.depths[channel.depths.length - 1] ?? 50;
    const keeper = new BookKeeper({
      context: this.#context,
      settings: this.#settings,
      codec,
      channel,
      instrument,
      group,
      depthMax,
      lag: this.lag,
      restored: this.memory?.book(instrument, group),
    });
    this.#remember(keeper);
    keeper.bind(this.#poolOf(instrument).open({ channel: "book", instrument, group, depth: depthMax }, keeper));
    this.#watchman.add(keeper);
    return keeper;
  }

  /** Every connect, gap, resync, stale, drop and error is a line and a count. */
  #logStatus(event: FeedStatus): void {
    this.#context.metrics.count("truebook_status_total", 1, { kind: event.kind });
    if (event.kind === "drop") this.#context.metrics.count("truebook_drops_total", event.count);
    const { kind, ...fields } = event;
    const named = "instrument" in event ? { ...fields, instrument: event.instrument.id, symbol: event.instrument.symbol } : fields;
    const level =
      kind === "gap" || kind === "stale" || kind === "disconnected" || kind === "drop" ? "warn" : kind === "failed" ? "error" : "info";
    this.#context.log.write(level, kind, { venue: this.venue.description.id, ...named });
    if (event.kind === "disconnected" && event.reason.includes("HTTP 503")) this.#maintenance.noted({ code: "handshake-unavailable" });
  }
}

/** Whether the venue has a topic for it. */
function isPushed(codec: MarketCodec, want: Want): boolean {
  return codec.description[want.channel].socket !== undefined && codec.subscribe.topics(want).length > 0;
}
