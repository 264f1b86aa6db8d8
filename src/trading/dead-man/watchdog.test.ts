// Both ends of a watchdog joined by a pipe that tests can hold up, over a simulated LBank, in virtual time. About 2 s.

import { expect, test } from "vitest";
import { simulate } from "#assemblies/simulated";
import { type VirtualClock } from "#clock/virtual-clock";
import { clientOrderId, type OrderReference } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type Clock } from "#core/port";
import { silentLog } from "#observe/log";
import { cancelOnly, cancelWords } from "#trading/dead-man/cancel-only";
import { sweepOrders } from "#trading/dead-man/order-sweep";
import { Watchdog } from "#trading/dead-man/watchdog";
import { WatchdogLink } from "#trading/dead-man/watchdog-link";
import {
  FROM_WATCHDOG,
  type FromWatchdog,
  TO_WATCHDOG,
  type ToWatchdog,
  WATCHDOG_PROTOCOL,
  type WatchdogOrders,
  watchdogLine,
  watchdogMessage,
} from "#trading/dead-man/watchdog-protocol";
import { lbank } from "#venues/lbank/index";

const DEAD_MAN_MS = 5_000;

/** A clock whose owner can be stopped: what was due meanwhile happens when it goes on. */
class StoppableClock implements Clock {
  readonly #clock: VirtualClock;
  #held: (() => void)[] | undefined;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  now() {
    return this.#clock.now();
  }

  monotonic() {
    return this.#clock.monotonic();
  }

  after(delayMs: number, fire: () => void) {
    let gone = false;
    const timer = this.#clock.after(delayMs, () => (this.#held === undefined ? fire() : this.#held.push(() => gone || fire())));
    return {
      cancel() {
        gone = true;
        timer.cancel();
      },
    };
  }

  stop(): void {
    this.#held ??= [];
  }

  goOn(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const act of held) act();
  }
}

interface Child {
  watchdog: Watchdog | undefined;
  alive: boolean;
  end(words: string): void;
}

function scene(policy: WatchdogOrders["policy"] = { kind: "ours" }) {
  const world = simulate({ venue: lbank, seed: 11, mood: "quiet", account: true });
  const stack = world.account;
  const truth = world.exchange.venue("lbank")?.accounts?.all[0];
  const instrument = world.feed.instruments.bySymbol("spot", "btc_usdt");
  if (stack === undefined || truth === undefined || instrument === undefined) throw new Error("no account");
  const words = cancelWords("spot", stack.side.codec("spot"), stack.side.reads("spot"));
  const requester = cancelOnly(stack.requester);
  const main = new StoppableClock(world.clock);
  const dog = new StoppableClock(world.clock);
  const children: Child[] = [];
  const said: FromWatchdog[] = [];
  const fired: string[] = [];
  const state = { lost: false as boolean, refuse: false, ends: [] as boolean[] };
  let lostSince = world.clock.monotonic();
  // A pipe keeps what a stopped end does not read, and gives it when that goes on; each line really is a line.
  const carry = (to: StoppableClock, act: () => void): void => void to.after(1, act);
  const link = new WatchdogLink({
    clock: main,
    log: silentLog,
    deadManMs: DEAD_MAN_MS,
    offsetMs: () => 0,
    unreachable: () => (state.lost ? { since: lostSince, words: "the private stream is down" } : undefined),
    listener: { changed: () => undefined, fired: (why) => fired.push(why) },
    orders: () => ({
      protocol: WATCHDOG_PROTOCOL,
      venue: "lbank",
      environment: "live",
      hosts: {},
      interfaces: [],
      credentials: { apiKey: "key", apiSecret: "secret" },
      noncePath: "",
      deadManMs: DEAD_MAN_MS,
      policy,
      instruments: [instrument],
    }),
    launch(handlers) {
      const child: Child = {
        watchdog: undefined,
        alive: true,
        end(why) {
          if (!child.alive) return;
          child.alive = false;
          carry(main, () => handlers.ended(why));
        },
      };
      children.push(child);
      const tell = (message: FromWatchdog): void => {
        const line = watchdogLine(message);
        carry(main, () => {
          const heard = watchdogMessage<FromWatchdog>(line, FROM_WATCHDOG);
          if (!child.alive || heard === undefined) return;
          said.push(heard);
          handlers.heard(heard);
        });
      };
      const read = (message: ToWatchdog): void => {
        if (message.kind === "arm" && !state.refuse) {
          child.watchdog = new Watchdog({
            clock: dog,
            log: silentLog,
            orders: message.orders,
            table: world.feed.instruments,
            sweep: (wish, settled) => sweepOrders({ clock: dog, log: silentLog, requester, parts: [words] }, wish, settled),
            tell,
            over: (proven) => state.ends.push(proven),
          });
          child.watchdog.start();
        } else child.watchdog?.heard(message);
      };
      return {
        send(message) {
          const line = watchdogLine(message);
          carry(dog, () => {
            const heard = watchdogMessage<ToWatchdog>(line, TO_WATCHDOG);
            if (child.alive && heard !== undefined) read(heard);
          });
          return child.alive;
        },
        kill: () => child.end("it was ended"),
      };
    },
  });
  const arm = (): TruebookError | undefined => {
    let end: { readonly error: TruebookError | undefined } | undefined;
    link.start((error) => {
      end = { error };
    });
    world.until(() => end !== undefined);
    return end?.error;
  };
  const bid = world.exchange.marketOf({ venue: "lbank", symbol: "btc_usdt" })?.picture(0).bids[0]?.[0] ?? 0;
  const place = (id: string): void => {
    const price = priceUnits(Math.floor((bid * 0.97) / instrument.tick) * instrument.tick);
    truth.place({
      instrument,
      side: "buy",
      style: { kind: "limit", price, timeInForce: "gtc" },
      amount: { kind: "size", size: sizeUnits(Math.max(instrument.minSize, instrument.lot * 10)) },
      clientOrderId: id,
      reduceOnly: false,
    });
  };
  const reference = (id: string): OrderReference => ({ instrument, clientOrderId: clientOrderId(id) });
  /** Tells the watchdog, then sends, as the ledger does. */
  const send = (id: string): void => {
    link.expect(reference(id));
    place(id);
  };
  return {
    world,
    link,
    main,
    dog,
    children,
    said,
    fired,
    state,
    arm,
    place,
    send,
    reference,
    visibleAfterMs: words.visibleAfterMs,
    open: () => truth.openOrders().map((order) => order.clientOrderId),
    lose() {
      state.lost = true;
      lostSince = world.clock.monotonic();
    },
  };
}

test("while the heart beats nothing is touched and nothing is in trouble", () => {
  const { arm, link, send, world, open, fired } = scene();
  expect(link.trouble).toContain("never started");
  expect(arm()).toBeUndefined();
  send("tb-1");
  for (let step = 0; step < 60; step += 1) {
    world.advance(1_000);
    expect(link.trouble).toBeUndefined();
  }
  expect([open(), fired]).toEqual([["tb-1"], []]);
  world.close();
});

test("a process that is gone: its orders are cancelled at once, those of others stay", () => {
  const { arm, send, place, world, open, children, state, link } = scene();
  arm();
  for (let order = 0; order < 8; order += 1) send(`tb-${order}`);
  place("stranger");
  world.advance(100);
  const startedAt = world.clock.monotonic();
  children[0]?.watchdog?.closed();
  world.until(() => state.ends.length > 0);
  expect(open()).toEqual(["stranger"]);
  expect(state.ends).toEqual([true]);
  expect(world.clock.monotonic() - startedAt).toBeLessThan(link.withinMs);
  world.close();
});

test("everything goes where that is the policy, and an order that arrives last of all too", () => {
  const { arm, send, place, world, open, children, state } = scene({ kind: "everything" });
  arm();
  send("tb-1");
  place("stranger");
  world.advance(100);
  world.clock.after(400, () => place("tb-late"));
  children[0]?.watchdog?.closed();
  world.until(() => state.ends.length > 0);
  expect(open()).toEqual([]);
  world.close();
});

test("a process that stands still loses its orders after the dead man's time, and takes no risk before it has heard of it", () => {
  const { arm, send, world, open, link, main, fired, said } = scene();
  arm();
  send("tb-1");
  world.advance(2_000);
  main.stop();
  world.advance(DEAD_MAN_MS - 1_500);
  expect(open()).toEqual(["tb-1"]);
  world.advance(link.withinMs - DEAD_MAN_MS + 1_500);
  expect(open()).toEqual([]);
  // Before any timer of the woken process has run, and until the watchdog has answered it.
  expect(link.trouble).toContain("stood still");
  const troubles: (string | undefined)[] = [];
  main.goOn();
  troubles.push(link.trouble);
  world.advance(0);
  troubles.push(link.trouble);
  expect(troubles.every((words) => words !== undefined)).toBe(true);
  world.advance(3_000);
  expect(link.trouble).toBeUndefined();
  expect(fired.length).toBeGreaterThanOrEqual(2);
  expect(said.some((message) => message.kind === "acted" && message.proven)).toBe(true);
  // It listens on: a second silence is acted on again.
  send("tb-2");
  main.stop();
  world.advance(link.withinMs);
  expect(open()).toEqual([]);
  world.close();
});

test("a sleep of the whole machine is no silence: whoever wakes first waits a moment for the other", () => {
  const { arm, send, world, open, main, dog, fired } = scene();
  arm();
  send("tb-1");
  world.advance(1_000);
  main.stop();
  dog.stop();
  world.advance(3_600_000);
  // It wakes first, and finds its time long over.
  dog.goOn();
  world.advance(20);
  main.goOn();
  world.advance(2_000);
  expect([open(), fired]).toEqual([["tb-1"], []]);
  world.close();
});

test("a venue that the main process cannot reach for the dead man's time: the watchdog acts in its place", () => {
  const { arm, send, world, open, link, lose, state, fired } = scene();
  arm();
  send("tb-1");
  lose();
  world.advance(DEAD_MAN_MS - 500);
  expect(open()).toEqual(["tb-1"]);
  world.advance(link.withinMs - DEAD_MAN_MS + 500);
  expect(open()).toEqual([]);
  expect(fired[0]).toContain("cannot reach the venue");
  state.lost = false;
  world.advance(2_000);
  expect(link.trouble).toBeUndefined();
  world.close();
});

test("a process that ends while its watchdog acts: what it sent last is looked for too", () => {
  const { arm, send, place, world, open, lose, said, children, state, visibleAfterMs } = scene({ kind: "everything" });
  arm();
  send("tb-1");
  lose();
  world.until(() => said.some(({ kind }) => kind === "acting"));
  world.advance(visibleAfterMs / 2);
  children[0]?.watchdog?.closed();
  world.clock.after(visibleAfterMs, () => place("tb-last"));
  world.until(() => state.ends.length > 0);
  world.advance(2 * visibleAfterMs);
  expect([open(), state.ends]).toEqual([[], [true]]);
  world.close();
});

test("a watchdog that dies is trouble at once, and a new one knows every order that rests", () => {
  const { arm, send, world, open, link, children, reference, state } = scene();
  arm();
  send("tb-1");
  send("tb-2");
  link.forget(reference("tb-2"));
  children[0]?.end("killed");
  world.advance(2);
  expect(link.trouble).toContain("gone (killed)");
  world.advance(1_000);
  expect([children.length, link.trouble]).toEqual([2, undefined]);
  children[1]?.watchdog?.closed();
  world.until(() => state.ends.length > 0);
  // An order that ended is nobody's any more; here it still rests, because only the ledger was told otherwise.
  expect(open()).toEqual(["tb-2"]);
  world.close();
});

test("a watchdog that hangs is ended and replaced", () => {
  const { arm, world, link, dog, children } = scene();
  arm();
  world.advance(1_000);
  dog.stop();
  world.advance(3_500);
  expect(link.trouble).toContain("has not answered");
  world.advance(DEAD_MAN_MS);
  expect(children.length).toBeGreaterThan(1);
  dog.goOn();
  world.advance(12_000);
  expect(link.trouble).toBeUndefined();
  world.close();
});

test("a watchdog that is not armed in time arms nothing, and says so", () => {
  const { arm, link, state, world } = scene();
  state.refuse = true;
  expect(arm()?.code).toBe("no-watchdog");
  expect(link.trouble).toContain("not armed in time");
  expect(link.trouble).toBeDefined();
  world.close();
});

test("taken off it does nothing any more, and left it acts when the pipe ends", () => {
  const first = scene();
  first.arm();
  first.send("tb-1");
  let proved: boolean | undefined;
  first.link.disarm((told) => {
    proved = told;
  });
  first.world.until(() => proved !== undefined);
  first.world.advance(60_000);
  expect([proved, first.open(), first.state.ends]).toEqual([true, ["tb-1"], [true]]);
  first.world.close();

  const second = scene();
  second.arm();
  second.send("tb-1");
  second.world.advance(10);
  second.link.leave();
  second.children[0]?.watchdog?.closed();
  second.world.advance(second.link.withinMs);
  expect(second.open()).toEqual([]);
  second.world.close();
});

test("what cannot be cancelled yet is named and tried again until it is", () => {
  const { arm, send, world, open, children, state, said } = scene();
  arm();
  send("tb-1");
  world.advance(100);
  expect(world.exchange.desk.post({ name: "lost-request", params: { times: 40, aim: "any" }, venue: "lbank" }).kind).toBe("posted");
  children[0]?.watchdog?.closed();
  world.advance(25_000);
  expect(said.find((message) => message.kind === "acted")).toMatchObject({
    proven: false,
    left: [{ symbol: "btc_usdt", clientOrderId: "tb-1", standing: "unproven" }],
  });
  world.until(() => state.ends.length > 0, 600_000);
  expect([open(), state.ends]).toEqual([[], [true]]);
  world.close();
});

test("a line that is no message of the other end is none", () => {
  for (const line of ["", "{", "null", "[]", '"beat"', '{"kind":"place"}', '{"kind":1}']) {
    expect(watchdogMessage(line, TO_WATCHDOG)).toBeUndefined();
  }
});
