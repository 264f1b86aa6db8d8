// Somebody who trades in a world: random orders, amendments and cancels over the venue's own codec and the signed requester. It keeps
// no books; what became of its orders is for the account side to find out.

import { type SimulatedWorld } from "#assemblies/simulated";
import { isFinal, type OrderReport } from "#core/account/account-event";
import { type ClearedChange, type ClearedOrder, clientOrderId, type OrderIntent, type OrderStyle } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type Random, type Timer } from "#core/port";
import { type AccountKeeper } from "#trading/account/account-keeper";
import { type AccountCodec } from "#venues/account";

/** How long until the next deed, in ms. */
const PAUSE_MS = [150, 1_200] as const;
/** More open orders than this are cancelled before new ones are placed. */
const OPEN_MAX = 8;
/** What was cancelled is not cancelled again within this: cancels go before everything, so a flood of them would starve every read. */
const CANCEL_AGAIN_MS = 10_000;
/** What a venue took is told within this, or it is asked for. */
const TOLD_WITHIN_MS = 5_000;
/** More than one, because some are refused, and no stream tells of those. */
const LAST_ORDERS = 3;

export interface Desk {
  readonly keeper: AccountKeeper;
  readonly codec: AccountCodec;
  readonly instruments: readonly [Instrument, ...Instrument[]];
}

export class AccountTrader {
  readonly #world: SimulatedWorld;
  readonly #random: Random;
  readonly #desks: readonly [Desk, ...Desk[]];
  readonly counts: Record<string, number> = {};
  /** When a cancel of something was last sent. */
  readonly #cancelledAt = new Map<string, number>();
  #ids = 0;
  #timer: Timer | undefined;

  constructor(world: SimulatedWorld, random: Random, desks: readonly [Desk, ...Desk[]]) {
    this.#world = world;
    this.#random = random;
    this.#desks = desks;
  }

  start(): void {
    this.#timer = this.#world.clock.after(this.#random.integer(...PAUSE_MS), () => {
      this.#act();
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Stops with a few orders on every desk: whoever does nothing more there could not know yet that its stream is deaf. */
  finish(): void {
    this.stop();
    for (const desk of this.#desks) for (let order = 0; order < LAST_ORDERS; order += 1) this.#place(desk);
  }

  #act(): void {
    const desk = this.#random.pick(this.#desks);
    const open = desk.keeper.state.liveOrders;
    const [first, ...others] = open;
    const draw = this.#random.unit();
    if (first === undefined || (draw < 0.6 && open.length < OPEN_MAX)) this.#place(desk);
    else if (draw < 0.65) this.#cancelAll(desk, first.instrument);
    else if (draw < 0.8 && desk.codec.orders.amend !== undefined) this.#amend(desk, this.#random.pick([first, ...others]));
    else this.#cancel(desk, this.#random.pick([first, ...others]));
  }

  #place(desk: Desk): void {
    const instrument = this.#random.pick(desk.instruments);
    const order = this.#intent(desk, instrument);
    if (order === undefined) return;
    this.#world.account?.requester.send(desk.codec.orders.place(order as ClearedOrder), (outcome) => {
      const answer = outcome.kind === "value" ? outcome.value : undefined;
      this.#count(answer === undefined ? "order without an answer" : `order ${answer.kind}`);
      if (answer?.kind === "accepted" && answer.report !== undefined) desk.keeper.state.apply(answer.report);
      else if (answer?.kind === "accepted") this.#expectKnown(desk.keeper, answer.venueOrderId);
      // Nobody sends an order and does not ask what became of it; a deaf stream would not tell.
      if (answer === undefined || answer.kind === "unclear") desk.keeper.refresh("what became of an order is not known");
    });
  }

  /** An answer that is an id and no more: whoever sent the order looks whether the stream told of it. */
  #expectKnown(keeper: AccountKeeper, order: OrderReport["venueOrderId"]): void {
    this.#world.clock.after(TOLD_WITHIN_MS, () => {
      if (keeper.state.order(order) === undefined) keeper.refresh("an accepted order was not told");
    });
  }

  #intent(desk: Desk, instrument: Instrument): OrderIntent | undefined {
    const { orders } = desk.codec.description;
    const side = this.#random.pick(["buy", "sell"] as const);
    const price = this.#price(instrument, side);
    if (price === undefined) return undefined;
    this.#ids += 1;
    const limits = orders.timesInForce.map((timeInForce): OrderStyle => ({ kind: "limit", price: priceUnits(price), timeInForce }));
    const rests: OrderStyle = { kind: "limit", price: priceUnits(price), timeInForce: "gtc" };
    const mayMarket = orders.quoteBuys !== "only" || side === "sell";
    const style = this.#random.chance(0.6)
      ? rests
      : this.#random.pick([rests, ...limits, ...(mayMarket ? [{ kind: "market" } as const] : [])]);
    const least = Math.max(instrument.minSize ?? 0, instrument.lot);
    const size = sizeUnits(Math.ceil(least / instrument.lot) * instrument.lot * this.#random.integer(1, 4));
    return {
      instrument,
      clientOrderId: clientOrderId(`w-${this.#random.integer(1_000, 9_999)}-${this.#ids}`),
      side,
      style,
      amount: { kind: "size", size },
      effect: "any",
    };
  }

  /** Near the best prices: some way inside the book, at the touch, or through it. */
  #price(instrument: Instrument, side: "buy" | "sell"): number | undefined {
    const market = this.#world.exchange.marketOf({ venue: instrument.venue, product: instrument.product, symbol: instrument.id });
    const picture = market?.picture(0);
    const [bid, ask] = [picture?.bids[0]?.[0], picture?.asks[0]?.[0]];
    if (market === undefined || bid === undefined || ask === undefined) return undefined;
    const units = (side === "buy" ? bid : ask) * 10 ** (instrument.priceScale - market.instrument.priceScale);
    const away = this.#random.integer(-3, 12) * instrument.tick * (side === "buy" ? -1 : 1);
    return Math.max(instrument.tick, Math.round((units + away) / instrument.tick) * instrument.tick);
  }

  #amend({ codec, keeper }: Desk, order: OrderReport): void {
    const { amend } = codec.orders;
    if (amend === undefined || order.price === undefined || order.style !== "limit") return;
    const price = this.#price(order.instrument, order.side ?? "buy");
    if (price === undefined) return;
    const call = amend({ instrument: order.instrument, venueOrderId: order.venueOrderId }, { price: priceUnits(price) } as ClearedChange);
    this.#world.account?.requester.send(call, (outcome) => {
      this.#count(outcome.kind === "value" ? `amendment ${outcome.value.kind}` : "amendment without an answer");
      if (outcome.kind === "value" && outcome.value.kind === "accepted" && outcome.value.report !== undefined) {
        keeper.state.apply(outcome.value.report);
      }
    });
  }

  #cancel({ codec, keeper }: Desk, { instrument, venueOrderId, status }: OrderReport): void {
    if (!this.#mayCancel(`order ${venueOrderId}`)) return;
    const call = codec.orders.cancel({ instrument, venueOrderId, untriggered: status === "untriggered" });
    this.#world.account?.requester.send(call, (outcome) => {
      this.#count(outcome.kind === "value" ? `cancel ${outcome.value.kind}` : "cancel without an answer");
      if (outcome.kind !== "value") return;
      if ("report" in outcome.value && outcome.value.report !== undefined) keeper.state.apply(outcome.value.report);
      if (outcome.value.kind === "cancelled" || outcome.value.kind === "requested") this.#expectEnd(keeper, venueOrderId);
    });
  }

  /** A venue that took a cancel and tells no more: whoever sent it looks whether the order has ended, as the stream may be deaf. */
  #expectEnd(keeper: AccountKeeper, order: OrderReport["venueOrderId"]): void {
    this.#world.clock.after(TOLD_WITHIN_MS, () => {
      const known = keeper.state.order(order);
      if (known !== undefined && !isFinal(known.status)) keeper.refresh("a cancelled order did not end");
    });
  }

  #cancelAll({ codec, keeper }: Desk, instrument: Instrument): void {
    if (!this.#mayCancel(`all of ${instrument.product} ${instrument.symbol}`)) return;
    this.#world.account?.requester.send(codec.orders.cancelAll(instrument), (outcome) => {
      this.#count(outcome.kind === "value" ? `cancel all ${outcome.value.kind}` : "cancel all without an answer");
      if (outcome.kind === "value" && outcome.value.kind === "cancelled")
        for (const order of outcome.value.orders) keeper.state.apply(order);
    });
  }

  #mayCancel(what: string): boolean {
    const now = this.#world.clock.monotonic();
    if (now - (this.#cancelledAt.get(what) ?? Number.NEGATIVE_INFINITY) < CANCEL_AGAIN_MS) return false;
    this.#cancelledAt.set(what, now);
    return true;
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
