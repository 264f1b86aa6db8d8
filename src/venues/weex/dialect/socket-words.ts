// What the sockets of both generations have in common: which topics are held, what is published to them, and the budget of operations.
// How requests are read and answered is each generation's own.

import {
  type DialectOptions,
  type ExchangeView,
  type HeldTopic,
  type MarketPrint,
  type OutFrame,
  type OwnPing,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
} from "#venues/dialect";
import { type SocketAddress } from "#venues/weex/dialect/addresses";
import { BookWindows } from "#venues/weex/dialect/book-window";
import { OPERATIONS_PER_MS, OWN_PINGS } from "#venues/weex/dialect/rules";
import { FULL_DEPTH, type TopicReading } from "#venues/weex/dialect/topics";

export interface SocketWordsOptions extends DialectOptions {
  readonly topicsMax: number;
  readonly operationsMax: number;
  readonly offencesMax: number;
  /** Symbols whose contracts are gone: confirmed, then one empty snapshot. */
  readonly delisted: readonly string[];
  /** Whether a repeated subscribe brings a new snapshot; reports differ. */
  readonly repeatedSnapshot: boolean;
}

/** How often a snapshot overtakes the ack of its subscription. */
const SNAPSHOT_FIRST_CHANCE = 0.3;
/** Message characters that the venue reads; more is not recognised. */
const REQUEST_CHARACTERS_MAX = 65_536;

export const control = (kind: OutFrame["kind"], text: string): OutFrame => ({
  text,
  kind,
  topic: undefined,
  product: undefined,
  symbol: undefined,
});

/** An act that sends a message about the connection. */
export const say = (kind: OutFrame["kind"], text: string): SocketAct => ({ kind: "send", frame: control(kind, text) });

/** One public socket's words, without those of its generation. */
export abstract class SocketWords implements SocketDialect {
  readonly ownPing: OwnPing;
  protected readonly address: SocketAddress;
  protected readonly exchange: ExchangeView;
  protected readonly options: SocketWordsOptions;
  protected readonly windows: BookWindows = new BookWindows(FULL_DEPTH);
  #operations: number[] = [];

  constructor(address: SocketAddress, exchange: ExchangeView, options: SocketWordsOptions) {
    this.address = address;
    this.exchange = exchange;
    this.options = options;
    this.ownPing = OWN_PINGS[address.version];
  }

  abstract greeting(): readonly OutFrame[];
  abstract received(text: string, held: ReadonlyMap<string, HeldTopic>): readonly SocketAct[];
  abstract opening(topic: HeldTopic): readonly OutFrame[];
  abstract step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[];
  abstract prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[];
  abstract ping(id: string): OutFrame;

  /** Counts one subscribe or unsubscribe message. Returns false when the hour's budget is spent. */
  protected operation(): boolean {
    const now = this.exchange.now();
    this.#operations = this.#operations.filter((at) => at > now - OPERATIONS_PER_MS);
    if (this.#operations.length >= this.options.operationsMax) return false;
    this.#operations.push(now);
    return true;
  }

  /** Acts of topics that were found: the ack, and the holds of those that are new, in an order that the venue does not promise. */
  protected accept(ack: string, topics: readonly HeldTopic[], heldTopics: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    const fresh = topics.filter((topic) => this.options.repeatedSnapshot || !heldTopics.has(topic.topic));
    const holds = fresh.map((topic): SocketAct => ({ kind: "hold", topic }));
    return this.options.random.chance(SNAPSHOT_FIRST_CHANCE) ? [...holds, say("ack", ack)] : [say("ack", ack), ...holds];
  }

  /** Whether the topics fit beside those that are held. */
  protected fits(topics: readonly string[], heldTopics: ReadonlyMap<string, HeldTopic>): boolean {
    return new Set([...heldTopics.keys(), ...topics]).size <= this.options.topicsMax;
  }

  /** A delisted market keeps its name and nothing else. */
  protected delisting(reading: TopicReading): TopicReading {
    if (reading.kind !== "held" || reading.topic.market === undefined) return reading;
    if (!this.options.delisted.includes(reading.topic.market.instrument.symbol)) return reading;
    return { kind: "held", topic: { ...reading.topic, channel: "silent" } };
  }
}

/** A client's message as an object; undefined when it is none. */
export function readRequest(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.length > REQUEST_CHARACTERS_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
