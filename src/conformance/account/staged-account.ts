// One account on its stage: our orders in the words of cards, other people's trades where a card needs them, and what is known beside
// what is true. Markets stand still, so that nothing trades with us but what a card asks for.

import {
  type AccountHand,
  type AccountKeeper,
  type AccountStanding,
  type AccountWish,
  type CallOutcome,
  type PrivateCall,
  type SimulatedAccount,
  type SimulatedMarket,
} from "#assemblies/simulated-ground/account-truth";
import { type PublicMarket } from "#assemblies/simulated-ground/truth";
import { accountDifference } from "#conformance/account/account-difference";
import { OrderWords } from "#conformance/account/order-words";
import { CardFailure, ensure } from "#conformance/ensure";
import { type Scene } from "#conformance/scene";
import { type Stage } from "#conformance/stage";
import { type AccountEvent, isFinal, type OrderReport } from "#core/account/account-event";
import { type OrderIntent, type OrderReference, type VenueOrderId } from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { TruebookError } from "#core/error";

/** From nothing to an account that is known. */
const SYNC_WITHIN_MS = 6_000;
/** Until everything that happened is known: what is polled may take a turn and a half of its rhythm. */
const KNOWN_WITHIN_MS = 8_000;
const ASK_WITHIN_MS = 30_000;
const EVENTS_MAX = 20_000;
/** What is slow by nature runs so much faster over sockets. */
const SPEED = 3;

export interface AccountStageOptions extends AccountWish {
  readonly speed?: number;
  /** Markets that a card needs beyond the first move on; default none moves. */
  readonly further?: number;
  /** Whether the account is watched from the beginning. Default true. */
  readonly watch?: boolean;
}

/** Opens a scene with an account in it, every market standing still. */
export async function openAccount(stage: Stage, options: AccountStageOptions = {}): Promise<StagedAccount> {
  const { speed = SPEED, further = 0, watch = true, ...wish } = options;
  const scene = await stage.open({ mood: "quiet", speed, further, account: wish });
  for (const market of scene.markets) market.pause();
  const account = new StagedAccount(scene);
  scene.judge(account);
  if (watch) await account.watched();
  return account;
}

export class StagedAccount {
  readonly scene: Scene;
  readonly hand: AccountHand;
  readonly words: OrderWords;
  /** Everything that was told, in order. */
  readonly events: { readonly atMs: number; readonly event: AccountEvent }[] = [];
  readonly standings: { readonly atMs: number; readonly standing: AccountStanding }[] = [];
  #repeatedFill: string | undefined;
  readonly #fills = new Set<string>();

  constructor(scene: Scene) {
    const { account } = scene.ground;
    if (account === undefined) throw new RangeError("The ground has no account.");
    this.scene = scene;
    this.hand = account;
    this.words = this.wordsOf(scene.market);
    account.side.listen({
      changed: (event) => this.#heard(event),
      standing: (standing) => this.standings.push({ atMs: scene.nowMs, standing }),
    });
  }

  get truth(): SimulatedAccount {
    return this.hand.truth;
  }

  /** The keeper; the first call starts it. */
  get keeper(): AccountKeeper {
    return this.hand.side.keeper(this.scene.subject.product);
  }

  /** Orders in the words of another market. */
  wordsOf(market: PublicMarket): OrderWords {
    const { product, id } = market.instrument;
    const ours = this.hand.instruments().all.find((each) => each.product === product && each.id === id);
    if (ours === undefined || !isTraded(market)) throw new CardFailure(`${id} cannot be traded.`);
    return new OrderWords({ market, instrument: ours, rules: this.truth.rules, orders: this.hand.codec.description.orders });
  }

  // ── the keeper ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Starts the keeper and waits until the account is known. */
  async watched(): Promise<void> {
    this.keeper.watch(this.words.instrument);
    await this.synced(SYNC_WITHIN_MS);
  }

  synced(withinMs: number): Promise<void> {
    return this.scene.expect(
      () => this.keeper.standing.kind === "synced",
      () => `the account is not synced: ${JSON.stringify(this.keeper.standing)}`,
      withinMs,
    );
  }

  /** Waits until everything that is true is known, and nothing else. */
  known(withinMs: number = KNOWN_WITHIN_MS): Promise<void> {
    return this.scene.expect(
      () => this.keeper.standing.kind === "synced" && this.difference() === undefined,
      () => this.difference() ?? `the account is ${this.keeper.standing.kind}`,
      withinMs,
    );
  }

  difference(): string | undefined {
    return accountDifference({
      known: this.keeper.state,
      truth: this.truth,
      product: this.scene.subject.product,
      positions: this.hand.codec.description.positions !== "none",
    });
  }

  /** What was told of one order, in order. */
  told(id: VenueOrderId): readonly OrderReport[] {
    return this.events
      .map(({ event }) => event)
      .filter((event): event is OrderReport => event.kind === "order" && event.venueOrderId === id);
  }

  // ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sends a private request; what came of it. */
  ask<Value>(call: PrivateCall<Value>): Promise<CallOutcome<Value>> {
    const asked = new Promise<CallOutcome<Value>>((resolve) => {
      this.hand.requester.send(call, resolve, { deadlineMs: ASK_WITHIN_MS });
    });
    return this.scene.settled(asked, ASK_WITHIN_MS + 1_000);
  }

  /** The value of a private request; fails with the words of its error. */
  async value<Value>(call: PrivateCall<Value>): Promise<Value> {
    const outcome = await this.ask(call);
    if (outcome.kind === "value") return outcome.value;
    throw new CardFailure(`${call.name} came to ${errorWords(outcome.error)}`);
  }

  place(intent: OrderIntent): Promise<PlaceAnswer> {
    return this.value(this.hand.codec.orders.place(this.hand.clear(intent)));
  }

  /** Places an order that has to be accepted; its names. */
  async placed(intent: OrderIntent): Promise<OrderReference & { readonly venueOrderId: VenueOrderId }> {
    const answer = await this.place(intent);
    ensure(answer.kind === "accepted", () => `the order came to ${JSON.stringify(answer)}`);
    const { instrument, clientOrderId, style } = intent;
    const untriggered = style.kind === "stop" || style.kind === "take-profit";
    return { instrument, clientOrderId, venueOrderId: answer.venueOrderId, ...(untriggered ? { untriggered } : {}) };
  }

  cancel(reference: OrderReference): Promise<CancelAnswer> {
    return this.value(this.hand.codec.orders.cancel(reference));
  }

  /** Cancels an order that has to be open. */
  async cancelled(reference: OrderReference): Promise<void> {
    const answer = await this.cancel(reference);
    ensure(answer.kind === "cancelled" || answer.kind === "requested", () => `the cancel came to ${JSON.stringify(answer)}`);
  }

  /** Owns a unit that can be sold, where a position is needed for it; what an order that sells it has to say. */
  async somethingToSell(): Promise<{ readonly effect?: "reduce-only" }> {
    const { positions, orders } = this.hand.codec.description;
    if (positions === "none") return {};
    const { words, scene, truth } = this;
    words.offer("sell", words.inside("sell", 5), 1);
    await scene.pass(500);
    await this.placed(words.limit("buy", words.inside("sell", 5)));
    await scene.expect(() => truth.positions().length === 1, "there is no position", KNOWN_WITHIN_MS);
    return orders.reduceOnly ? { effect: "reduce-only" } : {};
  }

  /** Waits until the keeper knows an order in a state. */
  async becomes(id: VenueOrderId, status: string, withinMs: number = KNOWN_WITHIN_MS): Promise<void> {
    await this.scene.expect(
      () => this.keeper.state.order(id)?.status === status,
      () => `order ${id} is taken for ${String(this.keeper.state.order(id)?.status)}, not ${status}`,
      withinMs,
    );
  }

  // ── judgement ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The first broken promise that no card has to look for; undefined when all hold. */
  get wrong(): string | undefined {
    if (this.#repeatedFill !== undefined) return `trade ${this.#repeatedFill} was told twice`;
    const ended = new Set<string>();
    for (const { event } of this.events) {
      if (event.kind !== "order") continue;
      if (!isFinal(event.status) && ended.has(event.venueOrderId)) return `order ${event.venueOrderId} was told as live after its end`;
      if (isFinal(event.status)) ended.add(event.venueOrderId);
    }
    return undefined;
  }

  #heard(event: AccountEvent): void {
    if (this.events.length < EVENTS_MAX) this.events.push({ atMs: this.scene.nowMs, event });
    if (event.kind !== "fill") return;
    if (this.#fills.has(event.tradeId)) this.#repeatedFill ??= event.tradeId;
    this.#fills.add(event.tradeId);
  }
}

/** An error as cards tell it. */
export function errorWords(error: unknown): string {
  return error instanceof TruebookError ? `${error.name} ${error.code}: ${error.message}` : String(error);
}

/** What came of a request, as cards tell it. */
export function outcomeWords(outcome: CallOutcome<unknown>): string {
  return outcome.kind === "value"
    ? JSON.stringify(outcome.value, (_name, value) => (value === undefined ? null : value))
    : errorWords(outcome.error);
}

function isTraded(market: PublicMarket): market is SimulatedMarket {
  return "place" in market;
}
