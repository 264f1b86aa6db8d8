// A ground over real sockets: the simulator's server on this machine and a connection as users have it, each card's own.

import { openStack } from "#assemblies/live-stack";
import { accountHand, wishedKeys, wishedVenue } from "#assemblies/simulated-ground/account-hand";
import { choiceOf, type Ground, type GroundOptions, GroundTrace, otherSideOf } from "#assemblies/simulated-ground/ground";
import { type Subject } from "#assemblies/simulated-ground/subject";
import { QuickClock } from "#clock/quick-clock";
import { systemClock } from "#clock/system-clock";
import { type SimulatorServer, startSimulatorServer } from "#sim/server";
import { createSimulatedExchange } from "#sim/world";

const MINUTE_MS = 60_000;
/** The address by which the venue knows our requests. */
const PEER = "127.0.0.1";
const LOOK_EVERY_MS = 5;
/** Real time that a deadline may be late by, beside many other grounds on a machine that is busy. */
const SLACK_MS = 1_500;
/** Real time that the venue may take to notice that its sockets ended. */
const END_WITHIN_MS = 5_000;

/** Opens a ground over real sockets on a port of its own. */
export async function openSocketGround(subject: Subject, options: GroundOptions = {}): Promise<Ground> {
  const { seed = "card", mood = "calm", further = 0, speed = 1, minuteInMs, deadAfterMs, account: wish } = options;
  const aheadMs = minuteInMs === undefined ? 0 : MINUTE_MS - minuteInMs - (systemClock.now() % MINUTE_MS);
  const clock = new QuickClock(systemClock, { aheadMs });
  const wished = wishedVenue(subject.venue, wish);
  const otherSide = otherSideOf(subject, wish);
  const exchange = createSimulatedExchange({
    venues: [otherSide],
    seed,
    mood,
    clock,
    bytes: true,
    article: choiceOf(subject).dialect === "article",
    markets: { further, product: subject.product },
  });
  const server = await startSimulatorServer({ exchange, port: 0 });
  const trace = new GroundTrace(() => clock.monotonic());
  const connection = {
    clock,
    simulator: server.url,
    ...choiceOf(subject),
    trace: {
      received: (frame: { readonly bytes: Uint8Array }) => trace.received(frame),
      sent: (_connection: string, text: string) => trace.noteSent(text),
    },
    ...(deadAfterMs === undefined ? {} : { deadAfterMs }),
  };
  const keys = wish === undefined ? undefined : wishedKeys(wished, otherSide, wish);
  const {
    client: venue,
    account: stack,
    feed,
  } = await openStack(wished, connection, keys).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  clock.hurry(speed);
  return {
    time: "real",
    slackMs: SLACK_MS * speed,
    venue,
    account: wish === undefined ? undefined : accountHand(subject, { stack, feed, exchange, peer: PEER }),
    exchange,
    clock,
    peer: PEER,
    sent: trace.sent,
    onReceived: (handle) => trace.onReceived(handle),
    until: (condition, withinMs) => until(condition, withinMs / speed),
    settled: (promise, withinMs) => Promise.race([promise, tooLate(promise, withinMs / speed)]),
    async close() {
      await venue.close();
      return ended(server);
    },
  };
}

async function ended(server: SimulatorServer): Promise<readonly string[]> {
  const open = (): number => server.exchange.venues.reduce((sum, { sockets }) => sum + [...sockets].length, 0);
  await until(() => open() === 0, END_WITHIN_MS);
  const left = open() === 0 ? [] : [`${open()} sockets are left open`];
  await server.close();
  return left;
}

async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
  const limitMs = systemClock.monotonic() + withinMs;
  while (!condition()) {
    if (systemClock.monotonic() >= limitMs) return false;
    await pause(LOOK_EVERY_MS);
  }
  return true;
}

/** Rejects when a promise takes too long; whoever is in time leaves no timer. */
function tooLate(promise: Promise<unknown>, withinMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = systemClock.after(withinMs, () => reject(new RangeError(`Nothing came of it within ${Math.round(withinMs)} ms.`)));
    const over = (): void => timer.cancel();
    promise.then(over, over);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(ms, resolve);
  });
}
