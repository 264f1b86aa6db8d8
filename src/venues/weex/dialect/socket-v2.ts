// A public socket of V2: no greeting, one channel a message, answers that repeat the channel.

import { type HeldTopic, type MarketPrint, type OutFrame, type PublishedStep, type SocketAct } from "#venues/dialect";
import { bookPayload, candlesPayload, delistedBookPayload, tickerPayload, tradesPayload } from "#venues/weex/dialect/frames-v2";
import { frameOf, recentCandles } from "#venues/weex/dialect/frames-v3";
import { symbolText } from "#venues/weex/dialect/market-texts";
import { control, readRequest, SocketWords, say } from "#venues/weex/dialect/socket-words";
import { readTopicV2 } from "#venues/weex/dialect/topics";

const RECENT_PRINTS = 20;
const RECENT_CANDLES = 1;

export class SocketV2 extends SocketWords {
  greeting(): readonly OutFrame[] {
    return [];
  }

  received(text: string, heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const request = readRequest(text);
    const channel = typeof request?.["channel"] === "string" ? request["channel"] : undefined;
    switch (request?.["event"]) {
      case "ping":
        return [say("pong", `{"event":"pong","time":"${this.exchange.now()}"}`)];
      case "pong":
        return [{ kind: "pong", answers: typeof request["time"] === "string" ? request["time"] : "" }];
      case "subscribe":
        return this.subscribe(channel ?? "", heldTopics);
      case "unsubscribe":
        return this.#unsubscribe(channel ?? "");
    }
    // What V2 says to a message that it does not know is not documented; it is left without an answer.
    return [];
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
        const step = { first: sequence - 1, last: sequence, venueTime, bids, asks, snapshot: true, depth: topic.depth };
        return [frameOf("book-snapshot", topic, bookPayload(topic.topic, market, step))];
      }
      case "trades":
        return [frameOf("trades", topic, tradesPayload(topic.topic, market, market.prints({ limit: RECENT_PRINTS }), this.options.random))];
      case "ticker":
        return [frameOf("ticker", topic, tickerPayload(topic.topic, market, now))];
      case "candles": {
        if (interval === undefined) return [];
        const rows = recentCandles(market, interval, { now, back: RECENT_CANDLES });
        return [frameOf("candle", topic, candlesPayload(topic.topic, market, { rows, interval, snapshot: true }))];
      }
      case "silent":
        if (topic.depth === 0) return [];
        return [frameOf("book-snapshot", topic, delistedBookPayload(topic.topic, symbolText("v2", market), topic.depth))];
      case "best":
        return [];
    }
  }

  step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[] {
    const { market } = topic;
    const told = market === undefined || topic.channel !== "book" ? undefined : this.windows.step(topic, step);
    if (market === undefined || told === undefined) return [];
    return [frameOf("book-delta", topic, bookPayload(topic.topic, market, { ...told, snapshot: false, depth: topic.depth }))];
  }

  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    const { market, interval } = topic;
    if (market === undefined) return [];
    const now = this.exchange.now();
    if (topic.channel === "trades") return [frameOf("trades", topic, tradesPayload(topic.topic, market, prints, this.options.random))];
    if (topic.channel === "ticker") return [frameOf("ticker", topic, tickerPayload(topic.topic, market, now))];
    if (topic.channel !== "candles" || interval === undefined) return [];
    const rows = recentCandles(market, interval, { now, back: 0 });
    return [frameOf("candle", topic, candlesPayload(topic.topic, market, { rows, interval, snapshot: false }))];
  }

  ping(id: string): OutFrame {
    return control("ping", `{"event":"ping","time":"${id}"}`);
  }

  protected subscribe(channel: string, heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    if (!this.operation()) return refuseV2(channel, "429", "Too many operations on this connection");
    if (!this.fits([channel], heldTopics)) return refuseV2(channel, "40020", "Too many channels on this connection");
    const reading = this.delisting(readTopicV2(channel, this.exchange));
    if (reading.kind === "refused") return refuseV2(channel, "40020", reading.words);
    return this.accept(JSON.stringify({ event: "subscribed", channel }), [reading.topic], heldTopics);
  }

  #unsubscribe(channel: string): readonly SocketAct[] {
    if (!this.operation()) return refuseV2(channel, "429", "Too many operations on this connection");
    this.windows.forget(channel);
    return [{ kind: "release", topic: channel }, say("ack", JSON.stringify({ event: "unsubscribed", channel }))];
  }
}

/** Inferred: the documentation shows no error of a V2 socket. */
export const refuseV2 = (channel: string, code: string, words: string): readonly SocketAct[] => [
  { kind: "offence" },
  say("error", JSON.stringify({ event: "error", channel, code, msg: words })),
];
