// Somebody who trades recklessly: orders of every style, changes, cancels, batches, the same order again and again, orders far too
// large or at impossible prices, kills and people who arm again. It outlives its process: what it wanted before a crash it may want again.

import { type TradingDesk } from "#client/trading/trading-desk";
import { type ClientOrderId, clientOrderId, type OrderIntent, type OrderStyle } from "#core/account/order";
import { type PriceUnits, priceUnits, sizeUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Clock, type Random, type Timer } from "#core/port";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { type OrderCapabilities } from "#venues/account";
import { type OrderJudge } from "./order-judge.ts";

/** How long until the next deed, in ms. */
const PAUSE_MS = [120, 900] as const;
/** Intents of the past that may be wanted again. */
const REMEMBERED = 40;
/** More than a minute's worth of one and the same order. */
const RUNAWAY = 30;
/** How long a kill lasts before a person arms again, in ms. */
const KILLED_MS = [500, 6_000] as const;
/** From the acknowledgement of a kill to the first cancel, in ms. */
const FIRST_CANCEL_MS = 250;

/** What of a client a strategy uses. */
export interface TradedClient {
  readonly desk: TradingDesk;
  readonly isAlive: boolean;
  /** Whether the venue said lately that it gets too many requests: nothing leaves then, because that would prolong it. */
  readonly isBanned: boolean;
  orders(instrument: Instrument): OrderCapabilities;
}

export interface StrategyOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** As the client that lives knows them. */
  readonly instruments: () => readonly Instrument[];
  readonly judge: OrderJudge;
  /** The client that lives now; undefined while none does. */
  readonly client: () => TradedClient | undefined;
}

type Deed = (client: TradedClient) => void;

export class OrderStrategy {
  readonly #options: StrategyOptions;
  readonly #random: Random;
  readonly #past: OrderIntent[] = [];
  readonly #deeds: readonly (readonly [below: number, name: string, deed: Deed])[];
  #names = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: StrategyOptions) {
    this.#options = options;
    this.#random = options.random;
    this.#deeds = [
      [0.4, "one order", (client) => this.#submit(client, this.#intent(client))],
      [0.48, "several at once", (client) => this.#several(client)],
      [0.6, "a change", (client) => this.#amend(client)],
      [0.76, "a cancel", (client) => this.#cancel(client)],
      [0.82, "a cancel in the same turn", (client) => this.#placeAndCancel(client)],
      [0.85, "everything cancelled", (client) => this.#cancelAll(client)],
      [0.91, "an order that was sent before", (client) => this.#again(client)],
      [0.95, "an order in the wrong unit", (client) => this.#wrongUnit(client)],
      [0.97, "a runaway", (client) => this.#runaway(client)],
      [1, "a kill", (client) => this.#kill(client)],
    ];
  }

  start(): void {
    const { clock, client } = this.#options;
    if (this.#stopped) return;
    this.#timer = clock.after(this.#random.integer(...PAUSE_MS), () => {
      const living = client();
      if (living?.isAlive === true) this.#act(living);
      this.start();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #act(client: TradedClient): void {
    const draw = this.#random.unit();
    const [, name, deed] = this.#deeds.find(([below]) => draw < below) ?? this.#deeds[0] ?? [0, "nothing", () => undefined];
    this.#options.judge.count(name);
    try {
      deed(client);
    } catch (error) {
      // What the venue cannot do, or an order that is not open any more: said before anything left.
      if (!(error instanceof UsageError)) throw error;
      this.#count(`misuse ${error.code}`);
    }
  }

  // ── deeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #submit({ desk }: TradedClient, intent: OrderIntent | undefined): void {
    if (intent === undefined) return;
    this.#past.push(intent);
    if (this.#past.length > REMEMBERED) this.#past.shift();
    desk.ledger.submit(intent, (result) => this.#settled(result), { leaveWithinMs: this.#random.pick([200, 2_000, 2_000]) });
  }

  #several(client: TradedClient): void {
    const intents = Array.from({ length: this.#random.integer(2, 5) }, () => this.#intent(client)).filter((intent) => intent !== undefined);
    this.#past.push(...intents);
    client.desk.ledger.submitMany(intents, (results) => {
      for (const result of results) this.#settled(result);
      if (results.some(({ kind }) => kind === "refused")) this.#count("a limit held against a batch or a change");
    });
  }

  #amend(client: TradedClient): void {
    const order = this.#openOrder(client);
    if (order === undefined) return;
    const { intent, clientOrderId: name } = order;
    const { amend } = client.orders(intent.instrument);
    const price = this.#price(client, intent.instrument, intent.side);
    const { amount } = intent;
    const isPriced = intent.style.kind === "limit" && amend.includes("price") && price !== undefined;
    const isSized = amount.kind === "size" && amend.includes("size") && this.#random.chance(0.5);
    // Now and then a change that no limit should let pass.
    const factor = this.#random.chance(0.1) ? 1_000 : this.#random.integer(1, 3);
    if (!isPriced && !isSized) return;
    client.desk.ledger.amend(
      name,
      { ...(isPriced ? { price } : {}), ...(isSized ? { size: sizeUnits(amount.size * factor) } : {}) },
      (result) => {
        this.#count(`change ${result.kind}`);
        if (result.kind === "refused") this.#count("a limit held against a batch or a change");
      },
    );
  }

  #cancel(client: TradedClient): void {
    const order = this.#openOrder(client);
    if (order !== undefined) client.desk.ledger.cancel(order.clientOrderId, (result) => this.#count(`cancel ${result.kind}`));
  }

  #placeAndCancel(client: TradedClient): void {
    const intent = this.#intent(client);
    this.#submit(client, intent);
    if (intent !== undefined) client.desk.ledger.cancel(intent.clientOrderId, (result) => this.#count(`cancel ${result.kind}`));
  }

  #cancelAll({ desk }: TradedClient): void {
    const instrument = this.#random.chance(0.5) ? this.#instrument() : undefined;
    const scope = instrument === undefined ? {} : { instrument };
    desk.ledger.cancelAll(scope, (left) => this.#count(left.length === 0 ? "all cancelled" : "some left"));
  }

  /** An intent that was sent before, as a strategy does that sends its orders whenever it starts (O5). */
  #again(client: TradedClient): void {
    const [first, ...others] = this.#past;
    if (first === undefined) return;
    this.#count("the same intent again");
    client.desk.ledger.submit(this.#random.pick([first, ...others]), (result) => this.#count(`again ${result.kind}`));
  }

  /** Contracts taken for coins, cents for units (O28). */
  #wrongUnit(client: TradedClient): void {
    const intent = this.#intent(client);
    if (intent === undefined) return;
    const { amount, style } = intent;
    const isSize = this.#random.chance(0.5) && amount.kind === "size";
    const wrong: OrderIntent = isSize
      ? { ...intent, amount: { kind: "size", size: sizeUnits(amount.size * 1_000) } }
      : style.kind === "limit"
        ? {
            ...intent,
            style: { ...style, price: priceUnits(intent.side === "buy" ? style.price * 2 : this.#half(intent.instrument, style.price)) },
          }
        : intent;
    client.desk.ledger.submit(wrong, (result) => this.#count(`wrong unit ${result.kind}`));
  }

  #half({ tick }: Instrument, price: number): number {
    return Math.max(tick, Math.round(price / 2 / tick) * tick);
  }

  /** The same order at every tick (O27). */
  #runaway(client: TradedClient): void {
    const intent = this.#intent(client);
    for (let time = 0; intent !== undefined && time < RUNAWAY; time += 1) {
      const one = { ...intent, clientOrderId: this.#name(client, intent.instrument) };
      client.desk.ledger.submit(one, (result) => this.#count(`runaway ${result.kind}`));
    }
  }

  #kill(client: TradedClient): void {
    const { judge, clock } = this.#options;
    if (judge.killed) return;
    const atMs = clock.monotonic();
    const resting = judge.table.live.length;
    // What is being cancelled already is asked again in its own rhythm, which a venue under maintenance makes longer.
    const known = client.desk.ledger.open.filter(({ state, cancelWanted }) => state.kind === "live" && !cancelWanted).length;
    client.desk.kill({ reason: "a test", by: "a person", flatten: this.#random.chance(0.2) }, () => this.#count("kill settled"));
    judge.killed = true;
    this.#count("kill");
    clock.after(FIRST_CANCEL_MS, () => {
      const isOver = judge.table.live.length < resting || !client.isAlive || client.isBanned;
      if (known > 0 && resting > 0 && !isOver && judge.cancelWrittenAt < atMs) {
        judge.broken("I7", `no cancel was written ${FIRST_CANCEL_MS} ms after a kill with ${known} orders`);
      }
    });
    clock.after(this.#random.integer(...KILLED_MS), () => this.#resume());
  }

  #resume(): void {
    const { judge, client, clock } = this.#options;
    const living = client();
    if (this.#stopped) return;
    if (living?.isAlive !== true) {
      clock.after(500, () => this.#resume());
      return;
    }
    living.desk.resume("a person");
    judge.killed = false;
  }

  // ── what it wants ──────────────────────────────────────────────────────────────────────────────────────────────────

  #intent(client: TradedClient): OrderIntent | undefined {
    const instrument = this.#instrument();
    if (instrument === undefined) return undefined;
    const side = this.#random.pick(["buy", "sell"] as const);
    const price = this.#price(client, instrument, side);
    if (price === undefined) return undefined;
    const style = this.#style(client.orders(instrument), price, side);
    const { reduceOnly } = client.orders(instrument);
    return {
      instrument,
      clientOrderId: this.#name(client, instrument),
      side,
      style,
      amount: { kind: "size", size: this.#size(instrument, price) },
      effect: reduceOnly && this.#random.chance(0.1) ? "reduce-only" : "any",
    };
  }

  #instrument(): Instrument | undefined {
    const [first, ...others] = this.#options.instruments();
    return first === undefined ? undefined : this.#random.pick([first, ...others]);
  }

  #style({ timesInForce, styles, quoteBuys, triggersBy }: OrderCapabilities, price: PriceUnits, side: Side): OrderStyle {
    const rests: OrderStyle = { kind: "limit", price, timeInForce: "gtc" };
    const mayMarket = quoteBuys !== "only" || side === "sell";
    const [by] = triggersBy;
    const all: readonly OrderStyle[] = [
      ...timesInForce.map((timeInForce): OrderStyle => ({ kind: "limit", price, timeInForce })),
      ...(mayMarket ? [{ kind: "market" } as const] : []),
      ...(styles.includes("stop") && by !== undefined ? [{ kind: "stop", trigger: { price, by }, price: undefined } as const] : []),
    ];
    return this.#random.chance(0.6) ? rests : this.#random.pick([rests, ...all]);
  }

  /** The ledger's own names, or ours. */
  #name(client: TradedClient, instrument: Instrument): ClientOrderId {
    this.#names += 1;
    if (this.#random.chance(0.5)) return client.desk.ledger.nextClientOrderId();
    const { lengthMax } = client.orders(instrument).clientOrderId;
    return clientOrderId(`w-${this.#random.integer(10_000, 99_999)}-${this.#names}`.slice(0, lengthMax));
  }

  /** Near the best prices of our own book, as far as there is one. */
  #price({ desk }: TradedClient, instrument: Instrument, side: Side): PriceUnits | undefined {
    const best = desk.marketPrice(instrument, side === "buy" ? "sell" : "buy");
    if (best === undefined) return undefined;
    const away = this.#random.integer(-3, 15) * instrument.tick * (side === "buy" ? -1 : 1);
    return priceUnits(Math.max(instrument.tick, Math.round((best + away) / instrument.tick) * instrument.tick));
  }

  /** Around a tenth of what one order may be worth, a thousand quote coins. */
  #size(instrument: Instrument, price: number): ReturnType<typeof sizeUnits> {
    const { lot, minSize, contractSize, priceScale, sizeScale } = instrument;
    const lotWorth = (price / 10 ** priceScale) * (lot / 10 ** sizeScale) * Number(contractSize);
    const lots = Math.max(Math.ceil(minSize / lot), Math.round((100 * this.#random.integer(1, 8)) / lotWorth));
    return sizeUnits(lots * lot);
  }

  #openOrder({ desk }: TradedClient): TradingDesk["ledger"]["open"][number] | undefined {
    const [first, ...others] = desk.ledger.open;
    return first === undefined ? undefined : this.#random.pick([first, ...others]);
  }

  #settled(result: SubmitResult): void {
    this.#count(result.kind === "refused" ? `refused ${result.rule}` : `order ${result.kind}`);
  }

  #count(what: string): void {
    this.#options.judge.count(what);
  }
}
