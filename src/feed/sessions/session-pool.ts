// The sockets of one product: a new one when a topic needs a kind of socket that is not there or is full, none when nobody
// listens. Sharding happens before the venue's limit, never after its refusal.

import { type MonotonicMs } from "#core/brand";
import { UsageError } from "#core/error";
import { type InstrumentTable } from "#core/instrument";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { Session } from "#feed/sessions/session";
import { type TopicConsumer, type TopicHandle } from "#feed/sessions/topic";
import { type MarketCodec, type Want } from "#venues/venue";

export interface SessionPoolOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly venueName: string;
  readonly codec: MarketCodec;
  /** Base addresses by host key, overrides and simulator already worked in. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly instruments: () => InstrumentTable;
  readonly rulesDoubted: () => void;
  /** Sockets that one address may hold at the venue; more are refused here, before the venue does. */
  readonly socketsMax: number;
}

/** All sessions of one product. */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  #sessions: { readonly socketKey: string; readonly session: Session }[] = [];
  #numbers = 0;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  get sessions(): readonly Session[] {
    return this.#sessions.map((entry) => entry.session);
  }

  /** Subscribes a want on the socket that serves its channel. Throws UsageError when the venue has no such topic or no socket is left. */
  open(want: Want, consumer: TopicConsumer): TopicHandle {
    const socketKey = this.#options.codec.description[want.channel].socket;
    if (socketKey === undefined)
      throw new UsageError("no-topic", `${this.#options.venueName} pushes no ${want.channel}; it is polled or derived instead.`);
    if (this.#options.codec.subscribe.topics(want).length === 0)
      throw new UsageError("no-topic", `${this.#options.venueName} has no topic for ${wantWords(want)}; ask for one that it describes.`);
    const entry = this.#sessions.find((candidate) => candidate.socketKey === socketKey && !candidate.session.full) ?? this.#add(socketKey);
    return new PooledTopic(entry.session.add(want, consumer), () => this.#retire(entry));
  }

  stop(): void {
    for (const { session } of this.#sessions) session.stop();
    this.#sessions = [];
  }

  #add(socketKey: string): { readonly socketKey: string; readonly session: Session } {
    const { codec, hosts, venueName, context, settings, instruments, rulesDoubted, socketsMax } = this.#options;
    const socket = codec.description.sockets[socketKey];
    const base = socket === undefined ? undefined : hosts[socket.host];
    if (socket === undefined || base === undefined)
      throw new UsageError("no-socket", `No ${socketKey} socket is described for ${venueName}.`);
    const most = socket.concurrentPerIp ?? socketsMax;
    if (this.#sessions.length >= most) {
      throw new UsageError("too-many-sockets", `${venueName} allows ${most} sockets from one address; watch fewer topics.`);
    }
    this.#numbers += 1;
    const session = new Session({
      context,
      settings,
      codec,
      socket,
      name: `${venueName} ${codec.description.product} ${socketKey} #${this.#numbers}`,
      url: base + socket.path,
      instruments,
      rulesDoubted,
    });
    const entry = { socketKey, session };
    this.#sessions.push(entry);
    return entry;
  }

  #retire(entry: { readonly socketKey: string; readonly session: Session }): void {
    if (entry.session.topics > 0) return;
    this.#sessions = this.#sessions.filter((other) => other !== entry);
    entry.session.stop();
  }
}

/** A topic's handle whose release may end its socket. */
class PooledTopic implements TopicHandle {
  readonly #handle: TopicHandle;
  readonly #released: () => void;

  constructor(handle: TopicHandle, released: () => void) {
    this.#handle = handle;
    this.#released = released;
  }

  get epoch(): number {
    return this.#handle.epoch;
  }

  get ready(): boolean {
    return this.#handle.ready;
  }

  get lastAnswerAt(): MonotonicMs | undefined {
    return this.#handle.lastAnswerAt;
  }

  resubscribe(): void {
    this.#handle.resubscribe();
  }

  reconnect(cause: string): boolean {
    return this.#handle.reconnect(cause);
  }

  probe(): void {
    this.#handle.probe();
  }

  release(): void {
    this.#handle.release();
    this.#released();
  }
}

function wantWords(want: Want): string {
  const { symbol } = want.instrument;
  return want.channel === "book" ? `a book of ${symbol} in grouping ${want.group}` : `${want.channel} of ${symbol}`;
}
