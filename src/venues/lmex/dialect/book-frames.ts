// Order book frames as LMEX writes them: bids best first, asks of a snapshot worst first, deltas in no order, prices and sizes as
// text with all places, sizes of 0 for what left the window.

import { trimDecimal, unitsToText } from "#core/decimal";
import { type Instrument } from "#core/instrument";
import { type Random } from "#core/port";
import {
  type BookPicture,
  type HeldTopic,
  type MarketPrint,
  type OutFrame,
  type PublishedLevel,
  type PublishedStep,
} from "#venues/dialect";
import { LEVEL_TEXTS } from "#venues/lmex/dialect/market-texts";

/** The topic that LMEX names in data; the article's names and the long spelling differ from what was asked. */
export function dataTopic(topic: HeldTopic, opening: boolean): string {
  const symbol = topic.market?.instrument.symbol ?? "";
  if (topic.channel === "trades") {
    if (topic.topic.startsWith("trade:") || topic.topic === "trade") return tradeTopicOf(topic);
    return topic.topic.startsWith("tradeHistoryApi:") && topic.market?.instrument.product === "futures" ? "tradeHistoryApi" : topic.topic;
  }
  if (topic.topic.startsWith("orderBook")) return `update:${symbol}_${topic.group}`;
  // A long spelling is answered under its own name once, and from then on under the short one.
  if (opening || !topic.topic.includes(`${symbol}-USDT`)) return topic.topic;
  return topic.topic.replace(`${symbol}-USDT`, symbol);
}

function tradeTopicOf(topic: HeldTopic): string {
  const instrument = topic.market?.instrument;
  return instrument?.product === "spot" ? `tradeHistoryApi:${instrument.symbol}` : `tradeHistoryApiV3:${instrument?.symbol ?? ""}`;
}

/** The first message of a subscription: the whole window. */
export function snapshotFrame(topic: HeldTopic, instrument: Instrument, picture: BookPicture): OutFrame {
  const name = dataTopic(topic, true);
  const numbers = `"seqNum":${picture.sequence},"prevSeqNum":${picture.sequence - 1},"type":"snapshot"`;
  const levels = `"bids":${levelsText(picture.bids, instrument)},"asks":${levelsText([...picture.asks].reverse(), instrument)}`;
  return frameOf("book-snapshot", name, instrument, bookText(name, instrument, { levels, numbers, venueTime: picture.venueTime }));
}

/** One step of the chain. `random` decides the order of its levels, which means nothing. */
export function deltaFrame(topic: HeldTopic, instrument: Instrument, step: PublishedStep, random: Random): OutFrame {
  const name = dataTopic(topic, false);
  const levels = `"bids":${levelsText(shuffled(step.bids, random), instrument)},"asks":${levelsText(shuffled(step.asks, random), instrument)}`;
  const numbers = `"seqNum":${step.sequence},"prevSeqNum":${step.previous},"type":"delta"`;
  return frameOf("book-delta", name, instrument, bookText(name, instrument, { levels, numbers, venueTime: step.venueTime }));
}

/** The best level of each side, which the venue repeats whenever it changes. `last` is the text sent before. */
export function bestText(instrument: Instrument, picture: BookPicture): string {
  return `"bids":${levelsText(picture.bids.slice(0, 1), instrument)},"asks":${levelsText(picture.asks.slice(0, 1), instrument)}`;
}

/** Wraps `bestText` as a message. */
export function bestFrame(topic: HeldTopic, instrument: Instrument, best: { readonly text: string; readonly venueTime: number }): OutFrame {
  const tail = `"type":"snapshotL1","symbol":"${instrument.symbol}","timestamp":${best.venueTime}`;
  return frameOf("ticker", topic.topic, instrument, `{"topic":"${topic.topic}","data":{${best.text},${tail}}}`);
}

/** Public prints. Numbers are JSON numbers; the unversioned futures topic speaks of the old symbol. */
export function tradesFrame(topic: HeldTopic, instrument: Instrument, prints: readonly MarketPrint[]): OutFrame {
  const name = dataTopic(topic, false);
  const symbol = name === "tradeHistoryApi" ? oldSymbol(instrument) : instrument.symbol;
  const rows = prints.map((print) => {
    const price = trimDecimal(unitsToText(print.price, instrument.priceScale));
    const size = trimDecimal(unitsToText(print.size, instrument.sizeScale));
    const side = print.side === "buy" ? "BUY" : "SELL";
    return `{"price":${price},"size":${size},"side":"${side}","symbol":"${symbol}","tradeId":${print.tradeId},"timestamp":${print.venueTime}}`;
  });
  return frameOf("trades", name, instrument, `{"topic":"${name}","data":[${rows.join(",")}]}`);
}

/** The name that a perpetual had before version 2.2: `BTCPFC`. */
function oldSymbol(instrument: Instrument): string {
  return instrument.symbol.endsWith("-PERP") ? `${instrument.symbol.slice(0, -5)}PFC` : instrument.symbol;
}

function frameOf(kind: OutFrame["kind"], topic: string, instrument: Instrument, text: string): OutFrame {
  return { text, kind, topic, product: instrument.product, symbol: instrument.symbol };
}

function bookText(
  name: string,
  instrument: Instrument,
  parts: { readonly levels: string; readonly numbers: string; readonly venueTime: number },
): string {
  return `{"topic":"${name}","data":{${parts.levels},${parts.numbers},"symbol":"${instrument.symbol}","timestamp":${parts.venueTime}}}`;
}

function levelsText(levels: readonly PublishedLevel[], instrument: Instrument): string {
  let text = "[";
  for (const [price, size] of levels) {
    const sizeText = size === 0 ? "0" : LEVEL_TEXTS.textOf(size, instrument.sizeScale);
    text += `${text.length > 1 ? "," : ""}["${LEVEL_TEXTS.textOf(price, instrument.priceScale)}","${sizeText}"]`;
  }
  return `${text}]`;
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  if (items.length < 2) return items;
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    const kept = mixed[at] as T;
    mixed[at] = mixed[other] as T;
    mixed[other] = kept;
  }
  return mixed;
}
