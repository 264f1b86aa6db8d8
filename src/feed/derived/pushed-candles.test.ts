// Pushed candles of simulated venues whose topic falls silent, in virtual time. Costs about two seconds.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type Candle } from "#client/api";
import { epochMs } from "#core/brand";
import { PushedCandles } from "#feed/derived/pushed-candles";
import { lbank } from "#venues/lbank/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

const MARKETS: readonly (readonly [Venue, string])[] = [
  [lbank, "btc_usdt"],
  [weex, "BTC/USDT:USDT"],
];
/** Where in its minute the topic falls silent, and for how long: until the candles after it, and only just past its end. */
const SILENCES = [
  [30_000, 90_000],
  [30_000, 31_000],
] as const;

test.each(MARKETS.flatMap(([venue, name]) => SILENCES.map(([atMs, durationMs]) => ({ venue, name, atMs, durationMs }))))(
  "$name: a candle whose topic fell silent at $atMs ms for $durationMs ms closes as the venue has it",
  async (made) => {
    const { venue, name, atMs, durationMs } = made;
    const world = simulate({ venue, seed: 7, mood: "busy" });
    worlds.push(world);
    const candles: Candle[] = [];
    world.client.watchCandles(name, "1m").onEach((candle) => candles.push(candle));
    world.advance(60_000);
    world.advance(60_000 - (world.clock.now() % 60_000) + atMs);
    world.exchange.desk.post({ name: "mute-topic", venue: venue.description.id, params: { channel: "candles", durationMs: durationMs } });
    world.advance(200_000);
    const closed = candles.filter(({ state }) => state === "closed");
    expect(closed.length).toBeGreaterThanOrEqual(5);
    const rows = await rowsOf(world, name, closed[0]?.openTime ?? 0);
    expect(closed.map(figures)).toEqual(rows.slice(0, closed.length).map(figures));
    expect(closed.filter(({ partial }) => partial)).toEqual([]);
  },
);

test.each(MARKETS.map(([venue, name]) => ({ venue, name })))(
  "$name: a candle of next year is not believed, and the minutes of today go on as the venue has them",
  async ({ venue, name }) => {
    const world = simulate({ venue, seed: 7, mood: "busy" });
    worlds.push(world);
    const candles: Candle[] = [];
    world.client.watchCandles(name, "1m").onEach((candle) => candles.push(candle));
    world.advance(70_000);
    const instrument = world.client.instruments.find(({ id, symbol }) => id === name || symbol === name);
    if (instrument === undefined) throw new RangeError(`${name} is not listed.`);
    const { kept } = world.feed.candles(instrument, "1m");
    const open = kept.current();
    if (!(kept instanceof PushedCandles) || open === undefined) throw new RangeError("Nothing is pushed.");
    const yearMs = 365 * 86_400_000;
    kept.received({ ...open, openTime: epochMs(open.openTime + yearMs), closeTime: epochMs(open.closeTime + yearMs) });
    world.advance(200_000);
    const closed = candles.filter(({ state }) => state === "closed");
    expect(closed.length).toBeGreaterThanOrEqual(4);
    const rows = await rowsOf(world, name, closed[0]?.openTime ?? 0);
    expect(closed.map(figures)).toEqual(rows.slice(0, closed.length).map(figures));
  },
);

const figures = ({ openTime, open, high, low, close, volume }: Candle): string => [openTime, open, high, low, close, volume].join(" ");

/** The venue's own table, read over its REST in virtual time. */
async function rowsOf(world: SimulatedWorld, name: string, from: number): Promise<readonly Candle[]> {
  let rows: readonly Candle[] = [];
  const reading = world.client.fetchCandles(name, "1m", { from }).then((history) => {
    rows = history.rows;
  });
  for (let step = 0; step < 200 && rows.length === 0; step += 1) {
    world.advance(10);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
  await reading;
  return rows;
}
