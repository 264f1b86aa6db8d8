// One run of `watch`: opens the streams, hands on what comes, and knows at the end whether it may be called a success. A slow reader
// stops the pulling, so what waits is in the streams' bounded queues, which count what they drop.

import { bothSinks, rawFrames, tracedFrames } from "#apps/cli/output/frame-lines";
import { bookLine, candleLine, tickerLine, tradeHoleLine, tradeLine } from "#apps/cli/output/lines";
import { type MarketLine, type MarketPrinter } from "#apps/cli/output/market-printer";
import { statusWords } from "#apps/cli/output/status-words";
import { type Session } from "#apps/cli/session";
import { type WatchWish } from "#apps/cli/watch-options";
import { type WatchFacts } from "#apps/cli/watch-outcome";
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
  /** Whether the last hand-out of each book was live. */
  readonly #live = new Map<string, boolean>();
  #events = 0;
  /** Stretches in which trades are missing for good: gaps that never heal. */
  #holes = 0;
  #connected = false;
  #begun = true;
  #lastTrouble: string | undefined;

  constructor(session: Session, wish: WatchWish, printer: MarketPrinter) {
    this.#session = session;
    this.#wish = wish;
    this.#printer = printer;
    this.#startedAt = session.clock.monotonic();
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
  async follow(connect: () => Promise<VenueConnection>): Promise<WatchFacts> {
    const { stop } = this.#session;
    const deadlines = this.#deadlines();
    const opening = connect();
    let connection: VenueConnection | undefined;
    let gaps: Gaps = { seen: 0, healed: 0, open: 0 };
    try {
      connection = await stop.orEnded(opening);
      if (connection !== undefined) {
        await this.#followAll(connection);
        const books = connection.health().gaps;
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

  async #followAll(connection: VenueConnection): Promise<void> {
    connection.on("status", (event) => this.#noted(event));
    // A connection that is open before anybody listens has no event for it.
    this.#connected = connection.health().connections.some(({ state }) => state === "ready");
    await this.#session.stop.orEnded(Promise.all(this.#wish.symbols.map((symbol) => this.#followOne(connection, symbol))));
    this.#connected ||= connection.health().connections.some(({ frames }) => frames > 0);
  }

  #followOne(connection: VenueConnection, symbol: string): Promise<void> {
    const { channel, interval, depth, group, deliver } = this.#wish;
    const { flags } = this.#session;
    const delivery: Delivery =
      deliver === "latest" ? { kind: "latest" } : { kind: "every", capacity: WAITING_MAX, overflow: "drop-oldest" };
    // No signal: the streams end with the connection, after its figures were read.
    const options = { deliver: delivery, ...(flags.product === undefined ? {} : { product: flags.product }) };
    switch (channel) {
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
        this.#count();
        if (behind !== undefined) await stop.orEnded(behind);
      }
      if (this.#wish.deliver === "latest") await this.#pause(handedAt + this.#wish.pauseMs - clock.monotonic());
    }
  }

  #book(view: BookView, shape: { readonly depth: number; readonly group?: string }): MarketLine {
    this.#live.set(view.instrument.symbol, view.state === "live");
    return bookLine(view, shape);
  }

  #count(): void {
    this.#events += 1;
    this.#connected = true;
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

  #noted(event: StatusEvent): void {
    // What happens while we close is our own doing.
    if (this.#session.stop.cause !== undefined) return;
    if (event.kind === "connected") this.#connected = true;
    if (event.kind === "disconnected" || event.kind === "failed") this.#lastTrouble = event.reason;
    const { text, always } = statusWords(event);
    if (!always && !this.#session.flags.verbose) return;
    this.#session.talk(text, { status: event });
  }

  #facts(gaps: Gaps): WatchFacts {
    const { clock, stop } = this.#session;
    const notLive = [...this.#live.values()].filter((live) => !live).length;
    return {
      venue: this.#wish.venue,
      cause: stop.cause,
      connected: this.#connected,
      events: this.#events,
      openGaps: Math.max(gaps.open, notLive),
      mayBeQuiet: this.#wish.channel === "trades" || this.#wish.raw,
      lastTrouble: this.#lastTrouble,
      elapsedMs: clock.monotonic() - this.#startedAt,
    };
  }

  /** Writes the last line and closes what is open, within a bound: neither a slow reader nor a dead peer holds the process. */
  async #finish(opening: Promise<VenueConnection>, gaps: Gaps): Promise<void> {
    const { clock, out } = this.#session;
    const drops = this.#watches.reduce((sum, watch) => sum + watch.drops, 0) + out.drops;
    const bareFrames = this.#wish.raw && !this.#session.flags.json;
    if (this.#begun && !bareFrames)
      this.#printer.finish({ v: 1, kind: "summary", events: this.#events, gaps: gaps.seen, healed: gaps.healed, drops });
    const closing = opening.then(
      (connection) => connection.close(),
      () => undefined,
    );
    let timer: Timer | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = clock.after(CLOSE_WITHIN_MS, resolve);
    });
    await Promise.race([closing, bound]);
    timer?.cancel();
  }
}
