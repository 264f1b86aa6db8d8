// A ground in virtual time: a minute of it takes milliseconds, and the same seed gives the same events.

import { simulate } from "#assemblies/simulated";
import { accountHand, wishedKeys, wishedVenue } from "#assemblies/simulated-ground/account-hand";
import { choiceOf, type Ground, type GroundOptions, GroundTrace, otherSideOf } from "#assemblies/simulated-ground/ground";
import { type Subject } from "#assemblies/simulated-ground/subject";

const MINUTE_MS = 60_000;
/** The address by which the venue knows our requests. */
const PEER = "client";
/** Long enough for the slowest body that a fault drips out. */
const END_MS = 3_600_000;
/** Turns of promises that a client's own work takes between two events of the network. */
const BREATH_TURNS = 12;

/** Opens a ground in virtual time. */
export async function openVirtualGround(subject: Subject, options: GroundOptions = {}): Promise<Ground> {
  const { seed = "card", mood = "calm", further = 0, minuteInMs, deadAfterMs, account: wish } = options;
  let nowMs = (): number => 0;
  const trace = new GroundTrace(() => nowMs());
  const venue = wishedVenue(subject.venue, wish);
  const otherSide = otherSideOf(subject, wish);
  const world = simulate({
    venue,
    otherSide,
    ...(wish === undefined ? {} : { account: wishedKeys(venue, otherSide, wish) }),
    ...choiceOf(subject),
    seed,
    mood,
    markets: { further, product: subject.product },
    ...(deadAfterMs === undefined ? {} : { settings: { deadAfterMs } }),
    frameSink: { received: (frame) => trace.received(frame), sent: (_connection, text) => trace.noteSent(text) },
  });
  const { clock, client, exchange, network } = world;
  nowMs = () => clock.monotonic();
  if (minuteInMs !== undefined) clock.advance(MINUTE_MS - (clock.now() % MINUTE_MS) - minuteInMs);

  return {
    time: "virtual",
    slackMs: 0,
    venue: client,
    account: wish === undefined ? undefined : accountHand(subject, { stack: world.account, feed: world.feed, exchange, peer: PEER }),
    exchange,
    clock,
    peer: PEER,
    sent: trace.sent,
    onReceived: (handle) => trace.onReceived(handle),
    async until(condition, withinMs) {
      const limitMs = clock.monotonic() + withinMs;
      while (!condition()) {
        await undefined;
        if (!clock.step(limitMs)) {
          clock.advanceTo(limitMs);
          return condition();
        }
      }
      return true;
    },
    async settled(promise, withinMs) {
      let open = true;
      const over = (): void => {
        open = false;
      };
      promise.then(over, over);
      const limitMs = clock.monotonic() + withinMs;
      for (;;) {
        await breath();
        if (!open) return promise;
        if (!clock.step(limitMs)) throw new RangeError(`Nothing came of it within ${withinMs} ms.`);
      }
    },
    async close() {
      await client.close();
      world.close();
      clock.advance(END_MS);
      const left: string[] = [];
      if (network.openSockets > 0) left.push(`${network.openSockets} sockets are left open`);
      if (clock.pendingTimers > 0) left.push(`${clock.pendingTimers} timers are left`);
      return left;
    },
  };
}

/** Lets everything that waits for promises go on. */
async function breath(): Promise<void> {
  for (let turn = 0; turn < BREATH_TURNS; turn += 1) await undefined;
}
