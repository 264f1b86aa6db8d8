// Cards about REST: what is listed, one answer, many pages, and the limits of asking.

import { type Candle, type PublicMarket } from "#assemblies/simulated-ground/truth";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { candleDifference, figuresOfTrade, printFigures } from "#conformance/figures";
import { nothing, pagedCandles, pagedTrades, restCandles, restTrades } from "#conformance/needs";
import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";

const MINUTE_MS = 60_000;
/** Prints that a comparison asks the market for: more than two pages of any venue. */
const PRINTS_MAX = 5_000;

const instruments: Card = {
  id: "VC-01",
  title: "Instruments are listed with the venue's own names, steps and scales",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open();
    const rows = await scene.settled(scene.venue.fetchInstruments());
    ensure(scene.markets.length > 0, "the simulator lists nothing");
    for (const { instrument: truth } of scene.markets) {
      const row = rows.find(({ id, product }) => id === truth.id && product === truth.product);
      ensure(row !== undefined, `${truth.id} is missing`);
      const price = [unitsToText(row.tick, row.priceScale), unitsToText(truth.tick, truth.priceScale)].map(Number);
      const size = [unitsToText(row.lot, row.sizeScale), unitsToText(truth.lot, truth.sizeScale)].map(Number);
      ensure(price[0] === price[1], `${truth.id} has a tick of ${price[0]}, the venue ${price[1]}`);
      ensure(size[0] === size[1], `${truth.id} has a lot of ${size[0]}, the venue ${size[1]}`);
      ensure(row.base === truth.base && row.quote === truth.quote, `${truth.id} is ${row.base} against ${row.quote}`);
      ensure(row.sizeUnit === truth.sizeUnit, `${truth.id} counts sizes in ${row.sizeUnit}, the venue in ${truth.sizeUnit}`);
      ensure(Number(row.contractSize) === Number(truth.contractSize), `${truth.id} has contracts of ${row.contractSize}`);
    }
  },
};

const time: Card = {
  id: "VC-02",
  title: "The venue's clock is read within its stated error, also when it is three seconds ahead",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open();
    for (const skewMs of [0, 3_000]) {
      scene.fault("clock-skew", { skewMs, driftPpm: 0 }, "venue");
      const { offsetMs, errorMs } = await scene.settled(scene.venue.fetchTime());
      const offBy = Math.abs(offsetMs - skewMs);
      ensure(offBy <= errorMs + scene.slackMs, `measured ${Math.round(offsetMs)} ± ${Math.round(errorMs)} ms where ${skewMs} ms are true`);
    }
  },
};

const book: Card = {
  id: "VC-03",
  title: "A book read over REST is one that the venue had",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open();
    await scene.restBook();
  },
};

const ticker: Card = {
  id: "VC-04",
  title: "A ticker read over REST has the venue's last price, and its change as a fraction",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open();
    const { market } = scene;
    market.pause();
    await scene.pass(1_000);
    const row = await scene.settled(scene.venue.fetchTicker(market.instrument.id, { product: market.instrument.product }));
    scene.ensureTicker(row);
  },
};

const trades: Card = {
  id: "VC-05",
  title: "Trades read over REST come oldest first, each once, as they were printed",
  needs: restTrades,
  async run(stage) {
    const scene = await stage.open();
    const { market } = scene;
    market.pause();
    const { id, product } = market.instrument;
    const { rows } = await scene.settled(scene.venue.fetchTrades(id, { product, limit: 50 }));
    const truth = printFigures(market, 50);
    ensure(rows.length === 50, `${rows.length} rows instead of 50`);
    ensureSame(rows.map(figuresOfTrade), truth);
  },
};

const tradePages: Card = {
  id: "VC-06",
  title: "Trades over several pages have no hole and no double",
  needs: pagedTrades,
  async run(stage) {
    const scene = await stage.open();
    const { market, subject } = scene;
    market.pause();
    const { id, product } = market.instrument;
    const wanted = subject.description.rest.tradesMax + 60;
    const oldest = market.prints({ limit: wanted }).at(-1);
    ensure(oldest !== undefined, "the market has no past");
    const { rows, end } = await scene.settled(scene.venue.fetchTrades(id, { product, from: oldest.venueTime }));
    const truth = printFigures(market, PRINTS_MAX).filter((_, at, all) => at >= all.length - rows.length);
    ensure(rows.length >= wanted, `${rows.length} rows of at least ${wanted}`);
    ensure(end === "complete", `the history ends as ${end}`);
    ensureSame(rows.map(figuresOfTrade), truth);
  },
};

const candles: Card = {
  id: "VC-07",
  title: "Candles read over REST come oldest first, as the venue has them, and only the newest is open",
  needs: restCandles,
  async run(stage) {
    const scene = await stage.open();
    const { market } = scene;
    market.pause();
    const { id, product } = market.instrument;
    const { rows } = await scene.settled(scene.venue.fetchCandles(id, "1m", { product, limit: 20 }));
    ensure(rows.length === 20, `${rows.length} rows instead of 20`);
    ensureCandles(market, rows);
    const open = rows.filter(({ state }) => state === "open").map(({ openTime }) => openTime);
    ensure(open.length <= 1 && (open[0] ?? rows.at(-1)?.openTime) === rows.at(-1)?.openTime, `candles ${open.join(", ")} are told as open`);
  },
};

const candlePages: Card = {
  id: "VC-08",
  title: "Candles over several pages have no hole and no double",
  needs: pagedCandles,
  async run(stage) {
    const scene = await stage.open();
    const { market, subject, ground } = scene;
    market.pause();
    const { id, product } = market.instrument;
    const minutes = subject.description.rest.candlesMax + 40;
    const from = epochMs(Math.floor(ground.clock.now() / MINUTE_MS - minutes) * MINUTE_MS);
    const { rows } = await scene.settled(scene.venue.fetchCandles(id, "1m", { product, from }));
    ensure(Math.abs(rows.length - minutes) <= 2, `${rows.length} rows where ${minutes} minutes were asked for`);
    ensureCandles(market, rows);
  },
};

function ensureSame(rows: readonly string[], truth: readonly string[]): void {
  const at = rows.findIndex((row, index) => row !== truth[index]);
  ensure(at < 0, () => `row ${at} is ${rows[at]}, the venue's ${truth[at]}`);
  ensure(rows.length === truth.length, `${rows.length} rows where the venue has ${truth.length}`);
}

function ensureCandles(market: PublicMarket, rows: readonly Candle[]): void {
  rows.forEach((row, at) => {
    const before = rows[at - 1];
    ensure(before === undefined || row.openTime - before.openTime === MINUTE_MS, `candle ${row.openTime} follows ${before?.openTime}`);
    const difference = candleDifference(market, row);
    ensure(difference === undefined, () => `candle ${row.openTime}: ${difference}`);
  });
}

export const READ_CARDS: readonly Card[] = [instruments, time, book, ticker, trades, tradePages, candles, candlePages];
