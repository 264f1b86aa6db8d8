// LMEX's switch against the simulated venue, which fires it when it must. About 1 s.

import { expect, test } from "vitest";
import { simulate } from "#assemblies/simulated";
import { priceUnits, sizeUnits } from "#core/brand";
import { TransportError, type TruebookError } from "#core/error";
import { silentLog } from "#observe/log";
import { type DeadMan, deadManOfAll } from "#trading/dead-man/dead-man";
import { VenueDeadMan } from "#trading/dead-man/venue-dead-man";
import { type PrivateRequester } from "#transport/private-call";
import { lmex } from "#venues/lmex/index";

const DEAD_MAN_MS = 15_000;

function scene(seed = 3) {
  const world = simulate({ venue: lmex, seed, mood: "quiet", account: true });
  const { clock } = world;
  const stack = world.account;
  const truth = world.exchange.venue("lmex")?.accounts?.all[0];
  const instrument = world.feed.instruments.bySymbol("futures", "BTC-PERP");
  const call = stack?.side.codec("futures").orders.cancelAllAfter;
  if (stack === undefined || truth === undefined || instrument === undefined || call === undefined) throw new Error("no account");
  const line = { cut: false, sent: [] as string[] };
  const requester: PrivateRequester = {
    send(asked, settled, options) {
      if (!line.cut) {
        line.sent.push(asked.body ?? "");
        return stack.requester.send(asked, settled, options);
      }
      const elapsedMs = options?.deadlineMs ?? 0;
      const error = new TransportError("request-timeout", "The venue did not answer.", { phase: "after-send" });
      const timer = clock.after(elapsedMs, () => settled({ kind: "failed", error, attempts: 1, elapsedMs }));
      return { cancel: () => timer.cancel() };
    },
  };
  const heard: (string | undefined)[] = [];
  const fired: string[] = [];
  const dead = new VenueDeadMan({
    clock,
    log: silentLog,
    requester,
    call,
    product: "futures",
    deadManMs: DEAD_MAN_MS,
    listener: { changed: (trouble) => heard.push(trouble), fired: (why) => fired.push(why) },
  });
  const bid = world.exchange.marketOf({ venue: "lmex", symbol: "BTC-PERP" })?.picture(0).bids[0]?.[0] ?? 0;
  const rest = (): void => {
    const price = priceUnits(Math.floor((bid * 0.97) / instrument.tick) * instrument.tick);
    truth.place({
      instrument,
      side: "buy",
      style: { kind: "limit", price, timeInForce: "gtc" },
      amount: { kind: "size", size: sizeUnits(instrument.lot * 10) },
      clientOrderId: undefined,
      reduceOnly: false,
    });
  };
  const arm = (): TruebookError | undefined => {
    let end: { readonly error: TruebookError | undefined } | undefined;
    dead.start((error) => {
      end = { error };
    });
    world.until(() => end !== undefined);
    return end?.error;
  };
  const disarm = (): boolean | undefined => {
    let end: boolean | undefined;
    dead.disarm((proved) => {
      end = proved;
    });
    world.until(() => end !== undefined);
    return end;
  };
  return { world, dead, heard, fired, rest, arm, disarm, line, open: () => truth.openOrders().length };
}

test("a switch that is renewed at a third of its time never fires, and nothing is in trouble", () => {
  const { world, dead, fired, rest, arm, open, line } = scene();
  expect(dead.trouble).toContain("off");
  expect(arm()).toBeUndefined();
  rest();
  for (let minute = 0; minute < 5; minute += 1) {
    world.advance(60_000);
    expect(dead.trouble).toBeUndefined();
  }
  expect([open(), fired]).toEqual([1, []]);
  // One call each five seconds, and the one that armed it.
  expect(line.sent.length).toBeGreaterThanOrEqual(60);
  expect(line.sent.length).toBeLessThanOrEqual(62);
  world.close();
});

test("a renewal that fails is trouble at once, long before the venue fires; the next one that works ends it", () => {
  const { world, dead, heard, fired, rest, arm, open, line } = scene();
  arm();
  rest();
  line.cut = true;
  world.advance(DEAD_MAN_MS / 2 + 100);
  expect(dead.trouble).toContain("could not be renewed");
  line.cut = false;
  world.advance(DEAD_MAN_MS / 3 + 100);
  expect([dead.trouble, fired, open()]).toEqual([undefined, [], 1]);
  expect(heard.filter((words) => words !== undefined).length).toBeGreaterThan(0);
  expect(heard.at(-1)).toBeUndefined();
  world.close();
});

test("a switch that was not renewed in time counts as fired when its time is over, and again when the venue is back", () => {
  const { world, dead, fired, rest, arm, open, line } = scene();
  arm();
  rest();
  line.cut = true;
  world.advance(DEAD_MAN_MS + 3_000);
  expect(open()).toBe(0);
  expect(fired.length).toBe(1);
  expect(dead.trouble).toContain("has fired, or may have");
  line.cut = false;
  world.advance(10_100);
  expect(fired.length).toBe(2);
  expect(dead.trouble).toBeUndefined();
  world.close();
});

test("after a stalled loop trouble is there before any timer has run", () => {
  const { world, dead, arm } = scene();
  arm();
  const { clock } = world;
  const stalled = clock.monotonic.bind(clock);
  clock.monotonic = () => (stalled() + 11_000) as ReturnType<typeof stalled>;
  expect(dead.trouble).toContain("late");
  clock.monotonic = () => (stalled() + DEAD_MAN_MS) as ReturnType<typeof stalled>;
  expect(dead.trouble).toContain("has fired, or may have");
  world.close();
});

test("a venue that cannot be reached is not armed, and says so", () => {
  const { dead, arm, line, world } = scene();
  line.cut = true;
  expect(arm()?.code).toBe("request-timeout");
  expect(dead.trouble).toContain("could not be armed");
  world.advance(60_000);
  expect(line.sent).toEqual([]);
  world.close();
});

test("a switch that is taken off does not fire, and is not renewed any more", () => {
  const { world, dead, rest, arm, disarm, open, line, fired } = scene();
  arm();
  rest();
  expect(disarm()).toBe(true);
  const sent = line.sent.length;
  world.advance(60_000);
  expect([open(), line.sent.length, fired]).toEqual([1, sent, []]);
  expect(line.sent.at(-1)).toBe('{"timeout":0}');
  expect(dead.trouble).toContain("taken off");
  world.close();
});

test("one that was never armed sends nothing when it is let go: what an earlier process armed stays, and acts", () => {
  const { world, disarm, line } = scene();
  expect(disarm()).toBe(true);
  expect(line.sent).toEqual([]);
  world.close();
});

test("a renewal that is under way ends before the switch is taken off", () => {
  const { world, dead, arm, open, rest, line } = scene();
  arm();
  rest();
  let proved: boolean | undefined;
  // The renewal leaves in this turn, and its answer has not come when the switch is to be taken off.
  world.until(() => line.sent.length === 2);
  const renewals = line.sent.length;
  dead.disarm((told) => {
    proved = told;
  });
  expect(line.sent.length).toBe(renewals);
  expect(world.until(() => proved !== undefined)).toBe(true);
  expect([proved, line.sent.at(-1)]).toEqual([true, '{"timeout":0}']);
  world.advance(60_000);
  expect(open()).toBe(1);
  world.close();
});

test("one that is left stays armed at the venue, and fires there", () => {
  const { world, dead, rest, arm, open } = scene();
  arm();
  rest();
  dead.leave();
  world.advance(DEAD_MAN_MS + 1_000);
  expect(open()).toBe(0);
  expect(dead.trouble).toContain("left it armed");
  world.close();
});

test("one that was taken off before a planned maintenance fires no more, and starting it again is enough", () => {
  const { world, dead, arm, disarm, open, rest } = scene();
  arm();
  rest();
  expect(disarm()).toBe(true);
  world.advance(60_000);
  expect(open()).toBe(1);
  expect(arm()).toBeUndefined();
  expect(dead.trouble).toBeUndefined();
  world.close();
});

test("of several the trouble of one is the trouble of all, and taking off proves nothing while one does not prove it", () => {
  const calls: string[] = [];
  const stub = (name: string, trouble: string | undefined, proves: boolean): DeadMan => ({
    kind: "venue",
    withinMs: name === "one" ? 1_000 : 2_000,
    trouble,
    start: (armed) => armed(name === "one" ? undefined : new TransportError("down", "Down.", { phase: "before-send" })),
    expect: () => calls.push(`expect ${name}`),
    forget: () => calls.push(`forget ${name}`),
    disarm: (settled) => settled(proves),
    leave: () => calls.push(`leave ${name}`),
  });
  const both = deadManOfAll([stub("one", undefined, true), stub("two", "late", false)]);
  expect([both.withinMs, both.trouble]).toEqual([2_000, "late"]);
  const heard: unknown[] = [];
  both.start((error) => heard.push(error?.code));
  both.disarm((proved) => heard.push(proved));
  both.leave();
  expect(heard).toEqual(["down", false]);
  expect(calls).toEqual(["leave one", "leave two"]);
});
