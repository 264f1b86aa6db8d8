// One simulated venue: its markets, its clock, its mood (open or in maintenance), its sockets and its REST. No transport: a server or
// a virtual network carries what it says.

import { type EpochMs } from "#core/brand";
import { type Product, type VenueId } from "#core/instrument";
import { type Random } from "#core/port";
import { type Sequence } from "#core/sequence";
import { type AccountActivity } from "#sim/accounts/account-activity";
import { type Accounts } from "#sim/accounts/accounts";
import { type EventLog } from "#sim/event-log";
import { type FaultDesk } from "#sim/faults/fault-desk";
import { type HandshakeFault, type RequestVerdict, type VenueControl } from "#sim/faults/fault-types";
import { type MarketRules, type PublicMarket, type StopListening } from "#sim/market/public-market";
import { RestLimits } from "#sim/rest-limits";
import { type SkewedClock } from "#sim/skewed-clock";
import { type SocketOutput, SocketSession } from "#sim/socket-session";
import {
  type BookPicture,
  type Dialect,
  type DialectAct,
  type DialectReply,
  type DialectRequest,
  type ExchangeView,
  type MarketView,
} from "#venues/dialect";

export interface SocketRequest {
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The client's address, for limits per address. */
  readonly peer: string;
}

/** What a handshake comes to. `silent` is never answered; `delayMs` passes before anything is said. */
export type SocketVerdict =
  | { readonly kind: "accepted"; readonly delayMs: number; open(output: SocketOutput): SocketSession }
  | Extract<HandshakeFault, { kind: "refused" }>
  | { readonly kind: "silent" };

export interface SimulatedVenueOptions {
  readonly dialect: Dialect;
  readonly markets: readonly PublicMarket[];
  readonly clock: SkewedClock;
  readonly random: Random;
  readonly desk: FaultDesk;
  readonly log: EventLog;
  readonly article: boolean;
  /** The accounts; none where the dialect speaks of none. */
  readonly accounts: Accounts | undefined;
  /** Who else trades on the accounts. */
  readonly activities?: readonly AccountActivity[];
  /** Whether request limits and the cap on connections bind. */
  readonly limits: boolean;
}

/** What is added to sequence numbers that shall not fit a double: 2^53 + 1000. */
const BEYOND_DOUBLES = 9_007_199_254_741_992n;

export class SimulatedVenue implements ExchangeView, VenueControl {
  readonly id: VenueId;
  readonly dialect: Dialect;
  readonly tradedMarkets: readonly PublicMarket[];
  readonly accounts?: Accounts;
  readonly #options: SimulatedVenueOptions;
  readonly #delisted = new Set<PublicMarket>();
  readonly #sources = new Map<MarketView, PublicMarket>();
  readonly #shifts = new Map<MarketView, bigint>();
  readonly #sessions = new Set<SocketSession>();
  readonly #peers = new Map<SocketSession, string>();
  readonly #limits: RestLimits;
  #mode: "open" | "maintenance" = "open";
  readonly #watchers = new Set<(request: DialectRequest) => void>();
  /** The venue's time when it let in what it performs only now. */
  #asOf: EpochMs | undefined;
  #sockets = 0;
  #started = false;

  constructor(options: SimulatedVenueOptions) {
    this.id = options.dialect.venue;
    this.dialect = options.dialect;
    this.tradedMarkets = options.markets;
    this.#options = options;
    if (options.accounts !== undefined) this.accounts = options.accounts;
    this.#limits = new RestLimits(options.dialect.rules, options.clock);
    for (const market of options.markets) this.#sources.set(market, market);
    options.desk.join(this);
  }

  /** Sets the markets in motion. Calling it again does nothing. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    for (const market of this.tradedMarkets) market.start();
    for (const activity of this.#options.activities ?? []) activity.start();
  }

  /** Ends every socket and every market; no timer stays. */
  close(): void {
    for (const session of [...this.#sessions]) session.close(1001, "the simulator ends");
    for (const activity of this.#options.activities ?? []) activity.stop();
    this.accounts?.stop();
    for (const market of this.tradedMarkets) market.stop();
  }

  now(): EpochMs {
    return this.#asOf ?? this.#options.clock.now();
  }

  /** Shows every request in the turn in which the venue receives it, and again in one in which it performs what it received before. */
  watchRequests(watcher: (request: DialectRequest) => void): StopListening {
    const own = (request: DialectRequest): void => watcher(request);
    this.#watchers.add(own);
    return () => this.#watchers.delete(own);
  }

  /** What the venue lists. */
  get markets(): readonly MarketView[] {
    return this.#delisted.size === 0 ? this.tradedMarkets : this.tradedMarkets.filter((market) => !this.#delisted.has(market));
  }

  market(product: Product, symbol: string): PublicMarket | undefined {
    return this.tradedMarkets.find(
      (market) => market.instrument.symbol === symbol && market.instrument.product === product && !this.#delisted.has(market),
    );
  }

  get sockets(): Iterable<SocketSession> {
    return this.#sessions;
  }

  get mode(): "open" | "maintenance" {
    return this.#mode;
  }

  setMode(mode: "open" | "maintenance"): void {
    this.#mode = mode;
    this.#log("mode", mode);
    if (mode === "maintenance") for (const session of [...this.#sessions]) session.close(1012, "service restart");
  }

  skewClock(skewMs: number, driftPpm: number): void {
    this.#options.clock.skew(skewMs, driftPpm);
  }

  numberBeyondDoubles(market: PublicMarket): void {
    this.#shifts.set(market, BEYOND_DOUBLES);
  }

  setRules(market: PublicMarket, rules: MarketRules): boolean {
    if (market.setRules === undefined) return false;
    if (rules.symbol !== undefined) this.#endTopics(market);
    market.setRules(rules);
    return true;
  }

  delist(market: PublicMarket): void {
    this.#delisted.add(market);
    this.#endTopics(market);
  }

  relist(market: PublicMarket): void {
    this.#delisted.delete(market);
  }

  #endTopics(market: PublicMarket): void {
    for (const session of this.#sessions) {
      const ended = [...session.held.values()].filter((topic) => topic.market === market);
      session.perform(ended.map(({ topic }) => ({ kind: "release", topic })));
    }
  }

  /** The book that the venue publishes under a sequence number of the wire; the newest without one. Undefined when it is older than the memory. */
  trueBook(market: PublicMarket, group: number, sequence?: Sequence): BookPicture | undefined {
    if (sequence === undefined) return market.picture(group);
    const shift = this.#shifts.get(market) ?? 0n;
    const own = BigInt(sequence) >= BEYOND_DOUBLES ? BigInt(sequence) - shift : BigInt(sequence);
    return own <= BigInt(Number.MAX_SAFE_INTEGER) ? market.pictureAt(group, Number(own)) : undefined;
  }

  /** How a sequence number of the market's own chain stands on the wire. */
  wireSequence(market: PublicMarket, sequence: number): bigint {
    return BigInt(sequence) + (this.#shifts.get(market) ?? 0n);
  }

  /** Decides on a handshake. Opening an accepted one starts the session. */
  acceptSocket(request: SocketRequest): SocketVerdict {
    // Also one that is refused or never answered: whoever knocks too often is seen here.
    this.#log("handshake", request.path);
    const { desk, dialect } = { desk: this.#options.desk, dialect: this.dialect };
    const fault = desk.idle ? undefined : desk.handshake(this, request);
    if (fault !== undefined && fault.kind !== "slow") return fault;
    if (this.#mode === "maintenance")
      return refusedBy(dialect.refusal("maintenance", { retryAfterMs: 0, now: this.now(), path: request.path }));
    if (this.#options.limits && this.#isFull(request)) {
      const retryAfterMs = dialect.rules.banLadderMs[0] ?? 1_000;
      return refusedBy(dialect.refusal("rate-limited", { retryAfterMs, now: this.now(), path: request.path }));
    }
    const refusal = dialect.refuseSocket?.(request, this);
    if (refusal !== undefined) return refusedBy(refusal);
    const random = this.#options.random.fork(`socket ${this.#sockets}`);
    const words = dialect.socket(request, this, { article: this.#options.article, random });
    if (words === undefined) return { kind: "refused", status: 404, headers: {}, body: "" };
    this.#sockets += 1;
    const id = `${this.id}-${this.#sockets}`;
    return {
      kind: "accepted",
      delayMs: fault?.delayMs ?? 0,
      open: (output) => {
        const session = new SocketSession(
          {
            id,
            path: request.path,
            venue: this,
            rules: dialect.rules,
            words,
            clock: this.#options.clock,
            desk,
            log: this.#options.log,
            source: (view) => this.#sources.get(view),
            shift: (market) => this.#shifts.get(market) ?? 0n,
            listen: (account, listener) => this.accounts?.byKey(account.credentials.apiKey)?.onStep(listener) ?? (() => undefined),
            ended: (done) => this.#forget(done),
          },
          output,
        );
        this.#sessions.add(session);
        this.#peers.set(session, request.peer);
        session.open();
        return session;
      },
    };
  }

  /** Answers a REST request, limits and faults included. */
  request(request: DialectRequest, peer: string): RequestVerdict {
    this.#log("request", `${request.method} ${request.path}`.slice(0, 200));
    for (const watcher of this.#watchers) watcher(request);
    const { desk, article } = this.#options;
    const act = this.#mode === "open" ? this.dialect.act?.(request, this, { article }) : undefined;
    if (desk.idle) return replying(act === undefined ? this.#reply(request, peer) : this.#perform(act, { peer, path: request.path }));
    if (act !== undefined) return this.#struckAct(act, request, peer);
    const reply = this.#reply(request, peer);
    return desk.request(this, request, reply) ?? replying(reply);
  }

  /** A private request while faults are about: on its way in, behind the gate, and on its way out. */
  #struckAct(act: DialectAct, request: DialectRequest, peer: string): RequestVerdict {
    const arrival = this.#options.desk.arriving(this, request);
    switch (arrival?.kind) {
      case "lost":
        return { kind: "silent" };
      case "limited": {
        const { retryAfterMs } = arrival;
        return replying(this.dialect.refusal("rate-limited", { retryAfterMs, now: this.now(), path: request.path }));
      }
      case "late": {
        const { afterMs, answered } = arrival;
        const letInAt = this.now();
        return { kind: "later", afterMs, verdict: () => this.#performLate(request, { peer, letInAt, answered }) };
      }
      case "half-amended":
        return this.#answered(
          request,
          this.#halfAmended(arrival.form, () => this.#perform(act, { peer, path: request.path })),
        );
      case "twice": {
        const first = this.#perform(act, { peer, path: request.path });
        for (const watcher of this.#watchers) watcher(request);
        return this.#answered(request, this.accounts?.behindTheGate(() => act.perform()) ?? first);
      }
      case "as-it-is":
      case undefined:
        return this.#answered(request, this.#perform(act, { peer, path: request.path }));
    }
  }

  #answered(request: DialectRequest, reply: DialectReply): RequestVerdict {
    const { desk } = this.#options;
    const failure = (): DialectReply => this.dialect.refusal("maintenance", { retryAfterMs: 0, now: this.now(), path: request.path });
    return desk.performed(this, request, { reply, failure }) ?? desk.request(this, request, reply) ?? replying(reply);
  }

  /** What was let in long ago acts now. Its time and its number were looked at then; a venue that closed meanwhile forgot it. */
  #performLate(
    request: DialectRequest,
    late: { readonly peer: string; readonly letInAt: EpochMs; readonly answered: boolean },
  ): RequestVerdict {
    if (this.#mode !== "open") return { kind: "silent" };
    for (const watcher of this.#watchers) watcher(request);
    this.#asOf = late.letInAt;
    try {
      const { article } = this.#options;
      const act = this.dialect.act?.(request, this, { article });
      const about = { peer: late.peer, path: request.path };
      const reply = act === undefined ? undefined : this.accounts?.behindTheGate(() => this.#perform(act, about));
      return reply === undefined || !late.answered ? { kind: "silent" } : replying(reply);
    } finally {
      this.#asOf = undefined;
    }
  }

  #halfAmended(form: "cancelled" | "doubled", perform: () => DialectReply): DialectReply {
    const accounts = this.accounts?.all ?? [];
    for (const account of accounts) account.amendments = form;
    try {
      return perform();
    } finally {
      for (const account of accounts) account.amendments = "whole";
    }
  }

  /** What is over a limit must not happen: costs come first. */
  #perform(act: DialectAct, { peer, path }: { readonly peer: string; readonly path: string }): DialectReply {
    if (!this.#options.limits) return act.perform();
    const verdict = this.#limits.charge(peer, act.costs);
    if (verdict.kind !== "allowed") return this.dialect.refusal("rate-limited", { retryAfterMs: verdict.leftMs, now: this.now(), path });
    const headers = this.#limits.reportedHeaders(peer);
    const reply = act.perform();
    return headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } };
  }

  #reply(request: DialectRequest, peer: string): DialectReply {
    const moment = { now: this.now(), path: request.path };
    if (this.#mode === "maintenance") return this.dialect.refusal("maintenance", { retryAfterMs: 0, ...moment });
    const reply = this.dialect.answer(request, this);
    if (!this.#options.limits) return reply;
    const verdict = this.#limits.charge(peer, reply.costs);
    if (verdict.kind !== "allowed") return this.dialect.refusal("rate-limited", { retryAfterMs: verdict.leftMs, ...moment });
    const headers = this.#limits.reportedHeaders(peer);
    return headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } };
  }

  /** Whether the address holds all the sockets that it may; some paths are counted on their own. */
  #isFull(request: SocketRequest): boolean {
    const { connectionsByPath, connectionsPerPeer } = this.dialect.rules;
    const own = connectionsByPath?.[request.path];
    let open = 0;
    for (const [session, holder] of this.#peers) {
      if (holder === request.peer && (own === undefined || session.path === request.path)) open += 1;
    }
    return open >= (own ?? connectionsPerPeer);
  }

  #forget(session: SocketSession): void {
    this.#sessions.delete(session);
    this.#peers.delete(session);
  }

  #log(event: string, detail: string): void {
    this.#options.log.add({ at: this.#options.clock.now(), event, venue: this.id, detail });
  }
}

const replying = (reply: DialectReply): RequestVerdict => ({ kind: "reply", reply, delayMs: 0, bytesPerSecond: undefined });

function refusedBy(reply: DialectReply): SocketVerdict {
  return { kind: "refused", status: reply.status, headers: reply.headers, body: reply.body };
}
