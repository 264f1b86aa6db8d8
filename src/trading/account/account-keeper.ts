// Keeps an account true: subscribes, asks for everything once the stream is there, asks again after every break and from time to
// time, and polls what no topic tells. Until a round of asking has ended whole after the last break, it does not call itself synced.

import { type AccountEvent, type FillReport, isFinal, type OrderReport } from "#core/account/account-event";
import { eventIn } from "#core/account/joint-scales";
import { type VenueOrderId } from "#core/account/order";
import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type Timer } from "#core/port";
import { AccountState } from "#trading/account/account-state";
import { AccountRound } from "#trading/account/account-sync";
import { FillAudit } from "#trading/account/fill-audit";
import { EchoWatch } from "#trading/stream/echo-watch";
import { PrivateSession } from "#trading/stream/private-session";
import { type TradingContext, type TradingSettings, venueNow } from "#trading/trading-context";
import { type AccountCodec, type AccountReading, type AccountReads } from "#venues/account";
import { type SocketDescription } from "#venues/venue";

/** Whether what is known of an account can be believed. */
export type AccountStanding =
  | { readonly kind: "synced" }
  | { readonly kind: "resyncing"; readonly reason: string }
  | { readonly kind: "stale"; readonly reason: string }
  /** The venue refuses the key; nothing more is tried. */
  | { readonly kind: "refused"; readonly reason: string; readonly error: TruebookError };

export interface AccountKeeperOptions {
  readonly context: TradingContext;
  readonly settings: TradingSettings;
  readonly codec: AccountCodec;
  readonly venue: string;
  readonly product: Product;
  /** The private socket; undefined where the product has none. */
  readonly socket: { readonly description: SocketDescription; readonly url: string } | undefined;
  /** Those that the venue lists now. */
  readonly instruments: () => InstrumentTable;
  /** Those, and the ones that it listed before: what it tells of them is read. */
  readonly known: () => InstrumentTable;
  readonly listener: AccountKeeperListener;
}

export interface AccountKeeperListener {
  changed(event: AccountEvent): void;
  standing(standing: AccountStanding): void;
}

const RETRY_LEAST_MS = 1_000;
const RETRY_MOST_MS = 30_000;
/** Fills are asked for this long after something hinted at one, so that a burst asks once. */
const HINT_AFTER_MS = 100;
/** Balances that only REST tells are read at most this often, whatever happens meanwhile: orders need the same weight. */
const BALANCES_LEAST_MS = 1_000;
/** The same for everything, where messages contradict each other by their times alone. */
const LOOK_AFTER_MS = 500;
/** A key that is refused again this soon is not asked for at once. */
const REPLACED_SOON_MS = 60_000;

/** Logins that may be refused one after the other while REST takes the key; then the stream counts as refused. */
const LOGIN_REFUSALS_MAX = 6;
/** How far a history is read beyond now, on top of what the venue's clock may be off. */
const FILLS_BEYOND_MS = 60_000;
/** A stream that left something out starts anew at most this often. */
const DISTRUST_LEAST_MS = 5_000;
const DISTRUST_MOST_MS = 300_000;

export class AccountKeeper {
  readonly state: AccountState;
  readonly #options: AccountKeeperOptions;
  readonly #reads: AccountReads;
  /** The one that speaks, and while it is renewed the one that will. */
  #session: PrivateSession | undefined;
  #successor: PrivateSession | undefined;
  #sessions = 0;
  #standing: AccountStanding = { kind: "resyncing", reason: "starting" };
  #round: AccountRound | undefined;
  #again = false;
  #provenTime: EpochMs | undefined;
  #provenAt: MonotonicMs | undefined;
  #startedAt = 0;
  #balancesAt: MonotonicMs | undefined;
  #failures = 0;
  /** Sessions that were replaced shortly after each other, and when the last one was. */
  #replacements = 0;
  #replacedAt: MonotonicMs | undefined;
  /** When each live order was first heard of. */
  readonly #heardAt = new Map<VenueOrderId, MonotonicMs>();
  #stopped = false;
  readonly #watched = new Map<string, Instrument>();
  /** Orders that are asked for at the moment. */
  readonly #asked = new Set<VenueOrderId>();
  readonly #audit = new FillAudit();
  readonly #echo: EchoWatch;
  /** The stream has been heard since the account was last whole: what is news to us, it tells too. */
  #isFollowed = false;
  #loginRefusals = 0;
  /** How often the stream was found wanting since it last told something. */
  #distrusts = 0;
  #distrustNotBefore = 0;
  #owner: string | undefined;
  readonly #timers: { check?: Timer; retry?: Timer; poll?: Timer; hint?: Timer; look?: Timer; renew?: Timer; reopen?: Timer } = {};

  constructor(options: AccountKeeperOptions) {
    this.#options = options;
    this.#reads = options.codec.reads(options.known);
    this.state = new AccountState({
      changed: (event, happened) => {
        if (event.kind === "order") this.#noteHeard(event);
        if (happened) this.#expectEcho(event);
        options.listener.changed(event);
        if (event.kind === "order" && event.origin === "stream") this.#hinted();
      },
      contradicted: (order, instrument) => this.#askFor(order, instrument),
      doubted: (order, instrument) => this.#askFor(order, instrument),
      overtaken: () => this.#lookSoon(),
    });
    const { context, settings } = options;
    this.#echo = new EchoWatch({
      clock: context.clock,
      withinMs: settings.echoWithinMs,
      silent: (key) => this.#distrust(`the private stream did not tell ${key}`),
    });
  }

  get product(): Product {
    return this.#options.product;
  }

  /** Instruments that are asked for by name. */
  get watched(): number {
    return this.#watched.size;
  }

  get standing(): AccountStanding {
    return this.#standing;
  }

  /** When everything was last known to be true; undefined before the first round. */
  get provenAt(): MonotonicMs | undefined {
    return this.#provenAt;
  }

  start(): void {
    this.#startedAt = this.#options.context.clock.monotonic();
    if (this.#options.socket === undefined) this.#resync("no private stream");
    else this.#session = this.#open(() => this.#session);
    this.#pollLater();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of Object.values(this.#timers)) timer?.cancel();
    this.#echo.clear();
    this.#round?.stop();
    this.#session?.stop();
    this.#successor?.stop();
  }

  /** Where the venue answers per instrument only: this one is asked for from now on. */
  watch(instrument: Instrument): void {
    const key = `${instrument.product} ${instrument.symbol}`;
    if (this.#watched.has(key)) return;
    this.#watched.set(key, instrument);
    const { openOrdersPer, fillsPer } = this.#reads;
    if ((openOrdersPer === "instrument" || fillsPer === "instrument") && this.#standing.kind === "synced")
      this.#resync("another instrument");
  }

  /** Asks for everything again, now. What comes is news to the stream as well: whoever asks often must not hide that it is deaf. */
  refresh(reason: string): void {
    const isFollowed = this.#isFollowed;
    this.#resync(reason);
    this.#isFollowed = isFollowed;
  }

  // ── the stream ───────────────────────────────────────────────────────────────────────────────────────────────────

  #open(current: () => PrivateSession | undefined): PrivateSession | undefined {
    const { context, settings, codec, socket, venue, product, known } = this.#options;
    const { stream } = codec;
    if (socket === undefined || stream === undefined) return undefined;
    this.#sessions += 1;
    const session: PrivateSession = new PrivateSession({
      context,
      settings,
      codec,
      stream,
      socket: socket.description,
      url: socket.url,
      name: `${venue} ${product} private #${this.#sessions}`,
      instruments: known,
      listener: {
        subscribed: () => this.#subscribed(session),
        heard: (reading) => this.#heard(reading),
        unreadable: (reason) => this.#resync(reason),
        keyEnded: (reason) => this.#replace(session, reason),
        down: (reason) => {
          if (current() === session) this.#stale(reason);
        },
        refused: (error) => this.#streamRefused(session, error),
      },
    });
    session.start();
    return session;
  }

  #heard(reading: AccountReading): void {
    this.#owner ??= reading.owner;
    if (reading.owner !== undefined && reading.owner !== this.#owner) {
      this.#distrust("the private stream told of another account");
      return;
    }
    for (const event of reading.events) {
      const key = echoKey(event);
      if (key !== undefined) this.#echo.heard(key);
      this.state.apply(event);
    }
    if (reading.events.length > 0) this.#distrusts = 0;
    // A polled channel may have a topic: it tells that something changed, not what.
    else if (this.#options.codec.description.channels[reading.channel].how !== "pushed") this.#hinted();
  }

  /** What a reply told, or a read of an account that counted as known, the stream must tell too. */
  #expectEcho(event: AccountEvent): void {
    const key = echoKey(event);
    if (key === undefined || event.origin === "stream" || this.#session?.ready !== true) return;
    const { channels } = this.#options.codec.description;
    if (channels[event.kind === "fill" ? "fills" : "orders"].how !== "pushed") return;
    if (event.origin === "reply" || this.#isFollowed) this.#echo.expect(key);
  }

  /** The stream is not what it should be: an alarm, and a new one, ever more rarely while that does not help. */
  #distrust(reason: string): void {
    const { context } = this.#options;
    const now = context.clock.monotonic();
    context.log.write("error", "private-stream-distrusted", { connection: this.#session?.name, reason });
    context.metrics.count("truebook_private_stream_distrusted_total");
    if (now < this.#distrustNotBefore) {
      this.#resync(reason);
      return;
    }
    this.#distrusts += 1;
    this.#distrustNotBefore = now + Math.min(DISTRUST_MOST_MS, DISTRUST_LEAST_MS * 2 ** Math.min(this.#distrusts, 10));
    this.#stale(reason);
    this.#session?.restart(reason);
  }

  /** A login was refused. REST decides whether it is the key; if not, another attempt is made, later each time. */
  #streamRefused(session: PrivateSession, error: TruebookError): void {
    if (this.#stopped) return;
    if (session === this.#successor) this.#successor = undefined;
    else this.#stale(error.message);
    this.#options.context.requester.send(this.#reads.balances(), (outcome) => {
      if (this.#stopped) return;
      this.#loginRefusals += 1;
      const told = outcome.kind === "failed" ? outcome.error.code : undefined;
      // What the key may not do now it may do again: that is waited for, however long.
      const isHopeless = this.#loginRefusals > LOGIN_REFUSALS_MAX && told !== NOT_PERMITTED;
      if (told === KEY_REFUSED || isHopeless) this.#refused(error);
      else if (session === this.#session) this.#reopenLater();
      // Where the present one still speaks its successor has time; where it was given up for its successor, nobody speaks.
      else if (this.#session?.ready === true) this.#renewLater();
      else this.#succeedLater(this.#refusalDelayMs);
    });
  }

  get #refusalDelayMs(): number {
    return Math.min(RETRY_MOST_MS, RETRY_LEAST_MS * 2 ** this.#loginRefusals);
  }

  #reopenLater(): void {
    this.#timers.reopen?.cancel();
    this.#timers.reopen = this.#options.context.clock.after(this.#refusalDelayMs, () => {
      this.#session = this.#open(() => this.#session);
    });
  }

  #succeedLater(delayMs: number): void {
    this.#timers.renew?.cancel();
    this.#timers.renew = this.#options.context.clock.after(delayMs, () => {
      this.#successor?.stop();
      this.#successor = this.#open(() => this.#session);
    });
  }

  #subscribed(session: PrivateSession): void {
    this.#loginRefusals = 0;
    if (session === this.#successor) {
      // From here both speak; what both say counts once. The old one goes when the round after this has ended.
      this.#session?.stop();
      this.#session = session;
      this.#successor = undefined;
    }
    this.#renewLater();
    this.#resync("subscribed");
  }

  /** A session whose key ended goes on hearing what it may; one with a key of its own is subscribed before it goes. */
  #replace(session: PrivateSession, reason: string): void {
    if (this.#stopped || (session !== this.#session && session !== this.#successor)) return;
    if (session === this.#session) this.#stale(reason);
    const { clock } = this.#options.context;
    const now = clock.monotonic();
    const isAgain = this.#replacedAt !== undefined && now - this.#replacedAt < REPLACED_SOON_MS;
    this.#replacements = isAgain ? this.#replacements + 1 : 0;
    this.#replacedAt = now;
    const delayMs = this.#replacements === 0 ? 0 : Math.min(RETRY_MOST_MS, RETRY_LEAST_MS * 2 ** Math.min(this.#replacements, 6));
    this.#succeedLater(delayMs);
  }

  /** A session is replaced before the venue ends it: the new one is subscribed before the old one goes. */
  #renewLater(): void {
    const { codec } = this.#options;
    const { session } = codec.description;
    this.#timers.renew?.cancel();
    if (session !== undefined && codec.stream?.lease === undefined) this.#succeedLater(session.lifeMs * session.renewAtFraction);
  }

  // ── rounds ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #resync(reason: string): void {
    if (this.#stopped || this.#standing.kind === "refused") return;
    // Also while a round that only confirms is under way: what was said and not understood is not known.
    if (this.#standing.kind !== "synced" || reason !== CHECK) {
      this.#isFollowed = false;
      this.#set({ kind: "resyncing", reason });
    }
    // What a running round has read already may be older than the reason for this one.
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    this.#timers.retry?.cancel();
    this.#timers.check?.cancel();
    this.#beginRound();
  }

  #beginRound(): void {
    const { context, codec, product } = this.#options;
    const beganTime = venueNow(context);
    const fills = this.#fillRange(beganTime);
    const counted = this.state.validFills;
    const round: AccountRound = new AccountRound({
      context,
      codec,
      reads: this.#reads,
      product,
      state: this.state,
      heardAt: (order) => this.#heardAt.get(order),
      instruments: () => this.#askedInstruments(),
      isListed: (instrument) => this.#isListed(instrument),
      fills,
      done: (whole) => {
        this.#auditFills(round, counted);
        this.#roundDone(beganTime, whole);
      },
      failed: (error) => this.#roundFailed(error),
    });
    this.#round = round;
    this.#again = false;
    round.start();
  }

  /**
   * From before the last proven moment until after now, both as the venue counts, even if it set its clock back in between: what our idea
   * of its clock may be wrong by, and the time that a round may take, come on top.
   */
  #fillRange(beganTime: EpochMs): AccountRound["fills"] {
    const { context, settings, codec } = this.#options;
    const elapsedMs = context.clock.monotonic() - (this.#provenAt ?? this.#startedAt);
    const proven = this.#provenTime ?? beganTime - elapsedMs;
    const since = Math.min(proven, beganTime - elapsedMs) - settings.overlapMs;
    return {
      since: epochMs(Math.floor(Math.min(since, (this.#audit.since ?? beganTime) - 1))),
      until: epochMs(Math.ceil(Math.max(beganTime, proven + elapsedMs) + codec.description.clock.windowMs + FILLS_BEYOND_MS)),
    };
  }

  /** A trade that the venue took back is told as such, loudly: money and position are not what they were said to be. */
  #auditFills(round: AccountRound, counted: readonly FillReport[]): void {
    const { context } = this.#options;
    // A round may take longer than the scales of a market last.
    const joint = (fill: FillReport): FillReport => eventIn(fill, this.state.jointScales(fill.instrument));
    const voided = this.#audit.compare(counted.map(joint), {
      rows: round.fillRows.map(joint),
      ...round.fills,
      at: context.clock.monotonic(),
      concerns: ({ instrument }) => round.askedFillsOf(instrument),
    });
    for (const fill of voided) {
      context.log.write("error", "fill-voided", { trade: fill.tradeId, order: fill.venueOrderId, instrument: fill.instrument.id });
      context.metrics.count("truebook_fills_voided_total");
      this.state.voidFill(fill);
    }
  }

  #roundDone(beganTime: EpochMs, whole: boolean): void {
    this.#round = undefined;
    this.#failures = 0;
    if (this.#again) {
      this.#beginRound();
      return;
    }
    const { context, settings, socket, codec } = this.#options;
    if (socket !== undefined && this.#session?.ready !== true) {
      this.#stale("the private stream is down");
      return;
    }
    this.#isFollowed = true;
    this.#provenTime = beganTime;
    this.#provenAt = context.clock.monotonic();
    this.#set({ kind: "synced" });
    this.#timers.check?.cancel();
    const isDoubtful = this.#distrusts > 0 || this.#audit.hasSuspects;
    const usualMs = isDoubtful ? Math.min(settings.checkEveryMs, settings.pollEveryMs) : settings.checkEveryMs;
    const waitMs = whole ? usualMs : Math.min(usualMs, codec.description.orders.visibleAfterMs);
    this.#timers.check = context.clock.after(waitMs, () => this.#resync(CHECK));
  }

  #roundFailed(error: TruebookError): void {
    this.#round = undefined;
    if (error.code === KEY_REFUSED) {
      this.#refused(error);
      return;
    }
    if (error.code === NOT_PERMITTED) {
      this.#options.context.log.write("error", "account-not-permitted", { product: this.product, message: error.message });
    }
    this.#stale(error.message);
    this.#failures += 1;
    const delayMs =
      Math.min(RETRY_MOST_MS, RETRY_LEAST_MS * 2 ** Math.min(this.#failures, 6)) * (0.5 + this.#options.context.random.unit() / 2);
    this.#timers.retry?.cancel();
    this.#timers.retry = this.#options.context.clock.after(delayMs, () => this.#resync("asking again"));
  }

  #refused(error: TruebookError): void {
    this.#round?.stop();
    this.#set({ kind: "refused", reason: error.message, error });
    this.stop();
  }

  #stale(reason: string): void {
    if (this.#standing.kind === "refused" || this.#stopped) return;
    this.#round?.stop();
    this.#round = undefined;
    this.#echo.clear();
    this.#isFollowed = false;
    this.#set({ kind: "stale", reason });
  }

  #set(standing: AccountStanding): void {
    const known = this.#standing;
    if (known.kind === standing.kind && known.kind === "synced") return;
    this.#standing = standing;
    this.#options.listener.standing(standing);
  }

  // ── what no topic tells ──────────────────────────────────────────────────────────────────────────────────────────

  #pollLater(): void {
    const { context, settings, codec } = this.#options;
    const everyMs = Math.min(
      ...Object.values(codec.description.channels).map((channel) =>
        channel.how === "polled" ? channel.everyMs : channel.how === "derived" ? channel.confirmedEveryMs : Number.POSITIVE_INFINITY,
      ),
    );
    if (!Number.isFinite(everyMs) && this.#options.socket !== undefined) return;
    const waitMs = Number.isFinite(everyMs) ? everyMs : settings.pollEveryMs;
    this.#timers.poll = context.clock.after(waitMs, () => {
      if (this.#standing.kind === "synced") this.#readUntold();
      this.#pollLater();
    });
  }

  /** An order moved: where its fills or the money are not pushed, they are asked for soon. */
  #hinted(): void {
    const { context, codec } = this.#options;
    const { channels } = codec.description;
    if (channels.fills.how === "pushed" && channels.balances.how === "pushed") return;
    if (this.#standing.kind !== "synced" || this.#timers.hint !== undefined) return;
    const waitMs = Math.max(HINT_AFTER_MS, (this.#balancesAt ?? 0) + BALANCES_LEAST_MS - context.clock.monotonic());
    this.#timers.hint = context.clock.after(waitMs, () => {
      delete this.#timers.hint;
      this.#readUntold();
    });
  }

  /** A stream contradicted what is known by its times alone: everything is read, once for all that came together. */
  #lookSoon(): void {
    this.#timers.look ??= this.#options.context.clock.after(LOOK_AFTER_MS, () => {
      delete this.#timers.look;
      if (this.#round !== undefined) this.#again = true;
      else if (this.#standing.kind === "synced") this.#resync(CHECK);
    });
  }

  /** Reads what no topic tells: balances by themselves where they are all that is missing, else everything. */
  #readUntold(): void {
    const { context, codec } = this.#options;
    const { balances, ...others } = codec.description.channels;
    const onlyBalances = balances.how === "polled" && Object.values(others).every(({ how }) => how === "pushed" || how === "none");
    if (!onlyBalances || this.#options.socket === undefined) {
      this.#resync(CHECK);
      return;
    }
    if (this.#round !== undefined) return;
    this.#balancesAt = context.clock.monotonic();
    const askedAt = this.state.moment;
    context.requester.send(this.#reads.balances(), (outcome) => {
      if (this.#stopped) return;
      if (outcome.kind === "failed") this.#resync("balances could not be read");
      else for (const balance of outcome.value) this.state.apply(balance, askedAt);
    });
  }

  /** An answer that contradicts as well is not asked about again: the next round looks. */
  #askFor(order: VenueOrderId, instrument: Instrument): void {
    const { context } = this.#options;
    if (this.#asked.has(order)) return;
    this.#asked.add(order);
    const untriggered = this.state.order(order)?.status === "untriggered";
    const askedAt = this.state.moment;
    context.requester.send(this.#reads.order({ instrument, venueOrderId: order, untriggered }), (outcome) => {
      if (!this.#stopped && outcome.kind === "value") {
        if (outcome.value !== undefined) this.state.apply(outcome.value, askedAt);
        this.state.settled(order);
      }
      this.#asked.delete(order);
    });
  }

  #noteHeard({ venueOrderId, status }: OrderReport): void {
    if (isFinal(status)) this.#heardAt.delete(venueOrderId);
    else if (!this.#heardAt.has(venueOrderId)) this.#heardAt.set(venueOrderId, this.#options.context.clock.monotonic());
  }

  /** By name, as long as the venue lists them: it refuses questions about others, and what rests there it tells of itself. */
  #askedInstruments(): readonly Instrument[] {
    const named = new Map(this.#watched);
    for (const { instrument } of this.state.liveOrders) named.set(`${instrument.product} ${instrument.symbol}`, instrument);
    return [...named.values()].filter((instrument) => this.#isListed(instrument));
  }

  #isListed({ product, symbol }: Instrument): boolean {
    return this.#options.instruments().bySymbol(product, symbol) !== undefined;
  }
}

/** The reason of a round that only confirms: the account stays synced meanwhile. */
const CHECK = "check";

/** Nothing more is tried with a key that the venue does not take. */
const KEY_REFUSED = "venue-auth";
/** A permission, or an address that may not act, can come back: it is asked for again, ever more rarely. */
const NOT_PERMITTED = "venue-permission";

/** The name under which an event is waited for; undefined for what streams tell at their own pace. */
function echoKey(event: AccountEvent): string | undefined {
  if (event.kind === "order") return `order ${event.venueOrderId}`;
  return event.kind === "fill" ? `trade ${event.tradeId}` : undefined;
}
