// One socket's side of the talk in the article's language. What the article leaves open follows the family that it resembles: topics,
// acknowledgements with the topic, numeric pings. Login and orders are refused: no account exists here.

import { type EpochMs } from "#core/brand";
import {
  type BookPicture,
  type ExchangeView,
  type HeldTopic,
  type MarketPrint,
  type MarketView,
  type OutFrame,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
} from "#venues/dialect";
import { type ArticleTopic, parseArticleTopic } from "#venues/lbank/article/topic";
import { readFields, textField } from "#venues/lbank/dialect/client-message";
import { dayTexts, openCandle, pairsText, priceText, sizeText, valueText, wireNumber } from "#venues/lbank/dialect/market-texts";
import { stepped } from "#venues/lbank/dialect/push-frames";
import { ARTICLE_TOPICS_MAX } from "#venues/lbank/dialect/rules";

/** Levels a side of a book. */
const DEPTH = 150;
/** Prints that an answer to a one-time request holds. */
const PRINTS_MAX = 100;
const WORDS_LENGTH_MAX = 100;

type Fields = ReadonlyMap<string, unknown>;

export interface ArticleWordsOptions {
  /** Whether the venue pings. The article's own code never answers, so it does not by default. */
  readonly pings: boolean;
}

/** Makes the words of a new socket. */
export function articleWords(exchange: ExchangeView, options: ArticleWordsOptions): SocketDialect {
  return new ArticleWords(exchange, options);
}

class ArticleWords implements SocketDialect {
  readonly #exchange: ExchangeView;
  readonly #options: ArticleWordsOptions;

  constructor(exchange: ExchangeView, options: ArticleWordsOptions) {
    this.#exchange = exchange;
    this.#options = options;
  }

  greeting(): readonly OutFrame[] {
    return [];
  }

  received(text: string, held: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const fields = readFields(text);
    if (fields === undefined) return [this.#refusal(undefined, "bad-request", "invalid message")];
    const id = textField(fields, "id");
    const [sub, unsub, asked] = ["sub", "unsub", "req"].map((name) => textField(fields, name));
    if (sub !== undefined) return this.#subscribe(sub, id, held);
    if (unsub !== undefined) return this.#unsubscribe(unsub, id, held);
    if (asked !== undefined) return this.#request(asked, id);
    if (typeof fields.get("ping") === "number") return [say("pong", `{"pong":${String(fields.get("ping"))}}`)];
    if (typeof fields.get("pong") === "number") return [{ kind: "pong", answers: String(fields.get("pong")) }];
    const op = textField(fields, "op");
    return op === undefined ? [this.#refusal(id, "bad-request", "unknown message")] : [this.#operation(op, fields)];
  }

  opening(topic: HeldTopic): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined) return [];
    switch (topic.channel) {
      case "book":
        return [this.#book(topic, market, market.picture(0))];
      case "ticker":
        return [this.#push("ticker", topic, tickerText(market))];
      case "candles":
        return this.#candle(topic, market);
      case "trades":
      case "best":
      case "silent":
        return [];
    }
  }

  step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined || topic.channel !== "book") return [];
    const picture = { ...stepped(market.picture(0), step), sequence: step.sequence, venueTime: step.venueTime };
    return [this.#book(topic, market, picture)];
  }

  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    const { market } = topic;
    const last = prints[prints.length - 1];
    if (market === undefined || last === undefined) return [];
    if (topic.channel === "trades") return [this.#push("trades", topic, printsText(market, prints, last))];
    if (topic.channel === "ticker") return [this.#push("ticker", topic, tickerText(market))];
    return topic.channel === "candles" ? this.#candle(topic, market) : [];
  }

  ping(id: string): OutFrame | undefined {
    return this.#options.pings ? control("ping", `{"ping":${id}}`) : undefined;
  }

  #subscribe(text: string, id: string | undefined, held: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const topic = this.#topic(text);
    if (topic === undefined) return [this.#refusal(id, "bad-request", `invalid topic ${text.slice(0, WORDS_LENGTH_MAX)}`)];
    const ack = say("ack", this.#answer(id, `"status":"ok","subbed":${JSON.stringify(text)}`));
    if (held.has(text)) return [ack];
    if (held.size >= ARTICLE_TOPICS_MAX) return [this.#refusal(id, "too-many-subscriptions", `at most ${ARTICLE_TOPICS_MAX} topics`)];
    return [ack, { kind: "hold", topic }];
  }

  #unsubscribe(text: string, id: string | undefined, held: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    if (!held.has(text)) {
      return [this.#refusal(id, "bad-request", `unsub with not subbed topic ${text.slice(0, WORDS_LENGTH_MAX)}`)];
    }
    return [{ kind: "release", topic: text }, say("ack", this.#answer(id, `"status":"ok","unsubbed":${JSON.stringify(text)}`))];
  }

  #request(text: string, id: string | undefined): readonly SocketAct[] {
    const topic = this.#topic(text);
    const market = topic?.market;
    if (topic === undefined || market === undefined) {
      return [this.#refusal(id, "bad-request", `invalid topic ${text.slice(0, WORDS_LENGTH_MAX)}`)];
    }
    const rows = this.#rows(topic, market);
    return [say("other", this.#answer(id, `"status":"ok","rep":${JSON.stringify(text)},"data":${rows}`))];
  }

  #rows(topic: HeldTopic, market: MarketView): string {
    if (topic.channel === "book") return bookText(market, market.picture(0));
    if (topic.channel === "ticker") return tickerText(market);
    if (topic.channel === "candles") return `[${candleText(market, topic, this.#exchange.now()) ?? ""}]`;
    return `[${market
      .prints({ limit: PRINTS_MAX })
      .map((print) => printsText(market, [print], print))
      .join(",")}]`;
  }

  #operation(op: string, fields: Fields): SocketAct {
    if (op === "ping") return say("pong", JSON.stringify({ op: "pong", ts: fields.get("ts") ?? this.#exchange.now() }));
    const cid = textField(fields, "cid");
    const head = { op, ...(cid === undefined ? {} : { cid }), ts: this.#exchange.now() };
    if (op === "auth") return say("login", JSON.stringify({ ...head, "err-code": 2003, "err-msg": "authentication failed" }));
    if (op === "order" || op === "cancel" || op === "sub" || op === "unsub") {
      return say("error", JSON.stringify({ ...head, "err-code": 2002, "err-msg": "authentication required" }));
    }
    return say("error", JSON.stringify({ ...head, "err-code": 2010, "err-msg": "unknown op" }));
  }

  /** The topic that a text names, under the client's own spelling. */
  #topic(text: string): HeldTopic | undefined {
    const parsed = parseArticleTopic(text);
    const market = parsed === undefined ? undefined : this.#market(parsed);
    if (parsed === undefined || market === undefined) return undefined;
    const interval = parsed.channel === "candles" ? parsed.interval : undefined;
    return { topic: text, channel: parsed.channel, market, group: 0, depth: DEPTH, interval };
  }

  #market({ name }: ArticleTopic): MarketView | undefined {
    return this.#exchange.markets.find(({ instrument }) => instrument.product === "spot" && instrument.symbol.replace("_", "") === name);
  }

  #book(topic: HeldTopic, market: MarketView, picture: BookPicture): OutFrame {
    return this.#push("book-image", topic, bookText(market, picture));
  }

  #candle(topic: HeldTopic, market: MarketView): readonly OutFrame[] {
    const text = candleText(market, topic, this.#exchange.now());
    return text === undefined ? [] : [this.#push("candle", topic, text)];
  }

  #push(kind: OutFrame["kind"], topic: HeldTopic, tick: string): OutFrame {
    const text = `{"ch":"${topic.topic}","ts":${this.#exchange.now()},"tick":${tick}}`;
    return { text, kind, topic: topic.topic, product: topic.market?.instrument.product, symbol: topic.market?.instrument.symbol };
  }

  #answer(id: string | undefined, members: string): string {
    return `{${id === undefined ? "" : `"id":${JSON.stringify(id)},`}${members},"ts":${this.#exchange.now()}}`;
  }

  #refusal(id: string | undefined, code: string, words: string): SocketAct {
    return say("error", this.#answer(id, `"status":"error","err-code":"${code}","err-msg":${JSON.stringify(words)}`));
  }
}

const control = (kind: OutFrame["kind"], text: string): OutFrame => ({
  text,
  kind,
  topic: undefined,
  product: undefined,
  symbol: undefined,
});
const say = (kind: OutFrame["kind"], text: string): SocketAct => ({ kind: "send", frame: control(kind, text) });

function bookText(market: MarketView, { bids, asks, sequence, venueTime }: BookPicture): string {
  const [bidsText, asksText] = [bids, asks].map((levels) => pairsText(market, levels.slice(0, DEPTH), "numbers"));
  return `{"bids":${bidsText},"asks":${asksText},"version":${sequence},"ts":${venueTime}}`;
}

function tickerText(market: MarketView): string {
  const day = dayTexts(market);
  const { bids, asks } = market.picture(0);
  const figures = {
    open: day.open,
    high: day.high,
    low: day.low,
    close: day.latest,
    vol: day.volume,
    turnover: day.turnover,
    count: String(day.trades),
    bid: priceText(market, bids[0]?.[0] ?? 0),
    bidSize: sizeText(market, bids[0]?.[1] ?? 0),
    ask: priceText(market, asks[0]?.[0] ?? 0),
    askSize: sizeText(market, asks[0]?.[1] ?? 0),
  };
  return `{${Object.entries(figures)
    .map(([name, text]) => `"${name}":${wireNumber(text)}`)
    .join(",")}}`;
}

function printsText(market: MarketView, prints: readonly MarketPrint[], last: MarketPrint): string {
  const rows = prints.map((print) => {
    const figures = `"price":${wireNumber(priceText(market, print.price))},"amount":${wireNumber(sizeText(market, print.size))}`;
    return `{"id":"${print.tradeId}0001","tradeId":${print.tradeId},"ts":${print.venueTime},${figures},"direction":"${print.side}"}`;
  });
  return `{"id":${last.tradeId},"ts":${last.venueTime},"data":[${rows.join(",")}]}`;
}

function candleText(market: MarketView, topic: HeldTopic, now: EpochMs): string | undefined {
  const candle = openCandle(market, topic.interval ?? "1m", now);
  if (candle === undefined) return undefined;
  const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map((units) =>
    wireNumber(priceText(market, units)),
  );
  const sums = `"vol":${wireNumber(sizeText(market, candle.volume))},"turnover":${wireNumber(valueText(market, candle.turnover))},"count":${candle.trades}`;
  return `{"id":${candle.openTime / 1_000},"open":${open},"high":${high},"low":${low},"close":${close},${sums}}`;
}
