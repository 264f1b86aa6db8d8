// One V2 socket's side of the talk. Nothing is acknowledged: a subscribe is answered by the first push, or by an error.

import { epochMs } from "#core/brand";
import { type AccountStep, type HeldAccountTopic } from "#venues/account-dialect";
import {
  type DialectOptions,
  type ExchangeView,
  type HeldTopic,
  type MarketPrint,
  type MarketView,
  type OutFrame,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
} from "#venues/dialect";
import { assetFrames, orderFrames } from "#venues/lbank/dialect/account/pushes";
import { readFields, textField } from "#venues/lbank/dialect/client-message";
import { depthFrame, kbarFrames, stepped, tickFrame, tradeFrame } from "#venues/lbank/dialect/push-frames";
import { answerText } from "#venues/lbank/dialect/v2-requests";
import { INTERVAL_BY_SLOT } from "#venues/lbank/endpoints";
import { zonedText } from "#venues/lbank/zone";

export interface V2WordsOptions extends DialectOptions {
  /** How often a push of a stale book goes before the true one, from the node that does that. */
  readonly staleNodeChance: number;
}

const ACTIONS: ReadonlySet<string> = new Set(["ping", "pong", "subscribe", "unsubscribe", "request"]);
const MARKET_CHANNELS: ReadonlySet<string> = new Set(["kbar", "depth", "trade", "tick"]);
const PRIVATE_CHANNELS: ReadonlySet<string> = new Set(["orderUpdate", "assetUpdate"]);
const DEPTHS: ReadonlySet<number> = new Set([10, 20, 50, 100, 200]);
const DEPTH_DEFAULT = 100;
/** How far behind the pushes of the stale node are, and how many of the best levels they do not know. */
const STALE_MS = 4_000;
const STALE_LEVELS = 3;
const WORDS_LENGTH_MAX = 100;

type Fields = ReadonlyMap<string, unknown>;
type Checked =
  | { readonly kind: "market"; readonly channel: "kbar" | "depth" | "trade" | "tick"; readonly market: MarketView }
  | { readonly kind: "account"; readonly topic: HeldAccountTopic; readonly key: string }
  | { readonly kind: "refused"; readonly words: string };

/** Makes the words of a new socket. */
export function v2Words(exchange: ExchangeView, options: V2WordsOptions): SocketDialect {
  return new V2Words(exchange, options);
}

class V2Words implements SocketDialect {
  readonly #exchange: ExchangeView;
  readonly #options: V2WordsOptions;
  /** The leased keys of private topics, by topic; never more than there are pairs. */
  readonly #keys = new Map<string, string>();

  constructor(exchange: ExchangeView, options: V2WordsOptions) {
    this.#exchange = exchange;
    this.#options = options;
  }

  greeting(): readonly OutFrame[] {
    return [];
  }

  received(text: string): readonly SocketAct[] {
    const fields = readFields(text);
    if (fields === undefined) return [this.#error("Invalid message")];
    const action = textField(fields, "action");
    if (action === undefined) return [this.#error("Missing parameter ['action']")];
    if (!ACTIONS.has(action)) return [this.#error("Invalid action")];
    if (action === "ping") return [say("pong", JSON.stringify({ action: "pong", pong: textField(fields, "ping") ?? "" }))];
    if (action === "pong") return [{ kind: "pong", answers: textField(fields, "pong") ?? "" }];
    const name = action === "request" ? "request" : "subscribe";
    const checked = this.#check(fields, name);
    if (checked.kind === "refused") return [this.#error(checked.words)];
    if (checked.kind === "account") return this.#accountTopic(action, checked);
    if (action === "request") return [say("other", answerText(requestOf(fields, checked), this.#exchange.now()))];
    const topic = topicOf(fields, checked);
    return [action === "subscribe" ? { kind: "hold", topic } : { kind: "release", topic: topic.topic }];
  }

  opening(topic: HeldTopic): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined) return [];
    const at = this.#exchange.now();
    switch (topic.channel) {
      case "book":
        return this.#book(topic, market, { picture: market.picture(0), at });
      case "ticker":
        return [tickFrame(topic, market, { at, side: market.prints({ limit: 1 })[0]?.side ?? "buy" })];
      case "candles":
        return kbarFrames(topic, market, { at });
      case "best":
      case "trades":
      case "silent":
        return [];
    }
  }

  step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined || topic.channel !== "book") return [];
    return this.#book(topic, market, { picture: stepped(market.picture(0), step), at: step.venueTime });
  }

  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    const { market } = topic;
    const last = prints[prints.length - 1];
    if (market === undefined || last === undefined) return [];
    const at = this.#exchange.now();
    if (topic.channel === "trades") return prints.map((print) => tradeFrame(topic, market, { print, at }));
    if (topic.channel === "ticker") return [tickFrame(topic, market, { at, side: last.side })];
    return topic.channel === "candles" ? kbarFrames(topic, market, { at }) : [];
  }

  /** Nothing is told under a key whose time is over: whether the real venue cuts a subscription then is not told. */
  account(held: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
    const { topic, account, instrument } = held;
    if (this.#exchange.accounts?.leaseOwner(this.#keys.get(topic) ?? "") !== account) return [];
    return held.channels.includes("orders") ? orderFrames(topic, instrument?.symbol, step) : assetFrames(topic, step);
  }

  ping(id: string): OutFrame {
    return control("ping", JSON.stringify({ action: "ping", ping: id }));
  }

  #book(
    topic: HeldTopic,
    market: MarketView,
    push: { readonly picture: HeldPicture; readonly at: PublishedStep["venueTime"] },
  ): OutFrame[] {
    const { random, staleNodeChance } = this.#options;
    const { picture, at } = push;
    const fresh = depthFrame(topic, market, { picture, at, node: "t-01" });
    if (staleNodeChance === 0 || !random.chance(staleNodeChance)) return [fresh];
    const old = { ...picture, bids: picture.bids.slice(STALE_LEVELS), asks: picture.asks.slice(STALE_LEVELS) };
    const staleAt = epochMs(at - STALE_MS);
    return [depthFrame(topic, market, { picture: old, at: random.chance(0.5) ? staleAt : at, node: "m-01" }), fresh];
  }

  /** The checks in the venue's order; the first that fails is the answer. */
  #check(fields: Fields, name: "subscribe" | "request"): Checked {
    const channel = textField(fields, name);
    if (channel === undefined) return missing(name);
    const isPrivate = name === "subscribe" && PRIVATE_CHANNELS.has(channel);
    if (!MARKET_CHANNELS.has(channel) && !isPrivate) return refused(`Invalid subscribe:[${channel.slice(0, WORDS_LENGTH_MAX)}]`);
    if (channel === "kbar" && textField(fields, "kbar") === undefined) return missing("kbar");
    if (channel === "depth" && textField(fields, "depth") === undefined) return missing("depth");
    const pair = textField(fields, "pair");
    if (pair === undefined && channel !== "assetUpdate") return missing("pair");
    if (isPrivate) return this.#checkPrivate(fields, channel, (pair ?? "all").toLowerCase());
    if (name === "request" && channel === "trade" && textField(fields, "size") === undefined) return missing("size");
    const lower = (pair ?? "").toLowerCase();
    const market = this.#exchange.market("spot", lower);
    if (market === undefined) return refused(`Invalid order pairs:[${lower.slice(0, WORDS_LENGTH_MAX)}],remoteIp is: [127.0.0.1]`);
    if (channel === "kbar" && !INTERVAL_BY_SLOT.has(textField(fields, "kbar") ?? "")) return refused("Invalid subscribe:[kbar]");
    return { kind: "market", channel: channel as "kbar" | "depth" | "trade" | "tick", market };
  }

  #checkPrivate(fields: Fields, channel: string, pair: string): Checked {
    const key = textField(fields, "subscribeKey");
    if (key === undefined) return missing("subscribeKey");
    const market = this.#exchange.market("spot", pair);
    if (channel === "orderUpdate" && pair !== "all" && market === undefined) {
      return refused(`Invalid order pairs:[${pair.slice(0, WORDS_LENGTH_MAX)}],remoteIp is: [127.0.0.1]`);
    }
    const account = this.#exchange.accounts?.leaseOwner(key);
    if (account === undefined) return refused("Invalid subscribeKey");
    const isOrders = channel === "orderUpdate";
    const topic = isOrders ? `orderUpdate ${pair}` : "assetUpdate";
    const instrument = isOrders ? market?.instrument : undefined;
    return { kind: "account", key, topic: { topic, account, channels: [isOrders ? "orders" : "balances"], instrument } };
  }

  #accountTopic(action: string, { topic, key }: Extract<Checked, { kind: "account" }>): readonly SocketAct[] {
    if (action === "unsubscribe") return [{ kind: "release", topic: topic.topic }];
    this.#keys.set(topic.topic, key);
    return [{ kind: "hold-account", topic }];
  }

  #error(words: string): SocketAct {
    const text = { SERVER: "V2", message: words, status: "error", TS: zonedText(this.#exchange.now()) };
    return say("error", JSON.stringify(text));
  }
}

type HeldPicture = ReturnType<MarketView["picture"]>;
type CheckedMarket = Extract<Checked, { kind: "market" }>;

const refused = (words: string): Checked => ({ kind: "refused", words });
const missing = (name: string): Checked => refused(`Missing parameter ['${name}']`);
const control = (kind: OutFrame["kind"], text: string): OutFrame => ({
  text,
  kind,
  topic: undefined,
  product: undefined,
  symbol: undefined,
});
const say = (kind: OutFrame["kind"], text: string): SocketAct => ({ kind: "send", frame: control(kind, text) });

function depthOf(fields: Fields): number {
  const depth = Number(textField(fields, "depth"));
  return DEPTHS.has(depth) ? depth : DEPTH_DEFAULT;
}

/** One topic a market and channel, whatever the depth: a second subscription with another depth replaces the first. */
function topicOf(fields: Fields, { channel, market }: CheckedMarket): HeldTopic {
  const { symbol } = market.instrument;
  const rest = { market, group: 0, depth: depthOf(fields), interval: undefined };
  switch (channel) {
    case "depth":
      return { ...rest, topic: `depth ${symbol}`, channel: "book" };
    case "trade":
      return { ...rest, topic: `trade ${symbol}`, channel: "trades" };
    case "tick":
      return { ...rest, topic: `tick ${symbol}`, channel: "ticker" };
    case "kbar": {
      const slot = textField(fields, "kbar") ?? "";
      return { ...rest, topic: `kbar ${slot} ${symbol}`, channel: "candles", interval: INTERVAL_BY_SLOT.get(slot) };
    }
  }
}

function requestOf(fields: Fields, { channel, market }: CheckedMarket): Parameters<typeof answerText>[0] {
  return {
    channel,
    market,
    depth: depthOf(fields),
    interval: INTERVAL_BY_SLOT.get(textField(fields, "kbar") ?? "") ?? "1m",
    size: textField(fields, "size"),
    start: textField(fields, "start"),
    end: textField(fields, "end"),
  };
}
