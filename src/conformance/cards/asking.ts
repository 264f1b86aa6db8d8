// Cards about asking: limits that are kept before they are passed, refusals that are obeyed, answers that are none.

import { type Card, CardFailure, ensure } from "#conformance/card";
import { lacking, nothing, restCandles, restTrades } from "#conformance/needs";
import { type Scene } from "#conformance/scene";
import { TransportError, TruebookError, UsageError, VenueError } from "#core/error";

/** Reads beyond the limit's capacity. */
const BEYOND = 5;
const MANY = 1_000;
const LONG_WINDOW_MS = 2_000;
const TRIES_MAX = 40;
/** Reads that reach a venue that refuses, and the one that succeeds; the feed's own among them. */
const ASKED_MAX = 5;
/** What is slow by nature runs so much faster over sockets. */
const SPEED = 6;

const paced: Card = {
  id: "VC-09",
  title: "More reads at once than the venue allows are paced or refused here, and none is refused there",
  needs: nothing,
  async run(stage) {
    const buckets = stage.subject.venue.description.limits.rest;
    // A short window is kept with a margin for the network, which a quick clock would eat up.
    const long = Math.max(...buckets.filter(({ scope }) => scope === "ip").map(({ perMs }) => perMs)) > LONG_WINDOW_MS;
    const scene = await stage.open({ speed: long ? SPEED : 1, mood: "quiet" });
    await scene.settled(scene.venue.fetchTime());
    const bucket = scene.venue.health().rate.headroom.find(({ used }) => used > 0);
    ensure(bucket !== undefined, "no limit counted the read");
    const reads = Array.from({ length: bucket.capacity + BEYOND }, () => scene.venue.fetchTime());
    const refusals = (await scene.settled(Promise.allSettled(reads), 60_000)).filter((read) => read.status === "rejected");
    const other = refusals.map(({ reason }) => reason as unknown).find((reason) => !isOwnLimit(reason));
    ensure(other === undefined, () => `a read came to ${String(other)}`);
    ensure(refusals.length < reads.length / 2, `${refusals.length} of ${reads.length} reads were refused here`);
    const { rateLimited } = scene.venue.health().rate;
    ensure(rateLimited === 0, `the venue refused ${rateLimited} reads of ${reads.length}`);
  },
};

/** Our own limit says that the turn would come too late; nothing was sent. */
const isOwnLimit = (reason: unknown): boolean => reason instanceof TransportError && reason.code === "rate-limit-local";
const isRateLimit = (reason: unknown): boolean =>
  isOwnLimit(reason) || (reason instanceof VenueError && reason.category === "rate-limited");

const refused: Card = {
  id: "VC-10",
  title: "A refusal for too many requests is told and obeyed: hardly anything is asked until reads succeed again",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ speed: SPEED, mood: "quiet" });
    await scene.settled(scene.venue.fetchTime());
    await exhaust(scene);
    const before = scene.requests;
    await untilRead(scene);
    ensure(scene.heard("rate-limited").length > 0, "nobody was told of the refusal");
    const asked = scene.requests - before;
    ensure(asked <= ASKED_MAX, `the venue was asked ${asked} times while it refused`);
  },
};

/** Asks for the time once a second until it is told; every refusal on the way has to be one for too many requests. */
async function untilRead(scene: Scene): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const reason: unknown = await scene.settled(scene.venue.fetchTime(), 60_000).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (reason === undefined) return;
    ensure(isRateLimit(reason), () => `a read came to ${String(reason)}`);
    await scene.pass(1_000);
  }
  throw new CardFailure("no read succeeds any more");
}

/** Uses up what our address may ask, as a neighbour at the same address would. */
async function exhaust(scene: Scene): Promise<void> {
  const { ground, subject } = scene;
  const asked = ground.exchange.log.last().findLast(({ event }) => event === "request");
  const [method = "GET", path = "/"] = (asked?.detail ?? "").split(" ");
  const { environments, id } = subject.venue.description;
  const host = new URL(environments["live"]?.hosts[subject.description.rest.host] ?? "https://none").hostname;
  const simulated = ground.exchange.venue(id);
  for (let count = 0; count < MANY; count += 1) {
    const verdict = simulated?.request({ method, host, path, query: new URLSearchParams(), headers: {}, body: "" }, ground.peer);
    if (verdict?.kind === "reply" && (verdict.reply.status === 429 || verdict.reply.body.includes("10004"))) return;
  }
  throw new CardFailure(`the simulated venue let ${MANY} requests pass`);
}

const failing: Card = {
  id: "VC-11",
  title: "A read that fails on the venue's side is tried again by itself",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ mood: "quiet" });
    // The reads of a beginning are over.
    await scene.pass(500);
    scene.fault("failing-reply", { times: 1, status: "503" }, "venue");
    await scene.restBook();
    await scene.happened("failing-reply", 100);
    ensure(scene.venue.health().rate.retries > 0, "no retry was counted");
  },
};

const page: Card = {
  id: "VC-12",
  title: "A web page in the place of an answer is an error, never a value",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ speed: SPEED, mood: "quiet" });
    scene.fault("html-reply", { times: MANY }, "venue");
    const { id, product } = scene.market.instrument;
    const error = await scene.settled(scene.venue.fetchTicker(id, { product }), 60_000).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    ensure(error instanceof TruebookError, `the read came to ${error === undefined ? "a value" : String(error)}`);
    scene.ground.exchange.desk.clear();
    await scene.restBook();
  },
};

const unknownName: Card = {
  id: "VC-13",
  title: "A name that the venue does not list is refused before anything is sent",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ mood: "quiet" });
    const { product } = scene.subject;
    ensureUsage(() => scene.venue.watchBook("NONE/SUCH", { product }), "unknown-instrument");
    ensureUsage(() => scene.venue.watchTrades("NONE/SUCH", { product }), "unknown-instrument");
    await scene.pass(500);
    const told = scene.ground.exchange.log.last().find(({ detail }) => detail?.includes("SUCH") === true);
    ensure(told === undefined, () => `the venue heard of it: ${String(told?.detail)}`);
  },
};

const missing: Card = {
  id: "VC-14",
  title: "Asking for a read or a stream that the venue lacks is refused with a typed error",
  needs: lacking,
  async run(stage) {
    const scene = await stage.open({ mood: "quiet" });
    const { id, product } = scene.market.instrument;
    const { subject, venue } = scene;
    if (!subject.pushes.trades) ensureUsage(() => venue.watchTrades(id, { product }).onEach(() => undefined), "no-topic");
    if (restTrades(subject) !== undefined) await ensureRefused(scene, venue.fetchTrades(id, { product }));
    if (restCandles(subject) !== undefined) await ensureRefused(scene, venue.fetchCandles(id, "1m", { product }));
  },
};

function ensureUsage(act: () => unknown, code: string): void {
  try {
    act();
  } catch (error) {
    ensure(error instanceof UsageError && error.code === code, `refused as ${String(error)}`);
    return;
  }
  throw new CardFailure(`nothing was refused where ${code} is due`);
}

async function ensureRefused(scene: Scene, read: Promise<unknown>): Promise<void> {
  const error = await scene.settled(read).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  ensure(error instanceof UsageError, `the read came to ${error === undefined ? "a value" : String(error)}`);
}

export const ASKING_CARDS: readonly Card[] = [paced, refused, failing, page, unknownName, missing];
