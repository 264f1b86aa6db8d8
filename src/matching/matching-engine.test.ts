import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type Side } from "#core/event";
import { MatchingEngine } from "#matching/matching-engine";
import { type EngineOrder, type MatchEvent, type OrderId, type OrderRequest, orderId, type TimeInForce } from "#matching/order";

const NOW = epochMs(1);

function limit(side: Side, price: number, size: number, timeInForce: TimeInForce = "gtc"): OrderRequest {
  return { kind: "limit", side, price: priceUnits(price), size: sizeUnits(size), timeInForce };
}

function market(side: Side, size: number, timeInForce: "ioc" | "fok" = "ioc"): OrderRequest {
  return { kind: "market", side, size: sizeUnits(size), timeInForce };
}

interface Bench {
  readonly engine: MatchingEngine;
  /** `t` trade maker>taker price×size · `c` cancelled id reason · `l` level side price size. */
  readonly log: string[];
}

function bench(openOrdersMax?: number): Bench {
  const log: string[] = [];
  const engine = new MatchingEngine((event) => log.push(line(event)), openOrdersMax);
  return { engine, log };
}

function line(event: MatchEvent): string {
  switch (event.kind) {
    case "accepted":
      return `a ${event.order.id}`;
    case "trade":
      return `t ${event.maker.id}>${event.taker.id} ${event.price}x${event.size}`;
    case "amended":
      return `m ${event.order.id}`;
    case "cancelled":
      return `c ${event.order.id} ${event.reason}`;
    case "level":
      return `l ${event.side} ${event.price} ${event.size}`;
  }
}

function levels(engine: MatchingEngine, side: Side): number[][] {
  const found: number[][] = [];
  for (let rank = 0; rank < engine.depth(side); rank += 1) {
    const level = engine.level(side, rank);
    if (level !== undefined) found.push([level.price, level.size]);
  }
  return found;
}

test("at one price the first to come trades first, and the level says what is left", () => {
  const { engine, log } = bench();
  engine.place(limit("sell", 101, 5), NOW);
  engine.place(limit("sell", 101, 7), NOW);
  engine.place(limit("sell", 100, 2), NOW);
  log.length = 0;
  const taker = engine.place(limit("buy", 101, 9), NOW);
  expect(log).toEqual(["a 4", "t 3>4 100x2", "l sell 100 0", "t 1>4 101x5", "t 2>4 101x2", "l sell 101 5"]);
  expect(taker.state).toBe("filled");
});

test("a fill-or-kill order that the book cannot fill at its price trades nothing", () => {
  const { engine, log } = bench();
  engine.place(limit("sell", 100, 5), NOW);
  engine.place(limit("sell", 102, 5), NOW);
  log.length = 0;
  engine.place(limit("buy", 101, 6, "fok"), NOW);
  engine.place(market("buy", 11, "fok"), NOW);
  expect(log).toEqual(["a 3", "c 3 fok-unfillable", "a 4", "c 4 fok-unfillable"]);
  expect(engine.place(limit("buy", 102, 6, "fok"), NOW).state).toBe("filled");
});

test("an order that only reduces trades what is left to reduce and ends there, in the middle of an act", () => {
  const { engine, log } = bench();
  let left = 8;
  const reducible = (): number => left;
  engine.place({ ...limit("sell", 100, 5), reducible }, NOW);
  engine.place({ ...limit("sell", 100, 5), reducible }, NOW);
  engine.place(limit("sell", 100, 7), NOW);
  // Nobody can count on orders that may have nothing left to reduce.
  expect(engine.place(limit("buy", 100, 8, "fok"), NOW).state).toBe("cancelled");
  log.length = 0;
  const counting = new MatchingEngine((event) => {
    log.push(line(event));
    if (event.kind === "trade" && event.maker.id !== 3) left -= event.size;
  });
  for (const size of [5, 5]) counting.place({ ...limit("sell", 100, size), reducible }, NOW);
  counting.place(limit("sell", 100, 7), NOW);
  log.length = 0;
  counting.place(limit("buy", 100, 12), NOW);
  expect(log).toEqual(["a 4", "t 1>4 100x5", "t 2>4 100x3", "c 2 reduce-only", "t 3>4 100x4", "l sell 100 3"]);
  counting.place({ ...limit("buy", 100, 2), reducible }, NOW);
  expect(log.slice(6)).toEqual(["a 5", "c 5 reduce-only"]);
});

test("a post-only order that would trade is cancelled, and rests when it would not", () => {
  const { engine, log } = bench();
  engine.place(limit("sell", 100, 5), NOW);
  log.length = 0;
  engine.place(limit("buy", 100, 1, "post-only"), NOW);
  engine.place(limit("buy", 99, 1, "post-only"), NOW);
  expect(log).toEqual(["a 2", "c 2 post-only-would-trade", "a 3", "l buy 99 1"]);
});

test("immediate and market orders never rest", () => {
  const { engine, log } = bench();
  engine.place(limit("sell", 100, 2), NOW);
  log.length = 0;
  engine.place(limit("buy", 100, 5, "ioc"), NOW);
  engine.place(market("sell", 5), NOW);
  expect(log).toEqual(["a 2", "t 1>2 100x2", "l sell 100 0", "c 2 no-more-liquidity", "a 3", "c 3 no-more-liquidity"]);
  expect(engine.openOrders).toBe(0);
});

test("an amendment keeps the place only for less size at the same price, and may trade when the price moves", () => {
  const { engine, log } = bench();
  engine.place(limit("buy", 99, 5), NOW);
  engine.place(limit("buy", 99, 5), NOW);
  engine.amend(orderId(1), { size: sizeUnits(3) }, NOW);
  engine.amend(orderId(1), { size: sizeUnits(3), price: priceUnits(99) }, NOW);
  engine.place(market("sell", 1), NOW);
  expect(log).toContain("t 1>3 99x1");
  engine.amend(orderId(1), { size: sizeUnits(9) }, NOW);
  engine.place(market("sell", 1), NOW);
  expect(log).toContain("t 2>4 99x1");
  engine.place(limit("sell", 101, 2), NOW);
  engine.amend(orderId(1), { price: priceUnits(101) }, NOW);
  expect(log).toContain("t 5>1 101x2");
  expect(levels(engine, "buy")).toEqual([
    [101, 7],
    [99, 4],
  ]);
  expect(engine.amend(orderId(77), {}, NOW)).toBe(false);
});

test("a full engine takes no further order to rest and says why", () => {
  const { engine, log } = bench(1);
  engine.place(limit("buy", 99, 5), NOW);
  engine.place(limit("buy", 98, 5), NOW);
  expect(log.at(-1)).toBe("c 2 book-full");
});

test("sizes and prices that are not whole and positive are refused before anything happens", () => {
  const { engine, log } = bench();
  for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => engine.place(limit("buy", 100, bad), NOW)).toThrow(UsageError);
    expect(() => engine.place(limit("buy", bad, 100), NOW)).toThrow(UsageError);
  }
  expect(log).toEqual([]);
});

// ── against a model that sorts an array for every order ──

interface ModelOrder {
  readonly id: number;
  readonly side: Side;
  price: number;
  remaining: number;
  arrival: number;
  readonly timeInForce: TimeInForce;
}

/** The rules again, as short and slow as they can be said. */
class NaiveModel {
  readonly log: string[] = [];
  resting: ModelOrder[] = [];
  #arrival = 0;
  #id = 0;

  place(request: OrderRequest): void {
    this.#id += 1;
    const unbounded = request.side === "buy" ? Number.POSITIVE_INFINITY : 0;
    const price = request.kind === "limit" ? request.price : unbounded;
    this.#enter({ id: this.#id, side: request.side, price, remaining: request.size, arrival: 0, timeInForce: request.timeInForce });
  }

  cancel(id: number): boolean {
    const before = this.resting.length;
    this.resting = this.resting.filter((order) => order.id !== id);
    if (this.resting.length === before) return false;
    this.log.push(`c ${id} requested`);
    return true;
  }

  amend(id: number, amendment: { readonly price?: number; readonly size?: number }): boolean {
    const order = this.resting.find((candidate) => candidate.id === id);
    if (order === undefined) return false;
    const price = amendment.price ?? order.price;
    const remaining = amendment.size ?? order.remaining;
    const keeps = price === order.price && remaining <= order.remaining;
    order.price = price;
    order.remaining = remaining;
    if (keeps) return true;
    this.resting = this.resting.filter((candidate) => candidate !== order);
    this.#enter(order);
    return true;
  }

  #enter(order: ModelOrder): void {
    this.#arrival += 1;
    order.arrival = this.#arrival;
    const sign = order.side === "buy" ? 1 : -1;
    const reachable = this.resting
      .filter((maker) => maker.side !== order.side && (order.price - maker.price) * sign >= 0)
      .sort((one, other) => (one.price - other.price) * sign || one.arrival - other.arrival);
    if (order.timeInForce === "post-only" && reachable.length > 0) {
      this.log.push(`c ${order.id} post-only-would-trade`);
      return;
    }
    if (order.timeInForce === "fok" && reachable.reduce((sum, maker) => sum + maker.remaining, 0) < order.remaining) {
      this.log.push(`c ${order.id} fok-unfillable`);
      return;
    }
    for (const maker of reachable) {
      if (order.remaining === 0) break;
      const size = Math.min(order.remaining, maker.remaining);
      order.remaining -= size;
      maker.remaining -= size;
      this.log.push(`t ${maker.id}>${order.id} ${maker.price}x${size}`);
    }
    this.resting = this.resting.filter((maker) => maker.remaining > 0);
    if (order.remaining === 0) return;
    if (order.timeInForce === "gtc" || order.timeInForce === "post-only") this.resting.push(order);
    else this.log.push(`c ${order.id} no-more-liquidity`);
  }

  levels(side: Side): number[][] {
    const sums = new Map<number, number>();
    for (const order of this.resting) {
      if (order.side === side) sums.set(order.price, (sums.get(order.price) ?? 0) + order.remaining);
    }
    return [...sums].sort(([one], [other]) => (side === "buy" ? other - one : one - other));
  }
}

type Command =
  | { readonly kind: "place"; readonly request: OrderRequest }
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "amend"; readonly id: number; readonly price: number | undefined; readonly size: number | undefined };

const side: fc.Arbitrary<Side> = fc.constantFrom("buy", "sell");
const price = fc.integer({ min: 95, max: 105 });
const size = fc.integer({ min: 1, max: 9 });
const id = fc.integer({ min: 1, max: 30 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(side, price, size, fc.constantFrom<TimeInForce[]>("gtc", "gtc", "gtc", "ioc", "fok", "post-only"))
      .map(([of, at, units, timeInForce]): Command => ({ kind: "place", request: limit(of, at, units, timeInForce) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(side, size, fc.constantFrom<("ioc" | "fok")[]>("ioc", "fok"))
      .map(([of, units, timeInForce]): Command => ({ kind: "place", request: market(of, units * 2, timeInForce) })),
  },
  { weight: 2, arbitrary: id.map((known): Command => ({ kind: "cancel", id: known })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(id, fc.option(price, { nil: undefined }), fc.option(size, { nil: undefined }))
      .map(([known, at, units]): Command => ({ kind: "amend", id: known, price: at, size: units })),
  },
);

test("any run of orders, cancels and amendments trades and leaves what the naive model says, and is never crossed", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const { engine, log } = bench();
      const model = new NaiveModel();
      for (const each of commands) {
        run(engine, model, each);
        const bid = engine.level("buy", 0);
        const ask = engine.level("sell", 0);
        if (bid !== undefined && ask !== undefined) expect(bid.price).toBeLessThan(ask.price);
      }
      expect(log.filter((entry) => /^[tc]/.test(entry))).toEqual(model.log);
      for (const of of ["buy", "sell"] as const) expect(levels(engine, of)).toEqual(model.levels(of));
      expect(engine.openOrders).toBe(model.resting.length);
    }),
    { numRuns: 60 },
  );
});

function run(engine: MatchingEngine, model: NaiveModel, each: Command): void {
  switch (each.kind) {
    case "place":
      engine.place(each.request, NOW);
      model.place(each.request);
      return;
    case "cancel":
      expect(engine.cancel(orderId(each.id), NOW)).toBe(model.cancel(each.id));
      return;
    case "amend": {
      const units = {
        ...(each.price === undefined ? {} : { price: priceUnits(each.price) }),
        ...(each.size === undefined ? {} : { size: sizeUnits(each.size) }),
      };
      expect(engine.amend(orderId(each.id), units, NOW)).toBe(model.amend(each.id, units));
    }
  }
}

test("size is conserved, fill-or-kill is all or nothing, post-only never takes, and the level events alone rebuild the book", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const orders = new Map<OrderId, EngineOrder>();
      const traded = new Map<OrderId, number>();
      const book = { buy: new Map<number, number>(), sell: new Map<number, number>() };
      const engine = new MatchingEngine((event) => {
        if (event.kind === "accepted") orders.set(event.order.id, event.order);
        if (event.kind === "trade") {
          for (const order of [event.maker, event.taker]) traded.set(order.id, (traded.get(order.id) ?? 0) + event.size);
          expect(event.taker.timeInForce).not.toBe("post-only");
        }
        if (event.kind === "level") {
          if (event.size === 0) book[event.side].delete(event.price);
          else book[event.side].set(event.price, event.size);
        }
      });
      for (const each of commands) run(engine, new MirrorlessModel(engine), each);
      for (const order of orders.values()) {
        expect((traded.get(order.id) ?? 0) + order.remaining).toBe(order.size);
        if (order.timeInForce === "fok") expect([0, order.size]).toContain(traded.get(order.id) ?? 0);
        if (order.state === "filled") expect(order.remaining).toBe(0);
      }
      for (const of of ["buy", "sell"] as const) {
        const rebuilt = [...book[of]].sort(([one], [other]) => (of === "buy" ? other - one : one - other));
        expect(levels(engine, of)).toEqual(rebuilt);
      }
    }),
    { numRuns: 60 },
  );
});

/** A model that agrees with whatever the engine knows, so that `run` can be used without a second opinion. */
class MirrorlessModel extends NaiveModel {
  readonly #known: ReadonlySet<number>;

  constructor(engine: MatchingEngine) {
    super();
    const known = new Set<number>();
    for (let candidate = 1; candidate <= 30; candidate += 1) {
      if (engine.order(orderId(candidate)) !== undefined) known.add(candidate);
    }
    this.#known = known;
  }

  override cancel(of: number): boolean {
    return this.#known.has(of);
  }

  override amend(of: number): boolean {
    return this.#known.has(of);
  }
}
