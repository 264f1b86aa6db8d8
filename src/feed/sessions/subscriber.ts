// Gets topics subscribed: batches messages, waits for answers with a deadline, falls back to a topic's older names, retries with
// growing distance, and gives up visibly. It never gates data on an acknowledgement, because venues send data first.

import { type Clock, type Timer } from "#core/port";
import { type FeedSettings } from "#feed/feed-settings";
import { type Topic, topicText } from "#feed/sessions/topic";
import { type ControlMessage, type SocketDescription, type SubscribeCodec } from "#venues/venue";

/** Vain messages in a row after which the topic is given up on this attempt and tried again later. */
const FAILURES_MAX = 3;
const RETRY_MOST_MS = 20_000;
/** What a venue refused for good is asked for again now and then: markets are listed again, and venues err while they start. */
const BARRED_RETRY_MS = 20_000;
const BARRED_RETRY_MOST_MS = 30_000;
const MESSAGES_PER_RENEWAL = 2;
/** A wait for the venue's operations that is still short. */
const OPERATIONS_WAIT_MOST_MS = 10_000;

export interface SubscriberOptions {
  readonly clock: Clock;
  readonly settings: FeedSettings;
  readonly codec: SubscribeCodec;
  readonly socket: SocketDescription;
  /** Whether the venue answers a subscribe of the topic. */
  readonly answers: (topic: Topic) => boolean;
  readonly send: (text: string) => boolean;
  /** A topic changed its text; `from` is the old one. */
  readonly moved: (topic: Topic, from: string) => void;
  readonly gaveUp: (topic: Topic) => void;
  /** Whether the venue's list still has the topic's instrument. */
  readonly listed: (topic: Topic) => boolean;
  /** Wants the connection cut for a topic; false when it may not be now. */
  readonly reconnect: (topic: Topic, cause: string) => boolean;
  /** Every topic of a new connection has answered. */
  readonly resubscribed: (topics: number) => void;
}

interface Sent {
  readonly requestId: string;
  readonly action: "subscribe" | "unsubscribe";
  readonly topics: readonly Topic[];
}

type Ack = Extract<ControlMessage, { kind: "ack" }>;
type Refusal = Extract<ControlMessage, { kind: "refused" }>;

/** The subscriptions of one connection. */
export class Subscriber {
  readonly #options: SubscriberOptions;
  /** Messages without an answer yet, oldest first; bounded by the topics and cleared with the connection. */
  #outstanding: Sent[] = [];
  #leaving: Topic[] = [];
  #entering: Topic[] = [];
  /** Topics of the present connection that have not answered since it opened. */
  #unanswered = new Set<Topic>();
  #connectedTopics = 0;
  #flush: Timer | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #requests = 0;
  /** Requests that the venue refused on the present connection. */
  #refusals = 0;
  #epoch = 0;
  /** When messages went out that count against the venue's operations limit. */
  #operations: number[] = [];
  /** When the messages of the last stretch of the pace went out; bounded by the pace. */
  #paced: number[] = [];

  constructor(options: SubscriberOptions) {
    this.#options = options;
  }

  /** A socket opened: everything is subscribed anew, with its preferred name. */
  connected(topics: readonly Topic[], epoch: number): void {
    this.#epoch = epoch;
    this.#unanswered = new Set(topics);
    this.#connectedTopics = topics.length;
    for (const topic of topics) {
      topic.barred = false;
      topic.failures = 0;
      this.#choose(topic, 0);
      this.#enter(topic);
    }
  }

  disconnected(topics: readonly Topic[]): void {
    this.#flush?.cancel();
    this.#flush = undefined;
    this.#flushedAt = Number.NEGATIVE_INFINITY;
    this.#outstanding = [];
    this.#leaving = [];
    this.#entering = [];
    this.#operations = [];
    this.#refusals = 0;
    this.#unanswered.clear();
    for (const topic of topics) {
      topic.timer?.cancel();
      topic.phase = "waiting";
    }
  }

  subscribe(topic: Topic, epoch: number): void {
    this.#epoch = epoch;
    this.#enter(topic);
  }

  /** Unsubscribes and subscribes again; only data after the new subscription counts. */
  renew(topic: Topic, epoch: number): void {
    this.#epoch = epoch;
    if (topic.barred || topic.released) return;
    if (topic.phase !== "waiting" && !this.#leaving.includes(topic)) this.#leaving.push(topic);
    this.#enter(topic);
  }

  unsubscribe(topic: Topic, ready: boolean): void {
    topic.released = true;
    topic.timer?.cancel();
    this.#unanswered.delete(topic);
    this.#entering = this.#entering.filter((other) => other !== topic);
    if (ready && topic.phase !== "waiting") {
      this.#leaving.push(topic);
      this.#schedule();
    }
    topic.phase = "waiting";
  }

  /** Data is the best answer. What still trickles in for a refused topic is of an earlier subscription, and no answer. */
  heard(topic: Topic): void {
    if (topic.phase === "sent") this.#confirm(topic);
  }

  acknowledged(ack: Ack): void {
    const at = this.#answeredBy(ack);
    if (at < 0) return;
    const [sent] = this.#outstanding.splice(at, 1);
    if (sent === undefined || sent.action === "unsubscribe") return;
    // An answer that tells only the message's number accepts all of it.
    const accepted = new Set(ack.topics.length === 0 && ack.requestId !== undefined ? sent.topics.map(topicText) : ack.topics);
    for (const topic of sent.topics) {
      if (topic.phase !== "sent") continue;
      if (accepted.has(topicText(topic))) this.#confirm(topic);
      else this.#leftOut(topic);
    }
  }

  refused(refusal: Refusal): void {
    this.#refusals += 1;
    const sent = this.#outstanding.find((message) =>
      refusal.topic !== undefined
        ? message.topics.some((topic) => topicText(topic) === refusal.topic)
        : refusal.requestId === undefined
          ? message.action === "subscribe" && message.topics.some((topic) => topic.phase === "sent")
          : message.requestId === refusal.requestId,
    );
    if (sent === undefined || sent.action === "unsubscribe") return;
    // Which of several topics is meant is not said: each is asked on its own, and whoever is refused then goes alone from now on.
    if (refusal.topic === undefined && sent.topics.length > 1) {
      this.#outstanding = this.#outstanding.filter((other) => other !== sent);
      for (const topic of sent.topics) {
        if (topic.phase !== "sent") continue;
        topic.timer?.cancel();
        topic.alone = true;
        this.#enter(topic);
      }
      return;
    }
    for (const topic of sent.topics) {
      if (topic.phase !== "sent") continue;
      if (refusal.topic !== undefined && topicText(topic) !== refusal.topic) continue;
      topic.barred = !refusal.retry;
      this.#leftOut(topic);
    }
  }

  /** The venue takes back a topic that it had confirmed: there is nothing behind it. */
  withdrawn(topic: Topic, refusal: Refusal): void {
    topic.barred = !refusal.retry;
    this.#leftOut(topic);
  }

  /** Which message an acknowledgement answers: by its number, else by a topic they share, else the oldest. */
  #answeredBy(ack: Ack): number {
    const sameAction = (sent: Sent): boolean => sent.action === ack.action;
    if (ack.requestId !== undefined) return this.#outstanding.findIndex((sent) => sent.requestId === ack.requestId);
    if (ack.topics.length === 0) return this.#outstanding.findIndex(sameAction);
    return this.#outstanding.findIndex((sent) => sameAction(sent) && sent.topics.some((topic) => ack.topics.includes(topicText(topic))));
  }

  #confirm(topic: Topic): void {
    topic.phase = "confirmed";
    topic.failures = 0;
    topic.alone = false;
    topic.timer?.cancel();
    topic.timer = undefined;
    topic.consumer.confirmed();
    if (this.#unanswered.delete(topic) && this.#unanswered.size === 0) this.#options.resubscribed(this.#connectedTopics);
  }

  /** The venue left the topic out or named it as wrong: its next name, or nothing more to try. */
  #leftOut(topic: Topic): void {
    topic.timer?.cancel();
    if (topic.choice + 1 < topic.candidates.length) {
      topic.barred = false;
      this.#choose(topic, topic.choice + 1);
      this.#enter(topic);
      return;
    }
    topic.failures += 1;
    topic.phase = "refused";
    this.#options.gaveUp(topic);
    this.#retryLater(topic);
  }

  /** Neither an answer nor data in time. Where the venue answers nothing, no refusal is the answer: a quiet market is silent. */
  #unheard(topic: Topic): void {
    if (!this.#options.answers(topic)) {
      this.#confirm(topic);
      return;
    }
    topic.failures += 1;
    if (topic.failures < FAILURES_MAX) {
      this.renew(topic, this.#epoch);
      return;
    }
    topic.phase = "refused";
    this.#options.gaveUp(topic);
    const cut = topic.failures === FAILURES_MAX && this.#options.reconnect(topic, `no answer to ${FAILURES_MAX} subscribe messages`);
    if (!cut) this.#retryLater(topic);
  }

  #retryLater(topic: Topic): void {
    // Whoever heard that it was given up on may have given it back.
    if (topic.released) return;
    const { clock, settings, socket } = this.#options;
    const [leastMs, mostMs] = topic.barred ? [BARRED_RETRY_MS / 2, BARRED_RETRY_MOST_MS] : [settings.resyncEveryMs, RETRY_MOST_MS];
    topic.timer?.cancel();
    topic.timer = clock.after(Math.min(mostMs, leastMs * 2 ** Math.min(6, topic.failures)), () => {
      if (topic.barred && socket.refusalsMax !== undefined) this.#askBarred(topic, socket.refusalsMax);
      else this.#askAnew(topic);
    });
  }

  #askAnew(topic: Topic): void {
    topic.barred = false;
    this.#choose(topic, 0);
    this.renew(topic, this.#epoch);
  }

  /**
   * Where refused requests end the connection: what is not listed is not asked for, and what is listed all the same no more often than
   * the connection survives; then a new connection asks.
   */
  #askBarred(topic: Topic, refusalsMax: number): void {
    const listed = this.#options.listed(topic);
    if (listed && this.#refusals < refusalsMax - 1) this.#askAnew(topic);
    else if (!listed || !this.#options.reconnect(topic, "a refused topic of a listed instrument is asked for again")) {
      topic.failures += 1;
      this.#retryLater(topic);
    }
  }

  #choose(topic: Topic, choice: number): void {
    if (topic.choice === choice) return;
    const from = topicText(topic);
    topic.choice = choice;
    this.#options.moved(topic, from);
  }

  #enter(topic: Topic): void {
    if (!this.#entering.includes(topic)) this.#entering.push(topic);
    this.#schedule();
  }

  /** Topics asked for in one turn travel in one message. */
  #schedule(delayMs = 0): void {
    this.#flush ??= this.#options.clock.after(Math.max(delayMs, this.#paceMs()), () => {
      this.#flush = undefined;
      this.#flushedAt = this.#options.clock.monotonic();
      this.#send();
    });
  }

  /**
   * Renewing takes two messages. Sooner than the pace allows the next two, topics wait here and then travel together: one by one
   * behind the pace, the last of many books that broke in one second would wait for all the others.
   */
  #paceMs(): number {
    const { clock, socket } = this.#options;
    if (socket.topicsPerMessage === 1) return 0;
    return (MESSAGES_PER_RENEWAL * socket.pacing.perMs) / socket.pacing.messages - (clock.monotonic() - this.#flushedAt);
  }

  /** Sends what waits, as far as the pace and the hour's operations reach; the rest keeps waiting. */
  #send(): void {
    const leaving = this.#leaving;
    const entering = this.#entering;
    // Whoever hears of a message may ask for another in the same turn.
    this.#leaving = [];
    this.#entering = [];
    const stillLeaving = this.#sendAll("unsubscribe", leaving);
    const stillEntering = stillLeaving.length > 0 ? entering : this.#sendAll("subscribe", entering);
    this.#leaving = [...stillLeaving, ...this.#leaving];
    this.#entering = [...stillEntering, ...this.#entering];
    this.#forget();
    if (stillLeaving.length + stillEntering.length === 0) return;
    if (this.#operationsLeft()) this.#schedule(this.#paceWaitMs());
    else this.#outOfOperations();
  }

  /** A short wait is waited for. A long one would leave books dark for most of an hour; a new connection has a budget of its own. */
  #outOfOperations(): void {
    const { clock, socket } = this.#options;
    const oldest = this.#operations[0] ?? clock.monotonic();
    const waitMs = oldest + (socket.operations?.perMs ?? 0) - clock.monotonic() + 1;
    const [dark] = this.#entering;
    const long = waitMs > OPERATIONS_WAIT_MOST_MS;
    if (long && dark !== undefined && this.#options.reconnect(dark, "the connection's operations are used up")) return;
    this.#schedule(Math.max(1, Math.min(waitMs, OPERATIONS_WAIT_MOST_MS)));
  }

  /** Topics that travel in one message; those that were refused before go alone. */
  #parts(topics: readonly Topic[]): readonly (readonly Topic[])[] {
    const most = this.#options.socket.topicsPerMessage;
    const together = topics.filter((topic) => !topic.alone);
    const parts: (readonly Topic[])[] = [];
    for (let from = 0; from < together.length; from += most) parts.push(together.slice(from, from + most));
    return [...parts, ...topics.filter((topic) => topic.alone).map((topic) => [topic])];
  }

  /**
   * Sends messages until the pace or the operations run out; returns the topics that are left. They wait here and not behind the
   * connection's pace, because the deadline of an answer begins when its question leaves.
   */
  #sendAll(action: Sent["action"], topics: readonly Topic[]): readonly Topic[] {
    const { clock, codec, settings } = this.#options;
    const left: Topic[] = [];
    for (const part of this.#parts(topics)) {
      if (!this.#operationsLeft() || this.#paceWaitMs() > 0) {
        left.push(...part);
        continue;
      }
      this.#requests += 1;
      const texts = codec.encode(action, part.map(topicText), this.#requests);
      let sent = true;
      for (const text of texts) sent = this.#options.send(text) && sent;
      const now = clock.monotonic();
      this.#operations.push(now);
      for (const _ of texts) this.#paced.push(now);
      this.#outstanding.push({ requestId: String(this.#requests), action, topics: part });
      if (action === "unsubscribe") continue;
      for (const topic of part) {
        // A queue that is full is an answer that never comes: the deadline covers both.
        topic.phase = "sent";
        topic.timer?.cancel();
        topic.timer = clock.after(settings.answerWithinMs, () => this.#unheard(topic));
        topic.consumer.subscribed(this.#epoch);
      }
    }
    return left;
  }

  /** Messages that were never answered must not pile up on a venue that never answers. */
  #forget(): void {
    const most = 4 * this.#options.socket.topicsMax;
    if (this.#outstanding.length > most) this.#outstanding = this.#outstanding.slice(-most);
  }

  /** How long until the pace allows another message; 0 now. */
  #paceWaitMs(): number {
    const { clock, socket } = this.#options;
    const { messages, perMs } = socket.pacing;
    const now = clock.monotonic();
    this.#paced = this.#paced.filter((at) => at + perMs > now);
    const oldest = this.#paced[this.#paced.length - messages];
    return oldest === undefined ? 0 : oldest + perMs - now;
  }

  #operationsLeft(): boolean {
    const { clock, socket } = this.#options;
    const limit = socket.operations;
    if (limit === undefined) {
      this.#operations = [];
      return true;
    }
    const since = clock.monotonic() - limit.perMs;
    this.#operations = this.#operations.filter((at) => at > since);
    return this.#operations.length < limit.max;
  }
}
