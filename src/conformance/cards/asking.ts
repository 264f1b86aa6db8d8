// Cards about asking: limits that are kept before they are passed, refusals that are obeyed, answers that are none.

import { type Card } from "#conformance/card";
import { CardFailure, ensure } from "#conformance/ensure";
import { lacking, nothing, restCandles, restTrades } from "#conformance/needs";
import { type Scene } from "#conformance/scene";
import { TransportError, TruebookError, UsageError, VenueError } from "#core/error";

/** Reads beyond the limit's capacity. */
const BEYOND = 5;
const MANY = 1_000;
const LEAST_SHARE = 0.8;
const LONG_BAN_MS = 2_000;
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
    const scene = await stage.open({ mood: "quiet" });
    await scene.settled(scene.venue.fetchTime());
    const bucket = scene.venue.health().rate.headroom.find(({ used }) => used > 0);
    ensure(bucket !== undefined, "no limit counted the read");
    const wanted = bucket.capacity + BEYOND;
    const outcomes: ("read" | "refused here" | "other")[] = [];
    for (let count = 0; count < wanted; count += 1) {
      scene.venue.fetchTime().then(
        () => outcomes.push("read"),
        (reason: unknown) => outcomes.push(isOwnLimit(reason) ? "refused here" : "other"),
      );
    }
    const reads = (): number => outcomes.filter((outcome) => outcome === "read").length;
    // A tenth of a limit is kept for what cannot wait.
    await scene.expect(
      () => reads() >= bucket.capacity * LEAST_SHARE,
      () => `${reads()} of ${wanted} reads came`,
      10_000,
    );
    await scene.pass(scene.ground.time === "virtual" ? 12_000 : 1_500);
    ensure(!outcomes.includes("other"), "a read failed that no limit of ours held back");
    const { rateLimited } = scene.venue.health().rate;
    ensure(rateLimited === 0, `the venue refused ${rateLimited} reads of ${wanted}`);
  },
};

/** Our own limit says that the turn would come too late, or it came when hardly any time was left. */
const isOwnLimit = (reason: unknown): boolean => reason instanceof TransportError;
const isRateLimit = (reason: unknown): boolean =>
  isOwnLimit(reason) || (reason instanceof VenueError && reason.category === "rate-limited");

const refused: Card = {
  id: "VC-10",
  title: "A refusal for too many requests is told and obeyed: hardly anything is asked until reads succeed again",
  needs: nothing,
  async run(stage) {
    const isLong = stage.subject.venue.description.limits.banMs > LONG_BAN_MS;
    const scene = await stage.open({ speed: isLong ? SPEED : 1, mood: "quiet" });
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
  const { environments, id, limits } = subject.venue.description;
  const host = new URL(environments["live"]?.hosts[subject.description.rest.host] ?? "https://none").hostname;
  const most = Math.max(...limits.rest.map(({ capacity }) => capacity));
  const request = { method, host, path, query: new URLSearchParams(), headers: {}, body: "" };
  // A venue may allow more than it publishes, and counts by other windows.
  for (let count = 0; count < 3 * most; count += 1) ground.exchange.venue(id)?.request(request, ground.peer);
}

const failing: Card = {
  id: "VC-11",
  title: "A read that fails on the venue's side is tried again by itself",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ mood: "quiet" });
    // Another read of the client may meet the fault; then the next one does.
    for (let tries = 0; tries < 5 && scene.venue.health().rate.retries === 0; tries += 1) {
      scene.fault("failing-reply", { times: 1, status: "503" }, "venue");
      await scene.restBook();
    }
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
