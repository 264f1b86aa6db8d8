import { expect, test } from "vitest";
import { type TruthOracle } from "#apps/terminal/model/truth-check";
import { WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { runTerminal } from "#apps/terminal/run-terminal";
import { type ColourDepth } from "#apps/terminal/screen/palette";
import { LEAVE } from "#apps/terminal/screen/screen";
import { type BookView, type BookWatch, type StatusEvent, type Trade, type TradesWatch, type VenueConnection } from "#client/api";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { Price, Size } from "#core/quantity";

const INSTRUMENT: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("BTC-PERP"),
  id: instrumentId("BTC/USDT:USDT"),
  base: "BTC",
  quote: "USDT",
  priceScale: 1,
  sizeScale: 0,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.001",
  status: "trading",
};

function view(change: Partial<BookView> = {}): BookView {
  const level = (price: number, size: number) => ({
    price: new Price(priceUnits(price), 1),
    size: new Size(sizeUnits(size), 0, "contract"),
  });
  const levels = (side: 1 | -1) => Array.from({ length: 10 }, (_, rank) => level(642_500 + side * (1 + rank), 100 + rank * 40));
  const plain = {
    kind: "book",
    venue: "lmex",
    instrument: INSTRUMENT,
    state: "live",
    reason: undefined,
    expected: undefined,
    received: undefined,
  } as const;
  const position = {
    proof: "sequence",
    epoch: 1,
    sequence: "41",
    depth: 10,
    venueTime: epochMs(0),
    receivedTime: epochMs(0),
    ageMs: 12,
    merged: 0,
  } as const;
  const book = { ...plain, ...position, bids: levels(-1), asks: levels(1), ...change };
  return { ...book, bestBid: book.bids[0], bestAsk: book.asks[0] } as BookView;
}

/** A venue that says what the test tells it to. */
class FakeVenue {
  readonly #books: ((book: BookView) => void)[] = [];
  readonly #prints: ((trade: Trade) => void)[] = [];
  readonly #status: ((event: StatusEvent) => void)[] = [];
  readonly #trades: Trade[] = [];
  readonly #name: string;
  #latest = view();

  constructor(name = "lmex") {
    this.#name = name;
    this.#latest = view({ venue: name, instrument: { ...INSTRUMENT, venue: name } });
  }

  get connection(): VenueConnection {
    const watchBook = () => latestBeside({ onEach: subscriber(this.#books), close: async () => {} }, () => this.#latest) as BookWatch;
    const watchTrades = () => ({ onEach: subscriber(this.#prints), close: async () => {}, recent: this.#trades }) as unknown as TradesWatch;
    const health = () => ({ ...HEALTH, venue: this.#name });
    return {
      venue: this.#name,
      watchBook,
      watchTrades,
      health,
      on: (_: string, handle: (event: StatusEvent) => void) => subscriber(this.#status)(handle),
    } as unknown as VenueConnection;
  }

  handOut(book: BookView): void {
    this.#latest = book;
    for (const handle of this.#books) handle(book);
  }

  print(side: "buy" | "sell", now: number): void {
    const base = { kind: "trade", venue: "lmex", instrument: INSTRUMENT, tradeId: "1", backfilled: false } as const;
    const trade: Trade = {
      ...base,
      price: new Price(priceUnits(642_501), 1),
      size: new Size(sizeUnits(7), 0, "contract"),
      side,
      venueTime: epochMs(now),
      receivedTime: epochMs(now),
    };
    this.#trades.push(trade);
    for (const handle of this.#prints) handle(trade);
  }

  say(event: StatusEvent): void {
    for (const handle of this.#status) handle(event);
  }
}

function subscriber<Item>(handles: ((item: Item) => void)[]) {
  return (handle: (item: Item) => void) => {
    handles.push(handle);
    return () => void handles.splice(handles.indexOf(handle), 1);
  };
}

function latestBeside(watch: object, read: () => BookView): object {
  return Object.defineProperty(watch, "latestAllowStale", { get: read });
}

const HEALTH = {
  venue: "lmex",
  environment: "live",
  state: "ready",
  connections: [{ name: "futures-oss", state: "ready", lastFrameAgeMs: 12, lastAnswerAgeMs: 9, reconnects: 0, frames: 1_200, topics: 2 }],
  books: [],
  gaps: { seen: 1, healed: 1, open: 0 },
  drops: 0,
  malformed: 0,
  unknownFields: {},
  rate: { requests: 3, retries: 0, rateLimited: 0 },
  clock: { offsetMs: 0.1, errorMs: 0.2 },
  latencyMs: { p50: 0.4, p99: 2.1 },
} as const;

/** Keeps the picture that the written bytes make, without styles. */
class FakeWindow {
  columns: number;
  rows: number;
  written = "";
  readonly listeners: (() => void)[] = [];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }
  write(text: string): boolean {
    this.written += text;
    return true;
  }
  on(event: "drain" | "resize", handle: () => void): void {
    if (event === "resize") this.listeners.push(handle);
  }
  off(): void {}

  /** The rows as a person sees them now. */
  get picture(): string[] {
    const rows = Array.from({ length: this.rows }, () => new Array<string>(this.columns).fill(" "));
    for (const run of this.written.slice(this.written.lastIndexOf("\u001b[2J")).split(/(?=\u001b\[\d+;\d+H)/u)) {
      const place = /^\u001b\[(\d+);(\d+)H/u.exec(run);
      const text = run.replaceAll(/\u001b\[[?\d;]*[A-Za-z]/gu, "");
      if (place === null) continue;
      const [row, column] = [Number(place[1]) - 1, Number(place[2]) - 1];
      for (const [at, character] of [...text].entries()) put(rows, { row, column: column + at }, character);
    }
    return rows.map((row) => row.join("").trimEnd());
  }
}

function put(rows: string[][], at: { row: number; column: number }, character: string): void {
  const row = rows[at.row];
  if (row !== undefined) row[at.column] = character;
}

class FakeKeys {
  readonly isTTY = true;
  #handle: (chunk: string) => void = () => {};
  setRawMode(): void {}
  setEncoding(): void {}
  on(_: "data", handle: (chunk: string) => void): void {
    this.#handle = handle;
  }
  off(): void {}
  resume(): void {}
  pause(): void {}
  press(text: string): void {
    this.#handle(text);
  }
}

function start(options: { columns?: number; rows?: number; colour?: ColourDepth; oracle?: TruthOracle } = {}) {
  const clock = new VirtualClock();
  const venue = new FakeVenue();
  const output = new FakeWindow(options.columns ?? 80, options.rows ?? 24);
  const input = new FakeKeys();
  const broken: string[] = [];
  const connection = venue.connection;
  const markets = ["BTC-PERP", "ETH-PERP"].map((instrument) => ({ connection, instrument }));
  const watched = new WatchedMarkets({ markets, clock, ...(options.oracle === undefined ? {} : { oracle: options.oracle }) });
  const running = runTerminal({
    watched,
    clock,
    title: "truebook demo",
    provenance: "SIM",
    source: "lmex at http://127.0.0.1:7421, seed 7",
    abilities: { screen: true, colour: options.colour ?? "none", unicode: true },
    output,
    input,
    process: { prependListener: () => {}, off: () => {}, listenerCount: () => 1 },
    breakMarket: (fault, market) => void broken.push(`${fault.name} ${market.instrument}`),
  });
  return { clock, venue, output, input, watched, running, broken, text: () => output.picture.join("\n") };
}

const FRAME_MS = 63;

test.each([
  [80, 24],
  [120, 40],
])("at %d × %d every pane is there and no row is longer than the window", (columns, rows) => {
  const { venue, clock, output, text } = start({ columns, rows });
  venue.print("buy", clock.now());
  clock.advance(FRAME_MS);
  for (const word of ["markets", "tape", "health", "log", "BTC-PERP", "64250.1", "spread", "break something", "SIM"])
    expect(text()).toContain(word);
  expect(Math.max(...output.picture.map((row) => row.length))).toBeLessThanOrEqual(columns);
});

test.each([
  [80, 24],
  [120, 40],
])(
  "at %d × %d several venues stand above their markets, with the best of all below, and without the one that is not live",
  (columns, rows) => {
    const clock = new VirtualClock();
    const [one, other] = [new FakeVenue("lmex"), new FakeVenue("weex")];
    const markets = [
      { connection: one.connection, instrument: "BTC-PERP" },
      { connection: other.connection, instrument: "BTCUSDT", name: "BTCUSDT perp" },
    ];
    const output = new FakeWindow(columns, rows);
    const text = () => output.picture.join("\n");
    runTerminal({
      watched: new WatchedMarkets({ markets, clock }),
      clock,
      title: "truebook demo",
      provenance: "SIM",
      source: "2 venues",
      abilities: { screen: true, colour: "none", unicode: true },
      output,
      input: new FakeKeys(),
      process: { prependListener: () => {}, off: () => {}, listenerCount: () => 1 },
    });
    const instrument = { ...INSTRUMENT, venue: "weex" };
    other.handOut(view({ venue: "weex", instrument, bids: view().bids.slice(1), asks: view().asks.slice(1) }));
    clock.advance(FRAME_MS);
    expect(text()).toMatch(/lmex ●ready +sequence/);
    expect(text()).toMatch(/weex ●ready +sequence/);
    expect(text()).toMatch(/lmex BTC-PERP ●live/);
    expect(text()).toMatch(/bid +64249\.9 +lmex +.*12 ?ms/);
    expect(text()).toContain("spread 0.2 0.03bp");
    expect(text()).toContain("2 of 2");
    one.handOut(view({ state: "stale", reason: "silent" }));
    clock.advance(FRAME_MS * 2);
    expect(text()).toMatch(/bid +64249\.8 +weex/);
    expect(text()).toMatch(/not lmex/);
    expect(Math.max(...output.picture.map((row) => row.length))).toBeLessThanOrEqual(columns);
  },
);

test("a small window shows the ladder and says what is missing, a tiny one only what it needs", () => {
  const small = start({ columns: 60, rows: 15 });
  expect(small.text()).toContain("64250.1");
  expect(small.text()).toContain("more at 80x24");
  const tiny = start({ columns: 24, rows: 5 });
  expect(tiny.text()).toContain("truebook: this window i~");
});

test("without colour no colour is ever written", () => {
  const { venue, clock, output } = start({ colour: "none" });
  venue.print("sell", clock.now());
  venue.handOut(view({ state: "stale", reason: "disconnected" }));
  clock.advance(500);
  expect(output.written).not.toMatch(/\u001b\[[\d;]*\b(3\d|4\d|9\d|10\d)\b[\d;]*m/u);
});

test("a dropped message is announced, then its end, with wrong reads as they were counted", () => {
  const { venue, clock, text } = start({ oracle: () => undefined });
  venue.say({ kind: "gap", instrument: "BTC-PERP", reason: "gap", expected: "42", received: "43" });
  clock.advance(FRAME_MS);
  expect(text()).toContain("GAP BTC-PERP lost 42 - resyncing");
  venue.say({ kind: "healed", instrument: "BTC-PERP", afterMs: 31 });
  clock.advance(1_500);
  expect(text()).toContain("healed in 31 ms, 0 wrong reads");
});

test("a second trouble does not end the first one's story, and one end is told once", () => {
  const { venue, clock, watched, text } = start({ oracle: () => undefined });
  venue.say({ kind: "gap", instrument: "BTC-PERP", reason: "gap", expected: "42", received: "43" });
  venue.say({ kind: "stale", instrument: "ETH-PERP", reason: "disconnected" });
  venue.say({ kind: "healed", instrument: "ETH-PERP", afterMs: 900 });
  clock.advance(FRAME_MS);
  expect(text()).toContain("GAP BTC-PERP lost 42 - resyncing");
  venue.say({ kind: "healed", instrument: "BTC-PERP", afterMs: 31 });
  venue.say({ kind: "healed", instrument: "BTC-PERP", afterMs: 7_000 });
  expect(watched.gap?.healed?.afterMs).toBe(31);
});

test("a live book that differs from the market's own is a wrong read, and the screen says so", () => {
  const truth = { priceScale: 2, sizeScale: 0, bids: [[6_424_990, 100]] as const, asks: [[6_425_010, 100]] as const };
  const { venue, clock, watched, text } = start({ oracle: ({ at }) => ("sequence" in at && at.sequence === "40" ? undefined : truth) });
  const [bid, ask] = [view().bids.slice(0, 1), view().asks.slice(0, 1)];
  venue.handOut(view({ bids: bid, asks: ask }));
  venue.handOut(view({ bids: bid, asks: view().asks.slice(1, 2) }));
  venue.handOut(view({ bids: bid, asks: [], state: "resyncing", reason: "gap" }));
  venue.handOut(view({ sequence: "40" }));
  // Two markets watch the same fake book, so each hand-out counts twice.
  expect(watched.truth).toEqual({ compared: 4, wrong: 2, unchecked: 2 });
  clock.advance(FRAME_MS);
  expect(text()).toContain("2 WRONG READS");
});

test("a book that is not live looks it: dimmed, hatched, with its reason and age", () => {
  const { venue, clock, text } = start();
  venue.handOut(view({ state: "stale", reason: "disconnected", ageMs: 3_200 }));
  clock.advance(FRAME_MS);
  expect(text()).toContain(" STALE disconnected ");
  expect(text()).toContain(" last proof 3.2 s ago ");
  expect(text()).toContain("╱");
});

test("space freezes what is shown while the books go on, and shows for how long", () => {
  const { venue, clock, input, text } = start();
  clock.advance(FRAME_MS);
  input.press(" ");
  clock.advance(FRAME_MS);
  venue.handOut(view({ state: "stale", reason: "lag", ageMs: 9_000 }));
  clock.advance(2_000);
  expect(text()).toContain("FROZEN 2.0 s");
  expect(text()).not.toContain("STALE");
  input.press(" ");
  clock.advance(FRAME_MS);
  expect(text()).toContain("STALE");
});

test("f and a number break the chosen market, and the log says who did it", () => {
  const { clock, input, broken, text } = start();
  input.press("\t");
  input.press("f");
  clock.advance(FRAME_MS);
  expect(text()).toContain("break something on ETH-PERP");
  input.press("1");
  clock.advance(FRAME_MS);
  expect(broken).toEqual(["drop-delta ETH-PERP"]);
  expect(text()).toContain("you broke ETH-PERP: drop-delta");
});

test("q ends it and gives the terminal back", async () => {
  const { input, running, output, clock } = start();
  input.press("q");
  expect(await running.ended).toBe("quit");
  expect(output.written.endsWith(LEAVE)).toBe(true);
  expect(clock.pendingTimers).toBe(0);
});

test("hostile venue text cannot command the terminal", () => {
  const { venue, clock, output } = start();
  venue.say({ kind: "disconnected", connection: "lmex", code: 1000, reason: "\u001b]0;owned\u0007\u202e" });
  clock.advance(FRAME_MS);
  expect(output.written).not.toContain("\u001b]");
  expect(output.written).not.toContain("\u202e");
});
