// A public socket of V3: it greets, takes methods with many topics, answers by number, and ends after the sixth refused request.

import { type HeldTopic, type MarketPrint, type OutFrame, type PublishedStep, type SocketAct } from "#venues/dialect";
import {
  bookEvent,
  bookTickerEvent,
  candlesEvent,
  delistedBookEvent,
  frameOf,
  recentCandles,
  tickerEvent,
  tradesEvent,
} from "#venues/weex/dialect/frames-v3";
import { control, readRequest, SocketWords, say } from "#venues/weex/dialect/socket-words";
import { readTopicV3 } from "#venues/weex/dialect/topics";

/** How many recent prints open a trade subscription. */
const RECENT_PRINTS = 20;
/** How many finished candles come before the open one in a snapshot. */
const RECENT_CANDLES = 1;

export class SocketV3 extends SocketWords {
  #offences = 0;

  greeting(): readonly OutFrame[] {
    const cid = `${hex(this.options.random.integer(0, 0xfffffff), 8)}-77aa-4d21-9d0f-${hex(this.options.random.integer(0, 0xfffffff), 12)}`;
    return [control("greeting", `{"cid":"${cid}","event":"connected","time":"${this.exchange.now()}"}`)];
  }

  received(text: string, heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const request = readRequest(text);
    if (request === undefined) return this.refuse(undefined, `INVALID_ARGUMENT: unrecognized message : ${text.slice(0, 100)}`);
    const id = typeof request["id"] === "number" || typeof request["id"] === "string" ? Number(request["id"]) : undefined;
    const method = typeof request["method"] === "string" ? request["method"] : undefined;
    const params = Array.isArray(request["params"]) ? request["params"].filter((each) => typeof each === "string") : undefined;
    switch (method) {
      case "PING":
        return [say("pong", accepted(id))];
      case "PONG":
        return [{ kind: "pong", answers: undefined }];
      case "SUBSCRIBE":
        return params === undefined ? this.refuse(id, "INVALID_ARGUMENT: invalid params") : this.subscribe(id, params, heldTopics);
      case "UNSUBSCRIBE":
        return params === undefined ? this.refuse(id, "INVALID_ARGUMENT: invalid params") : this.#unsubscribe(id, params);
      case undefined:
        return this.refuse(id, `INVALID_ARGUMENT: unrecognized message : ${text.slice(0, 100)}`);
    }
    return this.refuse(id, `INVALID_ARGUMENT: invalid event : ${method.slice(0, 40)}`);
  }

  opening(topic: HeldTopic): readonly OutFrame[] {
    const { market, interval } = topic;
    if (market === undefined) return [];
    const now = this.exchange.now();
    switch (topic.channel) {
      case "book": {
        const told = this.windows.opened(topic);
        if (told === undefined) return [];
        const { sequence, venueTime, bids, asks } = told;
        const step = { first: sequence - 1, last: sequence, venueTime, bids, asks, snapshot: true };
        return [frameOf("book-snapshot", topic, bookEvent(market, topic.depth, step))];
      }
      case "trades": {
        const text = tradesEvent(market, market.prints({ limit: RECENT_PRINTS }), { snapshot: true, now, random: this.options.random });
        return [frameOf("trades", topic, text)];
      }
      case "ticker":
        return [frameOf("ticker", topic, tickerEvent(market, now))];
      case "best":
        return [frameOf("other", topic, bookTickerEvent(market, now))];
      case "candles":
        if (interval === undefined) return [];
        return [
          frameOf(
            "candle",
            topic,
            candlesEvent(market, interval, { rows: recentCandles(market, interval, { now, back: RECENT_CANDLES }), snapshot: true, now }),
          ),
        ];
      case "silent":
        return topic.depth === 0 ? [] : [frameOf("book-snapshot", topic, delistedBookEvent(market.instrument.symbol, topic.depth, now))];
    }
  }

  step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined) return [];
    if (topic.channel === "best") return [frameOf("other", topic, bookTickerEvent(market, this.exchange.now()))];
    const told = topic.channel === "book" ? this.windows.step(topic, step) : undefined;
    return told === undefined ? [] : [frameOf("book-delta", topic, bookEvent(market, topic.depth, { ...told, snapshot: false }))];
  }

  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    const { market, interval } = topic;
    if (market === undefined) return [];
    const now = this.exchange.now();
    if (topic.channel === "trades") {
      return [frameOf("trades", topic, tradesEvent(market, prints, { snapshot: false, now, random: this.options.random }))];
    }
    if (topic.channel === "ticker") return [frameOf("ticker", topic, tickerEvent(market, now))];
    if (topic.channel !== "candles" || interval === undefined) return [];
    const rows = recentCandles(market, interval, { now, back: 0 });
    return [frameOf("candle", topic, candlesEvent(market, interval, { rows, snapshot: false, now }))];
  }

  ping(id: string): OutFrame {
    return control("ping", `{"event":"ping","time":"${id}"}`);
  }

  /** A message with one wrong topic is refused as a whole. */
  protected subscribe(id: number | undefined, params: readonly string[], heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    if (!this.operation()) return this.refuse(id, "INVALID_ARGUMENT: too many operations on this connection");
    if (!this.fits(params, heldTopics)) return this.refuse(id, "INVALID_ARGUMENT: too many channels on this connection");
    const topics: HeldTopic[] = [];
    for (const param of new Set(params)) {
      const reading = this.delisting(readTopicV3(param, this.address.product, this.exchange));
      if (reading.kind === "refused") return this.refuse(id, reading.words);
      topics.push(reading.topic);
    }
    return this.accept(accepted(id), topics, heldTopics);
  }

  #unsubscribe(id: number | undefined, params: readonly string[]): readonly SocketAct[] {
    if (!this.operation()) return this.refuse(id, "INVALID_ARGUMENT: too many operations on this connection");
    for (const param of params) this.windows.forget(param);
    return [...params.map((topic): SocketAct => ({ kind: "release", topic })), say("ack", accepted(id))];
  }

  protected acceptance(id: number | undefined): string {
    return accepted(id);
  }

  protected refuse(id: number | undefined, words: string): readonly SocketAct[] {
    this.#offences += 1;
    const text = JSON.stringify({ result: false, ...(id === undefined ? {} : { id }), msg: words });
    const acts: SocketAct[] = [{ kind: "offence" }, say("error", text)];
    if (this.#offences > this.options.offencesMax) {
      acts.push({ kind: "close", code: 1007, reason: "Unrecognized message sent multiple times" });
    }
    return acts;
  }
}

/** The answer to a message that was taken. */
const accepted = (id: number | undefined): string => (id === undefined ? '{"result":true}' : `{"result":true,"id":${id}}`);

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
