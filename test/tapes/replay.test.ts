// A tape that the simulator writes, and a real one where TRUEBOOK_TAPE names it, are played back to their exact final book. The
// judge is a replay of its own.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { trimDecimal, unitsToText } from "#core/decimal";
import { seededRandom } from "#core/random";
import { type Listing, listings } from "#sim/market/instruments";
import { createSimulatedMarket } from "#sim/market/simulated-market";
import { createTapeMarket, type TapeMarket } from "#sim/market/tape-market";
import { type TapePaths } from "#store/tapes/tape-scan";
import { openTape } from "#store/tapes/tape-source";
import { BOOK_HEADER, bookRows, TRADES_HEADER, tradeRows } from "#store/tapes/tape-writer";
import { type PublishedLevel, type PublishedStep } from "#venues/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { naiveReplay, type Sides, WINDOW } from "./naive-replay.ts";

const [btc] = listings(lmexDialect) as [Listing];
const folder = mkdtempSync(join(tmpdir(), "truebook-tape-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function texts(market: TapeMarket): Sides {
  const { priceScale, sizeScale } = market.instrument;
  const { bids, asks } = market.picture(0);
  const side = (levels: readonly PublishedLevel[]): string[][] =>
    levels.map(([price, size]) => [trimDecimal(unitsToText(price, priceScale)), trimDecimal(unitsToText(size, sizeScale))]);
  return { bids: side(bids), asks: side(asks) };
}

/** Plays a whole tape, with a client that applies every step to maps and must agree with the picture after each. */
async function play(paths: TapePaths): Promise<{ readonly market: TapeMarket; readonly steps: PublishedStep[]; readonly prints: number }> {
  const clock = new VirtualClock();
  const source = await openTape(paths);
  const market = createTapeMarket({ instrument: btc.instrument, source, random: seededRandom("7"), clock });
  const steps: PublishedStep[] = [];
  const first = market.picture(0);
  const held = { bids: new Map<number, number>(first.bids), asks: new Map<number, number>(first.asks) };
  let last = first.sequence;
  let prints = market.prints({ limit: 1_000 }).length;
  market.start();
  market.onPrint((more) => {
    prints += more.length;
  });
  market.onStep(0, (step) => {
    steps.push(step);
    expect([step.previous, step.sequence]).toEqual([last, last + 1]);
    last = step.sequence;
    for (const side of ["bids", "asks"] as const) {
      for (const [price, size] of step[side]) {
        if (size === 0) held[side].delete(price);
        else held[side].set(price, size);
      }
      expect(held[side].size).toBeLessThanOrEqual(WINDOW);
    }
    expect([...held.bids].sort(([one], [other]) => other - one)).toEqual(market.picture(0).bids);
    expect([...held.asks].sort(([one], [other]) => one - other)).toEqual(market.picture(0).asks);
  });
  while (market.playback.kind === "playing") {
    clock.advance(1_000);
    // Files are read ahead in turns of the real event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(market.playback).toEqual({ kind: "ended" });
  return { market, steps, prints };
}

test("a tape that the simulator writes is played back to the exact final book, trade for trade and moment for moment", async () => {
  const clock = new VirtualClock();
  const market = createSimulatedMarket({ ...btc, random: seededRandom("7"), clock, mood: "chaos" });
  const subject = { exchange: "truebook", symbol: "BTC-PERP", rules: btc.instrument };
  const time = () => ({ timeUs: clock.now() * 1_000, localTimeUs: clock.now() * 1_000 + 250 });
  const book = [BOOK_HEADER, bookRows(subject, time(), { kind: "snapshot", ...market.picture(0) })];
  const trades = [TRADES_HEADER];
  let prints = 0;
  market.onStep(0, (step) => book.push(bookRows(subject, time(), { kind: "update", ...step })));
  market.onPrint((more) => {
    prints += more.length;
    trades.push(
      tradeRows(
        subject,
        time(),
        more.map((print) => ({ ...print, tradeId: String(print.tradeId) })),
      ),
    );
  });
  market.start();
  clock.advance(20_000);
  const paths = { book: join(folder, "book.csv.gz"), trades: join(folder, "trades.csv") };
  writeFileSync(paths.book, gzipSync(book.join("")));
  writeFileSync(paths.trades, trades.join(""));

  const replay = await play(paths);
  const { moments, final } = naiveReplay(paths.book);
  expect(texts(replay.market)).toEqual(final);
  expect(replay.market.picture(0).bids).toEqual(market.picture(0).bids);
  expect(replay.market.picture(0).asks).toEqual(market.picture(0).asks);
  expect(replay.steps).toHaveLength(moments - 1);
  expect(replay.prints).toBe(prints);
});

test("a real tape named by TRUEBOOK_TAPE is played back to its exact final best 50 a side", async () => {
  const book = process.env["TRUEBOOK_TAPE"];
  const trades = process.env["TRUEBOOK_TAPE_TRADES"];
  if (book === undefined || book === "") {
    console.log("TRUEBOOK_TAPE is not set: no real tape was played. Name a Tardis book file there to play it.");
    return;
  }
  const { market, steps } = await play(trades === undefined || trades === "" ? { book } : { book, trades });
  const { moments, final } = naiveReplay(book);
  expect(texts(market)).toEqual(final);
  expect(steps).toHaveLength(moments - 1);
  console.log(`TRUEBOOK_TAPE: ${moments} moments played, final best ${String(texts(market).bids[0])} / ${String(texts(market).asks[0])}.`);
});
