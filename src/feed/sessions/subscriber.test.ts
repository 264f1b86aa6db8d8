import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { Subscriber } from "#feed/sessions/subscriber";
import { type Topic, type TopicConsumer } from "#feed/sessions/topic";
import { lmex } from "#venues/lmex/index";
import { type Want } from "#venues/venue";
import { weex } from "#venues/weex/index";

const deaf: TopicConsumer = {
  subscribed: () => undefined,
  confirmed: () => undefined,
  received: () => undefined,
  malformed: () => undefined,
  lost: () => undefined,
};

const fresh = (text: string): Topic => ({
  // Nothing here reads the want: the candidates are its words.
  want: {} as Want,
  candidates: [text],
  consumer: deaf,
  choice: 0,
  phase: "waiting",
  failures: 0,
  barred: false,
  alone: false,
  timer: undefined,
  released: false,
  cuts: 0,
  cutAt: Number.NEGATIVE_INFINITY,
});

/** One topic on a connection that is open, and what is sent for it. */
function subscribed(gaveUp: (topic: Topic, subscriber: Subscriber) => void) {
  const clock = new VirtualClock();
  const { description, subscribe: codec } = lmex.market("spot");
  const socket = description.sockets["oss"];
  if (socket === undefined) throw new RangeError("LMEX has no socket for books.");
  const sentAt: number[] = [];
  const topic = fresh("update:BTC-USDT_0");
  const subscriber: Subscriber = new Subscriber({
    clock,
    settings: FEED_DEFAULTS,
    codec,
    socket,
    answers: () => true,
    send: (text) => {
      if (text.includes('"subscribe"')) sentAt.push(clock.monotonic());
      return true;
    },
    moved: () => undefined,
    gaveUp: (given) => gaveUp(given, subscriber),
    listed: () => true,
    reconnect: () => false,
    resubscribed: () => undefined,
  });
  subscriber.connected([topic], 1);
  clock.advance(10);
  const refuse = (): void =>
    subscriber.refused({ kind: "refused", topic: "update:BTC-USDT_0", requestId: undefined, code: "1000", words: "", retry: false });
  return { clock, subscriber, topic, sentAt, refuse };
}

test("a topic that was refused for good is asked for again after 20 s, then every half minute, so that none stays away through a calm", () => {
  const { clock, sentAt, refuse } = subscribed(() => undefined);
  for (const [asked, waitMs] of [20_000, 30_000, 30_000, 30_000].entries()) {
    expect(sentAt).toHaveLength(asked + 1);
    refuse();
    clock.advance(waitMs - 10);
    expect(sentAt).toHaveLength(asked + 1);
    clock.advance(20);
  }
  expect(sentAt).toHaveLength(5);
});

test("a topic that is given back in the turn in which it was given up is not asked for again", () => {
  const { clock, sentAt, refuse } = subscribed((topic, subscriber) => subscriber.unsubscribe(topic, true));
  refuse();
  clock.advance(3_600_000);
  expect(sentAt).toHaveLength(1);
  expect(clock.pendingTimers).toBe(0);
});

test("a topic without an answer is asked for again although its connection may not be cut", () => {
  const { clock, sentAt } = subscribed(() => undefined);
  clock.advance(120_000);
  expect(sentAt.length).toBeGreaterThanOrEqual(6);
});

test("topics beyond the pace wait before they are asked for, so that the deadline of an answer begins when its question leaves", () => {
  const clock = new VirtualClock();
  const { description, subscribe: codec } = weex.market("contract", { api: "v2" });
  const socket = description.sockets["public"];
  if (socket === undefined) throw new RangeError("WEEX V2 has no public socket.");
  const askedAt: number[] = [];
  const topics = Array.from({ length: 35 }, (_, at): Topic => ({ ...fresh(`depth.cmt_x${at}usdt.200`) }));
  const subscriber: Subscriber = new Subscriber({
    clock,
    settings: FEED_DEFAULTS,
    codec,
    socket,
    answers: () => true,
    listed: () => true,
    send: () => askedAt.push(clock.monotonic()) > 0,
    moved: () => undefined,
    gaveUp: () => undefined,
    reconnect: () => false,
    resubscribed: () => undefined,
  });
  subscriber.connected(topics, 1);
  clock.advance(4_000);
  expect(askedAt).toHaveLength(35);
  for (const [at, askedMs] of askedAt.entries()) expect(Math.floor(askedMs / 1_000)).toBe(Math.floor(at / 10));
  expect(topics.every(({ phase }) => phase === "sent")).toBe(true);
  clock.advance(999);
  expect(askedAt).toHaveLength(35);
});
