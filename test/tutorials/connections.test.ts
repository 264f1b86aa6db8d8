// What tutorials do about connections, measured in virtual time beside truebook in the same simulated venue. About 3 s.

import { expect } from "vitest";
import { simulate } from "#assemblies/simulated";
import { VirtualClock } from "#clock/virtual-clock";
import { scriptedWorld } from "#sim/scripted-world";
import { lmexDialect } from "#venues/lmex/dialect";
import { lmex } from "#venues/lmex/index";
import { Stage } from "../simulation/stage.ts";
import { claim } from "./claim.ts";

const FIVE_MINUTES_MS = 300_000;
const TEN_MINUTES_MS = 600_000;
const SYMBOL = "BTC-PERP";
const BOOKS = "wss://ws.lmex.io/ws/oss/futures";

/** The tutorial's reconnecting: the wait doubles when a connection ends, and is the first one again as soon as one opens. */
function reconnectAsPrinted(clock: VirtualClock, network: ReturnType<typeof scriptedWorld>["network"]): void {
  let delayMs = 1_000;
  const connect = (): void => {
    network.dial(
      { url: BOOKS, headers: {}, handshakeTimeoutMs: 5_000, frameBytesMax: 1_000_000 },
      {
        opened: () => {
          delayMs = 1_000;
        },
        message: () => undefined,
        pong: () => undefined,
        closed: () => {
          clock.after(delayMs, connect);
          delayMs = Math.min(delayMs * 2, 60_000);
        },
      },
    );
  };
  connect();
}

claim("T1", "a venue that accepts and closes meets nearly 300 connections in five minutes, always a second apart", () => {
  const clock = new VirtualClock();
  const { desk, network } = scriptedWorld({ dialect: lmexDialect, clock });
  desk.post({ name: "accept-then-close", venue: "lmex", params: { durationMs: FIVE_MINUTES_MS } });
  reconnectAsPrinted(clock, network);
  clock.advance(FIVE_MINUTES_MS);
  expect(network.dials).toBeGreaterThan(280);
});

claim("T1", "truebook forgets its failures only after five useful seconds: fewer than 40 connections in the same five minutes", () => {
  const world = simulate({ venue: lmex, seed: 7, settings: { auditEveryMs: 0 } });
  const params = { durationMs: FIVE_MINUTES_MS };
  expect(world.exchange.desk.post({ name: "accept-then-close", venue: "lmex", params }).kind).toBe("posted");
  const instrument = world.feed.instruments.bySymbol("futures", SYMBOL);
  if (instrument === undefined) throw new RangeError(`no ${SYMBOL}`);
  const before = world.network.dials;
  const lease = world.feed.book(instrument, { group: 0 });
  world.advance(FIVE_MINUTES_MS);
  expect(world.network.dials - before).toBeGreaterThan(5);
  expect(world.network.dials - before).toBeLessThan(40);
  expect(world.until(() => lease.kept.state().kind === "live", 60_000)).toBe(true);
  world.close();
});

/** How often a client would reconnect that takes 30 s without a message for death. */
function reconnectsAfterSilence(stage: Stage, passMs: number): number {
  let [reconnects, heardAtMs] = [0, stage.nowMs];
  let updates = -1;
  const book = stage.book(SYMBOL);
  const endMs = stage.nowMs + passMs;
  while (stage.nowMs < endMs) {
    stage.pass(1_000, 500);
    if (book.source.counters.updates !== updates) [updates, heardAtMs] = [book.source.counters.updates, stage.nowMs];
    if (stage.nowMs - heardAtMs < 30_000) continue;
    reconnects += 1;
    heardAtMs = stage.nowMs;
  }
  expect(book.source.state().kind).toBe("live");
  return reconnects;
}

claim("T6", "in ten minutes of a quiet market the tutorial reconnects about twenty times, truebook never, and its book stays live", () => {
  const stage = new Stage({ markets: { only: [SYMBOL] } });
  stage.book(SYMBOL);
  stage.market(SYMBOL).pause();
  stage.pass(1_000);
  const before = stage.world.network.dials;
  const reconnects = reconnectsAfterSilence(stage, TEN_MINUTES_MS);
  expect(reconnects).toBeGreaterThanOrEqual(18);
  expect(stage.world.network.dials).toBe(before);
  stage.end();
});

claim("T6", "a line that really died is noticed within five seconds, while the market is as quiet", () => {
  const stage = new Stage({ markets: { only: [SYMBOL] } });
  const book = stage.book(SYMBOL);
  stage.market(SYMBOL).pause();
  stage.fault("black-hole", { direction: "both", scope: "all" });
  stage.expectNotLive(book, 5_000);
  expect(book.source.state()).toMatchObject({ kind: "stale", reason: "disconnected" });
  stage.expectLive(book, 10_000);
  stage.end();
});
