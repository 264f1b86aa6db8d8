// One connection and the topics on it: subscriptions, their answers, fallbacks, epochs and the venue's control messages. It
// never opens a socket itself, and it never looks inside market data.

import { epochMs, monotonicMs } from "#core/brand";
import { type InstrumentTable } from "#core/instrument";
import { type Frame } from "#core/port";
import { printable } from "#core/text/printable";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type FeedSubscription } from "#feed/feed-subscription";
import { LogCeiling } from "#feed/sessions/log-ceiling";
import { Subscriber } from "#feed/sessions/subscriber";
import { type Receipt, TOUCH_STEPS, type Topic, type TopicConsumer, type TopicHandle, topicText } from "#feed/sessions/topic";
import { type Connection, type ConnectionHandlers, type DownCause } from "#transport/connection-types";
import {
  type FrameReader,
  type MalformedFrame,
  type MarketCodec,
  type MarketReading,
  type Reading,
  type SocketDescription,
  type Want,
} from "#venues/venue";

/** A topic that had its connection cut waits this long before it may do so again, then twice as long, and so on. */
const CUT_DISTANCE_MS = 15_000;
const CUT_DISTANCE_MOST_MS = 600_000;
/** What fewer topics need stays in a processor's own memory, and looking ahead for them would only cost time. */
const AHEAD_TOPICS_MIN = 32;

const FRESH = { timer: undefined, alone: false, released: false, cuts: 0, cutAt: Number.NEGATIVE_INFINITY } as const;

export interface SessionOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly codec: MarketCodec;
  readonly socket: SocketDescription;
  readonly name: string;
  readonly url: string;
  readonly instruments: () => InstrumentTable;
  /** A frame said that an instrument's rules may have changed. */
  readonly rulesDoubted: () => void;
}

/** Counts of what a session dropped or could not read, and of how often it looked ahead. */
export interface SessionCounters {
  malformed: number;
  foreign: number;
  refused: number;
  ahead: number;
}

/** One socket's worth of topics. */
export class Session {
  readonly name: string;
  readonly connection: Connection;
  readonly reader: FrameReader;
  readonly counters: SessionCounters = { malformed: 0, foreign: 0, refused: 0, ahead: 0 };
  readonly #options: SessionOptions;
  readonly #topics = new Map<string, Topic>();
  /** The same by the reader's numbers, as far as they were met since a topic last came, went or changed its text. */
  #byRoute: (Topic | undefined)[] = [];
  readonly #subscriber: Subscriber;
  /** What the venue can make us say as often as it likes. */
  readonly #lines: LogCeiling;
  /** Filled again for every frame. */
  readonly #receipt: { -readonly [Key in keyof Receipt]: Receipt[Key] } = {
    receivedTime: epochMs(Number.NaN),
    receivedMonotonic: monotonicMs(Number.NaN),
    epoch: 0,
    message: 0,
  };
  /** Filled again for every look ahead. */
  readonly #routesAhead: number[] = [];
  #started = false;
  #stopped = false;

  constructor(options: SessionOptions) {
    const { context, settings, socket, codec } = options;
    this.#options = options;
    this.name = options.name;
    this.reader = codec.reader(options.instruments);
    this.#lines = new LogCeiling(context);
    const heartbeat = socket.heartbeats.find((beat) => beat.kind === "text" && beat.from === "client");
    this.connection = context.connections(
      {
        name: options.name,
        url: options.url,
        headers: () => ({}),
        probe: socket.probe,
        heartbeat: heartbeat?.kind === "text" ? { text: heartbeat.send, everyMs: heartbeat.everyMs } : undefined,
        pacing: socket.pacing,
        deadAfterMs: settings.deadAfterMs,
        probeAfterMs: Math.min(settings.probeAfterMs, settings.deadAfterMs / 2.5),
        attemptsMax: settings.attemptsMax,
      },
      this.#handlers(),
    );
    this.#subscriber = new Subscriber({
      clock: context.clock,
      settings,
      codec: codec.subscribe,
      socket,
      answers: (topic) => codec.description[topic.want.channel].acked,
      send: (text) => this.connection.send(text),
      moved: (topic, from) => this.#rekey(topic, from),
      gaveUp: (topic) => this.#gaveUp(topic),
      listed: ({ want: { instrument } }) => options.instruments().bySymbol(instrument.product, instrument.symbol) !== undefined,
      reconnect: (topic, cause) => this.#cut(topic, cause),
      resubscribed: (topics) => context.status({ kind: "resubscribed", connection: options.name, topics }),
    });
  }

  get topics(): number {
    return this.#topics.size;
  }

  /** What is on it, as its owner may read it. */
  get subscriptions(): readonly FeedSubscription[] {
    return [...this.#topics.values()].map((topic): FeedSubscription => {
      const { instrument, channel } = topic.want;
      const { product } = instrument;
      return { via: "socket", channel, product, instrument, topic: topicText(topic), connection: this.name, state: topic.phase };
    });
  }

  get full(): boolean {
    return this.#topics.size >= this.#options.socket.topicsMax;
  }

  /** Adds a topic and connects when it is the first. The consumer hears `subscribed` when the message goes out. */
  add(want: Want, consumer: TopicConsumer): TopicHandle {
    const candidates = this.#options.codec.subscribe.topics(want);
    const topic: Topic = { want, candidates, consumer, choice: 0, phase: "waiting", failures: 0, barred: false, ...FRESH };
    this.#keep(topic);
    if (!this.#started) {
      this.#started = true;
      this.connection.start();
    } else if (this.connection.state === "ready") this.#subscriber.subscribe(topic, this.connection.epoch);
    return this.#handle(topic);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#subscriber.disconnected([...this.#topics.values()]);
    this.connection.stop();
  }

  #handle(topic: Topic): TopicHandle {
    const { connection } = this;
    return {
      get epoch() {
        return connection.epoch;
      },
      get ready() {
        return connection.state === "ready";
      },
      get lastAnswerAt() {
        return connection.lastAnswerAt;
      },
      // Whoever hears of a gap may give the topic back in that turn, before the keeper asks for its fresh start.
      resubscribe: () => {
        if (this.#holds(topic) && connection.state === "ready") this.#subscriber.renew(topic, connection.epoch);
      },
      reconnect: (cause) => this.#cut(topic, cause),
      probe: () => connection.probe(),
      release: () => this.#release(topic),
    };
  }

  /** Cuts the connection for the sake of one topic: at once the first time, later with growing distance. */
  #cut(topic: Topic, cause: string): boolean {
    if (!this.#holds(topic)) return false;
    const now = this.#options.context.clock.monotonic();
    const distanceMs = Math.min(CUT_DISTANCE_MOST_MS, CUT_DISTANCE_MS * 2 ** Math.max(0, topic.cuts - 1));
    if (now < topic.cutAt + distanceMs) return false;
    topic.cuts = now < topic.cutAt + 2 * distanceMs ? topic.cuts + 1 : 1;
    topic.cutAt = now;
    this.connection.restart(cause);
    return true;
  }

  #holds(topic: Topic): boolean {
    return this.#topics.get(topicText(topic)) === topic;
  }

  #release(topic: Topic): void {
    if (!this.#holds(topic)) return;
    this.#forget(topicText(topic));
    this.#subscriber.unsubscribe(topic, this.connection.state === "ready");
  }

  #handlers(): ConnectionHandlers {
    const { context, name } = this.#options;
    return {
      ready: (epoch) => {
        context.status({ kind: "connected", connection: name, epoch });
        this.#subscriber.connected([...this.#topics.values()], epoch);
      },
      ahead: (messages, count) => this.#ahead(messages, count),
      frame: (frame, epoch) => this.#frame(frame, epoch),
      down: (end) => {
        const topics = [...this.#topics.values()];
        this.#subscriber.disconnected(topics);
        // The books leave live before anybody hears the news.
        for (const topic of topics) topic.consumer.lost(end.final ? "failed" : "disconnected");
        const { code, reason } = causeWords(end.cause);
        context.status({ kind: "disconnected", connection: name, code, reason });
        if (end.final && end.cause.kind !== "stopped") context.status({ kind: "failed", connection: name, reason });
        else if (end.retryInMs !== undefined) context.status({ kind: "reconnecting", connection: name, inMs: end.retryInMs });
      },
    };
  }

  /** Looks at what the next messages will need, all of them before the first is read. */
  #ahead(messages: readonly Uint8Array[], count: number): void {
    const { reader } = this;
    if (this.#topics.size < AHEAD_TOPICS_MIN || reader.ahead === undefined) return;
    const routes = this.#routesAhead;
    const found = reader.ahead(messages, count, routes);
    let touched = 0;
    // Step by step for all of them: what one waits for at a step is on its way while the others ask for theirs.
    for (let step = 0; step < TOUCH_STEPS; step += 1) {
      for (let at = 0; at < found; at += 1) {
        const topic = this.#byRoute[routes[at] as number];
        if (topic?.consumer.touch !== undefined) touched += topic.consumer.touch(step);
      }
    }
    // The sum is asked for, so that no compiler finds the looks superfluous.
    if (touched > 0) this.counters.ahead += 1;
  }

  #frame(frame: Frame, epoch: number): void {
    const reading = this.reader.read(frame.bytes, frame.receivedTime);
    if (reading.kind === "market") {
      const topic = this.#topicOf(reading);
      if (topic === undefined || topic.phase === "waiting") {
        this.counters.foreign += 1;
        return;
      }
      this.#subscriber.heard(topic);
      this.connection.useful();
      const { events } = reading;
      const receipt = this.#receipt;
      receipt.receivedTime = frame.receivedTime;
      receipt.receivedMonotonic = frame.receivedMonotonic;
      receipt.epoch = epoch;
      receipt.message += 1;
      for (let at = 0; at < events.length; at += 1) {
        const event = events[at];
        if (event !== undefined) topic.consumer.received(event, receipt);
      }
    } else this.#other(reading);
  }

  #other(reading: Exclude<Reading, { kind: "market" }>): void {
    switch (reading.kind) {
      case "ack":
        this.#subscriber.acknowledged(reading);
        return;
      case "refused":
        this.counters.refused += 1;
        this.#lines.write("warn", "refused", {
          connection: this.name,
          topic: reading.topic,
          code: reading.code,
          words: reading.words,
        });
        this.#refused(reading);
        for (const topic of reading.alsoTopics ?? []) this.#refused({ ...reading, topic });
        return;
      case "pong":
        this.connection.answered();
        return;
      case "ping":
        this.connection.send(reading.reply, true);
        return;
      case "notice":
        this.#lines.write("debug", "notice", { connection: this.name, words: reading.words });
        return;
      case "foreign":
        this.counters.foreign += 1;
        this.#options.context.metrics.count("truebook_foreign_frames_total", 1, { connection: this.name });
        return;
      case "malformed":
        this.#malformed(reading);
        return;
    }
  }

  #refused(refusal: Extract<Reading, { kind: "refused" }>): void {
    const topic = refusal.topic === undefined ? undefined : this.#topics.get(refusal.topic);
    if (topic?.phase === "confirmed") this.#subscriber.withdrawn(topic, refusal);
    else this.#subscriber.refused(refusal);
  }

  /** One topic is gapped when the frame still told which; else every topic of the connection. */
  #malformed(reading: MalformedFrame): void {
    const { context } = this.#options;
    this.counters.malformed += 1;
    context.metrics.count("truebook_malformed_frames_total", 1, { connection: this.name });
    this.#lines.write("warn", "malformed", { connection: this.name, topic: reading.topic, reason: reading.reason });
    const known = reading.topic === undefined ? undefined : this.#topics.get(reading.topic);
    for (const topic of known === undefined ? [...this.#topics.values()] : [known]) topic.consumer.malformed(reading.reason);
    if (reading.refreshInstruments === true) this.#options.rulesDoubted();
    if (reading.closeCode !== undefined) this.connection.restart(`${reading.reason} (${reading.closeCode})`);
  }

  #rekey(topic: Topic, from: string): void {
    if (this.#topics.get(from) !== topic) return;
    this.#forget(from);
    this.#keep(topic);
  }

  #keep(topic: Topic): void {
    this.#topics.set(topicText(topic), topic);
    this.#byRoute = [];
  }

  #forget(text: string): void {
    this.#topics.delete(text);
    this.#byRoute = [];
  }

  /** Whose data it is. A number leads there at once; text would be compared letter by letter, a frame at a time. */
  #topicOf({ topic, route }: MarketReading): Topic | undefined {
    if (route === undefined) return this.#topics.get(topic);
    const known = this.#byRoute[route];
    if (known !== undefined) return known;
    const found = this.#topics.get(topic);
    if (found === undefined) return undefined;
    // Filled up to the number, so that the array stays one without holes.
    while (this.#byRoute.length <= route) this.#byRoute.push(undefined);
    this.#byRoute[route] = found;
    return found;
  }

  #gaveUp(topic: Topic): void {
    this.#options.context.log.write("error", "topic refused", { connection: this.name, topic: topicText(topic) });
    topic.consumer.lost("refused");
  }
}

function causeWords(cause: DownCause): { readonly code: number | undefined; readonly reason: string } {
  switch (cause.kind) {
    case "closed":
      return { code: cause.code, reason: cause.reason === "" ? "closed by the venue" : printable(cause.reason) };
    case "refused":
      return { code: undefined, reason: `handshake refused with HTTP ${cause.status}` };
    case "dead":
      return { code: undefined, reason: `no sign of life for ${Math.round(cause.silentMs)} ms` };
    case "failed":
      return { code: undefined, reason: cause.words };
    case "stopped":
      return { code: undefined, reason: "stopped" };
  }
}
