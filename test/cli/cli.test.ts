// The command line as a user meets it: the built program, a real simulator beside it, real sockets between them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CommandEnd, type RunningSimulator, run, start, startSimulator } from "./command.ts";

// Some dozens of processes start here, on a machine that may have two cores and other work.
vi.setConfig({ testTimeout: 30_000 });

let simulator: RunningSimulator;
/** Fails all the time; watched from the beginning, beside everything else, because that takes a while. */
let failing: RunningSimulator;
let failingWatch: Promise<CommandEnd>;
/** Accepts connections and never says a word. */
let mute: Server;
let muteUrl = "";
const folder = mkdtempSync(join(tmpdir(), "truebook-cli-"));
const at = (words: string): string => `${words} --sim-url ${simulator.url}`;

beforeAll(async () => {
  mute = createServer(() => undefined);
  const listening = new Promise<void>((resolve) => {
    mute.listen(0, "127.0.0.1", resolve);
  });
  const faults = "drop-delta@40,duplicate-delta@40,reorder-delta@40,crossed-book@10,close@5";
  [simulator, failing] = await Promise.all([startSimulator(), startSimulator(`--faults ${faults}`), listening]);
  failingWatch = run(`watch lmex BTC-PERP --json --for 9s --sim-url ${failing.url}`);
  const address = mute.address();
  muteUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}, 20_000);

afterAll(async () => {
  expect(await Promise.all([simulator.stop(), failing.stop()])).toEqual([143, 143]);
  mute.close();
  rmSync(folder, { recursive: true });
});

test("a simulator tells its address, seed and venues once it listens", () => {
  expect(simulator.ready).toMatchObject({ v: 1, kind: "ready", seed: "7", venues: ["lmex", "lbank", "weex"] });
  expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("a watch hands out lines that parse, tells a gap and its healing, and ends with a summary and exit 0", async () => {
  // The fault is ordered when the book is live, however slow this machine is.
  let order: () => void = () => undefined;
  const breaking = new Promise<void>((resolve) => {
    order = resolve;
  }).then(() => run(at("sim fault drop-delta --symbol BTC-PERP --json")));
  const watching = run(at("watch lmex BTC-PERP --json --for 4s --depth 3"), {
    with: (child) => child.stdout?.on("data", (text: string) => (text.includes('"state":"live"') ? order() : undefined)),
  });
  const [{ exit, lines, stderr }, fault] = await Promise.all([watching, breaking]);
  expect(fault.exit).toBe(0);
  expect(exit).toBe(0);
  const books = lines.slice(0, -1);
  for (const book of books)
    expect(book).toMatchObject({ v: 1, kind: "book", venue: "lmex", instrument: "BTC/USDT:USDT", symbol: "BTC-PERP", proof: "sequence" });
  const live = books.filter(({ state }) => state === "live");
  expect(live.length).toBeGreaterThan(5);
  for (const { bids, asks, sequence } of live) {
    expect(sequence).toMatch(/^\d+$/);
    expect(bids).toHaveLength(3);
    expect(JSON.stringify([bids, asks])).toMatch(/^[[\]",.\d]+$/);
  }
  const gap = books.find(({ reason }) => reason === "gap");
  expect(gap).toMatchObject({
    state: "resyncing",
    expected: expect.stringMatching(/^\d+$/),
    received: expect.stringMatching(/^\d+$/),
    bids: [],
    asks: [],
  });
  expect(lines.at(-1)).toEqual({ v: 1, kind: "summary", events: books.length, gaps: 1, healed: 1, drops: 0 });
  for (const line of stderr.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ v: 1, kind: "note" });
});

test("--count ends after that many lines; ticker, candles and a price step have lines of their own", async () => {
  const [books, tickers, candles, groups] = await Promise.all([
    run(at("watch lmex BTC-PERP ETH-PERP --count 5 -o ndjson")),
    run(at("watch lmex BTC-PERP --channel ticker --count 1 --json")),
    run(at("watch lmex BTC-PERP --channel candles --interval 1m --count 1 --json")),
    run(at("watch lmex BTC-PERP --group 1 --depth 2 --count 3 --json")),
  ]);
  for (const { exit, lines } of [books, tickers, candles, groups]) {
    expect(exit).toBe(0);
    expect(lines.at(-1)).toMatchObject({ kind: "summary" });
  }
  expect(books.lines).toHaveLength(6);
  expect(tickers.lines[0]).toMatchObject({ kind: "ticker", symbol: "BTC-PERP", last: expect.any(String) });
  expect(candles.lines[0]).toMatchObject({ kind: "candle", interval: "1m", open: expect.any(String) });
  const grouped = groups.lines.find(({ state }) => state === "live");
  expect(JSON.stringify(grouped?.["bids"])).toMatch(/^\[\["\d+\.0","\d+"\],\["\d+\.0","\d+"\]\]$/);
});

test("raw frames go straight into decode, which understands every one; a trace shows both directions", async () => {
  const { stdout, stderr, exit } = await run(at("watch lmex BTC-PERP --raw --trace --count 6"));
  expect(exit).toBe(0);
  const frames = stdout.trim().split("\n");
  expect(frames).toHaveLength(6);
  const decoded = await run("decode lmex", { input: stdout });
  expect(decoded.exit).toBe(0);
  expect(decoded.lines.map(({ message }) => message)).toContain("book-snapshot");
  const directions = new Set(
    stderr
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { direction?: string }).direction),
  );
  expect(directions).toEqual(new Set(["sent", "received"]));
});

test("every read answers once, with its own kind of line", async () => {
  const kinds = ["ticker", "book", "trades", "candles", "instruments", "time"];
  const ends = await Promise.all(
    kinds.map((kind) => run(at(`get ${kind} lmex ${kind === "instruments" || kind === "time" ? "" : "BTC-PERP"} --limit 3`))),
  );
  expect(ends.map(({ exit }) => exit)).toEqual(kinds.map(() => 0));
  expect(ends.map(({ lines }) => lines[0]?.["kind"])).toEqual(["ticker", "book", "trade", "candle", "instrument", "time"]);
  expect(ends[2]?.lines).toHaveLength(3);
  const table = await run(at("get instruments lmex -o table"));
  expect(table.stdout.split("\n")[0]).toMatch(/^SYMBOL +INSTRUMENT +PRODUCT/);
  const csv = await run(at("get candles lmex BTC-PERP --limit 2 -o csv"));
  expect(csv.stdout.trim().split("\n")).toHaveLength(3);
  const document = await run(at("venues instruments lmex --search eth -o json"));
  expect(document.lines).toMatchObject([{ v: 1, kind: "instruments", rows: [{ symbol: "ETH-PERP" }, { symbol: "ETH-USDT" }] }]);
});

test.each([
  ["watch lmex BTC-PRP --json", "unknown-instrument", 2, "BTC-PERP"],
  ["watch lmx BTC-PERP --json", "unknown-venue", 2, "lmex"],
  ["watch lmex BTC-PERP --chanel book --json", "unknown-option", 2, "--channel"],
  ["watch lmex BTC-PERP --channel bok --json", "unknown-channel", 2, "book"],
  ["get tikcer lmex BTC-PERP --json", "invalid-choice", 2, "ticker"],
  ["get ticker lmex BTC-PERP --env tset --json", "unknown-environment", 2, "test"],
])("%s ends with %s", async (words, code, exit, meant) => {
  const end = await run(at(words));
  expect(end.exit).toBe(exit);
  const { error } = JSON.parse(end.stderr) as { error: Record<string, unknown> };
  expect(error).toMatchObject({ code, exit, retryable: false, message: expect.any(String), docs: expect.any(String) });
  expect(error["hint"]).toContain(meant);
  expect(end.stdout).toBe("");
});

test("a wrong setting ends with 3, an unreachable venue with 5, a mute one with 124, and each says what to do", async () => {
  const file = join(folder, "wrong.toml");
  writeFileSync(file, 'simulatr = "http://127.0.0.1:1"\n');
  const [setting, variable, refused, never, late] = await Promise.all([
    run(["get", "time", "lmex", "-c", file]),
    run("get time lmex", { env: { TRUEBOOK_OUTPT: "json" } }),
    run("get time lmex --sim-url http://127.0.0.1:9"),
    run("watch lmex BTC-PERP --json --for 1s --sim-url http://127.0.0.1:9"),
    run(`get time lmex --timeout 1s --sim-url ${muteUrl}`),
  ]);
  expect([setting.exit, variable.exit, refused.exit, never.exit, late.exit]).toEqual([3, 3, 5, 5, 124]);
  expect(setting.stderr).toContain('Did you mean "simulator"?');
  expect(variable.stderr).toContain("Did you mean TRUEBOOK_OUTPUT?");
  for (const { stderr } of [setting, variable, refused, late]) expect(stderr.trim().split("\n")).toHaveLength(2);
  expect(never.stderr).toContain("truebook doctor");
});

test("Ctrl+C ends a watch with its summary and 130, SIGTERM with 143, and a reader that has enough with 0", async () => {
  const signalled = (signal: "SIGINT" | "SIGTERM") =>
    run(at("watch lmex BTC-PERP --json"), { with: (child) => child.stdout?.once("data", () => child.kill(signal)) });
  const enough = new Promise<number | null>((resolve) => {
    const child = start(at("watch lmex BTC-PERP --json"));
    child.stdout?.once("data", () => child.stdout?.destroy());
    child.once("close", (exit) => resolve(exit));
  });
  const [interrupted, terminated, exit] = await Promise.all([signalled("SIGINT"), signalled("SIGTERM"), enough]);
  expect([interrupted.exit, terminated.exit, exit]).toEqual([130, 143, 0]);
  expect(interrupted.lines.at(-1)).toMatchObject({ kind: "summary" });
});

test("decode tells what it understood of each line, and ends with 10 when one was not", async () => {
  const input = ["pong", "", '{"event":"subscribe","channel":["update:BTC-PERP_0"]}', "garbage\u001b[2J"].join("\n");
  const { exit, lines, stdout } = await run("decode lmex", { input });
  expect(exit).toBe(10);
  expect(lines).toMatchObject([
    { v: 1, kind: "decoded", line: 1, understood: true, message: "pong", events: [], unknownFields: [] },
    { line: 3, understood: true, message: "ack" },
    { line: 4, understood: false, error: { code: "malformed-frame" } },
  ]);
  expect(stdout).not.toContain("\u001b");
});

test("a sheet says what is unproven, and the list says that every venue is read and traded", async () => {
  const [sheet, list] = await Promise.all([run("venues show lmex -o table"), run("venues list --json")]);
  expect(sheet.stdout).toMatch(/wss:\/\/ws\.test-api\.lmex\.io +unproven/);
  expect(list.lines).toMatchObject([
    { venue: "lmex", support: "trading" },
    { venue: "lbank", support: "trading" },
    { venue: "weex", support: "trading" },
  ]);
});

test("doctor is content offline and with the simulator, and finds what fails", async () => {
  const [offline, fine, broken] = await Promise.all([
    run("doctor --offline --json"),
    run(at("doctor --venue lmex --strict --json")),
    run("doctor --strict --json --timeout 2s --sim-url http://127.0.0.1:9"),
  ]);
  expect([offline.exit, fine.exit, broken.exit]).toEqual([0, 0, 10]);
  expect(fine.lines.at(-1)).toMatchObject({ subject: "lmex", phase: "time", verdict: "ok" });
  expect(broken.lines.find(({ subject }) => subject === "127.0.0.1:9")).toMatchObject({
    phase: "connect",
    verdict: "failed",
    words: "ECONNREFUSED",
    act: expect.any(String),
  });
});

test("a port that was asked for and is taken is refused; a fault that does not exist gets the nearest", async () => {
  const port = new URL(simulator.url).port;
  const [taken, fault, scenarios] = await Promise.all([
    run(`sim run --port ${port}`),
    run(at("sim fault drop-dleta")),
    run("sim scenarios --json"),
  ]);
  expect(taken.exit).toBe(3);
  expect(taken.stderr).toContain("is taken");
  expect(fault.exit).toBe(2);
  expect(fault.stderr).toContain("Did you mean drop-delta?");
  expect(scenarios.lines.find(({ name }) => name === "drop-delta")).toMatchObject({ v: 1, ids: ["P1"] });
});

test("help, version, explain and completion work without anything else", async () => {
  const [help, version, explain, completion] = await Promise.all([
    run("--help"),
    run("--version"),
    run("explain 9 -o table"),
    run("completion bash"),
  ]);
  expect([help, version, explain, completion].map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
  expect(help.stdout).toContain("watch <venue>");
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(explain.stdout).toContain("integrity");
  execFileSync("bash", ["-n"], { input: completion.stdout });
});

test("a card of a venue is run and told with its end; a number that no card has is a usage error", async () => {
  const [check, unknown] = await Promise.all([
    run("venues check weex --product contract --api v2 --card vc-19 --virtual --json"),
    run("venues check weex --card VC-99 --json"),
  ]);
  expect(check.exit).toBe(0);
  expect(check.lines).toMatchObject([
    { v: 1, kind: "card", venue: "weex", product: "contract", api: "v2", dialect: "strict", card: "VC-19", outcome: "passed", why: "" },
  ]);
  expect(unknown).toMatchObject({ exit: 2, stdout: "" });
});

test("every live line equals the venue's true book at its sequence, while deltas are lost, doubled and reordered", async () => {
  const { lines } = await failingWatch;
  const live = lines.filter(({ kind, state }) => kind === "book" && state === "live");
  expect(live.length).toBeGreaterThan(5);
  expect(Number(lines.at(-1)?.["gaps"])).toBeGreaterThan(0);
  const truths = await Promise.all(
    live.map(async ({ sequence }) => {
      const reply = await fetch(`${failing.url}/_sim/book/lmex/BTC-PERP?depth=25&sequence=${String(sequence)}`);
      return (await reply.json()) as Record<string, unknown>;
    }),
  );
  expect(live.map(({ sequence, bids, asks }) => ({ sequence, bids, asks }))).toEqual(
    truths.map(({ sequence, bids, asks }) => ({ sequence, bids, asks })),
  );
});
