import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type CandleInterval } from "#core/event";
import { type DialectReply, type DialectRequest, type ExchangeView, type MarketView } from "#venues/dialect";
import { dealLine, levelWords } from "#venues/tidewell/dialect/lines";
import { MINUTES } from "#venues/tidewell/endpoints";

/** Answers one request. Never throws. */
export function answerRest(request: DialectRequest, exchange: ExchangeView): DialectReply {
  const { query, path } = request;
  const name = query.get("market");
  if (path === "/v1/clock") return lines([`NOW ${exchange.now()}`]);
  if (path === "/v1/markets") return lines(exchange.markets.map(marketLine));
  const market = name === null ? undefined : exchange.market("swap", name);
  if (path === "/v1/day" && name === null) return lines(exchange.markets.map((each) => dayLine(each, exchange)));
  if (market === undefined) return lines(["ERR NOSUCH no such market"], 404);
  const number = (key: string, otherwise: number): number => (/^\d{1,15}$/.test(query.get(key) ?? "") ? Number(query.get(key)) : otherwise);
  const [startTime, endTime] = [epochMs(number("from", 0)), epochMs(number("to", exchange.now()))];
  switch (path) {
    case "/v1/day":
      return lines([dayLine(market, exchange)]);
    case "/v1/book": {
      const { bids, asks, venueTime } = market.picture(0);
      const depth = number("depth", 50);
      const [bidWords, askWords] = [bids, asks].map((side) => levelWords(side.slice(0, depth), market.instrument));
      return lines([`AT ${venueTime}`, `b${bidWords}`, `a${askWords}`]);
    }
    case "/v1/deals": {
      const prints = market.prints({ limit: Math.min(200, number("count", 50)), startTime, endTime });
      return lines([...prints].reverse().map((print) => dealLine(market.instrument, print)));
    }
    case "/v1/bars":
      return lines(barLines(market, { minutes: number("minutes", 1), startTime, endTime }));
    default:
      return lines(["ERR WHAT no such path"], 404);
  }
}

const lines = (rows: readonly string[], status = 200): DialectReply => ({
  status,
  headers: { "content-type": "text/plain" },
  body: rows.map((row) => `${row}\n`).join(""),
  costs: [{ bucket: "reads", weight: 1 }],
});

function marketLine({ instrument }: MarketView): string {
  const { symbol, base, quote, priceScale, sizeScale, tick, lot, minSize } = instrument;
  return `MARKET ${symbol} ${base} ${quote} ${unitsToText(tick, priceScale)} ${unitsToText(lot, sizeScale)} ${unitsToText(minSize, sizeScale)}`;
}

function dayLine(market: MarketView, exchange: ExchangeView): string {
  const { priceScale, sizeScale, symbol } = market.instrument;
  const { last, high, low, volume } = market.day();
  const prices = [last, high, low].map((price) => unitsToText(price ?? 0, priceScale)).join(" ");
  return `DAY ${symbol} ${prices} ${unitsToText(volume, sizeScale)} ${exchange.now()}`;
}

function barLines(
  market: MarketView,
  ask: { minutes: number; startTime: ReturnType<typeof epochMs>; endTime: ReturnType<typeof epochMs> },
): string[] {
  const interval = [...MINUTES].find(([, minutes]) => minutes === ask.minutes)?.[0] ?? ("1m" satisfies CandleInterval);
  const { priceScale, sizeScale } = market.instrument;
  return market
    .candles(interval, ask)
    .slice(0, 200)
    .map((bar) => {
      const prices = [bar.open, bar.high, bar.low, bar.close].map((price) => unitsToText(price, priceScale)).join(" ");
      return `BAR ${bar.openTime} ${prices} ${unitsToText(bar.volume, sizeScale)}`;
    });
}
