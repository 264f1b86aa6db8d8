// One private connection: login in the venue's form, the private topics with their fallbacks, and what they say. It judges nothing
// of what it hears; whoever owns it works out the account and asks REST for what a connection cannot have heard.

import { type Secret } from "#core/account/secret";
import { type TransportError, type TruebookError, VenueError } from "#core/error";
import { type InstrumentTable } from "#core/instrument";
import { type Frame, type Timer } from "#core/port";
import { printable } from "#core/text/printable";
import { LeasedKey } from "#trading/stream/leased-key";
import { type TradingContext, type TradingSettings } from "#trading/trading-context";
import { type Connection, type ConnectionHandlers, type DownCause } from "#transport/connection-types";
import { type AccountChannel, type AccountCodec, type AccountReading, type PrivateReading, type PrivateStreamCodec } from "#venues/account";
import { type SocketDescription } from "#venues/venue";

/** What a session tells its owner, in the turn in which it happens. */
export interface PrivateSessionListener {
  /** Every topic was asked for and nothing stands against it: what happens from now on is heard. */
  subscribed(epoch: number): void;
  heard(reading: AccountReading): void;
  /** Something was said that could not be read: only REST tells what. */
  unreadable(reason: string): void;
  /** The leased key of the stream is gone or will be: nothing that is said from now on can be relied on, and another key is due. */
  keyEnded(reason: string): void;
  /** The connection is gone, and with it whatever is said until the next `subscribed`. */
  down(reason: string): void;
  /** The venue refuses the key: no further attempt is made, because attempts with a bad key end in a ban. */
  refused(error: TruebookError): void;
}

export interface PrivateSessionOptions {
  readonly context: TradingContext;
  readonly settings: TradingSettings;
  readonly codec: AccountCodec;
  readonly stream: PrivateStreamCodec;
  readonly socket: SocketDescription;
  /** For logs: `lmex futures private #1`. */
  readonly name: string;
  readonly url: string;
  readonly instruments: () => InstrumentTable;
  readonly listener: PrivateSessionListener;
}

interface PrivateTopic {
  readonly channel: AccountChannel;
  readonly candidates: readonly string[];
  choice: number;
  /** Of the message that asked last. */
  requestId: string;
  phase: "waiting" | "asked" | "confirmed" | "refused";
}

const CHANNELS: readonly AccountChannel[] = ["orders", "fills", "positions", "balances"];

export class PrivateSession {
  readonly name: string;
  readonly connection: Connection;
  readonly #options: PrivateSessionOptions;
  readonly #reader: ReturnType<PrivateStreamCodec["reader"]>;
  readonly #lease: LeasedKey | undefined;
  #topics: PrivateTopic[] = [];
  #requestId = 0;
  #loginAttempt = 0;
  #loggedIn = false;
  #told = false;
  #keyIsOver = false;
  #stopped = false;
  #timer: Timer | undefined;

  constructor(options: PrivateSessionOptions) {
    const { context, settings, socket, stream, codec } = options;
    this.#options = options;
    this.name = options.name;
    this.#reader = stream.reader(options.instruments);
    const beat = socket.heartbeats.find((each) => each.kind === "text" && each.from === "client");
    this.connection = context.connections(
      {
        name: options.name,
        url: options.url,
        headers: () => stream.headers(context.stamp()),
        probe: socket.probe,
        heartbeat: beat?.kind === "text" ? { text: beat.send, everyMs: beat.everyMs } : undefined,
        pacing: socket.pacing,
        deadAfterMs: settings.deadAfterMs,
        probeAfterMs: settings.probeAfterMs,
        attemptsMax: settings.attemptsMax,
      },
      this.#handlers(),
    );
    const { session } = codec.description;
    if (stream.lease !== undefined && session !== undefined) {
      this.#lease = new LeasedKey({
        context,
        codec: stream.lease,
        ...session,
        taken: () => this.connection.start(),
        failed: (error) => this.#leaseFailed(error),
        lost: () => this.#keyEnded("the venue did not renew the key of the stream"),
      });
    }
  }

  get ready(): boolean {
    return this.#told && this.connection.state === "ready";
  }

  start(): void {
    if (this.#lease === undefined) this.connection.start();
    else this.#lease.start();
  }

  /** What comes over this connection is not to be trusted: another one, with a key of its own where keys are lent. */
  restart(reason: string): void {
    if (this.#lease === undefined) this.connection.restart(reason);
    else this.#keyEnded(reason);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#lease?.stop();
    this.connection.stop();
  }

  // ── from the connection ──────────────────────────────────────────────────────────────────────────────────────────

  #handlers(): ConnectionHandlers {
    return {
      ready: () => this.#opened(),
      frame: (frame) => this.#frame(frame),
      down: (end) => {
        this.#timer?.cancel();
        this.#told = false;
        if (this.#stopped) return;
        if (end.cause.kind === "refused" && (end.cause.status === 401 || end.cause.status === 403)) {
          this.#giveUp(authError(this.name, `the handshake was refused with HTTP ${end.cause.status}`));
          return;
        }
        this.#options.listener.down(reasonOf(end.cause));
      },
    };
  }

  #opened(): void {
    const { stream } = this.#options;
    this.#topics = CHANNELS.map(
      (channel): PrivateTopic => ({ channel, candidates: stream.topics(channel), choice: 0, requestId: "", phase: "waiting" }),
    ).filter(({ candidates }) => candidates.length > 0);
    this.#loginAttempt = 0;
    this.#loggedIn = this.#options.socket.login !== "message";
    if (this.#loggedIn) this.#subscribe();
    else this.#login();
  }

  // ── login ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #login(): void {
    const { context, settings, stream } = this.#options;
    const text = stream.login(context.stamp(), this.#loginAttempt);
    if (text === undefined) {
      this.#giveUp(authError(this.name, "no form of login was accepted"));
      return;
    }
    this.connection.send(text);
    this.#timer?.cancel();
    this.#timer = context.clock.after(settings.answerWithinMs, () => this.#loginFailed("it was not answered"));
  }

  #loginFailed(words: string): void {
    this.#timer?.cancel();
    this.#options.context.log.write("warn", "login-refused", {
      connection: this.name,
      attempt: this.#loginAttempt,
      words: printable(words),
    });
    this.#loginAttempt += 1;
    this.#login();
  }

  #giveUp(error: TruebookError): void {
    this.#options.context.log.write("error", "auth-refused", { connection: this.name, code: error.code });
    this.stop();
    this.#options.listener.refused(error);
  }

  /** A key that cannot be lent for a refused account is final; a network that fails and a permission that is missing are not. */
  #leaseFailed(error: TruebookError): void {
    if (error instanceof VenueError && error.category === "auth") this.#giveUp(error);
    else this.#options.listener.down(error.message);
  }

  #keyEnded(reason: string): void {
    // Each topic is refused for itself; the key ends once.
    if (this.#keyIsOver) return;
    this.#keyIsOver = true;
    this.#timer?.cancel();
    this.#told = false;
    this.#options.listener.keyEnded(reason);
  }

  // ── topics ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #subscribe(): void {
    const { context, settings } = this.#options;
    this.#timer?.cancel();
    for (const topic of this.#topics) this.#ask(topic);
    this.#askBehind();
    this.#timer = context.clock.after(settings.answerWithinMs, () => this.#answersDue());
    this.#checkComplete();
  }

  #ask(topic: PrivateTopic): void {
    const { stream, codec, socket } = this.#options;
    const text = topic.candidates[topic.choice];
    if (text === undefined) {
      topic.phase = "refused";
      return;
    }
    this.#requestId += 1;
    topic.requestId = String(this.#requestId);
    const key: Secret | undefined = this.#lease?.key;
    for (const message of stream.encode("subscribe", [text], { requestId: this.#requestId, key })) this.connection.send(message);
    // Where a venue answers nothing at all, asking is all that can be known.
    topic.phase = codec.description.topicsAcked || socket.probe.kind === "text" ? "asked" : "confirmed";
  }

  /** A venue that answers no subscription answers a question behind it: what was asked before has reached it then. */
  #askBehind(): void {
    const { codec, socket } = this.#options;
    if (!codec.description.topicsAcked && socket.probe.kind === "text") this.connection.send(socket.probe.text);
  }

  /** Topics that nobody answered for are asked for by their next name; after the last one the connection starts anew. */
  #answersDue(): void {
    const open = this.#topics.filter(({ phase }) => phase === "asked");
    if (open.length === 0 || this.#keyIsOver) return;
    for (const topic of open) this.#nextName(topic);
    if (this.#topics.some(({ phase }) => phase === "refused")) {
      this.connection.restart("a private topic was not answered");
      return;
    }
    this.#timer = this.#options.context.clock.after(this.#options.settings.answerWithinMs, () => this.#answersDue());
  }

  #nextName(topic: PrivateTopic): void {
    topic.choice += 1;
    this.#ask(topic);
    this.#askBehind();
  }

  #checkComplete(): void {
    if (this.#told || this.#keyIsOver || this.#topics.some(({ phase }) => phase !== "confirmed")) return;
    this.#timer?.cancel();
    this.#told = true;
    this.#options.listener.subscribed(this.connection.epoch);
  }

  /**
   * An answer names topics, or the message that asked for them. One that names nothing accepted nothing; answers come in the order of
   * the questions, so the oldest one takes its next name.
   */
  #acknowledged(topics: readonly string[], requestId: string | undefined): void {
    if (topics.length === 0 && requestId === undefined) {
      const asked = this.#topics.filter(({ phase }) => phase === "asked");
      const [refused] = asked.sort((one, other) => Number(one.requestId) - Number(other.requestId));
      if (refused !== undefined) this.#nextName(refused);
      if (refused?.phase === "refused") this.connection.restart("a private topic has no name that the venue accepts");
      return;
    }
    this.#confirm((topic) => (topics.length > 0 ? topics.includes(topic.candidates[topic.choice] ?? "") : topic.requestId === requestId));
  }

  /** The question behind the subscriptions was answered: they reached a venue that answers none of them. */
  #reached(): void {
    this.#confirm(() => true);
  }

  #confirm(isMeant: (topic: PrivateTopic) => boolean): void {
    for (const topic of this.#topics) if (topic.phase === "asked" && isMeant(topic)) topic.phase = "confirmed";
    this.#checkComplete();
  }

  // ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #frame(frame: Frame): void {
    const reading = this.#reader.read(frame.bytes, frame.receivedTime);
    if (reading.kind === "account") {
      this.connection.useful();
      this.#options.listener.heard(reading);
      if (reading.skippedRows > 0) this.#options.listener.unreadable(`${reading.skippedRows} rows of ${reading.channel} could not be read`);
      return;
    }
    this.#control(reading);
  }

  #control(reading: Exclude<PrivateReading, AccountReading>): void {
    const { context, listener } = this.#options;
    switch (reading.kind) {
      case "login":
        this.#loginAnswered(reading.accepted, reading.words);
        return;
      case "ack":
        if (reading.action === "subscribe") this.#acknowledged(reading.topics, reading.requestId);
        return;
      case "refused": {
        context.log.write("warn", "refused", {
          connection: this.name,
          topic: reading.topic,
          code: reading.code,
          words: printable(reading.words),
        });
        const topic =
          this.#topics.find((each) => each.candidates[each.choice] === reading.topic) ??
          this.#topics.find((each) => each.requestId === reading.requestId) ??
          this.#topics.find(({ phase }) => phase === "asked");
        if (topic !== undefined) this.#nextName(topic);
        return;
      }
      case "pong":
        this.connection.answered();
        if (!this.#options.codec.description.topicsAcked) this.#reached();
        return;
      case "key-refused":
        context.log.write("warn", "key-refused", { connection: this.name, words: printable(reading.words) });
        this.#keyEnded("the venue does not know the key of the stream");
        return;
      case "ping":
        this.connection.send(reading.reply, true);
        return;
      case "malformed":
        context.metrics.count("truebook_malformed_frames_total", 1, { connection: this.name });
        listener.unreadable(reading.reason);
        if (reading.closeCode !== undefined) this.connection.restart(reading.reason);
        return;
      case "notice":
      case "foreign":
        return;
    }
  }

  #loginAnswered(accepted: boolean, words: string): void {
    if (this.#loggedIn) return;
    if (!accepted) {
      this.#loginFailed(words);
      return;
    }
    this.#loggedIn = true;
    this.connection.useful();
    this.#subscribe();
  }
}

function authError(name: string, why: string): TransportError | VenueError {
  return new VenueError(
    "auth",
    `Login failed on ${name}: ${why}; nothing more is tried with this key. Check the key, its permissions and its environment.`,
    {
      venueCode: "login",
      words: "",
    },
  );
}

function reasonOf(cause: DownCause): string {
  switch (cause.kind) {
    case "closed":
      return `closed with ${cause.code}`;
    case "refused":
      return `handshake refused with HTTP ${cause.status}`;
    case "dead":
      return "no sign of life";
    case "failed":
      return cause.words;
    case "stopped":
      return "stopped";
  }
}
