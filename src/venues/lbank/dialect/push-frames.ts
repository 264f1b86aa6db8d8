// Pushes of the V2 socket, as captures show them.

import { type EpochMs } from "#core/brand";
import { type CandleInterval } from "#core/event";
import { type BookPicture, type HeldTopic, type MarketPrint, type MarketView, type OutFrame, type PublishedStep } from "#venues/dialect";
import { dayTexts, openCandle, pairsText, priceText, sizeText, valueText, wireNumber } from "#venues/lbank/dialect/market-texts";
import { SOCKET_INTERVALS } from "#venues/lbank/endpoints";
import { zonedText } from "#venues/lbank/zone";

/** What stands at the end of every push. */
export const tailText = (type: string, market: MarketView, at: EpochMs): string =>
  `"type":"${type}","pair":"${market.instrument.symbol}","SERVER":"V2","TS":"${zonedText(at)}"`;

export function frameOf(kind: OutFrame["kind"], topic: HeldTopic, market: MarketView, text: string): OutFrame {
  const { product, symbol } = market.instrument;
  return { text, kind, topic: topic.topic, product, symbol };
}

/** A whole book. `node` is the server that publishes it. */
export function depthFrame(
  topic: HeldTopic,
  market: MarketView,
  push: { readonly picture: BookPicture; readonly at: EpochMs; readonly node: string },
): OutFrame {
  const { bids, asks } = push.picture;
  const levels = `"asks":${pairsText(market, asks.slice(0, topic.depth), "numbers")},"bids":${pairsText(market, bids.slice(0, topic.depth), "numbers")}`;
  const { symbol } = market.instrument;
  const text = `{"depth":{${levels}},"count":${topic.depth},"type":"depth","pair":"${symbol}","s":"${push.node}","SERVER":"V2","TS":"${zonedText(push.at)}"}`;
  return frameOf("book-image", topic, market, text);
}

/** The published book, with a step put on top: nothing changes for a true step, whose levels the book has already. */
export function stepped(picture: BookPicture, step: PublishedStep): BookPicture {
  const side = (levels: BookPicture["bids"], changes: BookPicture["bids"], direction: 1 | -1): BookPicture["bids"] => {
    const sizes = new Map(levels);
    const odd = changes.filter(([price, size]) => (sizes.get(price) ?? 0) !== size && isInside(levels, price, direction));
    if (odd.length === 0) return levels;
    for (const [price, size] of odd) {
      if (size === 0) sizes.delete(price);
      else sizes.set(price, size);
    }
    return [...sizes].sort(([one], [other]) => (other - one) * direction);
  };
  return { ...picture, bids: side(picture.bids, step.bids, 1), asks: side(picture.asks, step.asks, -1) };
}

/** Whether a price is not behind the last published level, where a step may tell what the window no longer shows. */
function isInside(levels: BookPicture["bids"], price: number, direction: 1 | -1): boolean {
  const last = levels[levels.length - 1];
  return last === undefined || (price - last[0]) * direction >= 0;
}

/** One print a push. */
export function tradeFrame(topic: HeldTopic, market: MarketView, push: { readonly print: MarketPrint; readonly at: EpochMs }): OutFrame {
  const { print, at } = push;
  const value = valueText(market, BigInt(print.price) * BigInt(print.size));
  const figures = `"price":${wireNumber(priceText(market, print.price))},"volume":${wireNumber(sizeText(market, print.size))},"amount":${wireNumber(value)}`;
  const trade = `{${figures},"direction":"${print.side}","TS":"${zonedText(print.venueTime)}"}`;
  return frameOf("trades", topic, market, `{"trade":${trade},${tailText("trade", market, at)}}`);
}

/** The day's figures. */
export function tickFrame(topic: HeldTopic, market: MarketView, push: { readonly at: EpochMs; readonly side: string }): OutFrame {
  return frameOf("ticker", topic, market, tickText(market, push));
}

export function tickText(market: MarketView, push: { readonly at: EpochMs; readonly side: string }): string {
  const day = dayTexts(market);
  const prices = `"latest":${wireNumber(day.latest)},"high":${wireNumber(day.high)},"low":${wireNumber(day.low)}`;
  const sums = `"vol":${wireNumber(day.volume)},"turnover":${wireNumber(day.turnover)},"change":${day.change},"dir":"${push.side}"`;
  const valued = `"usd":${wireNumber(day.latest)},"cny":${(Number(day.latest) * 7.12).toFixed(2)},"to_usd":1.0,"to_cny":7.12`;
  return `{"tick":{${prices},${sums},${valued}},${tailText("tick", market, push.at)}}`;
}

/** The open candle; nothing where the market has none. */
export function kbarFrames(topic: HeldTopic, market: MarketView, push: { readonly at: EpochMs }): readonly OutFrame[] {
  const interval = topic.interval ?? "1m";
  const candle = openCandle(market, interval, push.at);
  if (candle === undefined) return [];
  const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map((units) =>
    wireNumber(priceText(market, units)),
  );
  const sums = `"v":${wireNumber(sizeText(market, candle.volume))},"a":${wireNumber(valueText(market, candle.turnover))},"n":${candle.trades}`;
  const kbar = `{"t":"${zonedText(candle.openTime)}","slot":"${slotOf(interval)}","o":${open},"h":${high},"l":${low},"c":${close},${sums}}`;
  return [frameOf("candle", topic, market, `{"kbar":${kbar},${tailText("kbar", market, push.at)}}`)];
}

export const slotOf = (interval: CandleInterval): string => SOCKET_INTERVALS.get(interval) ?? "";
