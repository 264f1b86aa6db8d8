// A world in which somebody trades: production code from the gate to the bytes, a reckless strategy, faults of markets, accounts and
// orders, processes that die in the middle of a turn and come back from their journal. What leaves and what rests at the venue is judged
// against the venue's own table (I2 to I8).

import { createHash } from "node:crypto";
import { dialects } from "#assemblies/dialects";
import { VirtualClock } from "#clock/virtual-clock";
import { type RiskLimitsInput } from "#core/account/risk-limits";
import { type Instrument } from "#core/instrument";
import { chosenInterfaces, type Interface } from "#core/interface-choice";
import { type Random } from "#core/port";
import { seededRandom } from "#core/random";
import { type Feed } from "#feed/feed";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type FaultKind } from "#sim/faults/fault-kind";
import { type VirtualNetwork } from "#sim/virtual-network";
import { createSimulatedExchange, type SimulatedExchange } from "#sim/world";
import { type LedgerOrder } from "#trading/ledger/ledger-types";
import { ownNonces } from "#trading/nonces";
import { CanaryLog } from "./account-half.ts";
import { accountDifferences } from "./account-oracle.ts";
import { drawParams, shuffled } from "./draws.ts";
import { MortalProcess } from "./mortal-process.ts";
import { OrderClient } from "./order-client.ts";
import { armCrash, type Crash, drawnCrashes } from "./order-crashes.ts";
import { WorldDisk } from "./order-disk.ts";
import { orderFaults } from "./order-faults.ts";
import { OrderJudge } from "./order-judge.ts";
import { openSends, openUnknowns, tableDifferences } from "./order-oracle.ts";
import { Others } from "./order-others.ts";
import { OrderStrategy } from "./order-strategy.ts";
import { type WorldOptions, type WorldResult, worldFaults } from "./world.ts";
import { type WorldVenue, worldVenueOf } from "./world-venues.ts";

/** Lines with this in them are shown as they come: for a person who looks into one seed. */
const TRACE = process.env["WORLD_TRACE"];
/** Prices without sense make every figure of a limit one, the judge's too. */
const UNREAL = "test-market";
const STORM_MS = 30_000;
/** Everything is synced again, and every unknown resolved or listed, this long after the last fault. */
const CALM_MS = 45_000;
/** An order that the venue held for half a minute may turn up after the last fault. */
const HELD_MOST_MS = 31_000;
/** What is known is what is true this long after the last deed; a trade that was taken back shows two minutes later. */
const RIGHT_WITHIN_MS = 15_000;
const VOIDS_WITHIN_MS = 170_000;
/** A stream that fell silent without a word is found out by the next check, every 20 s, and what it left out by the round of asking. */
const UNTOLD_WITHIN_MS = 35_000;
/** Faults that leave sockets open and make them tell nothing. */
const SILENCING = ["session-expiry", "private-silence", "deaf-topics"];
const SHUTDOWN_WITHIN_MS = 8_000;
const LAST_EVENTS = 20;
const LOOK_EVERY_MS = 100;
/** A person looks at the proof sheets this often. */
const PERSON_EVERY_MS = 1_500;

/** Faults of what happens a few times in a world: posted late they seldom strike, so some worlds get them early as well. */
const SELDOM = ["half-amendment"];
const SELDOM_CHANCE = 0.15;

/** Quote coins: small beside what the account holds, so that orders hit every limit. */
const ORDER_NOTIONAL = 1_000;
const ROOM_NOTIONAL = 6_000;

/** Runs one world of that kind to its end. */
export function runOrderWorld(options: WorldOptions): WorldResult {
  return new OrderWorld(options).run();
}

class OrderWorld {
  readonly #options: WorldOptions;
  readonly #treatment: WorldVenue;
  readonly #random: Random;
  readonly #clock = new VirtualClock();
  readonly #exchange: SimulatedExchange;
  readonly #network: VirtualNetwork;
  readonly #account: SimulatedAccount;
  readonly #interfaces: readonly Interface[];
  readonly #instruments: readonly [Instrument, ...Instrument[]];
  readonly #limits: RiskLimitsInput;
  readonly #judge: OrderJudge;
  readonly #disk = new WorldDisk();
  readonly #nonces = ownNonces();
  readonly #log = new CanaryLog();
  readonly #digest = createHash("sha256");
  readonly #plan: string[] = [];
  readonly #events: string[] = [];
  readonly #crashes: Crash[];
  readonly #strategy: OrderStrategy;
  readonly #others: Others;
  readonly #intents = new Set<string>();
  /** Orders of which nothing was heard for a while. */
  readonly #unanswered = new Set<string>();
  readonly #fired = new Map<string, number>();
  #client: OrderClient | undefined;
  #processes = 0;
  #frames = 0;
  #isOver = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { venue, seed } = options;
    this.#treatment = worldVenueOf(options.as ?? venue.description.id, venue);
    this.#random = seededRandom(`orders ${seed}`);
    const only = shuffled(this.#treatment.symbols, this.#random).slice(0, this.#random.chance(0.3) ? 2 : 1);
    const { otherSide, choice } = this.#treatment;
    this.#interfaces = chosenInterfaces(venue.description, choice ?? {});
    this.#exchange = createSimulatedExchange({
      venues:
        otherSide === undefined
          ? dialects.filter((each) => each.venue === venue.description.id)
          : [otherSide(this.#random.fork("dialect"))],
      seed: `orders ${seed}`,
      clock: this.#clock.elsewhere(),
      mood: "calm",
      markets: { only },
      article: choice?.dialect === "article",
    });
    const lowMs = this.#random.integer(1, 30);
    this.#network = this.#exchange.network({ latency: { lowMs, highMs: lowMs + this.#random.integer(0, 60) } });
    const account = this.#exchange.venues[0]?.accounts?.all[0];
    const [first, ...others] = (this.#exchange.venues[0]?.tradedMarkets ?? [])
      .map(({ instrument }) => instrument)
      .filter(({ product }) => this.#treatment.products.includes(product));
    if (account === undefined || first === undefined) throw new RangeError("The venue has no account to trade on.");
    this.#account = account;
    this.#instruments = [first, ...others];
    this.#log.watchFor(account.credentials.secret, account.credentials.passphrase);
    this.#limits = this.#drawnLimits();
    const now = (): number => this.#clock.monotonic();
    this.#judge = new OrderJudge({
      exchange: this.#exchange,
      account,
      limits: this.#limits,
      instruments: this.#instruments,
      now,
      isDiskFull: () => this.#disk.full,
    });
    this.#crashes = [...drawnCrashes(this.#random, STORM_MS)];
    const parts = { clock: this.#clock, judge: this.#judge };
    this.#strategy = new OrderStrategy({
      ...parts,
      random: this.#random.fork("strategy"),
      instruments: () => this.#traded(),
      client: () => this.#client,
    });
    const random = this.#random.fork("others");
    this.#others = new Others({ ...parts, random, exchange: this.#exchange, account, instruments: this.#instruments });
  }

  run(): WorldResult {
    this.#exchange.start();
    this.#start();
    this.#planFaults();
    this.#strategy.start();
    if (this.#random.chance(0.6)) this.#others.start();
    this.#lookAfter();
    if (this.#random.chance(0.2)) this.#fillDisk(this.#random.integer(4_000, STORM_MS - 6_000));
    this.#clock.advance(STORM_MS);
    this.#calm();
    this.#judgeEnd();
    this.#shutdown();
    return this.#result();
  }

  // ── processes ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(): void {
    this.#processes += 1;
    const { venue } = this.#options;
    const process = new MortalProcess(this.#clock, this.#network, this.#judge);
    const crash = this.#crashes.shift();
    const strike = crash === undefined ? () => undefined : armCrash(process, { ...crash, untilMs: STORM_MS }, this.#clock);
    if (crash !== undefined) this.#plan.push(`${crash.atMs} crash ${JSON.stringify(crash)}`);
    process.died = () => this.#died(crash?.downMs ?? 1_000);
    const client = new OrderClient({
      process,
      disk: this.#disk,
      venue,
      interfaces: this.#interfaces,
      account: this.#account,
      limits: this.#limits,
      settings: { auditEveryMs: 7_000, offsetEveryMs: 20_000, refreshEveryMs: 15_000, refreshLeastMs: 5_000 },
      seed: `orders ${this.#options.seed} client ${this.#processes}`,
      log: this.#log,
      nonces: this.#nonces,
      journalled: (entry) => {
        if (entry.kind === "intent") this.#intents.add(entry.intent.clientOrderId);
        this.#note("journal", JSON.stringify(entry));
        strike(entry);
      },
    });
    this.#judge.client = client;
    client.start(
      (feed) => this.#watched(feed),
      () => client.desk.ledger.listen((order) => this.#heard(order)),
      () => {
        if (process.isAlive) this.#client = client;
      },
    );
  }

  #died(downMs: number): void {
    this.#fire("R4");
    this.#note("crash", String(this.#processes));
    this.#countFrames();
    this.#client = undefined;
    this.#judge.client = undefined;
    // Somebody trades while nobody of ours looks.
    if (this.#random.chance(0.3)) {
      this.#clock.after(downMs / 2, () => this.#others.trade());
      this.#fire("O24");
    }
    this.#clock.after(downMs, () => this.#start());
  }

  #heard({ clientOrderId, venueOrderId, state }: LedgerOrder): void {
    this.#note("order", `${clientOrderId} ${state.kind}`);
    if (venueOrderId !== undefined) this.#judge.table.tell(venueOrderId);
    if (state.kind === "unknown") this.#unanswered.add(clientOrderId);
    if (state.kind === "unsent" && WAITED.test(state.cause)) this.#judge.count("stopped at the write");
  }

  #watched(feed: Feed): readonly Instrument[] {
    return feed.instruments.all.filter(({ id, product }) => this.#instruments.some((each) => each.id === id && each.product === product));
  }

  /** As the client that lives knows them. */
  #traded(): readonly Instrument[] {
    return this.#client === undefined ? [] : this.#watched(this.#client.feed);
  }

  /** A person reads the proof sheets and accepts what nobody can explain. */
  #lookAfter(): void {
    const products = [...new Set(this.#instruments.map(({ product }) => product))];
    this.#clock.after(PERSON_EVERY_MS, () => {
      if (this.#isOver) return;
      // What was not listed when the process began may be listed now.
      this.#client?.desk.attend(this.#traded(), 0, () => undefined);
      for (const product of products) {
        const ledger = this.#client?.desk.ledger;
        if (ledger?.reconcileTrouble(product) === undefined || !ledger.sheets.some((sheet) => sheet.product === product && !sheet.clean))
          continue;
        this.#judge.count("a person accepted a proof sheet");
        ledger.acceptReconciliation(product);
      }
      this.#lookAfter();
    });
  }

  // ── faults ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  #planFaults(): void {
    const { venue, seed, only, tradingEvery = 1 } = this.#options;
    const id = venue.description.id;
    const { without } = this.#treatment;
    const isHere = ({ ids }: FaultKind): boolean => !ids.every((each) => without.includes(each));
    const orders = orderFaults(id, only).filter(isHere);
    // One kind is this seed's own, so that a few dozen worlds hold every kind.
    const own = orders[Math.floor(seed / tradingEvery) % Math.max(1, orders.length)];
    const further = shuffled(orders, this.#random).filter((kind) => kind !== own);
    const markets = shuffled(
      worldFaults(id, only).filter((kind) => isHere(kind) && kind.name !== UNREAL),
      this.#random,
    );
    const drawn = [
      ...(own === undefined ? [] : [own]),
      ...further.slice(0, this.#random.integer(1, 4)),
      ...markets.slice(0, this.#random.integer(0, 3)),
    ];
    for (const kind of drawn) {
      const times = kind.life === "once" ? this.#random.integer(1, 3) : 1;
      for (let time = 0; time < times; time += 1) this.#post(kind, this.#random.integer(3_000, STORM_MS - 3_000));
    }
    // Drawn beside the rest, so that the other worlds stay as they are.
    const luck = seededRandom(`seldom ${seed}`);
    for (const kind of orders.filter(({ name }) => SELDOM.includes(name)))
      if (luck.chance(SELDOM_CHANCE)) this.#post(kind, luck.integer(3_000, 8_000));
  }

  #post(kind: FaultKind, atMs: number): void {
    const params = drawParams(kind, this.#random);
    // Most of what hits private requests shall hit orders.
    if ("aim" in params && this.#random.chance(0.7)) params["aim"] = "orders";
    this.#plan.push(`${atMs} ${kind.name} ${JSON.stringify(params)}`);
    this.#clock.after(atMs, () => {
      const posting = this.#exchange.desk.post({ name: kind.name, venue: this.#options.venue.description.id, params });
      this.#note("fault", `${kind.name} ${posting.kind}`);
    });
  }

  /** Nothing can be written for a while: then nothing may leave (S1). */
  #fillDisk(atMs: number): void {
    this.#plan.push(`${atMs} the disk is full`);
    this.#clock.after(atMs, () => {
      this.#fire("S1");
      this.#disk.full = true;
    });
    this.#clock.after(atMs + this.#random.integer(500, 4_000), () => {
      this.#disk.full = false;
    });
  }

  // ── the end ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #calm(): void {
    this.#strategy.stop();
    this.#others.stop();
    this.#exchange.desk.clear();
    for (const venue of this.#exchange.venues) {
      if (venue.mode === "maintenance") venue.setMode("open");
      for (const market of venue.tradedMarkets) market.resume();
    }
    const healed = this.#until(() => this.#trouble() === undefined, CALM_MS);
    if (!healed) this.#judge.broken("I14", `${CALM_MS} ms after the last fault: ${this.#trouble()}`);
    if (this.#wasFired("late-order")) this.#clock.advance(HELD_MOST_MS);
    this.#until(() => this.#trouble() === undefined && this.#differences().length === 0, this.#rightWithinMs);
  }

  get #rightWithinMs(): number {
    if (this.#wasFired("voided-fill")) return VOIDS_WITHIN_MS;
    // The orders of a journal whose market was away are looked for once it is seen listed again.
    const isLost = this.#processes > 1 && this.#wasFired("delisting");
    return isLost || SILENCING.some((name) => this.#wasFired(name)) ? UNTOLD_WITHIN_MS : RIGHT_WITHIN_MS;
  }

  #trouble(): string | undefined {
    const client = this.#client;
    if (client === undefined) return "nobody runs";
    const open = [...openUnknowns(client.desk.ledger), ...openSends(client.desk.ledger)].map(
      ({ clientOrderId, state }) => `${clientOrderId} is ${JSON.stringify(state)}`,
    );
    return client.trouble(this.#traded()) ?? (open.length === 0 ? undefined : open.join(", "));
  }

  #differences(): readonly string[] {
    const client = this.#client;
    if (client === undefined) return ["nobody runs"];
    const accounts = client.account.side.keepers.flatMap(({ state, product }) =>
      accountDifferences({ state, product, account: this.#account, aliased: this.#wasFired("doubled-fill") }),
    );
    // A process that came later does not know the whole past, only what stands now.
    const now = this.#processes === 1 ? accounts : accounts.filter((words) => STANDS_NOW.test(words));
    return [
      ...now.map((words) => `I5 ${words}`),
      ...tableDifferences(client.desk.ledger, this.#judge, { intents: this.#intents, isDoubling: this.#wasFired("doubled-order") }).map(
        (words) => `I4 ${words}`,
      ),
    ];
  }

  #judgeEnd(): void {
    for (const words of this.#differences().slice(0, 5)) this.#judge.broken(words.slice(0, 2), words.slice(3));
    const client = this.#client;
    for (const [what, count] of Object.entries(client?.desk.ledger.counts ?? {})) {
      this.#judge.counts[`ledger ${what}`] = (this.#judge.counts[`ledger ${what}`] ?? 0) + count;
    }
    this.#judge.finish();
    if (this.#log.found !== undefined) this.#judge.broken("I11", `a secret stands in: ${this.#log.found}`);
  }

  /** Success means that nothing of ours rests; else what rests is named (I8). */
  #shutdown(): void {
    const client = this.#client;
    if (client === undefined) return;
    this.#isOver = true;
    const resting = this.#judge.table.live.length;
    let left: readonly { readonly orderId: string | undefined; readonly clientOrderId: string | undefined }[] | undefined;
    client.desk.shutdown({ withinMs: SHUTDOWN_WITHIN_MS }, (remaining) => {
      left = remaining;
      const named = new Set(remaining.flatMap(({ orderId, clientOrderId }) => [orderId, clientOrderId]));
      const unnamed = this.#judge.table.live.filter(({ order, intent }) => !named.has(order.id) && !named.has(intent));
      for (const { order, intent } of unnamed)
        this.#judge.broken("I8", `${intent ?? ""} rests as ${order.id} after the end, and nobody named it`);
    });
    this.#until(() => left !== undefined, SHUTDOWN_WITHIN_MS + 5_000);
    if (left === undefined) this.#judge.broken("I8", "the shutdown never ended");
    else if (resting > 0 && left.length === 0) this.#judge.count("shutdown with resting orders, all gone");
    else if (left.length > 0) this.#judge.count("shutdown with orders left and named");
  }

  #result(): WorldResult {
    this.#countFrames();
    const virtualMs = this.#clock.monotonic();
    this.#client?.stop();
    this.#exchange.close();
    this.#isOver = true;
    this.#clock.advance(3_600_000);
    if (this.#network.openSockets !== 0) this.#judge.broken("I10", `${this.#network.openSockets} sockets are left after the end`);
    if (this.#clock.pendingTimers !== 0) this.#judge.broken("I10", `${this.#clock.pendingTimers} timers are left after the end`);
    return {
      seed: this.#options.seed,
      violations: this.#judge.violations,
      plan: this.#plan,
      lastEvents: this.#events.slice(-LAST_EVENTS),
      frames: this.#frames,
      handOuts: 0,
      virtualMs,
      firedById: this.#firedById(),
      sometimes: this.#judge.counts,
      digest: this.#digest.digest("hex"),
    };
  }

  // ── small things ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Close above what the account holds already, so that there is a little room and no more. */
  #drawnLimits(): RiskLimitsInput {
    const held = this.#account.balances().reduce((sum, { product, currency, total }) => {
      const instrument = this.#instruments.find((each) => each.kind === "spot" && each.product === product && each.base === currency);
      const best =
        instrument === undefined ? undefined : this.#exchange.marketOf({ ...instrument, symbol: instrument.id })?.picture(0).bids[0]?.[0];
      return best === undefined || instrument === undefined ? sum : Math.max(sum, (Number(total) * best) / 10 ** instrument.priceScale);
    }, 0);
    const room = Math.round(held * 1.01 + ROOM_NOTIONAL);
    return {
      maxOrderNotional: String(ORDER_NOTIONAL),
      maxPositionNotional: String(room),
      maxExposureNotional: String(Math.round(room * this.#random.pick([1.2, 2.2]))),
      maxOpenOrders: String(this.#random.integer(4, 12)),
      maxDailyLoss: "none",
      maxDrawdown: "none",
    };
  }

  #until(condition: () => boolean, withinMs: number): boolean {
    const limitMs = this.#clock.monotonic() + withinMs;
    while (!condition()) {
      if (this.#clock.monotonic() >= limitMs) return false;
      this.#clock.advance(LOOK_EVERY_MS);
    }
    return true;
  }

  #wasFired(name: string): boolean {
    return (this.#exchange.desk.firedByName.get(name) ?? 0) > 0;
  }

  #fire(id: string, times = 1): void {
    if (times > 0) this.#fired.set(id, (this.#fired.get(id) ?? 0) + times);
  }

  #firedById(): ReadonlyMap<string, number> {
    const { counts } = this.#judge;
    counts["an order that got no answer was sent once"] = [...this.#unanswered].filter((intent) => this.#judge.sentOf(intent) <= 1).length;
    for (const [id, what] of Object.entries(COUNTED_AS)) this.#fire(id, counts[what] ?? 0);
    const all = new Map(this.#exchange.desk.firedById);
    for (const [id, count] of this.#fired) all.set(id, (all.get(id) ?? 0) + count);
    return all;
  }

  #countFrames(): void {
    this.#frames += this.#client?.feed.sessions.reduce((sum, session) => sum + session.connection.counters.frames, 0) ?? 0;
  }

  #note(kind: string, words: string): void {
    const line = `${Math.round(this.#clock.monotonic())} ${kind} ${words}`;
    if (TRACE !== undefined && line.includes(TRACE)) console.log(line);
    this.#digest.update(`${line}\n`);
    this.#events.push(line);
    if (this.#events.length > 4 * LAST_EVENTS) this.#events.splice(0, 3 * LAST_EVENTS);
  }
}

/** What of the strategy's deeds, and of what came of them, is an id of the catalogue. */
const COUNTED_AS: Readonly<Record<string, string>> = {
  O5: "the same intent again",
  O23: "order of others",
  O25: "stopped at the write",
  O26: "several at once",
  O27: "a runaway",
  O6: "an order that got no answer was sent once",
  O28: "an order in the wrong unit",
  O29: "a limit held against a batch or a change",
};

/** An order that was cleared, and refused in the turn in which it would have left. */
const WAITED = /^(?!.*was cancelled before)/;
const STANDS_NOW = /^the position|is open and not known|^[A-Z]+ is |^no [A-Z]+ is known/;
