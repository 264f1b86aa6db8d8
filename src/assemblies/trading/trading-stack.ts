// Everything behind a connection that trades: gate, ledger and journal over an account that is kept, the instruments that are attended
// to, and what is done when a limit bites, a switch is thrown or the end comes.

import { AttendedInstruments } from "#assemblies/trading/attended";
import { flattenOrders } from "#assemblies/trading/flatten";
import { Holdings } from "#assemblies/trading/holdings";
import { orderRequest } from "#assemblies/trading/order-request";
import { whenReady } from "#assemblies/trading/readiness";
import { AssembledRiskView } from "#assemblies/trading/risk-view";
import { remaining, remainingOrder } from "#client/trading/remaining";
import { type OrderPreview, type Remaining, type RiskStatus } from "#client/trading/trading-api";
import { type TradingDesk } from "#client/trading/trading-desk";
import { type ClearedOrder, type OrderIntent } from "#core/account/order";
import { type OrderJournal } from "#core/account/order-journal";
import { type KillLatch, type Rehearsal, type RiskMemory, type RiskRule, type RiskView } from "#core/account/risk";
import { type RiskLimitsInput } from "#core/account/risk-limits";
import { type PriceUnits } from "#core/brand";
import { InvariantError, UsageError } from "#core/error";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type Feed } from "#feed/feed";
import { createRiskGate } from "#risk/gate";
import { checkLimitedInstruments, type RiskLimits, riskLimits } from "#risk/limits";
import { type RiskEvent } from "#risk/risk-event";
import { type RiskGate } from "#risk/risk-gate";
import { type AccountSide } from "#trading/account/account-side";
import { type DeadMan, type DeadManListener } from "#trading/dead-man/dead-man";
import { type LedgerSettings } from "#trading/ledger/ledger-settings";
import { type LedgerOrder, type OrderLedgerApi } from "#trading/ledger/ledger-types";
import { OrderLedger } from "#trading/ledger/order-ledger";
import { type TradingContext } from "#trading/trading-context";

/** What a trading connection is given beside its keys. */
export interface TradingParts {
  /** Venue, environment and account: whose orders they are. */
  readonly owner: string;
  readonly journal: OrderJournal;
  readonly latch: KillLatch;
  readonly memory: RiskMemory;
  readonly limits: RiskLimitsInput;
  readonly onClose: "cancel-all" | "leave";
  readonly ledger?: Partial<LedgerSettings>;
  /** Who cancels when this process cannot; nobody when left out. */
  readonly deadMan?: (ground: DeadManGround) => DeadMan;
}

/** What a dead man may need of the account that it stands behind. */
export interface DeadManGround {
  readonly side: AccountSide;
  readonly feed: Feed;
  readonly hosts: Readonly<Record<string, string>>;
  readonly context: TradingContext;
  readonly listener: DeadManListener;
}

export interface TradingStackOptions {
  readonly parts: TradingParts;
  readonly context: TradingContext;
  readonly feed: Feed;
  readonly side: AccountSide;
  readonly hosts: Readonly<Record<string, string>>;
  /** An account that was not compared with the venue for so long is not believed, in ms. */
  readonly provenWithinMs: number;
}

type Left = (left: readonly Remaining[]) => void;

/** Losses, cool-downs, the switch and the event loop are looked at this often, in ms. */
const LOOK_EVERY_MS = 100;
/** A timer that comes so much too late was held up by something that stopped everything else too. */
const STALL_MS = 1_000;
/** How long a kill, a flattening and the end wait for the venue's evidence, in ms. */
const CANCEL_WITHIN_MS = 10_000;
const SHUTDOWN_WITHIN_MS = 5_000;

/** What there is once the instruments are read: recovered orders cannot be understood without them. */
interface Started {
  readonly gate: RiskGate;
  readonly ledger: OrderLedgerApi;
  readonly deadMan: DeadMan | undefined;
  readonly ends: readonly (() => void)[];
}

export class TradingStack implements TradingDesk {
  readonly view: RiskView;
  readonly attended: AttendedInstruments;
  readonly parts: TradingParts;
  readonly #options: TradingStackOptions;
  readonly #holdings: Holdings;
  readonly #limits: RiskLimits;
  #started: Started | undefined;
  #armed = false;
  #stopped = false;
  #timer: Timer | undefined;
  /** Why this process itself threw the switch: that news it acted on already. */
  #ownKill: string | undefined;
  #ending: Left[] | undefined;
  #end: readonly Remaining[] | undefined;

  constructor(options: TradingStackOptions) {
    const { parts, context, feed, side, provenWithinMs } = options;
    const { clock } = context;
    this.#options = options;
    this.parts = parts;
    this.#limits = riskLimits(parts.limits);
    this.attended = new AttendedInstruments(feed, side);
    this.#holdings = new Holdings(side, clock);
    const { attended } = this;
    const ledger = (): OrderLedgerApi => this.ledger;
    const armed = (): boolean => this.#armed;
    this.view = new AssembledRiskView({ clock, feed, side, attended, holdings: this.#holdings, provenWithinMs, ledger, armed });
  }

  /**
   * Takes over what the journal recovered, and begins to compare it with the venue. Called once, when the instruments are read. Throws
   * ConfigError for limits that are none.
   */
  start(): void {
    const { parts, context, feed, side, hosts } = this.#options;
    const deadMan = parts.deadMan?.({ side, feed, hosts, context, listener: this.#deadManListener() });
    const { journal, latch, memory } = parts;
    checkLimitedInstruments(this.#limits, feed.instruments);
    const gate = createRiskGate({
      clock: context.clock,
      log: context.log,
      metrics: context.metrics,
      limits: this.#limits,
      view: this.view,
      latch,
      memory,
      journalTrouble: () => journal.trouble,
      watchdogTrouble: () => deadMan?.trouble,
    });
    const ledger = new OrderLedger({
      context,
      side,
      instruments: () => feed.instruments,
      gate,
      journal,
      owner: parts.owner,
      quoteSize: (instrument, quote) => gate.quoteSize(instrument, quote),
      ...(parts.ledger === undefined ? {} : { settings: parts.ledger }),
    });
    const ends = [
      gate.listen((event) => this.#act(event)),
      ledger.listen((order) => this.#follow(order)),
      side.listen({ changed: (event) => event.kind === "fill" && gate.filled(event), standing: () => undefined }),
    ];
    this.#started = { gate, ledger, deadMan, ends };
    for (const { intent } of ledger.open) this.attended.attend(intent.instrument);
    this.#look();
  }

  /** Throws InvariantError before `start`. */
  get ledger(): OrderLedgerApi {
    return this.#parts.ledger;
  }

  get deadMan(): DeadMan | undefined {
    return this.#started?.deadMan;
  }

  get #gate(): RiskGate {
    return this.#parts.gate;
  }

  get #parts(): Started {
    if (this.#started !== undefined) return this.#started;
    throw new InvariantError("no-trading", "Something was asked of a trading connection before it was started.");
  }

  /** Whether the gate was opened. */
  get armed(): boolean {
    return this.#armed;
  }

  /** Opens the gate: everything that has to be known before the first order is. */
  open(): void {
    this.#armed = true;
  }

  attend(instruments: readonly Instrument[], withinMs: number, ready: () => void): void {
    for (const instrument of instruments) {
      this.#mustBeTradable(instrument);
      this.attended.attend(instrument);
    }
    const { context, feed, side } = this.#options;
    const ground = { clock: context.clock, feed, side, attended: this.attended, ledger: this.ledger };
    whenReady(ground, instruments, { withinMs, ready });
  }

  marketPrice(instrument: Instrument, side: Side): PriceUnits | undefined {
    const { state, bestAsk, bestBid } = this.view.book(instrument);
    return state === "live" ? (side === "buy" ? bestAsk : bestBid) : undefined;
  }

  rehearse(intent: OrderIntent): Rehearsal {
    return this.#gate.preview(intent);
  }

  request(order: ClearedOrder): OrderPreview["request"] {
    const { side, context, hosts } = this.#options;
    return orderRequest(order, { codec: side.codec(order.instrument.product), stamp: context.stamp(), hosts });
  }

  risk(): RiskStatus {
    const gate = this.#gate;
    return {
      armed: this.#armed,
      killed: gate.killed,
      blocked: gate.blocked(this.#options.side.products),
      lines: gate.lines(),
      deadMan: deadManStatus(this.deadMan),
    };
  }

  kill(wish: { readonly reason: string; readonly flatten: boolean; readonly by: string }, settled: Left): void {
    this.#ownKill = wish.reason;
    this.#gate.kill(wish);
    this.#cancelOurs(CANCEL_WITHIN_MS, (left) => {
      if (wish.flatten) this.#flatten(() => settled(left));
      else settled(left);
    });
  }

  resume(by: string): void {
    this.#gate.resume(by);
  }

  shutdown({ withinMs = SHUTDOWN_WITHIN_MS }: { readonly withinMs?: number }, settled: Left): void {
    if (this.#end !== undefined) {
      settled(this.#end);
      return;
    }
    if (this.#ending !== undefined) {
      this.#ending.push(settled);
      return;
    }
    this.#ending = [settled];
    this.#gate.close();
    if (this.parts.onClose === "cancel-all") this.#cancelOurs(withinMs, (left) => this.#ended(left));
    else this.#whenDecided(withinMs, () => this.#ended(this.ledger.open.map(remainingOrder)));
  }

  get leavesOrders(): boolean {
    return this.parts.onClose === "leave";
  }

  /** It was never armed: nobody needs to stand behind it, and nothing of an earlier run is touched. */
  abandon(): void {
    this.deadMan?.disarm(() => undefined);
    this.stop();
  }

  /** Lets go of everything without asking the venue for anything: the end of a process that could not say goodbye. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const started = this.#started;
    this.#end ??= started?.ledger.open.map(remainingOrder) ?? [];
    this.#timer?.cancel();
    for (const end of started?.ends ?? []) end();
    started?.ledger.stop();
    this.#holdings.stop();
    this.attended.stop();
    this.parts.journal.close();
  }

  #ended(left: readonly Remaining[]): void {
    if (this.parts.onClose !== "leave") this.#alarmLeft("the end", left);
    const finish = (): void => {
      this.#end = left;
      this.stop();
      for (const settled of this.#ending ?? []) settled(left);
    };
    if (this.deadMan === undefined) finish();
    else if (left.length === 0 || this.parts.onClose === "leave") this.deadMan.disarm(finish);
    else {
      // What could not be proved gone is left to whoever stands behind us.
      this.deadMan.leave();
      finish();
    }
  }

  /** Orders of which nobody knows yet whether the venue has them are looked for until somebody does, or a person has to. */
  #whenDecided(withinMs: number, decided: () => void): void {
    const { clock } = this.#options.context;
    const until = clock.monotonic() + withinMs;
    const isOpen = ({ state }: LedgerOrder): boolean => state.kind !== "live" && !(state.kind === "unknown" && state.listed);
    const look = (): void => {
      if (this.#stopped || clock.monotonic() >= until || !this.ledger.open.some(isOpen)) decided();
      else clock.after(LOOK_EVERY_MS, look);
    };
    look();
  }

  #cancelOurs(withinMs: number, settled: Left): void {
    this.ledger.cancelAll({ withinMs }, (left) => settled(left.map(remaining)));
  }

  /** Does what a limit or a switch asks for; the gate, which only refuses, tells each of them once. */
  #act(event: RiskEvent): void {
    if (this.#ending !== undefined || this.#stopped) return;
    switch (event.kind) {
      case "halted":
      case "resumed":
        break;
      case "reduce":
        this.#cancelAndClose(event.rule, false);
        break;
      case "flatten":
        this.#cancelAndClose(event.rule, true);
        break;
      case "killed": {
        const { killed, restored } = event;
        const isOwn = this.#ownKill === killed.reason;
        this.#ownKill = undefined;
        // Thrown before this process began: what it asked for was done then, and what rests now is cancelled once more.
        if (!isOwn) this.#cancelAndClose("killed", killed.flatten && !restored);
      }
    }
  }

  #cancelAndClose(rule: RiskRule, flatten: boolean): void {
    this.#cancelOurs(CANCEL_WITHIN_MS, (left) => {
      this.#alarmLeft(rule, left);
      if (flatten) this.#flatten(() => undefined);
    });
  }

  #alarmLeft(rule: RiskRule | "the end", left: readonly Remaining[]): void {
    for (const { orderId, clientOrderId, standing } of left) {
      const reason = `could not be cancelled: ${standing}`;
      this.#options.context.log.write("error", "order-alarm", { rule, orderId, clientOrderId, reason });
    }
  }

  #flatten(settled: () => void): void {
    // A kill may have waited for its cancels until the end came.
    if (this.#stopped) {
      settled();
      return;
    }
    const { side, context } = this.#options;
    const { intents, left } = flattenOrders({
      side,
      held: this.view.held,
      position: (instrument) => this.view.position(instrument),
      nextClientOrderId: () => this.ledger.nextClientOrderId(),
    });
    for (const words of left) context.log.write("error", "order-alarm", { reason: `not closed: ${words}` });
    this.ledger.submitMany(intents, (results) => {
      results.forEach((result, at) => {
        if (result.kind === "accepted") return;
        const words = result.kind === "refused" ? result.words : result.kind;
        context.log.write("error", "order-alarm", { instrument: intents[at]?.instrument.symbol, reason: `not closed: ${words}` });
      });
      settled();
    });
  }

  #look(): void {
    const { clock } = this.#options.context;
    const setAt = clock.monotonic();
    this.#timer = clock.after(LOOK_EVERY_MS, () => {
      const lateMs = clock.monotonic() - setAt - LOOK_EVERY_MS;
      if (lateMs >= STALL_MS) this.#gate.loopStalled(lateMs);
      this.#look();
      this.#gate.look();
    });
  }

  #deadManListener(): DeadManListener {
    const { side, context } = this.#options;
    return {
      changed: (trouble) => context.log.write(trouble === undefined ? "info" : "error", "dead-man", { trouble }),
      fired: (why) => {
        context.log.write("error", "dead-man-fired", { reason: why });
        for (const product of side.products) this.ledger.reconcile(product, "the dead man acted", () => undefined);
      },
    };
  }

  /** The dead man knows of every order before it leaves, and of its end. */
  #follow({ intent, clientOrderId, venueOrderId, state }: LedgerOrder): void {
    if (this.deadMan === undefined) return;
    const { instrument } = intent;
    const reference = { instrument, clientOrderId, ...(venueOrderId === undefined ? {} : { venueOrderId }) };
    switch (state.kind) {
      case "reserved":
      case "sent":
      case "live":
      case "unknown":
        this.deadMan.expect(reference);
        break;
      case "unsent":
      case "rejected":
      case "ended":
      case "never-arrived":
        this.deadMan.forget(reference);
        break;
    }
  }

  /** Where a venue can hold positions either way, orders do not name a leg: an account that has legs is not traded. */
  #mustBeTradable(instrument: Instrument): void {
    const { side } = this.#options;
    if (side.codec(instrument.product).description.positions !== "either") return;
    const legs = side
      .keeper(instrument.product)
      .state.positions.filter(({ leg, instrument: of }) => leg !== "net" && of.symbol === instrument.symbol);
    if (legs.length === 0) return;
    throw new UsageError(
      "hedge-not-traded",
      `${instrument.symbol} holds longs and shorts side by side; truebook trades it one way only, and nothing was sent.`,
      { hint: "close the positions and set the position mode to one-way" },
    );
  }
}

function deadManStatus(deadMan: DeadMan | undefined): RiskStatus["deadMan"] {
  if (deadMan === undefined) {
    return { kind: "none", withinMs: undefined, words: "Nobody cancels when this process dies: its orders stay until somebody does." };
  }
  const { kind, withinMs, trouble } = deadMan;
  return { kind, withinMs, words: trouble ?? `Orders are cancelled within ${withinMs / 1_000} s of the death of this process.` };
}
