import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type Dialer, type DialHandlers, type DialRequest, type Log, type RawSocket } from "#core/port";
import { seededRandom } from "#core/random";
import { type Connection, type ConnectionOptions, type DownCause } from "#transport/connection-types";
import { connectionFactory } from "#transport/life/connection";
import { createConnectBudget } from "#transport/limits/connect-budget";
import { networkError } from "#transport/network-error";

const quietLog: Log = { write: () => {}, enabled: () => false };

class FakeSocket implements RawSocket {
  bufferedBytes = 0;
  readonly sent: string[] = [];
  pings = 0;
  ending: "open" | "close" | "terminate" = "open";
  readonly request: DialRequest;
  readonly handlers: DialHandlers;

  constructor(request: DialRequest, handlers: DialHandlers) {
    this.request = request;
    this.handlers = handlers;
  }

  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {
    this.pings += 1;
  }
  close(): void {
    this.ending = "close";
  }
  terminate(): void {
    this.ending = "terminate";
  }
  message(text: string): void {
    this.handlers.message(new TextEncoder().encode(text));
  }
}

interface Rig {
  readonly clock: VirtualClock;
  readonly sockets: FakeSocket[];
  readonly dialTimes: number[];
  readonly events: string[];
  readonly downs: { cause: DownCause; retryInMs: number | undefined; final: boolean; epoch: number }[];
  readonly connection: Connection;
  last(): FakeSocket;
}

function rig(options: Partial<ConnectionOptions> = {}, script?: (socket: FakeSocket, clock: VirtualClock) => void, seed = "7"): Rig {
  const clock = new VirtualClock();
  const sockets: FakeSocket[] = [];
  const dialTimes: number[] = [];
  const events: string[] = [];
  const downs: Rig["downs"] = [];
  const dialer: Dialer = {
    dial(request, handlers) {
      const socket = new FakeSocket(request, handlers);
      sockets.push(socket);
      dialTimes.push(clock.monotonic());
      if (script !== undefined) clock.after(10, () => script(socket, clock));
      return socket;
    },
  };
  const budget = createConnectBudget({ clock, limit: undefined });
  const connection = connectionFactory({ dialer, clock, random: seededRandom(seed), log: quietLog, budget })(
    {
      name: "lmex futures oss #1",
      url: "wss://venue.test/ws",
      headers: () => ({}),
      probe: { kind: "rfc" },
      heartbeat: undefined,
      pacing: { messages: 100, perMs: 1_000 },
      deadAfterMs: 5_000,
      probeAfterMs: 2_000,
      attemptsMax: undefined,
      ...options,
    },
    {
      ready: (epoch) => events.push(`ready ${epoch}`),
      frame: (frame, epoch) => events.push(`frame ${epoch} ${new TextDecoder().decode(frame.bytes)} ${frame.connectionId}`),
      down: (end) => {
        downs.push(end);
        events.push(`down ${end.epoch} ${end.cause.kind}`);
      },
    },
  );
  const last = (): FakeSocket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("nothing was dialled");
    return socket;
  };
  return { clock, sockets, dialTimes, events, downs, connection, last };
}

/** Starts a connection and opens its first socket. */
function opened(options: Partial<ConnectionOptions> = {}): Rig {
  const made = rig(options);
  made.connection.start();
  made.clock.advance(0);
  made.last().handlers.opened();
  return made;
}

test("A connection opens, delivers frames of its epoch and stops without leaving a socket or a timer", () => {
  const { clock, connection, events, last } = opened();
  last().message("hello");
  expect(connection.state).toBe("ready");
  expect(connection.connectedTime).toBe(clock.now());
  connection.stop();
  expect(last().ending).toBe("close");
  last().handlers.closed({ code: 1000, reason: "" });
  expect(events).toEqual(["ready 1", "frame 1 hello lmex futures oss #1/1", "down 1 stopped"]);
  expect(connection.state).toBe("stopped");
  expect(clock.pendingTimers).toBe(0);
});

test("A stopped socket whose peer ignores the polite close is cut after a second", () => {
  const { clock, connection, last } = opened();
  connection.stop();
  clock.advance(1_000);
  expect(last().ending).toBe("terminate");
});

test("Stopping while a handshake runs cuts that socket, and its late opening is not heard", () => {
  const { clock, connection, events, last } = rig();
  connection.start();
  clock.advance(0);
  connection.stop();
  expect(last().ending).toBe("terminate");
  last().handlers.opened();
  expect(events).toEqual(["down 0 stopped"]);
});

test("A handshake without an answer is cut after five seconds and tried again", () => {
  const { clock, connection, downs, sockets } = rig();
  connection.start();
  clock.advance(5_000);
  expect(sockets[0]?.ending).toBe("terminate");
  expect(downs[0]?.cause.kind).toBe("failed");
  clock.advance(1_000);
  expect(sockets.length).toBe(2);
});

test.each(["1", "2", "3", "4", "5", "6", "7", "8"])(
  "A peer that accepts and closes at once meets at most five connects in any 20 s (seed %s)",
  (seed) => {
    const acceptAndClose = (socket: FakeSocket): void => {
      socket.handlers.opened();
      socket.handlers.closed({ code: 1006, reason: "" });
    };
    const { clock, connection, dialTimes } = rig({}, acceptAndClose, seed);
    connection.start();
    clock.advance(180_000);
    for (const from of dialTimes) expect(dialTimes.filter((time) => time >= from && time < from + 20_000).length).toBeLessThanOrEqual(5);
    expect(dialTimes.length).toBeGreaterThan(5);
  },
);

test.each(["1", "2", "3", "4"])("A 429 with Retry-After 30 is met with at most two connects in 60 s (seed %s)", (seed) => {
  const refuse = (socket: FakeSocket): void =>
    socket.handlers.closed({ code: 1006, reason: "", refusal: { status: 429, retryAfter: "30" } });
  const { clock, connection, dialTimes, downs } = rig({}, refuse, seed);
  connection.start();
  clock.advance(60_000);
  expect(dialTimes.length).toBe(2);
  expect(downs[0]?.cause).toEqual({ kind: "refused", status: 429, retryAfterMs: 30_000 });
});

test("Waits between attempts grow up to thirty seconds and shrink only after useful data has held", () => {
  const { clock, connection, downs, last } = opened();
  const waits: number[] = [];
  const dropAndReopen = (usefulForMs: number | undefined): void => {
    if (usefulForMs !== undefined) {
      connection.useful();
      for (let ms = 0; ms < usefulForMs; ms += 1_000) {
        clock.advance(1_000);
        last().message("x");
      }
    }
    last().handlers.closed({ code: 1006, reason: "" });
    waits.push(downs.at(-1)?.retryInMs ?? -1);
    clock.advance(downs.at(-1)?.retryInMs ?? 0);
    last().handlers.opened();
  };
  for (let round = 0; round < 40; round += 1) dropAndReopen(round % 2 === 0 ? undefined : 2_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  expect(Math.max(...waits.slice(10))).toBeGreaterThan(15_000);
  dropAndReopen(5_000);
  expect(waits.at(-1)).toBeLessThanOrEqual(1_000);
});

test("A quiet socket is probed after two seconds and cut, not closed, before five are over", () => {
  const { clock, connection, downs, last } = opened();
  const socket = last();
  clock.advance(1_999);
  expect(socket.pings).toBe(0);
  clock.advance(1);
  expect(socket.pings).toBe(1);
  clock.advance(2_799);
  expect(connection.state).toBe("ready");
  clock.advance(1);
  expect(socket.ending).toBe("terminate");
  expect(downs[0]?.cause).toEqual({ kind: "dead", silentMs: 4_800 });
});

test("A quiet socket whose probes are answered stays up for an hour", () => {
  const { clock, connection, last, downs } = opened();
  const socket = last();
  let answered = 0;
  for (let ms = 0; ms < 3_600_000; ms += 100) {
    clock.advance(100);
    if (socket.pings > answered) {
      answered = socket.pings;
      socket.handlers.pong();
    }
  }
  expect(downs).toEqual([]);
  expect(clock.monotonic() - (connection.lastAnswerAt ?? 0)).toBeLessThanOrEqual(2_100);
});

test("Data keeps a socket alive whose pongs never come, without counting as an answer", () => {
  const { clock, connection, downs, last } = opened();
  for (let round = 0; round < 100; round += 1) {
    clock.advance(4_000);
    last().message("data");
  }
  expect(downs).toEqual([]);
  expect(connection.lastAnswerAt).toBeUndefined();
  expect(connection.counters.probesSent).toBeGreaterThan(50);
});

test("A pong that nobody asked for is life but no answer", () => {
  const { clock, connection, last } = opened();
  clock.advance(1_000);
  last().handlers.pong();
  expect(connection.lastAnswerAt).toBeUndefined();
  clock.advance(2_000);
  last().handlers.pong();
  expect(connection.lastAnswerAt).toBe(clock.monotonic());
});

test("Death can be asked for after one second, and not sooner", () => {
  const { clock, connection, downs } = opened({ deadAfterMs: 200 });
  clock.advance(899);
  expect(connection.state).toBe("ready");
  clock.advance(1);
  expect(downs[0]?.cause).toEqual({ kind: "dead", silentMs: 900 });
});

test("A text probe goes out as text, and the answer that the feed reports sets the time of the last answer", () => {
  const { clock, connection, last } = opened({ probe: { kind: "text", text: "ping" } });
  connection.answered();
  expect(connection.lastAnswerAt).toBeUndefined();
  clock.advance(2_000);
  expect(last().sent).toEqual(["ping"]);
  last().message("pong");
  connection.answered();
  expect(connection.lastAnswerAt).toBe(clock.monotonic());
});

test("A probe that is asked for on a busy socket goes out at once, but never twice while one is open", () => {
  const { clock, connection, last } = opened();
  connection.probe();
  connection.probe();
  expect(last().pings).toBe(1);
  last().handlers.pong();
  connection.probe();
  expect(last().pings).toBe(2);
  clock.advance(1_900);
  last().message("data");
  clock.advance(100);
  connection.probe();
  expect(last().pings).toBe(3);
});

test("The venue's heartbeat keeps its own interval beside the probe and counts as a question of the same words", () => {
  const { clock, connection, last } = opened({ probe: { kind: "text", text: "ping" }, heartbeat: { text: "ping", everyMs: 15_000 } });
  for (let second = 0; second < 14; second += 1) {
    clock.advance(1_000);
    last().message("data");
  }
  expect(last().sent).toEqual([]);
  clock.advance(1_000);
  expect(last().sent).toEqual(["ping"]);
  connection.answered();
  expect(connection.lastAnswerAt).toBeDefined();
});

test("Nothing of an old socket is delivered after its end, after a restart, or beside the new socket", () => {
  const { clock, connection, events, last, downs } = opened();
  const old = last();
  connection.restart("topic stayed silent");
  expect(old.ending).toBe("terminate");
  old.message("late 1");
  old.handlers.pong();
  clock.advance(downs[0]?.retryInMs ?? 0);
  last().handlers.opened();
  old.message("late 2");
  old.handlers.opened();
  old.handlers.closed({ code: 1006, reason: "" });
  last().message("new");
  expect(events).toEqual(["ready 1", "down 1 failed", "ready 2", "frame 2 new lmex futures oss #1/2"]);
  expect(connection.state).toBe("ready");
});

test("After a laptop slept, a frame that was waiting is not delivered and the socket is dead in the same turn", () => {
  const { clock, connection, events, last } = opened();
  clock.advance(1_000);
  clock.sleep(8 * 3_600_000);
  last().message("from before the sleep");
  expect(events).toEqual(["ready 1", "down 1 dead"]);
  expect(connection.state).toBe("waiting");
});

test("After a laptop slept, the first timer ends the socket without a probe", () => {
  const { clock, events, last } = opened();
  clock.sleep(60_000);
  clock.advance(0);
  expect(events).toEqual(["ready 1", "down 1 dead"]);
  expect(last().pings).toBe(0);
});

test("A stall of our own process is not the peer's silence: what lies unread is read, and nobody reconnects", () => {
  const { clock, downs, last } = opened();
  clock.advance(1_000);
  clock.sleep(20_000);
  clock.advance(0);
  clock.advance(500);
  last().message("waited in the kernel");
  clock.advance(1_000);
  expect(downs).toEqual([]);
});

test("A black hole that begins with a stall is still found within the time to death after it", () => {
  const { clock, downs } = opened();
  clock.advance(1_000);
  clock.sleep(20_000);
  clock.advance(5_000);
  expect(downs[0]?.cause.kind).toBe("dead");
});

test("A jump of the wall clock changes nothing", () => {
  const { clock, downs, last } = opened();
  clock.jumpWall(3_600_000);
  last().message("x");
  clock.jumpWall(-7_200_000);
  last().message("y");
  clock.advance(4_000);
  expect(downs).toEqual([]);
});

test("A policy close waits at least ten seconds, a service restart at least one", () => {
  const policy = opened();
  policy.last().handlers.closed({ code: 1008, reason: "too many failed requests" });
  expect(policy.downs[0]?.retryInMs).toBeGreaterThanOrEqual(10_000);
  const restart = opened();
  restart.last().handlers.closed({ code: 1012, reason: "" });
  expect(restart.downs[0]?.retryInMs).toBeGreaterThanOrEqual(1_000);
  expect(restart.downs[0]?.retryInMs).toBeLessThanOrEqual(2_000);
});

test("A connection with a bound on attempts says when it has failed for good", () => {
  const refuse = (socket: FakeSocket): void => socket.handlers.closed({ code: 1006, reason: "" });
  const { clock, connection, downs } = rig({ attemptsMax: 3 }, refuse);
  connection.start();
  clock.advance(60_000);
  expect(downs.map((down) => down.final)).toEqual([false, false, true]);
  expect(connection.state).toBe("failed");
  expect(clock.pendingTimers).toBe(0);
});

test("Texts are paced, a place is kept for urgent ones, and what no longer fits is refused and counted", () => {
  const { clock, connection, last } = opened({ pacing: { messages: 2, perMs: 1_000 } });
  for (let at = 0; at < 4; at += 1) connection.send(`subscribe ${at}`);
  connection.send("pong", true);
  expect(last().sent).toEqual(["subscribe 0", "pong"]);
  clock.advance(2_000);
  expect(last().sent.slice(2)).toEqual(["subscribe 1", "subscribe 2"]);
  for (let at = 0; at < 2_000; at += 1) connection.send("more");
  expect(connection.send("one too many")).toBe(false);
  expect(connection.counters.sendQueueDrops).toBeGreaterThan(900);
});

test("A peer that asks faster than we may speak is answered in its own pace, its last questions only", () => {
  const { clock, connection, last } = opened({ pacing: { messages: 2, perMs: 1_000 } });
  for (let at = 1; at <= 500; at += 1) connection.send(`pong ${at}`, true);
  connection.send("subscribe");
  clock.advance(3_500);
  expect(last().sent).toEqual(["pong 1", "pong 2", "pong 497", "pong 498", "pong 499", "pong 500", "subscribe"]);
  expect(connection.counters.sendQueueDrops).toBe(0);
});

test("Nothing more is queued to a peer that does not read", () => {
  const { connection, last } = opened();
  last().bufferedBytes = 2_000_000;
  expect(connection.send("subscribe")).toBe(false);
  expect(connection.counters.sendQueueDrops).toBe(1);
});

test("A certificate that is not trusted is not tried again within half a minute", () => {
  const { clock, connection, downs, last } = rig();
  connection.start();
  clock.advance(0);
  last().handlers.closed({
    code: 1006,
    reason: "",
    error: networkError({ code: "CERT_HAS_EXPIRED" }, { host: "venue.test", phase: "before-send" }),
  });
  expect(downs[0]?.cause).toMatchObject({ kind: "failed", words: expect.stringContaining("certificate is not trusted") });
  expect(downs[0]?.retryInMs).toBeGreaterThanOrEqual(30_000);
});

test("A text that waited for its turn on a lost socket is never written to the next one", () => {
  const { clock, connection, downs, last } = opened({ pacing: { messages: 1, perMs: 10_000 } });
  connection.send("login");
  connection.send("order");
  last().handlers.closed({ code: 1006, reason: "" });
  expect(connection.send("nobody listens")).toBe(false);
  clock.advance(downs[0]?.retryInMs ?? 0);
  last().handlers.opened();
  last().message("x");
  clock.advance(4_000);
  last().message("x");
  clock.advance(4_000);
  last().message("x");
  clock.advance(4_000);
  expect(last().sent).toEqual([]);
});

test("A handler that stops the connection from within `down` leaves nothing behind", () => {
  const clock = new VirtualClock();
  const sockets: FakeSocket[] = [];
  const dialer: Dialer = {
    dial(request, handlers) {
      const socket = new FakeSocket(request, handlers);
      sockets.push(socket);
      return socket;
    },
  };
  const finals: boolean[] = [];
  const connection = connectionFactory({
    dialer,
    clock,
    random: seededRandom("1"),
    log: quietLog,
    budget: createConnectBudget({ clock, limit: undefined }),
  })(
    {
      name: "a",
      url: "wss://venue.test",
      headers: () => ({}),
      probe: { kind: "rfc" },
      heartbeat: undefined,
      pacing: { messages: 1, perMs: 1 },
      deadAfterMs: 5_000,
      probeAfterMs: 2_000,
      attemptsMax: undefined,
    },
    {
      ready: () => {},
      frame: () => {},
      down: (end) => {
        finals.push(end.final);
        if (!end.final) connection.stop();
      },
    },
  );
  connection.start();
  clock.advance(0);
  sockets[0]?.handlers.closed({ code: 1006, reason: "" });
  clock.advance(120_000);
  expect(finals).toEqual([false, true]);
  expect(sockets.length).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test("Three thousand reconnects leave as many timers as one", () => {
  const flap = (socket: FakeSocket): void => {
    socket.handlers.opened();
    socket.handlers.closed({ code: 1006, reason: "" });
  };
  const { clock, connection } = rig({ heartbeat: { text: "ping", everyMs: 1_000 } }, flap);
  connection.start();
  while (connection.counters.attempts < 3_000) clock.step();
  expect(clock.pendingTimers).toBeLessThanOrEqual(2);
});
