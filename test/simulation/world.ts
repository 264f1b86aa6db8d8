// One world: a seed decides the markets, the network, the faults and the consumers; production code lives in it for at least
// thirty virtual seconds of storm and then has to be well again. Everything is synchronous, so thousands run in a minute.

import { createHash } from "node:crypto";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { isTradingVenue } from "#assemblies/trading-venue";
import { type Instrument, type VenueId } from "#core/instrument";
import { type Random } from "#core/port";
import { seededRandom } from "#core/random";
import { type BookSource } from "#feed/books/book-source";
import { type Lease } from "#feed/leases";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";
import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { type FaultKind } from "#sim/faults/fault-kind";
import { type FaultValue } from "#sim/faults/fault-types";
import { type Mood } from "#sim/market/moods";
import { checkFigures, checkTrades, type HeardTrades, hearMarket, tradeKey } from "#sim/oracle/print-oracle";
import { type Venue } from "#venues/venue";
import { ACCOUNT_SETTINGS, AccountHalf, accountFaults, CanaryLog } from "./account-half.ts";
import { ClientFaults } from "./client-faults.ts";
import { drawParams, shuffled } from "./draws.ts";
import { ReceivedImages } from "./image-oracle.ts";
import { BookOracle, type Violation } from "./oracle.ts";
import { type WorldVenue, worldVenueOf } from "./world-venues.ts";

const STORM_MS = 30_000;
/** Live again after calm: the promise B of the reliability rules. */
const CALM_MS = 45_000;
const LOOK_EVERY_MS = 100;
const AUDIT_MS = 7_000;
const LAST_EVENTS = 20;
/** Every so many worlds one holds an account, unless a run says otherwise. */
export const ACCOUNT_EVERY = 4;
/** Mostly what venues are like, sometimes too much; quiet comes as a fault. */
const MOODS: readonly { readonly mood: Mood; readonly below: number }[] = [
  { mood: "chaos", below: 0.04 },
  { mood: "busy", below: 0.18 },
  { mood: "calm", below: 1 },
];
/** A world that heard less proves little: its storm goes on, for a while. */
const FRAMES_MIN = 300;
const STORM_MORE_MS = 10_000;
const STORM_MOST_MS = 120_000;

export interface WorldOptions {
  readonly venue: Venue;
  /** How worlds treat it: a key of `WORLD_VENUES`; the venue's own id when left out. */
  readonly as?: string;
  readonly seed: number;
  /** Faults to draw from; the whole catalogue that a virtual world can hold by default. */
  readonly only?: readonly string[];
  /** Every so many worlds one holds an account; default four. A long run takes fewer, because they cost several times as much. */
  readonly accountEvery?: number;
  /** Every so many worlds one trades; only read by those that do. */
  readonly tradingEvery?: number;
  /** Whether it holds an account; by its seed when left out. */
  readonly account?: boolean;
}

export interface WorldResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly plan: readonly string[];
  readonly lastEvents: readonly string[];
  readonly frames: number;
  readonly handOuts: number;
  readonly virtualMs: number;
  readonly firedById: ReadonlyMap<string, number>;
  /** Things that must happen sometimes, or the worlds prove nothing. */
  readonly sometimes: Readonly<Record<string, number>>;
  /** A digest of every event and hand-out: equal for equal seeds. */
  readonly digest: string;
}

/** Faults that a world in virtual time can hold, of a venue where one is named. */
export function worldFaults(venue?: VenueId, only?: readonly string[]): readonly FaultKind[] {
  return FAULT_CATALOGUE.filter(
    ({ at, name, venues }) =>
      at !== "bytes" &&
      at !== "account" &&
      at !== "order" &&
      (only === undefined || only.includes(name)) &&
      (venue === undefined || venues?.includes(venue) !== false),
  );
}

/** Runs one world to its end. */
export function runWorld(options: WorldOptions): WorldResult {
  return new World(options).run();
}

class World {
  readonly #options: WorldOptions;
  readonly #treatment: WorldVenue;
  readonly #random: Random;
  readonly #world: SimulatedWorld;
  readonly #clientFaults: ClientFaults;
  readonly #images = new ReceivedImages();
  readonly #truth: BookOracle;
  readonly #digest = createHash("sha256");
  readonly #violations: Violation[] = [];
  readonly #plan: string[] = [];
  readonly #events: string[] = [];
  readonly #sometimes: Record<string, number> = {};
  readonly #log = new CanaryLog();
  readonly #books: Lease<BookSource>[] = [];
  readonly #trades: { lease: Lease<TradesKeeper>; heard: HeardTrades }[] = [];
  #account: AccountHalf | undefined;
  #handOuts = 0;
  #hasUuids = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#treatment = worldVenueOf(options.as ?? options.venue.description.id, options.venue);
    this.#random = seededRandom(`world ${options.seed}`);
    const draw = this.#random.unit();
    const mood = MOODS.find(({ below }) => draw < below)?.mood ?? "calm";
    const only = shuffled(this.#treatment.symbols, this.#random).slice(0, this.#random.chance(0.2) ? 3 : 2);
    const lowMs = this.#random.integer(1, 40);
    const latency = { lowMs, highMs: lowMs + this.#random.integer(0, 80) };
    const { otherSide, choice } = this.#treatment;
    this.#world = simulate({
      venue: options.venue,
      seed: options.seed,
      mood,
      latency,
      markets: { only },
      ...(otherSide === undefined ? {} : { otherSide: otherSide(this.#random.fork("dialect")) }),
      ...choice,
      ...(this.#hasAccount ? { account: ACCOUNT_SETTINGS, log: this.#log } : {}),
      ...(options.venue.description.id === "lbank" ? { frameSink: this.#images } : {}),
      settings: { auditEveryMs: AUDIT_MS, offsetEveryMs: 20_000, refreshEveryMs: 15_000, refreshLeastMs: 5_000 },
    });
    this.#truth = new BookOracle(this.#world.exchange);
    this.#clientFaults = new ClientFaults(this.#world, this.#random.fork("client"));
    this.#world.client.on("status", (event) => {
      this.#note(event.kind, JSON.stringify(event));
      this.#sometimes[event.kind] = (this.#sometimes[event.kind] ?? 0) + 1;
    });
  }

  run(): WorldResult {
    const { clock, exchange, network } = this.#world;
    this.#subscribe();
    this.#openAccount();
    this.#planFaults();
    this.#watch(STORM_MS);
    for (let ms = STORM_MS; this.#frames < FRAMES_MIN && ms < STORM_MOST_MS; ms += STORM_MORE_MS) this.#watch(STORM_MORE_MS);
    exchange.desk.clear();
    this.#clientFaults.end();
    // A quiet market must not hide that a book is wrong: in the calm everything moves.
    for (const venue of exchange.venues) {
      if (venue.mode === "maintenance") venue.setMode("open");
      for (const market of venue.tradedMarkets) market.resume();
    }
    const calmUntilMs = clock.monotonic() + CALM_MS;
    const healed = this.#world.until(() => this.#allLive() && this.#account?.isSynced !== false, CALM_MS);
    if (!healed) this.#violation("I14", `not live ${CALM_MS} ms after the last fault: ${this.#states()} ${this.#account?.words ?? ""}`);
    // Where prints have no running numbers, what is lost shows at the next audit of its stream.
    const numbered = this.#trades.every(({ heard }) => heard.ids.every((id) => !id.includes(" ")) && !this.#hasUuids);
    this.#watch(numbered ? 3_000 : (this.#trades.length + 1) * AUDIT_MS);
    if (this.#account !== undefined) this.#violations.push(...this.#account.judge(calmUntilMs));
    for (const { lease, heard } of this.#trades) {
      const { instrument } = lease.kept;
      const { ids } = this.#world.feed.codec(instrument.product).description.trades;
      const words = ids === "rest-only" ? checkFigures(instrument, heard) : checkTrades(instrument, heard);
      if (words !== undefined) this.#violation("I5", words);
    }
    const frames = this.#frames;
    const virtualMs = clock.monotonic();
    const firedById = new Map([...exchange.desk.firedById, ...this.#clientFaults.firedById]);
    this.#collect();
    this.#world.close();
    // Long enough for the slowest body that a fault drips out.
    clock.advance(3_600_000);
    if (network.openSockets !== 0) this.#violation("I10", `${network.openSockets} sockets are left after the end`);
    if (clock.pendingTimers !== 0) this.#violation("I10", `${clock.pendingTimers} timers are left after the end`);
    return {
      seed: this.#options.seed,
      violations: this.#violations,
      plan: this.#plan,
      lastEvents: this.#events.slice(-LAST_EVENTS),
      frames,
      handOuts: this.#handOuts,
      virtualMs,
      firedById,
      sometimes: this.#sometimes,
      digest: this.#digest.digest("hex"),
    };
  }

  get #frames(): number {
    return this.#world.feed.sessions.reduce((sum, session) => sum + session.connection.counters.frames, 0);
  }

  #subscribe(): void {
    const { feed } = this.#world;
    const chosen = feed.instruments.all.filter(({ product }) => this.#treatment.products.includes(product));
    for (const instrument of chosen) this.#openBook(instrument, 0);
    const [first] = chosen;
    if (first === undefined) return;
    const { groupMax } = this.#treatment;
    if (groupMax > 0 && this.#random.chance(0.15)) this.#openBook(first, this.#random.integer(1, groupMax));
    for (const instrument of chosen.slice(0, this.#random.integer(1, 2))) this.#openTrades(instrument);
  }

  /** Some worlds hold an account, where the venue's private side is spoken and simulated in that version. */
  get #hasAccount(): boolean {
    const { venue, seed, accountEvery = ACCOUNT_EVERY, account = seed % accountEvery === 0 } = this.#options;
    return account && isTradingVenue(venue) && this.#treatment.account !== false;
  }

  #openAccount(): void {
    if (!this.#hasAccount) return;
    const instruments = this.#world.feed.instruments.all.filter(({ product }) => this.#treatment.products.includes(product));
    this.#account = new AccountHalf(this.#world, this.#random.fork("account"), {
      log: this.#log,
      instruments,
      told: (line) => this.#digest.update(`account ${line}\n`),
    });
  }

  #openBook(instrument: Instrument, group: number): void {
    const lease = this.#world.feed.book(instrument, { group });
    this.#books.push(lease);
    lease.kept.subscribe((change) => {
      this.#handOuts += 1;
      const { book } = lease.kept;
      this.#digest.update(`${change} ${instrument.symbol} ${String(book.sequence)} ${lease.kept.state().kind}\n`);
      if (change === "update") this.#check(lease.kept);
    });
    this.#clientFaults.consume(lease.kept);
  }

  #openTrades(instrument: Instrument): void {
    const lease = this.#world.feed.trades(instrument);
    const heard = hearMarket(this.#world.exchange, instrument);
    this.#trades.push({ lease, heard });
    lease.kept.subscribe((news: TradeNews) => {
      if (news.kind === "hole") {
        heard.holes.push(news);
        this.#sometimes["hole"] = (this.#sometimes["hole"] ?? 0) + 1;
        return;
      }
      const key = tradeKey(news.trade);
      this.#digest.update(`trade ${key}\n`);
      heard.ids.push(key);
      this.#hasUuids ||= news.trade.tradeId?.includes("-") === true;
    });
  }

  #planFaults(): void {
    const { without } = this.#treatment;
    const kinds = worldFaults(this.#options.venue.description.id, this.#options.only).filter(
      ({ ids }) => !ids.every((id) => without.includes(id)),
    );
    // An account's own faults take the place of others.
    const count = this.#account === undefined ? this.#random.integer(3, 8) : this.#random.integer(1, 3);
    // One kind is this seed's own, so that a few hundred worlds hold every kind; what strikes handshakes needs a socket that closes.
    const own = kinds[this.#options.seed % Math.max(1, kinds.length)];
    const others = shuffled(kinds, this.#random).filter((kind) => kind !== own);
    const drawn = [...(own === undefined ? [] : [own]), ...others].slice(0, count);
    if (own?.at === "handshake") this.#clockedClose(STORM_MS / 2);
    for (const kind of drawn) {
      const times = kind.life === "once" ? this.#random.integer(1, 3) : 1;
      for (let time = 0; time < times; time += 1) {
        const atMs = this.#random.integer(1_500, kind === own && kind.at === "handshake" ? STORM_MS / 2 : STORM_MS - 2_000);
        const target = this.#target();
        this.#post(kind, atMs, drawParams(kind, this.#random), target);
      }
    }
    if (this.#account !== undefined) this.#planAccountFaults();
    this.#plan.push(...this.#clientFaults.plan(STORM_MS));
  }

  /** As for markets: one kind is this seed's own. A revoked key ends the account's part, so it comes late. */
  #planAccountFaults(): void {
    const { venue, seed, only, accountEvery = ACCOUNT_EVERY } = this.#options;
    const kinds = accountFaults(venue.description.id, only);
    const own = kinds[Math.floor(seed / accountEvery) % Math.max(1, kinds.length)];
    const others = shuffled(kinds, this.#random).filter((kind) => kind !== own && kind.name !== "key-revoked");
    const drawn = [...(own === undefined ? [] : [own]), ...others].slice(0, this.#random.integer(2, 5));
    for (const kind of drawn) {
      const times = kind.life === "once" ? this.#random.integer(1, 3) : 1;
      for (let time = 0; time < times; time += 1) {
        const atMs = this.#random.integer(kind.name === "key-revoked" ? STORM_MS / 2 : 3_000, STORM_MS - 2_000);
        this.#post(kind, atMs, drawParams(kind, this.#random));
      }
    }
  }

  #post(kind: FaultKind, atMs: number, params: Readonly<Record<string, FaultValue>>, target: { readonly symbol?: string } = {}): void {
    const { clock, exchange } = this.#world;
    this.#plan.push(`${atMs} ${kind.name} ${JSON.stringify({ ...target, ...params })}`);
    clock.after(atMs, () => {
      const posting = exchange.desk.post({ name: kind.name, venue: this.#options.venue.description.id, ...target, params });
      this.#note("fault", `${kind.name} ${posting.kind}`);
    });
  }

  /** Cuts every socket, after whatever waits for the next handshake was posted. */
  #clockedClose(fromMs: number): void {
    const atMs = this.#random.integer(fromMs, STORM_MS - 1_000);
    this.#plan.push(`${atMs} close`);
    const venue = this.#options.venue.description.id;
    this.#world.clock.after(atMs, () => this.#world.exchange.desk.post({ name: "close", venue, params: { scope: "all" } }));
  }

  /** Most faults aim at a market that is watched. */
  #target(): { readonly symbol?: string } {
    // As the simulated venue spells it, which may be another version's spelling.
    const books = this.#books.map(({ kept: { instrument } }) => {
      const { venue, product, id } = instrument;
      return String(this.#world.exchange.marketOf({ venue, product, symbol: id })?.instrument.symbol ?? instrument.symbol);
    });
    const [first, ...others] = books;
    return first === undefined || this.#random.chance(0.3) ? {} : { symbol: this.#random.pick([first, ...others]) };
  }

  /** Lets time pass, time asleep not counted; between events, views are read as users do: at odd moments, not only when something comes. */
  #watch(ms: number): void {
    for (let passedMs = 0; passedMs < ms; passedMs += LOOK_EVERY_MS) {
      this.#world.clock.advance(LOOK_EVERY_MS);
      for (const lease of this.#books) this.#check(lease.kept);
      const lasting = this.#account?.look();
      if (lasting !== undefined) this.#violations.push(lasting);
    }
  }

  #check(source: BookSource): void {
    const atMs = this.#world.clock.monotonic();
    const violation = this.#truth.check(source, atMs) ?? this.#images.check(source, atMs);
    if (violation !== undefined && this.#violations.length < 10) this.#violations.push(violation);
  }

  #allLive(): boolean {
    return this.#books.every((lease) => lease.kept.state().kind === "live");
  }

  #states(): string {
    return this.#books
      .map((lease) => `${lease.kept.instrument.symbol}/${lease.kept.group} ${JSON.stringify(lease.kept.state())}`)
      .join(", ");
  }

  #collect(): void {
    const add = (name: string, count: number): void => {
      this.#sometimes[name] = (this.#sometimes[name] ?? 0) + count;
    };
    for (const { lease } of this.#trades) {
      add("backfilled trade", lease.kept.counters.backfilled);
      add("duplicate trade dropped", lease.kept.counters.duplicates);
    }
    for (const lease of this.#books) {
      add("old message ignored", lease.kept.counters.old);
      add("message dropped while waiting", lease.kept.counters.dropped);
    }
    for (const [what, count] of Object.entries(this.#account?.counts ?? {})) add(what, count);
    if (this.#account !== undefined) add("fill of ours", this.#account.fills);
    const { malformed } = this.#world.client.health();
    add("malformed", malformed);
  }

  #violation(invariant: string, words: string): void {
    this.#violations.push({ invariant, words, atMs: this.#world.clock.monotonic() });
  }

  #note(kind: string, words: string): void {
    const line = `${Math.round(this.#world.clock.monotonic())} ${kind} ${words}`;
    this.#log.look(kind, line);
    this.#digest.update(`${line}\n`);
    this.#events.push(line);
    if (this.#events.length > 4 * LAST_EVENTS) this.#events.splice(0, 3 * LAST_EVENTS);
  }
}
