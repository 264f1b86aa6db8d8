// Keeps an account true: subscribes, asks for everything once the stream is there, asks again after every break and from time to
// time, and polls what no topic tells. Until a round of asking has ended whole after the last break, it does not call itself synced.

import { type AccountEvent } from "#core/account/account-event";
import { type VenueOrderId } from "#core/account/order";
import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type Timer } from "#core/port";
import { AccountState } from "#trading/account/account-state";
import { AccountRound } from "#trading/account/account-sync";
import { PrivateSession } from "#trading/stream/private-session";
import { type TradingContext, type TradingSettings, venueNow } from "#trading/trading-context";
import { type AccountCodec, type AccountReads } from "#venues/account";
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
  readonly instruments: () => InstrumentTable;
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
/** A key that is refused again this soon is not asked for at once. */
const REPLACED_SOON_MS = 60_000;

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
  #balancesAt: MonotonicMs | undefined;
  #failures = 0;
  /** Sessions that were replaced shortly after each other, and when the last one was. */
  #replacements = 0;
  #replacedAt: MonotonicMs | undefined;
  #stopped = false;
  readonly #watched = new Map<string, Instrument>();
  readonly #timers: { check?: Timer; retry?: Timer; poll?: Timer; hint?: Timer; renew?: Timer } = {};

  constructor(options: AccountKeeperOptions) {
    this.#options = options;
    this.#reads = options.codec.reads(options.instruments);
    this.state = new AccountState({
      changed: (event) => {
        options.listener.changed(event);
        if (event.kind === "order" && event.origin === "stream") this.#hinted();
      },
      contradicted: (order, instrument) => this.#askFor(order, instrument),
      doubted: (order, instrument) => this.#askFor(order, instrument),
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
    if (this.#options.socket === undefined) this.#resync("no private stream");
    else this.#session = this.#open(() => this.#session);
    this.#pollLater();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of Object.values(this.#timers)) timer?.cancel();
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

  /** Asks for everything again, now. */
  refresh(reason: string): void {
    this.#resync(reason);
  }

  // ── the stream ───────────────────────────────────────────────────────────────────────────────────────────────────

  #open(current: () => PrivateSession | undefined): PrivateSession | undefined {
    const { context, settings, codec, socket, venue, product, instruments } = this.#options;
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
      instruments,
      listener: {
        subscribed: () => this.#subscribed(session),
        heard: (reading) => {
          for (const event of reading.events) this.state.apply(event);
          // A polled channel may have a topic: it tells that something changed, not what.
          if (reading.events.length === 0 && codec.description.channels[reading.channel].how !== "pushed") this.#hinted();
        },
        unreadable: (reason) => this.#resync(reason),
        keyEnded: (reason) => this.#replace(session, reason),
        down: (reason) => {
          if (current() === session) this.#stale(reason);
        },
        refused: (error) => this.#refused(error),
      },
    });
    session.start();
    return session;
  }

  #subscribed(session: PrivateSession): void {
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
    this.#timers.renew?.cancel();
    this.#timers.renew = clock.after(delayMs, () => {
      this.#successor?.stop();
      this.#successor = this.#open(() => this.#session);
    });
  }

  /** A session is replaced before the venue ends it: the new one is subscribed before the old one goes. */
  #renewLater(): void {
    const { context, codec } = this.#options;
    const { session } = codec.description;
    this.#timers.renew?.cancel();
    if (session === undefined || codec.stream?.lease !== undefined) return;
    this.#timers.renew = context.clock.after(session.lifeMs * session.renewAtFraction, () => {
      this.#successor?.stop();
      this.#successor = this.#open(() => this.#session);
    });
  }

  // ── rounds ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #resync(reason: string): void {
    if (this.#stopped || this.#standing.kind === "refused") return;
    // Also while a round that only confirms is under way: what was said and not understood is not known.
    if (this.#standing.kind !== "synced" || reason !== CHECK) this.#set({ kind: "resyncing", reason });
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
    const { context, codec, product, settings } = this.#options;
    const beganTime = venueNow(context);
    const round = new AccountRound({
      context,
      codec,
      reads: this.#reads,
      product,
      state: this.state,
      instruments: () => this.#askedInstruments(),
      fillsSince: epochMs((this.#provenTime ?? beganTime) - settings.overlapMs),
      done: () => this.#roundDone(beganTime),
      failed: (error) => this.#roundFailed(error),
    });
    this.#round = round;
    this.#again = false;
    round.start();
  }

  #roundDone(beganTime: EpochMs): void {
    this.#round = undefined;
    this.#failures = 0;
    if (this.#again) {
      this.#beginRound();
      return;
    }
    const { context, settings, socket } = this.#options;
    if (socket !== undefined && this.#session?.ready !== true) {
      this.#stale("the private stream is down");
      return;
    }
    this.#provenTime = beganTime;
    this.#provenAt = context.clock.monotonic();
    this.#set({ kind: "synced" });
    this.#timers.check?.cancel();
    this.#timers.check = context.clock.after(settings.checkEveryMs, () => this.#resync(CHECK));
  }

  #roundFailed(error: TruebookError): void {
    this.#round = undefined;
    if (error.code === "venue-auth" || error.code === "venue-permission") {
      this.#refused(error);
      return;
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
    context.requester.send(this.#reads.balances(), (outcome) => {
      if (this.#stopped) return;
      if (outcome.kind === "failed") this.#resync("balances could not be read");
      else for (const balance of outcome.value) this.state.apply(balance);
    });
  }

  #askFor(order: VenueOrderId, instrument: Instrument): void {
    const { context } = this.#options;
    const untriggered = this.state.order(order)?.status === "untriggered";
    context.requester.send(this.#reads.order({ instrument, venueOrderId: order, untriggered }), (outcome) => {
      if (this.#stopped || outcome.kind === "failed") return;
      if (outcome.value !== undefined) this.state.apply(outcome.value);
      this.state.settled(order);
    });
  }

  #askedInstruments(): readonly Instrument[] {
    const named = new Map(this.#watched);
    for (const { instrument } of this.state.liveOrders) named.set(`${instrument.product} ${instrument.symbol}`, instrument);
    return [...named.values()];
  }
}

/** The reason of a round that only confirms: the account stays synced meanwhile. */
const CHECK = "check";
