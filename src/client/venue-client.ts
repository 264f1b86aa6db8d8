// The door that users hold: names instead of instruments, promises and streams instead of callbacks. All truth is the feed's.

import { Publisher } from "#bus/publisher";
import {
  type BookView,
  type BookWatch,
  type Candle,
  type CandlesWatch,
  type Health,
  type History,
  type PageOptions,
  type StatusEvent,
  type Subscription,
  type Ticker,
  type Trade,
  type TradesWatch,
  type VenueConnection,
  type Watch,
  type WatchBookOptions,
  type WatchOptions,
} from "#client/api";
import { BookStream } from "#client/book-watch";
import { CandlesStream } from "#client/candles-watch";
import { CAPACITY_DEFAULT, overflowOf } from "#client/deliveries";
import { forwardTrades } from "#client/forward-trades";
import { gatherHealth } from "#client/health";
import { candlesHistory, type HistoryRange, readOnce, tradesHistory } from "#client/history";
import { imageView } from "#client/image-view";
import { findInstrument } from "#client/instrument-lookup";
import { atLeast, wholeAtLeast } from "#client/number-options";
import { mustPush, mustRead, offeredDepth, offeredGroup, readableDepth } from "#client/offers";
import { publicStatus, publicSubscription, publicTrade } from "#client/public-items";
import { Stream } from "#client/stream";
import { type StreamParts } from "#client/stream-parts";
import { namedTickers, readTickers } from "#client/ticker-sources";
import { TradesStream } from "#client/trades-watch";
import { type EpochMs, epochMs } from "#core/brand";
import { TransportError, UsageError } from "#core/error";
import { type CandleInterval } from "#core/event";
import { type Instrument, type Product } from "#core/instrument";
import { type Clock, type Timer } from "#core/port";
import { type CandleSource } from "#feed/derived/candle-source";
import { type Feed } from "#feed/feed";
import { type FeedStatus } from "#feed/feed-status";
import { type Lease } from "#feed/leases";
import { type VenueCapabilities } from "#venues/venue";

const POLL_EVERY_MS = 1_000;
/** Pages of prints and candles cost more of a venue's limit than a book. */
const READ_EVERY_MS = 5_000;
const HISTORY_LIMIT = 500;
/** Reading more often would spend the venue's limit on one stream. */
const EVERY_LEAST_MS = 100;
const CANDLES_RING = 500;
const REFRESH_LEAST_MS = 1_000;
const DROPS_TOLD_EVERY_MS = 1_000;

export interface VenueClientOptions {
  readonly clock: Clock;
  readonly environment: string;
  readonly rate: () => Health["rate"];
  /** Ends what the assembly opened: pools, dialers. */
  readonly release: () => Promise<void>;
  /** Called first when the connection closes, while everything is still there. */
  readonly closing?: () => void;
}

/** One venue connection. Made by an assembly, which hands it the feed and its status. */
export class VenueClient implements VenueConnection {
  readonly venue: string;
  readonly environment: string;
  readonly #feed: Feed;
  readonly #options: VenueClientOptions;
  readonly #status: Publisher<StatusEvent>;
  /** Ends the watches that somebody listens to; bounded by them. */
  readonly #enders = new Set<(error: Error | undefined) => void>();
  /** Drops that were not told yet, by watch: bounded by the watches that are too slow. */
  readonly #untold = new Map<string, number>();
  #telling: Timer | undefined;
  #drops = 0;
  #state: "open" | "failed" | "closed" = "open";
  #failure: TransportError | undefined;

  constructor(feed: Feed, options: VenueClientOptions) {
    this.#feed = feed;
    this.#options = options;
    this.venue = feed.venue.description.id;
    this.environment = options.environment;
    this.#status = new Publisher(() => feed.callbackFailed("status"));
  }

  get capabilities(): VenueCapabilities {
    return this.#feed.venue.description.capabilities;
  }

  get instruments(): readonly Instrument[] {
    return this.#feed.instruments.all;
  }

  /** Takes the feed's news; the assembly connects it. */
  noted(event: FeedStatus): void {
    if (event.kind === "failed" && this.#state === "open") {
      this.#state = "failed";
      this.#failure = new TransportError("attempts-exhausted", `${event.connection} gave up: ${event.reason.replace(/\.$/, "")}.`, {
        phase: "before-send",
      });
      this.#endAll(this.#failure);
    }
    this.#status.publish(publicStatus(event));
  }

  watchBook(name: string, options: WatchBookOptions = {}): BookWatch {
    const instrument = this.instrument(name, options.product);
    const depth = offeredDepth(this.#feed, instrument, options.depth);
    const group = offeredGroup(this.#feed, instrument, options.group);
    mustPush(this.#feed, instrument, { channel: "book", via: options.via });
    // Where the venue pushes no book, reading it again and again is all there is.
    const { socket, instead } = this.#feed.codec(instrument.product).description.book;
    const everyMs = atLeast(EVERY_LEAST_MS, "everyMs", options.everyMs ?? instead?.everyMs ?? POLL_EVERY_MS);
    const refreshMs = options.refreshMs === undefined ? undefined : atLeast(REFRESH_LEAST_MS, "refreshMs", options.refreshMs);
    const lease = () =>
      options.via === "rest" || socket === undefined
        ? this.#feed.polledBook(instrument, { group, depth, everyMs })
        : this.#feed.book(instrument, { group, ...(refreshMs === undefined ? {} : { refreshMs }) });
    return new BookStream({
      ...this.streamParts(`book ${name}`, options),
      depth,
      lease,
      overflow: overflowOf(options.deliver, { kind: "latest" }),
      enders: this.#enders,
    });
  }

  watchTrades(name: string, options: WatchOptions & { readonly ring?: number } = {}): TradesWatch {
    const instrument = this.instrument(name, options.product);
    mustPush(this.#feed, instrument, { channel: "trades", via: options.via });
    mustRead(this.#feed, instrument, { via: options.via });
    const everyMs = atLeast(EVERY_LEAST_MS, "everyMs", options.everyMs ?? READ_EVERY_MS);
    return new TradesStream({
      ...this.streamParts(`trades ${name}`, options),
      ring: wholeAtLeast(1, "ring", options.ring ?? 1_000),
      restored: this.#feed.memory?.trades(instrument) ?? [],
      lease: () => (options.via === "rest" ? this.#feed.polledTrades(instrument, { everyMs }) : this.#feed.trades(instrument)),
      overflow: overflowOf(options.deliver, { kind: "every", capacity: CAPACITY_DEFAULT, overflow: "fail" }),
      enders: this.#enders,
    });
  }

  watchTicker(name: string, options: WatchOptions = {}): Watch<Ticker> {
    return this.#simple(`ticker ${name}`, options, namedTickers(this.#feed, new Set([this.instrument(name, options.product)]), options));
  }

  watchTickers(names?: readonly string[], options: WatchOptions = {}): Watch<Ticker> {
    this.#mustBeOpen();
    if (names === undefined) return this.#simple("all tickers", options, readTickers(this.#feed, options));
    if (names.length === 0)
      throw new UsageError("bad-option", "watchTickers was given no instrument; name one, or leave the list out for all of them.");
    const instruments = new Set(names.map((name) => this.instrument(name, options.product)));
    return this.#simple(`tickers of ${instruments.size} markets`, options, namedTickers(this.#feed, instruments, options));
  }

  watchCandles(name: string, interval: CandleInterval, options: WatchOptions & { readonly ring?: number } = {}): CandlesWatch {
    const instrument = this.instrument(name, options.product);
    mustPush(this.#feed, instrument, { channel: "candles", via: options.via, interval });
    mustRead(this.#feed, instrument, { via: options.via, interval });
    const everyMs = atLeast(EVERY_LEAST_MS, "everyMs", options.everyMs ?? READ_EVERY_MS);
    const take = (): Lease<CandleSource> =>
      options.via === "rest" ? this.#feed.polledCandles(instrument, interval, { everyMs }) : this.#feed.candles(instrument, interval);
    return new CandlesStream({
      ...this.streamParts(`candles ${name}`, options),
      ring: wholeAtLeast(1, "ring", options.ring ?? CANDLES_RING),
      restored: this.#feed.memory?.candles(instrument, interval) ?? [],
      lease: take,
      overflow: overflowOf(options.deliver, { kind: "every", capacity: CAPACITY_DEFAULT, overflow: "drop-oldest" }),
      enders: this.#enders,
    });
  }

  async fetchBook(name: string, options: { readonly depth?: number; readonly product?: Product } = {}): Promise<BookView> {
    const instrument = this.instrument(name, options.product);
    const codec = this.#feed.codec(instrument.product);
    const depth = readableDepth(this.#feed, instrument, options.depth);
    const image = await readOnce(this.#feed, codec.reads.book(instrument, depth));
    return imageView(image, { depth, clock: this.#options.clock });
  }

  async fetchTrades(name: string, options: PageOptions = {}): Promise<History<Trade>> {
    const instrument = this.instrument(name, options.product);
    const { tradesPaging } = this.#feed.codec(instrument.product).description.rest;
    const read = tradesPaging === "forward" ? forwardTrades : tradesHistory;
    const history = await read(this.#feed, instrument, { ...range(options), now: this.venueNow() });
    const receivedTime = this.#options.clock.now();
    return { rows: history.rows.map((trade) => publicTrade(trade, { receivedTime, backfilled: false })), end: history.end };
  }

  fetchTicker(name: string, options: { readonly product?: Product } = {}): Promise<Ticker> {
    const instrument = this.instrument(name, options.product);
    return readOnce(this.#feed, this.#feed.codec(instrument.product).reads.ticker(instrument));
  }

  fetchCandles(name: string, interval: CandleInterval, options: PageOptions = {}): Promise<History<Candle>> {
    const instrument = this.instrument(name, options.product);
    return candlesHistory(this.#feed, { instrument, interval }, { ...range(options), now: this.venueNow() });
  }

  async fetchInstruments(): Promise<readonly Instrument[]> {
    const products = [...new Set(this.#feed.instruments.all.map((instrument) => instrument.product))];
    const rows = await Promise.all(products.map((product) => readOnce(this.#feed, this.#feed.codec(product).reads.instruments())));
    return rows.flat();
  }

  async fetchTime(): Promise<{ readonly venueTime: EpochMs; readonly offsetMs: number; readonly errorMs: number }> {
    const { clock } = this.#options;
    const sentAt = clock.monotonic();
    const { venueTime, errorMs } = await readOnce(this.#feed, this.#feed.firstCodec.reads.time());
    const halfMs = (clock.monotonic() - sentAt) / 2;
    return { venueTime, offsetMs: venueTime + halfMs + errorMs / 2 - clock.now(), errorMs: halfMs + errorMs };
  }

  get subscriptions(): readonly Subscription[] {
    return this.#feed.subscriptions.map(publicSubscription);
  }

  reconnect(): void {
    this.#feed.reconnect("asked for");
  }

  on(_event: "status", handle: (event: StatusEvent) => void): () => void {
    return this.#status.subscribe(handle);
  }

  health(): Health {
    const { clock, rate } = this.#options;
    return gatherHealth(this.#feed, {
      clock,
      environment: this.environment,
      state: this.#state,
      drops: this.#drops,
      rate: rate(),
      now: clock.now(),
    });
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#options.closing?.();
    this.#endAll(undefined);
    this.#telling?.cancel();
    if (this.#untold.size > 0) this.#tellDrops();
    this.#telling?.cancel();
    this.#feed.stop();
    await this.#options.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The venue's time: measured where it can be, else the local wall. */
  protected venueNow(): EpochMs {
    const { clock } = this.#options;
    return this.#feed.lag.venueNow(clock.monotonic()) ?? clock.now();
  }

  #mustBeOpen(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#state === "closed") throw new UsageError("connection-closed", `The connection to ${this.venue} is closed; connect again.`);
  }

  protected instrument(name: string, product: Product | undefined): Instrument {
    this.#mustBeOpen();
    // A product that is not spoken here has no instruments to look among.
    if (product !== undefined) this.#feed.codec(product);
    return findInstrument(this.#feed.instruments, this.venue, { name, product });
  }

  protected streamParts(name: string, options: WatchOptions): StreamParts {
    return {
      name: `${this.venue} ${name}`,
      clock: this.#options.clock,
      signal: options.signal,
      dropped: (count: number): void => this.#dropped(name, count),
      callbackFailed: (): void => this.#feed.callbackFailed(name),
    };
  }

  #simple<Item>(name: string, options: WatchOptions, open: (push: (item: Item) => void) => () => void): Watch<Item> {
    return new Stream<Item, Item>({
      ...this.streamParts(name, options),
      overflow: overflowOf(options.deliver, { kind: "every", capacity: CAPACITY_DEFAULT, overflow: "drop-oldest" }),
      open: (feeder) => {
        const end = (error: Error | undefined): void => feeder.end(error);
        this.#enders.add(end);
        const stop = open((item) => feeder.push(item));
        return () => {
          this.#enders.delete(end);
          stop();
        };
      },
      hand: (item) => item,
    });
  }

  /** Ends something when the connection closes or gives up; returns what takes it back. */
  protected untilClosed(end: (error: Error | undefined) => void): () => void {
    this.#enders.add(end);
    return () => this.#enders.delete(end);
  }

  #endAll(error: Error | undefined): void {
    for (const end of [...this.#enders]) end(error);
  }

  /** Counts at once and tells at most once a second: a consumer that is far too slow loses thousands in that time. */
  #dropped(what: string, count: number): void {
    this.#drops += count;
    this.#untold.set(what, (this.#untold.get(what) ?? 0) + count);
    if (this.#telling === undefined) this.#tellDrops();
  }

  #tellDrops(): void {
    const untold = [...this.#untold];
    this.#untold.clear();
    this.#telling = this.#options.clock.after(DROPS_TOLD_EVERY_MS, () => {
      this.#telling = undefined;
      if (this.#untold.size > 0) this.#tellDrops();
    });
    for (const [what, count] of untold) this.#feed.tell({ kind: "drop", what, count });
  }
}

function range(options: PageOptions): HistoryRange {
  return {
    from: options.from === undefined ? undefined : epochMs(options.from),
    to: options.to === undefined ? undefined : epochMs(options.to),
    limit: atLeast(1, "limit", options.limit ?? (options.from === undefined ? HISTORY_LIMIT : Number.POSITIVE_INFINITY)),
    signal: options.signal,
  };
}
