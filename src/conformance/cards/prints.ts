// Cards about trades, and about tickers and candles, which a venue pushes or truebook makes of them.

import { type Candle, type Ticker } from "#assemblies/simulated-ground/truth";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { candleDifference } from "#conformance/figures";
import { all, candleStream, namedTrades, nothing, pushed, restTrades } from "#conformance/needs";
import { type Scene } from "#conformance/scene";
import { type StagedTrades } from "#conformance/staged-trades";

const HAPPENS_WITHIN_MS = 15_000;
/** Prints that are younger may still be on their way. */
const ON_ITS_WAY_MS = 1_500;
/** What REST may tell of an undisturbed stream: a look in between can overtake a push. */
const READ_SHARE = 0.2;
const SPEED = 4;

const stream: Card = {
  id: "VC-37",
  title: "Every trade of a stream comes once, in the venue's figures, and none is missing",
  needs: pushed("trades"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: 2 });
    const trades = scene.trades();
    await scene.expect(
      () => trades.trades.length >= 12,
      () => `${trades.trades.length} trades came`,
      12_000,
    );
    ensureWhole(scene, trades, await settledAfter(scene, 0));
    const read = trades.trades.filter(({ backfilled }) => backfilled).length;
    ensure(read <= trades.trades.length * READ_SHARE, `${read} of ${trades.trades.length} trades had to be read over REST`);
    ensure(trades.holes.length === 0, `${trades.holes.length} holes were told of a stream without one`);
  },
};

const doubles: Card = {
  id: "VC-38",
  title: "Trades that come twice are handed out once",
  needs: namedTrades,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: 2 });
    const trades = scene.trades();
    scene.fault("duplicate-trades", { times: 3, afterMs: 200 });
    await scene.expect(() => scene.fired("duplicate-trades") >= 3, "the fault never came about", HAPPENS_WITHIN_MS);
    ensureWhole(scene, trades, await settledAfter(scene, 0));
  },
};

const backfill: Card = {
  id: "VC-39",
  title: "Trades missed over a reconnect are read over REST, marked, and none is missing",
  needs: all(pushed("trades"), restTrades),
  async run(stage) {
    const scene = await stage.open({ mood: "chaos", speed: 2 });
    const trades = scene.trades();
    await scene.expect(() => trades.trades.length >= 6, "no trades came", 12_000);
    scene.fault("changed-book", { scope: "all", awayMs: 1_500 }, "venue");
    await scene.expect(() => scene.heard("disconnected").length > 0, "the connection was not cut", HAPPENS_WITHIN_MS);
    await scene.expect(() => trades.trades.some(({ backfilled }) => backfilled), "nothing was backfilled", HAPPENS_WITHIN_MS);
    ensureWhole(scene, trades, await settledAfter(scene, 4_000));
  },
};

const ticker: Card = {
  id: "VC-40",
  title: "A watched ticker follows the venue's last price, says where it comes from, and tells its change as a fraction",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const { id, product } = scene.market.instrument;
    const rows: Ticker[] = [];
    scene.venue.watchTicker(id, { product }).onEach((row) => rows.push(row));
    await scene.expect(
      () => rows.length >= 2,
      () => `${rows.length} tickers came`,
      HAPPENS_WITHIN_MS,
    );
    const { pushes, description } = stage.subject;
    const described = pushes.ticker ? "pushed" : (description.ticker.instead?.how ?? "polled");
    await scene.expect(() => rows.some(({ origin }) => origin === described), `no ticker was ${described}`, HAPPENS_WITHIN_MS);
    scene.market.pause();
    // A ticker that is polled tells the last price at its next turn.
    await scene.pass((description.ticker.instead?.everyMs ?? 1_000) + 1_500);
    const last = rows.at(-1);
    ensure(last !== undefined, "no ticker came");
    scene.ensureTicker(last);
  },
};

const candle: Card = {
  id: "VC-41",
  title: "A watched candle closes once when its minute is over, whole, and as the venue has it",
  needs: candleStream,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED, minuteInMs: 8_000 });
    const { id, product } = scene.market.instrument;
    const rows: Candle[] = [];
    scene.venue.watchCandles(id, "1m", { product }).onEach((row) => rows.push(row));
    const closed = (): Candle[] => rows.filter(({ state }) => state === "closed");
    await scene.expect(
      () => closed().length > 0,
      () => `no candle closed of ${rows.length} that came`,
      25_000,
    );
    await scene.pass(3_000);
    const [first] = closed();
    ensure(first !== undefined && closed().length === 1, `${closed().length} candles closed where one minute was over`);
    const difference = candleDifference(scene.market, first);
    ensure(difference === undefined, () => `the closed candle: ${difference}`);
    ensure(!first.partial, "the candle is marked as if prints were missing");
    ensure(
      rows.every(({ openTime }, at) => openTime >= (rows[at - 1]?.openTime ?? 0)),
      "an older candle came after a newer one",
    );
  },
};

/** Lets what is under way arrive; the venue's time up to which prints must have come. */
async function settledAfter(scene: Scene, moreMs: number): Promise<number> {
  await scene.pass(moreMs);
  const untilTime = scene.ground.exchange.clock.now();
  await scene.pass(ON_ITS_WAY_MS);
  return untilTime;
}

/** Every print since the first that was heard came exactly as often as it was printed. */
function ensureWhole(scene: Scene, staged: StagedTrades, untilTime: number): void {
  const wrong = staged.wrong;
  ensure(wrong === undefined, wrong ?? "");
  const first = Math.min(...staged.trades.map(({ venueTime }) => venueTime));
  const due = staged.printed.filter(({ venueTime }) => venueTime > first && venueTime <= untilTime);
  ensure(due.length > 0, "nothing was printed");
  for (const print of due) {
    const printed = due.filter((other) => sameFigures(print, other)).length;
    const heard = staged.count(print);
    ensure(
      heard === printed,
      () => `${scene.market.instrument.id}: a trade that was printed ${printed} times was handed out ${heard} times`,
    );
  }
}

type Figures = StagedTrades["printed"][number];
function sameFigures(one: Figures, other: Figures): boolean {
  return one.venueTime === other.venueTime && one.price === other.price && one.size === other.size && one.side === other.side;
}

export const PRINT_CARDS: readonly Card[] = [stream, doubles, backfill, ticker, candle];
