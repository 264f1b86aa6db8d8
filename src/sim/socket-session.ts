// One client's socket at a simulated venue, whatever carries it: the topics it holds, what is published to it, and the venue's rules
// about silence. The transport hands in texts and takes texts out; faults may change the way in between.

import { type MonotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";
import { type EventLog } from "#sim/event-log";
import { type FaultDesk } from "#sim/faults/fault-desk";
import { type ByteStrike, type SocketControl, type VenueControl } from "#sim/faults/fault-types";
import { type PublicMarket, type StopListening } from "#sim/market/public-market";
import { shiftNumbers } from "#sim/wide-numbers";
import { type AccountStep, type AccountView, type HeldAccountTopic } from "#venues/account-dialect";
import {
  type HeldTopic,
  type MarketView,
  type OutFrame,
  type OwnPing,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
  type VenueRules,
} from "#venues/dialect";

/** What carries a socket's words to the client. */
export interface SocketOutput {
  send(text: string): void;
  /** An RFC 6455 ping. */
  ping(): void;
  /** A close frame; the transport then ends the socket. */
  close(code: number, reason: string): void;
  /** Cuts without a close frame. */
  terminate(): void;
  /** Commits a fault below the frame. Absent where the transport has no bytes. */
  strikeBytes?(strike: ByteStrike): void;
}

export interface SessionContext {
  readonly id: string;
  readonly path: string;
  readonly venue: VenueControl;
  readonly rules: VenueRules;
  readonly words: SocketDialect;
  readonly clock: Clock;
  readonly desk: FaultDesk;
  readonly log: EventLog;
  /** The market behind a view. */
  source(view: MarketView): PublicMarket | undefined;
  /** What is added to a market's sequence numbers on the wire. */
  shift(market: MarketView): bigint;
  /** Hears every step of an account. */
  listen(account: AccountView, listener: (step: AccountStep) => void): StopListening;
  ended(session: SocketSession): void;
}

/** Texts that a delayed socket keeps; past it the oldest fall away, as in a full buffer of the venue. */
const BACKLOG_MAX = 20_000;

interface Holding {
  readonly topic: HeldTopic;
  readonly stop: StopListening | undefined;
}

/** Private topics that one socket may hold. */
const ACCOUNT_TOPICS_MAX = 100;

export class SocketSession implements SocketControl {
  readonly id: string;
  readonly path: string;
  readonly held: Map<string, HeldTopic> = new Map();
  readonly heldAccounts: Map<string, HeldAccountTopic> = new Map();
  readonly #context: SessionContext;
  readonly #output: SocketOutput;
  readonly #holdings = new Map<string, Holding>();
  readonly #accountTopics = new Map<string, StopListening>();
  readonly #backlog: string[] = [];
  #heardAt: MonotonicMs;
  #pongAt: MonotonicMs;
  #delayedUntil = 0;
  #pingsIgnoredUntil = 0;
  #lingerMs = 0;
  #answersLostUntil = 0;
  /** A question of a fault's: what it carried, and when it closes the socket. */
  #demand: { readonly id: string; readonly timer: Timer } | undefined;
  #deaf = false;
  #mute = false;
  #ended = false;
  #idleTimer: Timer | undefined;
  #pingTimer: Timer | undefined;
  #askTimer: Timer | undefined;
  #asks = 0;
  /** Since when a question of the venue's own is open. */
  #unansweredSince: MonotonicMs | undefined;

  constructor(context: SessionContext, output: SocketOutput) {
    this.id = context.id;
    this.path = context.path;
    this.#context = context;
    this.#output = output;
    this.#heardAt = context.clock.monotonic();
    this.#pongAt = this.#heardAt;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get topics(): number {
    return this.held.size + this.#accountTopics.size;
  }

  // ── the transport calls these ──────────────────────────────────────────────────────────────────────────────────────

  /** Begins: greeting, idle cut, the venue's own pings. */
  open(): void {
    this.#log("socket-opened", this.path);
    for (const frame of this.#context.words.greeting()) this.#emit(frame);
    const { idleCutMs, rfcPing } = this.#context.rules;
    if (idleCutMs !== undefined) this.#watchIdle(idleCutMs);
    if (rfcPing !== undefined) this.#pingLater(rfcPing);
    this.#askLater();
    this.#context.desk.opened(this.#context.venue, this);
  }

  /** A text frame of the client. */
  received(text: string): void {
    if (this.#ended || this.#deaf) return;
    this.#heardAt = this.#context.clock.monotonic();
    this.#log("received", text.slice(0, 200));
    const all = this.#context.words.received(text, this.held);
    const acts = this.#losesAnswers ? all.filter(({ kind }) => kind !== "pong") : all;
    const { desk, venue } = this.#context;
    this.perform(desk.idle ? acts : desk.acts(venue, acts, this));
    if (!desk.idle) desk.retry();
  }

  /** An RFC 6455 ping of the client. Returns whether the transport answers it. */
  pinged(): boolean {
    if (this.#ended || this.#deaf || this.#mute) return false;
    this.#heardAt = this.#context.clock.monotonic();
    return this.#context.clock.monotonic() >= this.#pingsIgnoredUntil;
  }

  /** An RFC 6455 pong of the client. */
  ponged(): void {
    if (this.#losesAnswers || this.#deaf) return;
    this.#pongAt = this.#context.clock.monotonic();
    if (this.#context.words.ping("") === undefined) this.#answered(undefined);
  }

  /** How long the transport keeps delivering after the client cut: 0 but for a fault. */
  get lingerMs(): number {
    return this.#lingerMs;
  }

  /** The transport lost the socket. */
  closedByPeer(): void {
    if (this.#lingerMs > 0) this.#context.clock.after(this.#lingerMs, () => this.#end("peer-closed"));
    else this.#end("peer-closed");
  }

  // ── faults call these ──────────────────────────────────────────────────────────────────────────────────────────────

  blackHole(direction: "both" | "to-client" | "to-venue"): void {
    if (direction !== "to-client") this.#deaf = true;
    if (direction !== "to-venue") this.#mute = true;
  }

  delayOutput(ms: number): void {
    this.#delayedUntil = Math.max(this.#delayedUntil, this.#context.clock.monotonic() + ms);
    this.#context.clock.after(ms, () => this.#flush());
  }

  ignorePings(ms: number): void {
    this.#pingsIgnoredUntil = this.#context.clock.monotonic() + ms;
  }

  loseAnswers(ms: number): void {
    this.#answersLostUntil = this.#context.clock.monotonic() + ms;
  }

  demandAnswer(withinMs: number, code: number): void {
    if (this.#ended) return;
    this.#demand?.timer.cancel();
    this.#asks += 1;
    const id = this.#askedId();
    this.#demand = { id, timer: this.#context.clock.after(withinMs, () => this.close(code, "ping timeout")) };
    const frame = this.#context.words.ping(id);
    if (frame !== undefined) this.#emit(frame);
    else this.ping();
  }

  pingText(id: string): string | undefined {
    return this.#context.words.ping(id)?.text;
  }

  ping(): void {
    if (!this.#ended && !this.#mute) this.#output.ping();
  }

  linger(ms: number): void {
    this.#lingerMs = ms;
  }

  inject(text: string): void {
    this.#write(text);
  }

  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.#end(`venue-closed ${code}`);
    if (code === 1006) this.#output.terminate();
    else this.#output.close(code, reason);
  }

  strikeBytes(strike: ByteStrike): boolean {
    if (this.#ended || this.#output.strikeBytes === undefined) return false;
    this.#output.strikeBytes(strike);
    return true;
  }

  perform(acts: readonly SocketAct[]): void {
    for (const act of acts) {
      if (this.#ended) return;
      switch (act.kind) {
        case "send":
          this.#emit(act.frame);
          break;
        case "hold":
          this.#hold(act.topic);
          break;
        case "release":
          this.#release(act.topic);
          break;
        case "close":
          this.close(act.code, act.reason);
          break;
        case "pong":
          if (act.answers === undefined || act.answers === this.#askedId()) this.#unansweredSince = undefined;
          this.#answered(act.answers);
          break;
        case "login":
          this.#log("login", act.account.credentials.apiKey);
          break;
        case "hold-account":
          this.#holdAccount(act.topic);
          break;
        case "offence":
          break;
      }
    }
  }

  // ── topics ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  #hold(topic: HeldTopic): void {
    this.#release(topic.topic);
    this.held.set(topic.topic, topic);
    for (const frame of this.#context.words.opening(topic)) this.#publish(frame, { topic, step: undefined, opening: true });
    if (this.#ended) return;
    this.#holdings.set(topic.topic, { topic, stop: this.#listen(topic) });
  }

  #listen(topic: HeldTopic): StopListening | undefined {
    const { words } = this.#context;
    const source = topic.market === undefined ? undefined : this.#context.source(topic.market);
    switch (topic.channel) {
      case "book":
      case "best":
        return source?.onStep(topic.group, (step) => {
          for (const frame of words.step(topic, step)) this.#publish(frame, { topic, step, opening: false });
        });
      case "trades":
      case "ticker":
      case "candles":
        return source?.onPrint((prints) => {
          for (const frame of words.prints(topic, prints)) this.#publish(frame, { topic, step: undefined, opening: false });
        });
      case "silent":
        return undefined;
    }
  }

  #holdAccount(topic: HeldAccountTopic): void {
    this.#release(topic.topic);
    if (this.#accountTopics.size >= ACCOUNT_TOPICS_MAX) return;
    const stop = this.#context.listen(topic.account, (step) => {
      for (const frame of this.#context.words.account?.(topic, step) ?? []) this.#emit(frame);
    });
    this.#accountTopics.set(topic.topic, stop);
    this.heldAccounts.set(topic.topic, topic);
  }

  #release(name: string): void {
    this.#accountTopics.get(name)?.();
    this.#accountTopics.delete(name);
    this.heldAccounts.delete(name);
    this.#holdings.get(name)?.stop?.();
    this.#holdings.delete(name);
    this.held.delete(name);
  }

  // ── the way out ────────────────────────────────────────────────────────────────────────────────────────────────────

  #publish(
    frame: OutFrame,
    about: { readonly topic: HeldTopic; readonly step: PublishedStep | undefined; readonly opening: boolean },
  ): void {
    const shifted = this.#shifted(frame, about.topic, about.step);
    const { desk, venue, words } = this.#context;
    if (desk.idle) {
      this.#write(shifted.text);
      return;
    }
    const write = (step: PublishedStep): readonly OutFrame[] =>
      words.step(about.topic, step).map((other) => this.#shifted(other, about.topic, step));
    const opened = (sequences: number): OutFrame | undefined => this.#opened(about.topic, sequences);
    this.#deliver(shifted, desk.frame(venue, shifted, { socket: this, ...about, write, opened }));
  }

  /** A frame that publishes no topic: an ack, an error, a pong. */
  #emit(frame: OutFrame): void {
    const { desk, venue } = this.#context;
    const point = { socket: this, topic: undefined, step: undefined, opening: false, write: () => [], opened: () => undefined };
    this.#deliver(frame, desk.idle ? undefined : desk.frame(venue, frame, point));
  }

  #deliver(frame: OutFrame, emissions: ReturnType<FaultDesk["frame"]>): void {
    if (emissions === undefined) {
      this.#write(frame.text);
      return;
    }
    for (const { text, afterMs } of emissions) {
      if (afterMs === undefined || afterMs <= 0) this.#write(text);
      else this.#context.clock.after(afterMs, () => this.#write(text));
    }
  }

  #opened(topic: HeldTopic, sequences: number): OutFrame | undefined {
    const { market } = topic;
    const source = market === undefined ? undefined : this.#context.source(market);
    if (market === undefined || source === undefined) return undefined;
    const picture = source.pictureAt(topic.group, market.picture(topic.group).sequence - sequences);
    if (picture === undefined) return undefined;
    const then: HeldTopic = { ...topic, market: { ...readsOf(market), picture: () => picture } };
    return this.#context.words.opening(then).map((frame) => this.#shifted(frame, then, undefined))[0];
  }

  #shifted(frame: OutFrame, topic: HeldTopic, step: PublishedStep | undefined): OutFrame {
    const shift = topic.market === undefined ? 0n : this.#context.shift(topic.market);
    if (shift === 0n || topic.market === undefined || topic.channel !== "book") return frame;
    const sequence = step?.sequence ?? topic.market.picture(topic.group).sequence;
    return { ...frame, text: shiftNumbers(frame.text, [sequence, step?.previous ?? sequence - 1], shift) };
  }

  #write(text: string): void {
    if (this.#ended || this.#mute) return;
    if (this.#context.clock.monotonic() < this.#delayedUntil) {
      if (this.#backlog.length >= BACKLOG_MAX) this.#backlog.shift();
      this.#backlog.push(text);
      return;
    }
    this.#output.send(text);
  }

  #flush(): void {
    if (this.#context.clock.monotonic() < this.#delayedUntil) return;
    for (const text of this.#backlog.splice(0)) this.#write(text);
  }

  // ── the venue's patience ───────────────────────────────────────────────────────────────────────────────────────────

  #watchIdle(idleCutMs: number): void {
    const quietMs = this.#context.clock.monotonic() - this.#heardAt;
    const waitMs = this.topics > 0 ? idleCutMs : idleCutMs - quietMs;
    if (waitMs <= 0) {
      this.close(1006, "idle");
      return;
    }
    this.#idleTimer = this.#context.clock.after(waitMs, () => this.#watchIdle(idleCutMs));
  }

  #pingLater(rule: { readonly everyMs: number; readonly patienceMs: number }): void {
    this.#pingTimer = this.#context.clock.after(rule.everyMs, () => {
      if (this.#context.clock.monotonic() - this.#pongAt > rule.patienceMs) {
        this.close(1006, "no pong");
        return;
      }
      if (!this.#mute) this.#output.ping();
      this.#pingLater(rule);
    });
  }

  #askLater(): void {
    const rule = this.#askRule();
    if (rule === undefined) return;
    this.#askTimer = this.#context.clock.after(rule.everyMs, () => this.#ask(this.#askRule() ?? rule));
  }

  #askRule(): OwnPing | undefined {
    return this.#context.words.ownPing ?? this.#context.rules.ownPing;
  }

  #ask(rule: OwnPing): void {
    const now = this.#context.clock.monotonic();
    if (this.#unansweredSince !== undefined && now - this.#unansweredSince >= rule.patienceMs) {
      this.close(rule.closeCode, "ping timeout");
      return;
    }
    this.#asks += 1;
    const frame = this.#context.words.ping(this.#askedId());
    if (frame !== undefined) {
      this.#unansweredSince ??= now;
      this.#emit(frame);
    }
    if (!this.#ended) this.#askLater();
  }

  get #losesAnswers(): boolean {
    return this.#context.clock.monotonic() < this.#answersLostUntil;
  }

  #answered(id: string | undefined): void {
    if (this.#demand === undefined || (id !== undefined && id !== this.#demand.id)) return;
    this.#demand.timer.cancel();
    this.#demand = undefined;
  }

  /** What the last question carried; digits only, because some venues ask in numbers. */
  #askedId(): string {
    return String(1_000_000 + this.#asks);
  }

  #end(cause: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#askTimer?.cancel();
    this.#demand?.timer.cancel();
    this.#idleTimer?.cancel();
    this.#pingTimer?.cancel();
    for (const name of [...this.held.keys(), ...this.#accountTopics.keys()]) this.#release(name);
    this.#backlog.length = 0;
    this.#log("socket-ended", cause);
    this.#context.ended(this);
  }

  #log(event: string, detail: string): void {
    this.#context.log.add({ at: this.#context.clock.now(), event, venue: this.#context.venue.id, socket: this.id, detail });
  }
}

/** The reads of a market as plain functions, so that one of them can be replaced. */
function readsOf(market: MarketView): MarketView {
  const { instrument, figures } = market;
  return {
    instrument,
    figures,
    picture: (group) => market.picture(group),
    prints: (query) => market.prints(query),
    candles: (interval, range) => market.candles(interval, range),
    day: () => market.day(),
  };
}
