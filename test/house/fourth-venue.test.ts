// A fourth venue, made up, is added by docs/adding-a-venue.md: three files outside its folder change, and everything knows it. About
// ten seconds: a copy of the sources, one incremental build, and a handful of processes side by side.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type connect as Connect } from "#assemblies/live";
import { epochMs } from "#core/brand";
import { type InstrumentTable } from "#core/instrument";
import { seededRandom } from "#core/random";
import { type Venue } from "#venues/venue";
import { ensureBuilt } from "./build.ts";
import { checkCorridors } from "./corridors.ts";
import { addVenue, changedFiles, registrations } from "./fourth-venue/added-venue.ts";
import { compileAdded, typescriptFiles } from "./fourth-venue/compile.ts";
import { readTree } from "./source-tree.ts";

const MUTATIONS = 300;
const LISTS = ["src/assemblies/dialects.ts", "src/venues/registry.ts"];
let folder: string;
let compiled: readonly string[];
let simulator: { readonly url: string; readonly child: ChildProcess };

/** The command line of the copy. */
const truebook = (words: string): ChildProcess =>
  spawn(process.execPath, [join(folder, "dist/apps/cli/main.js"), ...words.split(" ")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1" },
  });

interface End {
  readonly exit: number | null;
  readonly lines: readonly Record<string, unknown>[];
}

/** What a command said, one JSON object a line; `heard` sees each line when it comes. */
async function lines(words: string, heard: (line: Record<string, unknown>, child: ChildProcess) => void = () => undefined): Promise<End> {
  const child = truebook(words);
  if (child.stdout === null) throw new Error("The command has no stdout.");
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  const said: Record<string, unknown>[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Record<string, unknown>;
    said.push(line);
    heard(line, child);
  }
  return { exit: await ended, lines: said };
}

async function openSimulator(): Promise<typeof simulator> {
  const child = truebook("sim run --venues tidewell --port 0 --seed 4 --json");
  if (child.stdout === null) throw new Error("The simulator has no stdout.");
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { url: String((JSON.parse(String(first.value)) as Record<string, unknown>)["url"]), child };
}

beforeAll(async () => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "truebook-fourth-"));
  addVenue(folder);
  compiled = compileAdded(folder, [...LISTS, ...typescriptFiles(folder, "src/venues/tidewell")]);
  simulator = await openSimulator();
}, 90_000);

afterAll(() => {
  simulator?.child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

test("outside its folder three files change: the two lists and the changelog", () => {
  const three = ["CHANGELOG.md", ...LISTS];
  expect([...registrations().keys()].sort()).toEqual(three);
  expect(changedFiles(folder)).toEqual(three);
  expect(compiled).toEqual([]);
});

test("the venue keeps to the corridors of a venue", () => {
  const tree = new Map(readTree(["src"], (path) => path.endsWith(".ts")));
  const own = "test/house/fourth-venue/tidewell/";
  for (const [path, text] of readTree([own], (name) => name.endsWith(".ts")))
    tree.set(`src/venues/tidewell/${path.slice(own.length)}`, text);
  expect(tree.size).toBeGreaterThan(100);
  expect(checkCorridors(tree)).toEqual([]);
}, 60_000);

test("the command line lists it, shows its evidence, and takes its own product", async () => {
  const at = `--sim-url ${simulator.url} --json`;
  const [list, show, instruments, wrong] = await Promise.all([
    lines("venues list --json"),
    lines("venues show tidewell --json"),
    lines(`venues instruments tidewell --product swap ${at}`),
    lines(`watch tidewell BTC.USDT --product spot ${at}`),
  ]);
  expect(list.lines.map(({ venue }) => venue)).toContain("tidewell");
  expect(show.lines[0]).toMatchObject({ venue: "tidewell", support: "market-data", products: [{ product: "swap", api: "v1" }] });
  expect(instruments.lines.map(({ symbol }) => symbol)).toEqual(["BTC.USDT", "ETH.USDT"]);
  expect(wrong).toEqual({ exit: 2, lines: [] });
}, 60_000);

test("it passes every conformance card, or says why one does not apply", async () => {
  const { exit, lines: cards } = await lines("venues check tidewell --virtual --json");
  expect(cards.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  // It lacks nothing, groups nothing and names no node; its frames are no JSON, which some faults cut into; and it has no accounts.
  const without = cards.filter(({ outcome }) => outcome === "not-applicable").map(({ card }) => String(card).slice(3));
  expect(without.filter((card) => Number(card) < 50)).toEqual(["14", "17", "25", "27", "29", "31", "32", "33"]);
  expect(cards.filter(({ card, outcome }) => String(card) >= "VC-50" && outcome !== "not-applicable")).toEqual([]);
  expect(exit).toBe(0);
}, 60_000);

test("a watch tells the gap of a lost step, heals, and is the simulator's true book line by line", async () => {
  let fault: Promise<Response> | undefined;
  let liveAfterGap: number | undefined;
  const checks: Promise<readonly [seen: unknown, truth: unknown]>[] = [];
  const { exit, lines: said } = await lines(
    `watch tidewell BTC.USDT --depth 5 --for 20s --json --sim-url ${simulator.url}`,
    ({ state, reason, sequence, bids, asks }, child) => {
      if (reason === "gap") liveAfterGap = 0;
      if (state !== "live") return;
      fault ??= fetch(`${simulator.url}/_sim/faults`, {
        method: "POST",
        body: '{"name":"drop-delta","venue":"tidewell","symbol":"BTC.USDT"}',
      });
      checks.push(trueBook(String(sequence)).then((truth) => [{ bids, asks }, truth]));
      if (liveAfterGap !== undefined) liveAfterGap += 1;
      if (liveAfterGap === 5) child.kill("SIGINT");
    },
  );
  expect((await fault)?.status).toBe(200);
  expect(said.find(({ reason }) => reason === "gap")).toMatchObject({ state: "resyncing", bids: [], asks: [] });
  expect(said.at(-1)).toMatchObject({ kind: "summary", gaps: 1, healed: 1, drops: 0 });
  expect(exit).toBe(130);
  expect(checks.length).toBeGreaterThan(5);
  for (const [seen, truth] of await Promise.all(checks)) expect(seen).toEqual(truth);
}, 60_000);

async function trueBook(sequence: string): Promise<unknown> {
  const answer = await fetch(`${simulator.url}/_sim/book/tidewell/BTC.USDT?depth=5&sequence=${sequence}`);
  const { bids, asks } = (await answer.json()) as { readonly bids: unknown; readonly asks: unknown };
  return { bids, asks };
}

test("its reads answer: book, trades, ticker, candles and time", async () => {
  const { connect } = (await import(pathToFileURL(join(folder, "dist/index.js")).href)) as { readonly connect: typeof Connect };
  await using connection = await connect("tidewell", { simulator: simulator.url });
  const instrument = "BTC/USDT:USDT";
  const [book, trades, ticker, candles, time] = await Promise.all([
    connection.fetchBook(instrument, { depth: 5 }),
    connection.fetchTrades(instrument, { limit: 300 }),
    connection.fetchTicker(instrument),
    connection.fetchCandles(instrument, "5m", { limit: 250 }),
    connection.fetchTime(),
  ]);
  expect([book.bids.length, book.asks.length]).toEqual([5, 5]);
  expect([trades.rows.length, trades.end]).toEqual([300, "limit"]);
  expect(ticker).toMatchObject({ kind: "ticker", last: expect.stringMatching(/^\d+\.\d$/) });
  expect([candles.rows.length, candles.end]).toEqual([250, "limit"]);
  expect(Math.abs(time.offsetMs)).toBeLessThan(5_000);
}, 60_000);

test("its fixtures are read, and a mutated one is a reading or a malformed frame, never an exception", async () => {
  const { tidewell } = (await import(pathToFileURL(join(folder, "dist/venues/tidewell/index.js")).href)) as { readonly tidewell: Venue };
  const codec = tidewell.market("swap");
  const body = new TextEncoder().encode("MARKET BTC.USDT BTC USDT 0.1 0.001 0.001\n");
  const listed = codec.reads.instruments().decode({ status: 200, headers: {}, body });
  const [instrument] = listed.kind === "value" ? listed.value : [];
  const table: InstrumentTable = { all: [], find: () => [], bySymbol: (_, symbol) => (symbol === "BTC.USDT" ? instrument : undefined) };
  const reader = codec.reader(() => table);
  const frames = readFileSync(join(folder, "src/venues/tidewell/fixtures/lines.txt")).toString().trim().split("\n");
  const read = (bytes: Uint8Array): string => reader.read(bytes, epochMs(1)).kind;
  expect(frames.map((frame) => read(Buffer.from(frame)))).toEqual(["market", "market", "market", "ack", "refused", "pong"]);
  const random = seededRandom("tidewell");
  for (let round = 0; round < MUTATIONS; round += 1) {
    const bytes = Uint8Array.from(Buffer.from(frames[random.integer(0, frames.length - 1)] ?? ""));
    bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
    expect(typeof read(bytes)).toBe("string");
  }
});
