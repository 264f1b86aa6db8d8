// One run of `watch`: opens the streams, hands on what comes, and knows at the end whether it may be called a success. A slow reader
// stops the pulling, so what waits is in the streams' bounded queues, which count what they drop.

import { consolidatedLine, spreadLine } from "#apps/cli/output/across-lines";
import { bothSinks, rawFrames, tracedFrames } from "#apps/cli/output/frame-lines";
import { bookLine, candleLine, tickerLine, tradeHoleLine, tradeLine } from "#apps/cli/output/lines";
import { type MarketLine, type MarketPrinter } from "#apps/cli/output/market-printer";
import { statusWords } from "#apps/cli/output/status-words";
import { type Session } from "#apps/cli/session";
import { type WatchWish } from "#apps/cli/watch-options";
import { type WatchFacts } from "#apps/cli/watch-outcome";
import { healthAcross } from "#client/across/health-across";
import { type ConsolidatedBook, type CrossSpread } from "#client/across/views";
import { type MarketOn, watchConsolidated, watchSpread } from "#client/across/watch-across";
import { type BookView, type Delivery, type StatusEvent, type VenueConnection, type Watch } from "#client/api";
import { UsageError } from "#core/error";
import { type FrameSink, type Timer } from "#core/port";

/** Hand-outs that may wait for a slow reader with `every` before the oldest is dropped and counted. */
const WAITING_MAX = 10_000;
/** How long the last lines may take to leave, and the connection to close. */
const CLOSE_WITHIN_MS = 2_000;

interface Gaps {
  readonly seen: number;
  readonly healed: number;
  readonly open: number;
}

export class MarketWatch {
  readonly #session: Session;
  readonly #wish: WatchWish;
  readonly #printer: MarketPrinter;
  readonly #startedAt: number;
  readonly #watches: Watch<unknown>[] = [];
  readonly #venues: readonly string[];
  /** Venues that are or were connected, and hand-outs that each had a part in. */
  readonly #connected = new Set<string>();
  readonly #heard = new Map<string, number>();
  /** Whether the last hand-out of each book was live. */
  readonly #live = new Map<string, boolean>();
  #events = 0;
  /** Stretches in which trades are missing for good: gaps that never heal. */
  #holes = 0;
  #begun = true;
  #lastTrouble: string | undefined;

  constructor(session: Session, wish: WatchWish, printer: MarketPrinter) {
    this.#session = session;
    this.#wish = wish;
    this.#printer = printer;
    this.#startedAt = session.clock.monotonic();
    this.#venues = [...new Set(wish.markets.map(({ venue }) => venue))];
    session.makeRoomBy(() => printer.makeRoom());
  }

  /** Where frames go, if anybody wants to see them. */
  frames(): FrameSink | undefined {
    const { out, err, flags } = this.#session;
    const raw = this.#wish.raw ? rawFrames(out, { wrapped: flags.json, counted: () => this.#count() }) : undefined;
    const trace = flags.trace ? tracedFrames(err) : undefined;
    return raw !== undefined && trace !== undefined ? bothSinks(raw, trace) : (raw ?? trace);
  }

  /** Follows until the session ends it; returns what was seen. A stream that fails ends it with its error. */
  async follow(openings: ReadonlyMap<string, () => Promise<VenueConnection>>): Promise<WatchFacts> {
    const { stop } = this.#session;
    const deadlines = this.#deadlines();
    const opening = [...openings.values()].map((open) => open());
    let gaps: Gaps = { seen: 0, healed: 0, open: 0 };
    try {
      const connections = await stop.orEnded(Promise.all(opening));
      if (connections !== undefined) {
        await this.#followAll(new Map([...openings.keys()].map((venue, at) => [venue, connections[at]])));
        const books = healthAcross(...connections).gaps;
        gaps = { seen: books.seen + this.#holes, healed: books.healed, open: books.open + this.#holes };
      }
      return this.#facts(gaps);
    } catch (error) {
      // What was asked for wrongly never began, so there is nothing to sum up.
      this.#begun = !(error instanceof UsageError);
      throw error;
    } finally {
      for (const deadline of deadlines) deadline.cancel();
      await this.#finish(opening, gaps);
    }
  }

  async #followAll(connections: ReadonlyMap<string, VenueConnection | undefined>): Promise<void> {
    for (const [venue, connection] of connections) {
      connection?.on("status", (event) => this.#noted(venue, event));
      // A connection that is open before anybody listens has no event for it.
      if (connection?.health().connections.some(({ state }) => state === "ready") === true) this.#connected.add(venue);
    }
    const markets = this.#wish.markets.flatMap((market) => {
      const connection = connections.get(market.venue);
      const product = market.product ?? this.#session.flags.product;
      return connection === undefined ? [] : [{ connection, instrument: market.symbol, ...(product === undefined ? {} : { product }) }];
    });
    await this.#session.stop.orEnded(this.#followMarkets(markets));
    for (const [venue, connection] of connections) {
      if (connection?.health().connections.some(({ frames }) => frames > 0) === true) this.#connected.add(venue);
    }
  }

  async #followMarkets(markets: readonly MarketOn[]): Promise<void> {
    const { channel } = this.#wish;
    const deliver = this.#delivery();
    const [bidOn, askOn] = markets;
    if (channel === "consolidated") {
      await this.#pull(watchConsolidated(markets, { deliver }), (book) => this.#consolidated(book));
    } else if (channel === "spread" && bidOn !== undefined && askOn !== undefined) {
      await this.#pull(watchSpread({ bidOn, askOn }, { deliver }), (spread) => this.#spread(spread));
    } else await Promise.all(markets.map((market) => this.#followOne(market)));
  }

  #delivery(): Delivery {
    return this.#wish.deliver === "latest" ? { kind: "latest" } : { kind: "every", capacity: WAITING_MAX, overflow: "drop-oldest" };
  }

  #followOne({ connection, instrument: symbol, product }: MarketOn): Promise<void> {
    const { channel, interval, depth, group } = this.#wish;
    // No signal: the streams end with the connection, after its figures were read.
    const options = { deliver: this.#delivery(), ...(product === undefined ? {} : { product }) };
    switch (channel) {
      case "consolidated":
      case "spread":
        return Promise.resolve();
      case "book": {
        // Buckets of a step are filled from the whole book, so all of it has to be at hand.
        const grouping = group === undefined ? {} : group.kind === "level" ? { group: group.level } : { depth: Number.POSITIVE_INFINITY };
        const shape = { depth, ...(group?.kind === "step" ? { group: group.step } : {}) };
        return this.#pull(connection.watchBook(symbol, { ...options, depth, ...grouping }), (view) => this.#book(view, shape));
      }
      case "trades":
        return this.#pull(connection.watchTrades(symbol, options), (item) =>
          item.kind === "trade" ? tradeLine(item) : tradeHoleLine(item),
        );
      case "ticker":
        return this.#pull(connection.watchTicker(symbol, options), tickerLine);
      case "candles":
        return this.#pull(connection.watchCandles(symbol, interval, options), candleLine);
    }
  }

  async #pull<Item>(watch: Watch<Item>, asLine: (item: Item) => MarketLine): Promise<void> {
    this.#watches.push(watch);
    const { stop, clock } = this.#session;
    for await (const item of watch) {
      if (stop.cause !== undefined) return;
      const handedAt = clock.monotonic();
      const line = asLine(item);
      if (line.kind === "trade-hole") this.#holes += 1;
      if (!this.#wish.raw) {
        const behind = this.#printer.print(line);
        this.#count(partsOf(line));
        if (behind !== undefined) await stop.orEnded(behind);
      }
      if (this.#wish.deliver === "latest") await this.#pause(handedAt + this.#wish.pauseMs - clock.monotonic());
    }
  }

  #book(view: BookView, shape: { readonly depth: number; readonly group?: string }): MarketLine {
    this.#live.set(`${view.venue} ${view.instrument.product} ${view.instrument.symbol}`, view.state === "live");
    return bookLine(view, shape);
  }

  #consolidated(book: ConsolidatedBook): MarketLine {
    for (const { venue, instrument, state } of book.venues) this.#live.set(`${venue} ${instrument.id}`, state === "live");
    return consolidatedLine(book);
  }

  #spread(spread: CrossSpread): MarketLine {
    this.#live.set("spread", spread.state === "known");
    return spreadLine(spread);
  }

  /** Counts a hand-out for the venues that have a part in it; a bare frame is not told apart. */
  #count(venues?: readonly string[]): void {
    this.#events += 1;
    for (const venue of venues ?? this.#venues) {
      this.#connected.add(venue);
      this.#heard.set(venue, (this.#heard.get(venue) ?? 0) + 1);
    }
    const { count } = this.#session.flags;
    if (count !== undefined && this.#events >= count) this.#session.stop.end("count");
  }

  async #pause(pauseMs: number): Promise<void> {
    if (pauseMs <= 0) return;
    const { clock, stop } = this.#session;
    let timer: Timer | undefined;
    const over = new Promise<void>((resolve) => {
      timer = clock.after(pauseMs, resolve);
    });
    await stop.orEnded(over);
    timer?.cancel();
  }

  #deadlines(): Timer[] {
    const { clock, flags, stop } = this.#session;
    const timers: Timer[] = [];
    if (flags.forMs !== undefined) timers.push(clock.after(flags.forMs, () => stop.end("for")));
    if (flags.timeoutMs !== undefined)
      timers.push(clock.after(flags.timeoutMs, () => (this.#events === 0 ? stop.end("timeout") : undefined)));
    return timers;
  }

  #noted(venue: string, event: StatusEvent): void {
    // What happens while we close is our own doing.
    if (this.#session.stop.cause !== undefined) return;
    if (event.kind === "connected") this.#connected.add(venue);
    if (event.kind === "disconnected" || event.kind === "failed") this.#lastTrouble = event.reason;
    const { text, always } = statusWords(event);
    if (!always && !this.#session.flags.verbose) return;
    // A connection has its venue in its name; an instrument may be listed on all of them.
    const several = this.#venues.length > 1;
    this.#session.talk(several && !("connection" in event) ? `${venue}: ${text}` : text, { ...(several ? { venue } : {}), status: event });
  }

  #facts(gaps: Gaps): WatchFacts {
    const { clock, stop } = this.#session;
    const notLive = [...this.#live.values()].filter((live) => !live).length;
    const mayBeQuiet = this.#wish.channel === "trades" || this.#wish.raw;
    // Of several venues each has to have answered: what one of them gave says nothing of the others.
    const apart = this.#venues.filter((venue) => !this.#connected.has(venue));
    const silent = apart.length > 0 || mayBeQuiet ? apart : this.#venues.filter((venue) => !this.#heard.has(venue));
    return {
      venue: (silent.length > 0 ? silent : this.#venues).join(" and "),
      cause: stop.cause,
      connected: apart.length === 0,
      events: silent.length > 0 ? 0 : this.#events,
      openGaps: Math.max(gaps.open, notLive),
      mayBeQuiet,
      lastTrouble: this.#lastTrouble,
      elapsedMs: clock.monotonic() - this.#startedAt,
    };
  }

  /** Writes the last line and closes what is open, within a bound: neither a slow reader nor a dead peer holds the process. */
  async #finish(opening: readonly Promise<VenueConnection>[], gaps: Gaps): Promise<void> {
    const { clock, out } = this.#session;
    const drops = this.#watches.reduce((sum, watch) => sum + watch.drops, 0) + out.drops;
    const bareFrames = this.#wish.raw && !this.#session.flags.json;
    if (this.#begun && !bareFrames)
      this.#printer.finish({ v: 1, kind: "summary", events: this.#events, gaps: gaps.seen, healed: gaps.healed, drops });
    const closing = Promise.all(
      opening.map((open) =>
        open.then(
          (connection) => connection.close(),
          () => undefined,
        ),
      ),
    );
    let timer: Timer | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = clock.after(CLOSE_WITHIN_MS, resolve);
    });
    await Promise.race([closing, bound]);
    timer?.cancel();
  }
}

/** The venues that a line tells of: those with a live part in it, where it is of several. */
function partsOf(line: MarketLine): readonly string[] {
  switch (line.kind) {
    case "consolidated":
      return line.venues.filter(({ state }) => state === "live").map(({ venue }) => venue);
    case "spread":
      return [line.bid, line.ask].flatMap((quote) => (quote === null ? [] : [quote.venue]));
    case "book":
    case "trade":
    case "trade-hole":
    case "ticker":
    case "candle":
      return [line.venue];
  }
}
