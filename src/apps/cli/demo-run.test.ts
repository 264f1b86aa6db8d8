import { expect, test } from "vitest";
import { type DemoFault, runDemo } from "#apps/cli/demo-run";
import { readGlobalFlags } from "#apps/cli/global-flags";
import { LineSink } from "#apps/cli/output/line-sink";
import { Session } from "#apps/cli/session";
import { Stop } from "#apps/cli/stop";
import { Checklist } from "#apps/terminal/checklist";
import { type TruthOracle } from "#apps/terminal/model/truth-check";
import { simulate } from "#assemblies/simulated";
import { lmex } from "#venues/lmex/index";

/** A stream that keeps what it is given. */
class Paper {
  text = "";
  readonly writableLength = 0;
  write(text: string): boolean {
    this.text += text;
    return true;
  }
  on(): void {}
}

interface DemoStory {
  /** Whether the oracle lies about every book. */
  readonly lying?: true;
  /** Whether the fault that the demo orders is lost. */
  readonly deafSimulator?: true;
  /** What ends the run, after 12 s. */
  readonly cause?: "for" | "interrupted" | "terminated";
}

/** Runs the demo in virtual time against a simulated venue. */
async function tell(story: DemoStory) {
  const world = simulate({ venue: lmex, seed: 7 });
  const { clock, exchange } = world;
  const [out, err, stop] = [new Paper(), new Paper(), new Stop()];
  const flags = readGlobalFlags({ for: "12s" });
  const environment = { noColor: true, dumbTerminal: false };
  const session = new Session({
    flags,
    environment,
    out: new LineSink(out),
    err: new LineSink(err),
    clock,
    stop,
    venues: ["lmex"],
    input: undefined,
    inputIsTerminal: false,
  });
  const oracle: TruthOracle = ({ at, ...market }) => {
    if (!("sequence" in at)) return undefined;
    const question = { venue: market.venue, symbol: market.symbol, sequence: Number(at.sequence) };
    const picture = exchange.trueBook(question);
    const instrument = exchange.marketOf(question)?.instrument;
    if (picture === undefined || instrument === undefined) return undefined;
    return {
      priceScale: instrument.priceScale,
      sizeScale: instrument.sizeScale,
      bids: story.lying ? picture.asks : picture.bids,
      asks: picture.asks,
    };
  };
  const breakSimulator = ({ name, symbol = "" }: DemoFault): string | undefined =>
    story.deafSimulator || exchange.desk.post({ name, symbol }).kind === "posted" ? undefined : "refused";
  clock.after(12_000, () => stop.end(story.cause ?? "for"));
  let exit: number | undefined;
  const ended = runDemo({
    session,
    markets: ["BTC-PERP", "ETH-PERP"].map((instrument) => ({ connection: world.client, instrument })),
    checklist: new Checklist({ write: (text) => err.write(text) }, { live: false, unicode: true }),
    abilities: { screen: false, colour: "none", unicode: true },
    screen: false,
    scenario: "calm",
    seed: "7",
    url: "http://127.0.0.1:7421",
    breakSimulator,
    oracle,
  }).then((code) => {
    exit = code;
  });
  for (let step = 0; step < 2_000 && exit === undefined; step += 1) {
    world.advance(20);
    await Promise.resolve();
  }
  await ended;
  world.close();
  const lines = out.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { exit, lines, last: lines.at(-1), checklist: err.text };
}

test("a message is lost by itself, the gap heals, every live book was true, and the run says so", async () => {
  const { exit, lines, last, checklist } = await tell({});
  expect(exit).toBe(0);
  expect(checklist).toContain("✓ books      2 live");
  expect(lines.slice(0, -1).every((line) => line["kind"] === "status")).toBe(true);
  expect(lines.length).toBeGreaterThanOrEqual(11);
  expect(lines[3]).toMatchObject({
    v: 1,
    kind: "status",
    venues: { lmex: { state: "ready", books: { "BTC-PERP": { state: "live" }, "ETH-PERP": { state: "live" } } } },
    drops: 0,
  });
  expect(last).toMatchObject({
    v: 1,
    kind: "summary",
    ok: true,
    books: { unchecked: 0 },
    gaps: { seen: 1, healed: 1, open: 0, wrongReads: 0 },
  });
});

test("a wrong read is a failure of integrity, however well everything else went", async () => {
  const { exit, last } = await tell({ lying: true });
  expect(exit).toBe(9);
  expect(last).toMatchObject({ ok: false, reason: expect.stringContaining("differed") });
});

test("a lost message that nobody noticed is a failure", async () => {
  const { exit, last } = await tell({ deafSimulator: true });
  expect(exit).toBe(1);
  expect(last).toMatchObject({ ok: false, reason: "a message of lmex was dropped, but no gap was seen" });
});

test.each([
  ["interrupted", 130],
  ["terminated", 143],
] as const)("a run that is %s still ends with its summary, and exit %d", async (cause, code) => {
  const { exit, last } = await tell({ cause });
  expect(exit).toBe(code);
  expect(last).toMatchObject({ kind: "summary", ok: true });
});
