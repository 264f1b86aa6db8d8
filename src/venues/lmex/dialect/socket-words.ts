// One LMEX socket's side of the talk: what each client message asks, and the exact words that answer it.

import { type AccountStep, type AccountView, type HeldAccountTopic } from "#venues/account-dialect";
import {
  type DialectOptions,
  type ExchangeView,
  type HeldTopic,
  type MarketPrint,
  type OutFrame,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
} from "#venues/dialect";
import { loginAccount } from "#venues/lmex/dialect/account/access";
import { accountFrames, privateChannels } from "#venues/lmex/dialect/account/pushes";
import { type SocketAddress } from "#venues/lmex/dialect/addresses";
import { bestFrame, bestText, deltaFrame, snapshotFrame, tradesFrame } from "#venues/lmex/dialect/book-frames";
import { readTopic, type TradeTopics } from "#venues/lmex/dialect/topics";

export interface SocketWordsOptions extends DialectOptions {
  readonly trades: TradeTopics;
  readonly topicsMax: number;
  readonly offencesMax: number;
  /** Private topics that this venue has not switched on, and login words that it knows. */
  readonly withoutPrivateTopics: readonly string[];
  readonly loginWords: readonly string[];
  /** Some servers of the family greet with a line that is no JSON. */
  readonly greeting: boolean;
}

/** How many recent prints open a trade subscription. */
const RECENT_PRINTS = 20;
/** How often a snapshot overtakes the ack of its subscription. */
const SNAPSHOT_FIRST_CHANCE = 0.3;
/** Message bytes that the venue reads; more is malformed. */
const REQUEST_CHARACTERS_MAX = 65_536;

const control = (kind: OutFrame["kind"], text: string): OutFrame => ({
  text,
  kind,
  topic: undefined,
  product: undefined,
  symbol: undefined,
});
const say = (kind: OutFrame["kind"], text: string): SocketAct => ({ kind: "send", frame: control(kind, text) });

interface Refusal {
  readonly arg: string | undefined;
  readonly code: number;
  readonly words: string;
}

/** Makes the words of a new socket at `address`. */
export function socketWords(address: SocketAddress, exchange: ExchangeView, options: SocketWordsOptions): SocketDialect {
  return new SocketWords(address, exchange, options);
}

class SocketWords implements SocketDialect {
  readonly #address: SocketAddress;
  readonly #exchange: ExchangeView;
  readonly #options: SocketWordsOptions;
  readonly #lastBest = new Map<string, string>();
  readonly #accountTopics = new Set<string>();
  #account: AccountView | undefined;
  #offences = 0;

  constructor(address: SocketAddress, exchange: ExchangeView, options: SocketWordsOptions) {
    this.#address = address;
    this.#exchange = exchange;
    this.#options = options;
  }

  greeting(): readonly OutFrame[] {
    return this.#options.greeting ? [control("greeting", "connect success")] : [];
  }

  received(text: string, heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    if (text === "ping") return [say("pong", "pong")];
    const request = readRequest(text);
    if (request === undefined) return this.#refuse([{ arg: undefined, code: 1002, words: "Request is malformed." }]);
    switch (request.op) {
      case "ping":
        return [say("pong", '{"event":"pong"}')];
      case "subscribe":
        return request.args === undefined ? [] : this.#subscribe(request.args, heldTopics);
      case "unsubscribe":
        return request.args === undefined ? [] : this.#unsubscribe(request.args, heldTopics);
      case "authKeyExpires":
      case "login":
        // The book sockets know no login.
        if (this.#address.role !== "oss" && this.#options.loginWords.includes(request.op)) return this.#login(request.args ?? []);
    }
    return this.#refuse([{ arg: undefined, code: 1001, words: "Operation provided is currently not supported." }]);
  }

  opening(topic: HeldTopic): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined) return [];
    if (topic.channel === "book") return [snapshotFrame(topic, market.instrument, market.picture(topic.group))];
    if (topic.channel === "trades") return [tradesFrame(topic, market.instrument, market.prints({ limit: RECENT_PRINTS }))];
    return topic.channel === "best" ? this.#best(topic, true) : [];
  }

  step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[] {
    if (topic.market === undefined) return [];
    if (topic.channel === "best") return this.#best(topic, false);
    return topic.channel === "book" ? [deltaFrame(topic, topic.market.instrument, step, this.#options.random)] : [];
  }

  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    return topic.market === undefined || topic.channel !== "trades"
      ? []
      : [tradesFrame(topic, topic.market.instrument, [...prints].reverse())];
  }

  ping(): undefined {
    return undefined;
  }

  account(topic: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
    const products = this.#address.product === undefined ? ["futures", "spot"] : [this.#address.product];
    return products.flatMap((product) => accountFrames(topic, step, product));
  }

  #login(args: readonly string[]): readonly SocketAct[] {
    const { product } = this.#address;
    const paths = product === undefined ? ["/ws/futures", "/ws/spot"] : [`/ws/${product}`];
    const account = loginAccount(args, paths, this.#exchange);
    if (account === undefined) return [say("login", '{"event":"login","success":false}')];
    this.#account = account;
    return [{ kind: "login", account }, say("login", '{"event":"login","success":true}')];
  }

  /** A private topic after login. Before it, the topic is confirmed like any other and stays silent. */
  #privateTopic(arg: string): HeldAccountTopic | undefined {
    if (this.#account === undefined || this.#address.role === "oss") return undefined;
    const products = this.#address.product === undefined ? ["futures", "spot"] : [this.#address.product];
    const channels = products.map((product) => privateChannels(arg, product, this.#options.article)).find((each) => each !== undefined);
    return channels === undefined ? undefined : { topic: arg, account: this.#account, channels, instrument: undefined };
  }

  #best(topic: HeldTopic, always: boolean): readonly OutFrame[] {
    const { market } = topic;
    if (market === undefined) return [];
    const picture = market.picture(topic.group);
    const text = bestText(market.instrument, picture);
    if (!always && this.#lastBest.get(topic.topic) === text) return [];
    this.#lastBest.set(topic.topic, text);
    return [bestFrame(topic, market.instrument, { text, venueTime: picture.venueTime })];
  }

  #subscribe(args: readonly string[], heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const accepted: string[] = [];
    const holds: SocketAct[] = [];
    const refusals: Refusal[] = [];
    const taken = new Set(heldTopics.keys());
    for (const arg of args) {
      if (this.#address.role !== "oss" && this.#options.withoutPrivateTopics.includes(arg)) continue;
      const own = this.#privateTopic(arg);
      if (own !== undefined) {
        accepted.push(arg);
        this.#accountTopics.add(arg);
        holds.push({ kind: "hold-account", topic: own });
        continue;
      }
      const reading = readTopic(arg, this.#address, this.#exchange, this.#options);
      if (reading.kind === "refused") refusals.push({ arg, code: reading.code, words: reading.words });
      if (reading.kind !== "held") continue;
      if (!taken.has(arg) && taken.size >= this.#options.topicsMax) continue;
      // A held book answers with a fresh snapshot; another held topic is only confirmed.
      const again = taken.has(arg) && reading.topic.channel !== "book";
      taken.add(arg);
      accepted.push(arg);
      if (!again) holds.push({ kind: "hold", topic: reading.topic });
    }
    const ack = say("ack", `{"event":"subscribe","channel":${JSON.stringify(accepted)}}`);
    const errors = refusals.length > 0 ? this.#refuse(refusals) : [];
    if (this.#address.role === "oss" && accepted.length === 0 && refusals.length > 0) return errors;
    const body = this.#options.random.chance(SNAPSHOT_FIRST_CHANCE) ? [...holds, ack] : [ack, ...holds];
    return [...body, ...errors];
  }

  #unsubscribe(args: readonly string[], heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const releases = new Set<string>();
    for (const arg of args) {
      if (this.#accountTopics.delete(arg)) releases.add(arg);
      const topic = heldTopics.get(arg);
      if (topic === undefined) continue;
      // The long and the short spelling are one subscription inside the venue: ending one ends both.
      for (const [name, other] of heldTopics) {
        if (name === arg || (topic.channel === "book" && isSameBook(topic, other))) releases.add(name);
      }
    }
    for (const name of releases) this.#lastBest.delete(name);
    return [
      ...[...releases].map((topic): SocketAct => ({ kind: "release", topic })),
      say("ack", `{"event":"unsubscribe","channel":${JSON.stringify(args)}}`),
    ];
  }

  #refuse(refusals: readonly Refusal[]): readonly SocketAct[] {
    this.#offences += 1;
    const acts: SocketAct[] = [{ kind: "offence" }, say("error", errorText(refusals))];
    if (this.#offences > this.#options.offencesMax) {
      acts.push(say("error", errorText([{ arg: undefined, code: 1008, words: "Too many failed requests." }])));
      acts.push({ kind: "close", code: 1008, reason: "too many failed requests" });
    }
    return acts;
  }
}

function isSameBook(one: HeldTopic, other: HeldTopic): boolean {
  const grouped = (topic: HeldTopic): boolean => topic.topic.includes("_");
  return other.channel === "book" && one.market === other.market && one.group === other.group && grouped(one) === grouped(other);
}

function errorText(refusals: readonly Refusal[]): string {
  const errors = refusals.map(({ arg, code, words }) => ({ ...(arg === undefined ? {} : { arg }), error: { code, message: words } }));
  return JSON.stringify({ severity: "ERROR", errors });
}

interface Request {
  readonly op: string;
  readonly args: readonly string[] | undefined;
}

function readRequest(text: string): Request | undefined {
  if (text.length > REQUEST_CHARACTERS_MAX) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("op" in value) || typeof value.op !== "string") return undefined;
  const args = "args" in value && Array.isArray(value.args) ? value.args.filter((arg) => typeof arg === "string") : undefined;
  return { op: value.op, args };
}
