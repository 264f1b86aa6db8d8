// Cards about connections: subscriptions that come to nothing, limits, heartbeats, every kind of silence, and coming back.

import { type Heartbeat } from "#assemblies/simulated-ground/truth";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { acknowledged, nothing, pushed } from "#conformance/needs";
import { HEAL_WITHIN_MS, type Scene } from "#conformance/scene";
import { type StagedBook } from "#conformance/staged-book";

const STALE_WITHIN_MS = 5_000;
const HAPPENS_WITHIN_MS = 10_000;
const SPEED = 4;
const MANY = 1_000;
/** Asking for a whole connection of topics takes so long over sockets, in ms of the system. */
const ASKING_MS = 2_500;

const refusedTopic: Card = {
  id: "VC-42",
  title: "A topic that the venue leaves out is told as stale, harms no other, and heals; a lost answer holds nothing up",
  needs: acknowledged,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const [other, sinceMs] = [await scene.book({ market: scene.marketAt(1) }), scene.nowMs];
    scene.fault("partial-subscribe", { times: 1 }, "venue");
    const book = await scene.book({ wait: false });
    // Where the answer names no topics, what was left out shows when nothing comes.
    await scene.expect(
      () => scene.heard("stale").some(({ reason }) => reason === "refused" || reason === "silent"),
      "nobody was told",
      STALE_WITHIN_MS + 500,
    );
    await scene.live(book, HEAL_WITHIN_MS);
    ensure(other.calmSince(sinceMs), "the other book was harmed");
    await scene.settled(book.watch.close());
    await scene.pass(500);
    scene.fault("lose-ack", { times: 1, form: "ack" }, "venue");
    await scene.book();
  },
};

const lostSubscription: Card = {
  id: "VC-43",
  title: "A subscription that is lost without a word is told as stale within five seconds, and asked for again",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    scene.fault("lose-ack", { times: 1, form: "subscription" }, "venue");
    const book = await scene.book({ wait: false });
    await scene.expect(() => book.turns.some(({ state }) => state === "stale"), "the book was not told as stale", STALE_WITHIN_MS + 500);
    await scene.live(book, HEAL_WITHIN_MS);
  },
};

const limits: Card = {
  id: "VC-44",
  title: "Topics are spread over connections before the venue's limit is reached, and asked for at its pace",
  needs: pushed("book"),
  async run(stage) {
    const { description, pushes } = stage.subject;
    const socket = description.sockets[description.book.socket ?? ""];
    ensure(socket !== undefined, "the socket of the book is not described");
    const together = pushes.trades && description.trades.socket === description.book.socket;
    const further = Math.ceil(socket.topicsMax / (together ? 2 : 1));
    const askingMs = (socket.topicsMax / socket.topicsPerMessage / socket.pacing.messages) * socket.pacing.perMs;
    const speed = Math.min(5, Math.max(2, Math.ceil(askingMs / ASKING_MS)));
    const scene = await stage.open({ mood: "quiet", further, speed, deadAfterMs: 20_000 });
    // What is counted here are subscriptions; markets that move would only cost the processor.
    for (const market of scene.markets) market.pause();
    const books: StagedBook[] = [];
    for (const market of scene.markets.slice(0, further + 1)) {
      books.push(await scene.book({ market, wait: false }));
      if (together) scene.trades(market);
    }
    await scene.expect(
      () => books.every(({ live }) => live),
      () => `${books.filter(({ live }) => !live).length} books are not live`,
      40_000,
    );
    const most = Math.max(...scene.sockets().map(({ held }) => held.size));
    ensure(most <= socket.topicsMax, `a socket holds ${most} topics of at most ${socket.topicsMax}`);
    ensure(scene.sockets().length > 1, "everything is on one socket");
    ensurePace(scene, socket.pacing);
  },
};

/** In no span of the pace's length more messages than it allows, on average over the sockets. */
function ensurePace(scene: Scene, pace: { readonly messages: number; readonly perMs: number }): void {
  const times = scene.ground.sent.map(({ atMs }) => atMs);
  const allowed = (pace.messages + 1) * Math.max(1, scene.sockets().length) * 2;
  for (const [at, atMs] of times.entries()) {
    const count = times.slice(at).findIndex((other) => other - atMs > pace.perMs);
    ensure((count < 0 ? times.length - at : count) <= allowed, `more than ${allowed} messages left in ${pace.perMs} ms`);
  }
}

const heartbeat: Card = {
  id: "VC-45",
  title: "The venue's pings are answered in its own form, and ours go out as often as it asks",
  needs: pushed("book"),
  async run(stage) {
    const { description } = stage.subject;
    const beats = description.sockets[description.book.socket ?? ""]?.heartbeats.filter(({ kind }) => kind !== "rfc") ?? [];
    const longestMs = Math.max(0, ...beats.map(({ everyMs }) => everyMs));
    const scene = await stage.open({ mood: "quiet", speed: 20, deadAfterMs: 20_000 });
    const received: string[] = [];
    scene.ground.onReceived((text) => text.length < 200 && received.push(text));
    await scene.book();
    await scene.pass(longestMs + 2_500);
    for (const beat of beats) ensureBeat(scene, beat, received);
    ensure(scene.heard("disconnected").length === 0, "the connection was lost");
  },
};

function ensureBeat(scene: Scene, beat: Heartbeat, received: readonly string[]): void {
  const sent = scene.ground.sent.map(({ text }) => text);
  if (beat.kind === "text") {
    ensure(sent.includes(beat.send), `${beat.send} was never sent`);
    ensure(received.includes(beat.answer), `${beat.answer} never came`);
    return;
  }
  // A client's own question in JSON is the probe, which goes out when it is quiet.
  if (beat.kind === "rfc" || beat.from === "client") return;
  const asked = received.filter((text) => like(beat.ask).test(text)).length;
  const answered = sent.filter((text) => like(beat.answer).test(text)).length;
  ensure(asked > 0, `the venue never asked ${beat.ask}`);
  ensure(answered >= asked, `${answered} of ${asked} pings were answered`);
}

/** A template as a pattern: `$ID`, `$TIME` and `$N` stand for one value each. */
function like(template: string): RegExp {
  const escaped = template.replace(/[\\^*+?.()|[\]{}]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/"?\$(ID|TIME|N)"?/g, '"?[\\w-]+"?')}$`);
}

const silence: Card = {
  id: "VC-46",
  title: "A topic that falls silent, and a line that passes nothing, are stale within five seconds, and heal",
  needs: pushed("book"),
  async run(stage) {
    const muted = async (): Promise<void> => {
      const scene = await stage.open({ mood: "busy", speed: SPEED });
      const book = await scene.book();
      await scene.pass(4_000);
      scene.fault("mute-topic", { durationMs: 9_000, channel: "book" });
      await scene.happened("mute-topic", HAPPENS_WITHIN_MS);
      await scene.left(book, { atMs: book.movedAtMs, withinMs: STALE_WITHIN_MS + 500 });
      ensure(book.reason === "silent", () => `the book is not live for ${String(book.reason)}`);
      await scene.live(book, HEAL_WITHIN_MS);
    };
    const deaf = async (): Promise<void> => {
      const scene = await stage.open({ mood: "busy", speed: SPEED });
      const book = await scene.book();
      const sinceMs = scene.nowMs;
      scene.fault("black-hole", { scope: "all" }, "venue");
      await scene.left(book, { atMs: sinceMs, withinMs: STALE_WITHIN_MS + 500 });
      await scene.live(book, HEAL_WITHIN_MS);
      ensure(book.watch.latest.epoch === 2, `the book came back in epoch ${book.watch.latest.epoch}`);
    };
    await Promise.all([muted(), deaf()]);
  },
};

const quiet: Card = {
  id: "VC-47",
  title:
    "A quiet market stays live without a reconnect, with a proof that is never older than five seconds; so do pings without answers while data flows",
  needs: pushed("book"),
  async run(stage) {
    const still = async (): Promise<void> => {
      const scene = await stage.open({ speed: SPEED });
      const [book, sinceMs] = [await scene.book(), scene.nowMs];
      for (const market of scene.markets) market.pause();
      let oldestMs = 0;
      for (let looks = 0; looks < 30; looks += 1) {
        await scene.pass(500);
        oldestMs = Math.max(oldestMs, book.watch.latest.ageMs);
      }
      ensure(oldestMs <= STALE_WITHIN_MS, `the proof was ${Math.round(oldestMs)} ms old`);
      ensureCalm(scene, book, sinceMs);
    };
    const unanswered = async (): Promise<void> => {
      const scene = await stage.open({ mood: "busy", speed: SPEED });
      const [book, sinceMs] = [await scene.book(), scene.nowMs];
      scene.fault("ignore-pings", { durationMs: 15_000 }, "venue");
      await scene.pass(12_000);
      ensureCalm(scene, book, sinceMs);
    };
    await Promise.all([still(), unanswered()]);
  },
};

function ensureCalm(scene: Scene, book: StagedBook, sinceMs: number): void {
  ensure(book.calmSince(sinceMs), () => `the book was ${JSON.stringify(book.turns.at(-1))}`);
  ensure(scene.heard("disconnected").length === 0, "the connection was given up");
}

const reconnect: Card = {
  id: "VC-48",
  title:
    "After a cut everything is subscribed again, each topic once; a refused handshake is not tried before the time that the venue names",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ speed: 2 });
    const books = [await scene.book(), await scene.book({ market: scene.marketAt(1) })];
    const before = scene.heldTopics();
    const knocks = scene.handshakes;
    scene.fault("refuse-handshake", { status: "429", retryAfterSeconds: 4, times: MANY }, "venue");
    scene.fault("close", { code: "1006", scope: "all" }, "venue");
    await scene.expect(() => books.every(({ live }) => !live), "a book stayed live without its connection", 1_000);
    await scene.pass(3_500);
    const tried = scene.handshakes - knocks;
    ensure(tried <= 2, `${tried} handshakes within 3.5 s of a refusal for 4 s`);
    scene.ground.exchange.desk.clear();
    for (const book of books) await scene.live(book, HEAL_WITHIN_MS);
    await scene.pass(500);
    ensure(scene.heldTopics().join() === before.join(), () => `held are ${scene.heldTopics().join()}, before ${before.join()}`);
    ensure(scene.heard("resubscribed").length >= 2, "nobody was told of the new subscriptions");
  },
};

const maintenance: Card = {
  id: "VC-49",
  title: "Maintenance takes books out of live, and they come back when the venue does",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ speed: 6 });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("maintenance", { awayMs: 10_000 }, "venue");
    // A polled book may miss a read or two before it doubts its last image.
    await scene.left(book, { atMs: sinceMs, withinMs: 10_000 });
    await scene.pass(Math.max(0, sinceMs + 10_000 - scene.nowMs));
    await scene.live(book, HEAL_WITHIN_MS);
  },
};

export const LINE_CARDS: readonly Card[] = [refusedTopic, lostSubscription, limits, heartbeat, silence, quiet, reconnect, maintenance];
