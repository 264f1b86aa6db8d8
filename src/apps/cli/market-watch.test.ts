import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type FlagValue } from "#apps/cli/flag-value";
import { readGlobalFlags } from "#apps/cli/global-flags";
import { MarketWatch } from "#apps/cli/market-watch";
import { LineSink, type TextStream } from "#apps/cli/output/line-sink";
import { marketPrinter } from "#apps/cli/output/market-printer";
import { Session } from "#apps/cli/session";
import { Stop } from "#apps/cli/stop";
import { readWatchWish } from "#apps/cli/watch-options";
import { type WatchFacts } from "#apps/cli/watch-outcome";
import { venues } from "#assemblies/command-line";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type VenueConnection } from "#client/api";
import { UsageError } from "#core/error";
import { type Clock } from "#core/port";

/** A reader that takes everything, or nothing until it is told to. */
class Reader extends EventEmitter implements TextStream {
  writableLength = 0;
  text = "";
  awake = true;
  write(text: string): boolean {
    this.text += text;
    return this.awake;
  }
  get lines(): Record<string, unknown>[] {
    return this.text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

const lmex = await venues.get("lmex")?.load?.();
if (lmex === undefined) throw new Error("LMEX is not there.");

interface Scene {
  readonly world: SimulatedWorld;
  readonly out: Reader;
  readonly err: Reader;
  readonly stop: Stop;
  readonly clock: Clock;
  readonly facts: Promise<WatchFacts>;
  /** Moves virtual time in small steps and lets promises run between them. */
  pass(ms: number): Promise<void>;
}

function watch(
  symbols: readonly string[],
  flags: Record<string, FlagValue> = {},
  connect?: (world: SimulatedWorld) => Promise<VenueConnection>,
): Scene {
  const world = simulate({ venue: lmex as NonNullable<typeof lmex>, seed: "watch", mood: "busy" });
  const { clock } = world;
  const [out, err] = [new Reader(), new Reader()];
  const stop = new Stop();
  const session = new Session({
    flags: readGlobalFlags({ json: true, ...flags }),
    environment: { noColor: false, dumbTerminal: false },
    out: new LineSink(out),
    err: new LineSink(err),
    clock,
    stop,
    venues: ["lmex"],
    input: undefined,
    inputIsTerminal: false,
  });
  const wish = readWatchWish(
    { args: [], flags },
    { liveScreen: false, aliases: [], markets: symbols.map((symbol) => ({ venue: "lmex", symbol, product: undefined })) },
  );
  const printer = marketPrinter({
    out: session.out,
    format: "ndjson",
    color: false,
    liveScreen: false,
    symbols: symbols.length,
    severalVenues: false,
    depth: wish.depth,
  });
  const facts = new MarketWatch(session, wish, printer).follow(
    new Map([["lmex", () => (connect === undefined ? Promise.resolve(world.client) : connect(world))]]),
  );
  facts.catch(() => undefined);
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      world.advance(10);
    }
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { world, out, err, stop, clock, facts, pass };
}

/** The same over LMEX and WEEX, for four seconds of virtual time. */
function acrossVenues(channel: string, weex: NonNullable<typeof lmex>, how: { readonly muteWeex?: true } = {}): Omit<Scene, "world"> {
  const worlds = [lmex as NonNullable<typeof lmex>, weex].map((venue) => simulate({ venue, seed: "watch", mood: "busy" }));
  const [one, other] = worlds;
  if (one === undefined || other === undefined) throw new Error("There are two worlds.");
  const { clock } = one;
  const [out, err] = [new Reader(), new Reader()];
  const stop = new Stop();
  const environment = { noColor: false, dumbTerminal: false };
  const flags = readGlobalFlags({ json: true, for: "3s" });
  const sinks = { out: new LineSink(out), err: new LineSink(err) };
  const session = new Session({
    flags,
    environment,
    ...sinks,
    clock,
    stop,
    venues: ["lmex", "weex"],
    input: undefined,
    inputIsTerminal: false,
  });
  const markets = [
    { venue: "lmex", symbol: "BTC-PERP", product: undefined },
    { venue: "weex", symbol: "BTCUSDT", product: "contract" },
  ];
  const wish = readWatchWish({ args: [], flags: { channel } }, { liveScreen: false, aliases: [], markets });
  const look = { format: "ndjson", color: false, liveScreen: false, symbols: 2, severalVenues: true, depth: 1 } as const;
  const openings = new Map([
    ["lmex", () => Promise.resolve<VenueConnection>(one.client)],
    ["weex", () => Promise.resolve<VenueConnection>(other.client)],
  ]);
  const facts = new MarketWatch(session, wish, marketPrinter({ out: session.out, ...look })).follow(openings);
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 20) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      for (const world of how.muteWeex === undefined ? worlds : [one]) world.advance(20);
    }
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { out, err, stop, clock, facts, pass };
}

test("--for ends it in time, with what was handed out, the gaps and their healing in the last line", async () => {
  const { world, out, facts, pass } = watch(["BTC-PERP"], { for: "5s" });
  await pass(2_000);
  world.exchange.desk.post({ name: "drop-delta", symbol: "BTC-PERP" });
  await pass(3_500);
  expect(await facts).toMatchObject({ cause: "for", connected: true, openGaps: 0 });
  const lines = out.lines;
  expect(lines.filter(({ reason }) => reason === "gap")).toHaveLength(1);
  expect(lines.at(-1)).toEqual({ v: 1, kind: "summary", events: lines.length - 1, gaps: 1, healed: 1, drops: 0 });
  world.close();
});

test("--count ends it at exactly that many lines", async () => {
  const { world, out, facts, pass } = watch(["BTC-PERP", "ETH-PERP"], { count: "7" });
  await pass(3_000);
  expect(await facts).toMatchObject({ cause: "count", events: 7 });
  expect(out.lines).toHaveLength(8);
  world.close();
});

test("a reader that stands still stops the pulling; nothing piles up in the stream, and it goes on where it stood", async () => {
  const { world, out, stop, facts, pass } = watch(["BTC-PERP"]);
  await pass(1_000);
  out.awake = false;
  await pass(500);
  const stood = out.lines.length;
  await pass(3_000);
  expect(out.lines.length).toBe(stood);
  out.awake = true;
  out.emit("drain");
  await pass(200);
  const sequences = out.lines.map(({ sequence }) => Number(sequence)).filter((sequence) => sequence > 0);
  expect(sequences.length).toBeGreaterThan(stood + 20);
  // Every update is there: nothing was lost or told twice while the reader slept.
  for (let at = 1; at < sequences.length; at += 1) expect(sequences[at]).toBe((sequences[at - 1] ?? 0) + 1);
  stop.end("interrupted");
  await pass(100);
  expect(await facts).toMatchObject({ cause: "interrupted" });
  world.close();
});

test("the latest is handed out no more often than asked, and says how many updates it stands for", async () => {
  const { world, out, stop, facts, pass } = watch(["BTC-PERP"], { deliver: "latest", maxHz: "2" });
  await pass(5_000);
  stop.end("for");
  await pass(100);
  await facts;
  const books = out.lines.filter(({ kind }) => kind === "book");
  expect(books.length).toBeLessThanOrEqual(12);
  expect(books.length).toBeGreaterThan(5);
  expect(books.some(({ merged }) => Number(merged) > 0)).toBe(true);
  world.close();
});

test("a connection that never opens ends with the time, and what opens too late is closed again", async () => {
  let open: (connection: VenueConnection) => void = () => undefined;
  const scene = watch(
    ["BTC-PERP"],
    { for: "1s" },
    () =>
      new Promise((resolve) => {
        open = resolve;
      }),
  );
  await scene.pass(4_000);
  expect(await scene.facts).toMatchObject({ cause: "for", connected: false, events: 0 });
  expect(scene.out.lines).toEqual([{ v: 1, kind: "summary", events: 0, gaps: 0, healed: 0, drops: 0 }]);
  open(scene.world.client);
  await scene.pass(50);
  expect(scene.world.client.health().state).toBe("closed");
  scene.world.close();
});

test("a symbol that does not exist fails at once, with the nearest, and leaves no line", async () => {
  const { world, out, facts, pass } = watch(["BTC-PRP"]);
  await pass(100);
  const error = await facts.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect(String((error as UsageError).hint)).toContain("BTC-PERP");
  expect(out.text).toBe("");
  world.close();
});

test("of several venues each has to answer: a consolidated watch tells all, and names the one that never came", async () => {
  const weex = await venues.get("weex")?.load?.();
  if (weex === undefined) throw new Error("WEEX is not there.");
  const { out, facts, pass } = acrossVenues("consolidated", weex);
  await pass(4_000);
  expect(await facts).toMatchObject({ cause: "for", connected: true, openGaps: 0, venue: "lmex and weex" });
  const lines = out.lines;
  expect(lines.at(-1)).toMatchObject({ kind: "summary", gaps: 0 });
  expect(lines.at(-2)).toMatchObject({
    v: 1,
    kind: "consolidated",
    instrument: "BTC/USDT:USDT",
    bestBid: { price: expect.stringMatching(/^[0-9.]+$/), size: expect.any(String), ageMs: expect.any(Number) },
    venues: [
      { venue: "lmex", symbol: "BTC-PERP", state: "live", proof: "sequence" },
      { venue: "weex", symbol: "BTCUSDT", state: "live", proof: "sequence" },
    ],
    leftOut: [],
  });
  expect(lines[0]).toMatchObject({ bestBid: null, spread: null, leftOut: ["lmex", "weex"] });

  const alone = acrossVenues("spread", weex, { muteWeex: true });
  await alone.pass(4_000);
  expect(await alone.facts).toMatchObject({ venue: "weex", events: 0, openGaps: 1 });
  expect(alone.out.lines.at(-2)).toMatchObject({
    kind: "spread",
    state: "unknown",
    spread: null,
    missing: [expect.stringContaining("weex")],
  });
});
