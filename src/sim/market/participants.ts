// Who trades in a simulated market: makers around a fair price that drifts, and takers who pull the book after it. They know no
// clock; the market asks how long to wait and then lets them act, so virtual time costs nothing between acts.

import { type EpochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Random } from "#core/port";
import { type MatchingEngine } from "#matching/matching-engine";
import { type EngineOrder, type OrderId } from "#matching/order";
import { Activity } from "#sim/market/activity";
import { MOODS, type Mood } from "#sim/market/moods";

export interface ParticipantsOptions {
  readonly engine: MatchingEngine;
  readonly random: Random;
  readonly tick: PriceUnits;
  readonly lot: SizeUnits;
  /** The fair price at the start. */
  readonly startPrice: PriceUnits;
  readonly usualSize: SizeUnits;
  readonly mood: Mood;
}

/** Makers keep about so many orders open a side, which fills more price levels than any venue publishes. */
const ORDERS_A_SIDE = 130;
const SEEDED_LEVELS = 70;
/** Numbers of makers' orders that are kept, dead ones included, before the dead are forgotten. */
const ORDER_IDS_MAX = 8 * ORDERS_A_SIDE;
/** Mean distance of a maker's order from the fair price. */
const MAKER_TICKS = 35;
/** How strongly the fair price returns to its start, per second. */
const REVERSION = 0.002;

export class Participants {
  readonly #options: ParticipantsOptions;
  readonly #random: Random;
  readonly #activity: Activity;
  #startTicks: number;
  #mood: Mood;
  #fairTicks: number;
  #lastGapMs = 0;
  /** Orders of makers, in no order; filled ones are found out when they are drawn. */
  readonly #orderIds: OrderId[] = [];

  constructor(options: ParticipantsOptions) {
    this.#options = options;
    this.#random = options.random.fork("acts");
    this.#activity = new Activity(options.random.fork("activity"));
    this.#mood = options.mood;
    this.#startTicks = options.startPrice / options.tick;
    this.#fairTicks = this.#startTicks;
  }

  /** The price that makers believe in, in price units with a fraction. */
  get fairPrice(): number {
    return this.#fairTicks * this.#options.tick;
  }

  setMood(mood: Mood): void {
    this.#mood = mood;
  }

  /** Fills an empty book around the start price. */
  open(time: EpochMs): void {
    for (const side of ["buy", "sell"] as const) {
      let distance = 0;
      for (let level = 0; level < SEEDED_LEVELS; level += 1) {
        distance += this.#random.integer(1, level < 20 ? 1 : 2);
        this.#make(side, distance, time);
      }
    }
  }

  /** Takes back every order. */
  withdraw(time: EpochMs): void {
    for (const id of this.#orderIds.splice(0)) this.#options.engine.cancel(id, time);
  }

  /** Comes back to an empty book, at the price of the start times `priceFactor`. */
  begin(priceFactor: number, time: EpochMs): void {
    this.#startTicks = Math.round((this.#options.startPrice / this.#options.tick) * priceFactor);
    this.#fairTicks = this.#startTicks;
    this.open(time);
  }

  /** Milliseconds to wait before the next `act`. */
  nextGapMs(): number {
    this.#lastGapMs = this.#activity.nextGapMs(MOODS[this.#mood].actsPerSecond);
    return this.#lastGapMs;
  }

  /** One thing that one participant does. Most acts are one or two calls of the engine. */
  act(time: EpochMs): void {
    const { driftTicks, takerShare } = MOODS[this.#mood];
    const seconds = this.#lastGapMs / 1_000;
    this.#fairTicks += this.#random.gauss() * driftTicks * Math.sqrt(seconds);
    this.#fairTicks += (this.#startTicks - this.#fairTicks) * REVERSION * seconds;
    if (this.#chase(time)) return;
    const draw = this.#random.unit();
    if (draw < takerShare) this.#take(time);
    else if (draw < takerShare + 0.2) this.#resize(time);
    else this.#turnOver(time);
  }

  /** Takes what stands on the wrong side of the fair price, half of the times that it stands there. */
  #chase(time: EpochMs): boolean {
    const { engine, tick } = this.#options;
    const ask = engine.level("sell", 0);
    const bid = engine.level("buy", 0);
    const askLow = ask !== undefined && ask.price / tick < this.#fairTicks - 1;
    const bidHigh = bid !== undefined && bid.price / tick > this.#fairTicks + 1;
    if ((!askLow && !bidHigh) || this.#random.chance(0.5)) return false;
    const level = askLow ? ask : bid;
    if (level === undefined) return false;
    const side: Side = askLow ? "buy" : "sell";
    const price = this.#priceAt(side, 0);
    engine.place({ kind: "limit", side, price, size: sizeUnits(level.size), timeInForce: "ioc" }, time);
    return true;
  }

  #take(time: EpochMs): void {
    const { engine } = this.#options;
    const side: Side = this.#random.chance(0.5) ? "buy" : "sell";
    const sweeps = this.#random.chance(MOODS[this.#mood].sweepShare);
    const size = this.#size(sweeps ? 12 : 0.8);
    // A sweep stops within its limit, so that no burst empties a side.
    const price = this.#priceAt(side === "buy" ? "sell" : "buy", sweeps ? 15 : 4);
    const timeInForce = this.#random.chance(0.1) ? "fok" : "ioc";
    if (this.#random.chance(0.3) && !sweeps) engine.place({ kind: "market", side, size, timeInForce }, time);
    else engine.place({ kind: "limit", side, price, size, timeInForce }, time);
  }

  #resize(time: EpochMs): void {
    const order = this.#drawOrder();
    if (order === undefined) return;
    this.#options.engine.amend(order.id, { size: this.#size(1) }, time);
  }

  /** Places or cancels, so that the number of open orders stays about what it is. */
  #turnOver(time: EpochMs): void {
    const { engine } = this.#options;
    const fullness = engine.openOrders / (2 * ORDERS_A_SIDE);
    const order = this.#random.chance(fullness / 2) ? this.#drawOrder() : undefined;
    if (order !== undefined) {
      engine.cancel(order.id, time);
      return;
    }
    const thin: Side = engine.depth("buy") < engine.depth("sell") ? "buy" : "sell";
    const other: Side = thin === "buy" ? "sell" : "buy";
    const distance = 1 + Math.floor(-Math.log(1 - this.#random.unit()) * MAKER_TICKS);
    this.#make(this.#random.chance(0.6) ? thin : other, distance, time);
  }

  #make(side: Side, distanceTicks: number, time: EpochMs): void {
    const price = this.#priceAt(side, distanceTicks);
    const order = this.#options.engine.place({ kind: "limit", side, price, size: this.#size(1), timeInForce: "post-only" }, time);
    if (order.state !== "open") return;
    if (this.#orderIds.length >= ORDER_IDS_MAX) this.#forgetDead();
    this.#orderIds.push(order.id);
  }

  /** A price `distanceTicks` behind the fair price on a side; never below one tick. */
  #priceAt(side: Side, distanceTicks: number): PriceUnits {
    const ticks = side === "buy" ? Math.floor(this.#fairTicks) - distanceTicks + 1 : Math.ceil(this.#fairTicks) + distanceTicks - 1;
    return priceUnits(Math.max(1, ticks) * this.#options.tick);
  }

  /** A whole number of lots around `scale` usual sizes: many small ones, few large. */
  #size(scale: number): SizeUnits {
    const { lot, usualSize } = this.#options;
    const draw = this.#random.unit();
    const lots = Math.round((usualSize * scale * (0.1 + 2.7 * draw * draw)) / lot);
    return sizeUnits(Math.max(1, lots) * lot);
  }

  #drawOrder(): EngineOrder | undefined {
    const ids = this.#orderIds;
    while (ids.length > 0) {
      const at = this.#random.integer(0, ids.length - 1);
      const id = ids[at];
      const order = id === undefined ? undefined : this.#options.engine.order(id);
      if (order !== undefined) return order;
      const last = ids.pop();
      if (last !== undefined && at < ids.length) ids[at] = last;
    }
    return undefined;
  }

  #forgetDead(): void {
    const alive = this.#orderIds.filter((id) => this.#options.engine.order(id) !== undefined);
    this.#orderIds.splice(0, this.#orderIds.length, ...alive);
  }
}
