// One socket's side of the talk in the article's language. What the article leaves open follows the family that it resembles: topics,
// acknowledgements with the topic, numeric pings, `op` messages for what is private.

import { type AccountStep, type HeldAccountTopic } from "#venues/account-dialect";
import {
  type BookPicture,
  type ExchangeView,
  type HeldTopic,
  type MarketPrint,
  type MarketView,
  type OutFrame,
  type OwnPing,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
} from "#venues/dialect";
import { parseArticleTopic } from "#venues/lbank/article/topic";
import { ArticleOperations } from "#venues/lbank/dialect/account/article-operations";
import { Increments } from "#venues/lbank/dialect/article/increments";
import {
  baseText,
  bookText,
  candlesText,
  incrementText,
  openCandleText,
  printsText,
  tickerText,
} from "#venues/lbank/dialect/article/texts";
import { readFields, textField } from "#venues/lbank/dialect/client-message";
import { stepped } from "#venues/lbank/dialect/push-frames";
import { ARTICLE_DEPTH, ARTICLE_PINGS, ARTICLE_TOPICS_MAX } from "#venues/lbank/dialect/rules";

/** Prints that an answer to a one-time request holds. */
const PRINTS_MAX = 100;
const WORDS_LENGTH_MAX = 100;
/** The book as increments. Truebook reads the images; this is for clients that want the chain. */
const INCREMENTS = new RegExp(`^market\\.([a-z0-9]{1,48})\\.mbp\\.${ARTICLE_DEPTH}$`);

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
  readonly ownPing: OwnPing = ARTICLE_PINGS;
  readonly #increments: Increments = new Increments();
  readonly #operations: ArticleOperations;
  readonly #exchange: ExchangeView;
  readonly #options: ArticleWordsOptions;

  constructor(exchange: ExchangeView, options: ArticleWordsOptions) {
    this.#exchange = exchange;
    this.#operations = new ArticleOperations(exchange);
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
    if (asked !== undefined) return this.#request(asked, id, fields);
    if (typeof fields.get("ping") === "number") return [say("pong", `{"pong":${String(fields.get("ping"))}}`)];
    if (typeof fields.get("pong") === "number") return [{ kind: "pong", answers: String(fields.get("pong")) }];
    const op = textField(fields, "op");
    if (op === undefined) return [this.#refusal(id, "bad-request", "unknown message")];
    if (op === "ping") return [say("pong", JSON.stringify({ op: "pong", ts: fields.get("ts") ?? this.#exchange.now() }))];
    return this.#operations.perform(op, fields);
  }

  opening(topic: HeldTopic): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined) return [];
    switch (topic.channel) {
      case "book":
        // Increments have no opening: their base is asked for.
        if (!INCREMENTS.test(topic.topic)) return [this.#push("book-image", topic, bookText(market, market.picture(0)))];
        this.#increments.open(topic);
        return [];
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
    if (INCREMENTS.test(topic.topic)) {
      const increment = this.#increments.step(topic, step);
      return increment === undefined ? [] : [this.#push("book-delta", topic, incrementText(market, increment))];
    }
    const picture: BookPicture = { ...stepped(market.picture(0), step), sequence: step.sequence, venueTime: step.venueTime };
    return [this.#push("book-image", topic, bookText(market, picture))];
  }

  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    const { market } = topic;
    const last = prints[prints.length - 1];
    if (market === undefined || last === undefined) return [];
    if (topic.channel === "trades") return [this.#push("trades", topic, printsText(market, prints, last))];
    if (topic.channel === "ticker") return [this.#push("ticker", topic, tickerText(market))];
    return topic.channel === "candles" ? this.#candle(topic, market) : [];
  }

  account(topic: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
    return this.#operations.frames(topic, step);
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
    this.#increments.forget(text);
    return [{ kind: "release", topic: text }, say("ack", this.#answer(id, `"status":"ok","unsubbed":${JSON.stringify(text)}`))];
  }

  #request(text: string, id: string | undefined, fields: Fields): readonly SocketAct[] {
    const topic = this.#topic(text);
    const market = topic?.market;
    if (topic === undefined || market === undefined) {
      return [this.#refusal(id, "bad-request", `invalid topic ${text.slice(0, WORDS_LENGTH_MAX)}`)];
    }
    const rows = this.#rows(topic, market, fields);
    return [say("other", this.#answer(id, `"status":"ok","rep":${JSON.stringify(text)},"data":${rows}`))];
  }

  #rows(topic: HeldTopic, market: MarketView, fields: Fields): string {
    if (topic.channel === "book") return (INCREMENTS.test(topic.topic) ? baseText : bookText)(market, market.picture(0));
    if (topic.channel === "ticker") return tickerText(market);
    if (topic.channel === "candles") {
      const [from, to] = ["from", "to"].map((name) => wholeField(fields, name));
      return candlesText(market, topic, { from, to, now: this.#exchange.now() });
    }
    return `[${market
      .prints({ limit: PRINTS_MAX })
      .map((print) => printsText(market, [print], print))
      .join(",")}]`;
  }

  /** The topic that a text names, under the client's own spelling. */
  #topic(text: string): HeldTopic | undefined {
    const parsed = parseArticleTopic(text);
    const market = this.#market(parsed?.name ?? INCREMENTS.exec(text)?.[1]);
    if (market === undefined) return undefined;
    const interval = parsed?.channel === "candles" ? parsed.interval : undefined;
    return { topic: text, channel: parsed?.channel ?? "book", market, group: 0, depth: ARTICLE_DEPTH, interval };
  }

  #market(name: string | undefined): MarketView | undefined {
    return this.#exchange.markets.find(({ instrument }) => instrument.product === "spot" && instrument.symbol.replace("_", "") === name);
  }

  #candle(topic: HeldTopic, market: MarketView): readonly OutFrame[] {
    const text = openCandleText(market, topic, this.#exchange.now());
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

/** A whole number of the message; undefined when it is none. */
function wholeField(fields: Fields, name: string): number | undefined {
  const text = textField(fields, name) ?? "";
  return /^\d{1,11}$/.test(text) ? Number(text) : undefined;
}
