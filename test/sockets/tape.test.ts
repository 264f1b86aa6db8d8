// A tape through the whole way: `sim run --tape` serves it on real sockets, `watch` follows, and its last line is the tape's exact
// best 50 a side. TRUEBOOK_TAPE names a real tape; without it the simulator writes a short one.

import { type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { trimDecimal } from "#core/decimal";
import { seededRandom } from "#core/random";
import { type Listing, listings } from "#sim/market/instruments";
import { createSimulatedMarket } from "#sim/market/simulated-market";
import { BOOK_HEADER, bookRows } from "#store/tapes/tape-writer";
import { lmexDialect } from "#venues/lmex/dialect";
import { run, startSimulator } from "../cli/command.ts";
import { ensureBuilt } from "../house/build.ts";
import { naiveReplay, WINDOW } from "../tapes/naive-replay.ts";

const SHORT_MS = 3_000;
const AFTER_MS = 500;
/** A watch that has not seen the tape's end so long after it will not see it. */
const REST_MS = 20_000;
const folder = mkdtempSync(join(tmpdir(), "truebook-sockets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => ensureBuilt(), 90_000);

const named = process.env["TRUEBOOK_TAPE"] ?? "";
const tape = named === "" ? shortTape() : named;
const judge = naiveReplay(tape);

/** A lively market, written down in virtual time. */
function shortTape(): string {
  const [{ instrument, ...rest }] = listings(lmexDialect) as [Listing];
  const clock = new VirtualClock();
  const market = createSimulatedMarket({ instrument, ...rest, random: seededRandom("7"), clock, mood: "chaos" });
  const subject = { exchange: "truebook", symbol: "BTC-PERP", rules: instrument };
  const time = () => ({ timeUs: clock.now() * 1_000, localTimeUs: clock.now() * 1_000 + 250 });
  const rows = [BOOK_HEADER, bookRows(subject, time(), { kind: "snapshot", ...market.picture(0) })];
  market.onStep(0, (step) => rows.push(bookRows(subject, time(), { kind: "update", ...step })));
  market.start();
  clock.advance(SHORT_MS);
  const path = join(folder, "book.csv.gz");
  writeFileSync(path, gzipSync(rows.join("")));
  return path;
}

interface BookLine {
  readonly kind: string;
  readonly state?: string;
  readonly sequence?: string;
  readonly bids: readonly string[][];
  readonly asks: readonly string[][];
}

/** Interrupts a watch when it has shown the tape's last moment, and what else comes in a moment more. */
function stopAtEnd(child: ChildProcess): void {
  if (child.stdout === null) return;
  let first: number | undefined;
  createInterface({ input: child.stdout }).on("line", (text) => {
    const { state, sequence } = JSON.parse(text) as BookLine;
    if (state !== "live") return;
    first ??= Number(sequence);
    if (Number(sequence) - first >= judge.moments - 1) setTimeout(() => child.kill("SIGINT"), AFTER_MS);
  });
}

const texts = (levels: readonly string[][]): string[][] => levels.map((level) => level.map(trimDecimal));

test(
  "a watch of a served tape ends with the tape's exact best 50 a side, one number for each moment",
  async () => {
    console.log(
      named === ""
        ? `TRUEBOOK_TAPE is not set: a tape of ${SHORT_MS / 1_000} s that the simulator wrote is served.`
        : `TRUEBOOK_TAPE is served: ${judge.moments} moments in ${(judge.lengthMs / 1_000).toFixed(1)} s.`,
    );
    const simulator = await startSimulator(["--tape", tape]);
    try {
      const seconds = Math.ceil((judge.lengthMs + REST_MS) / 1_000);
      const words = `watch lmex BTC-PERP --sim-url ${simulator.url} --json --depth ${WINDOW} --for ${seconds}s`;
      const { exit, lines } = await run(words, { with: (child) => stopAtEnd(child) });
      expect(exit).toBe(130);
      const live = (lines as readonly unknown[] as readonly BookLine[]).filter(({ state }) => state === "live");
      const [first, last] = [live[0], live.at(-1)];
      expect({ bids: texts(last?.bids ?? []), asks: texts(last?.asks ?? []) }).toEqual(judge.final);
      expect(Number(last?.sequence) - Number(first?.sequence)).toBe(judge.moments - 1);
      expect(lines.at(-1)).toMatchObject({ kind: "summary", gaps: 0, drops: 0 });
      expect(live).toHaveLength(judge.moments);
    } finally {
      await simulator.stop();
    }
  },
  judge.lengthMs + 60_000,
);
