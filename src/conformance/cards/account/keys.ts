// Cards about keys, the clock and the private stream: who is let in, what a refusal is called, and what happens when a session ends.

import { account, offers, privateStream, reads } from "#conformance/account/account-needs";
import { errorWords, openAccount, outcomeWords, type StagedAccount } from "#conformance/account/staged-account";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { VenueError } from "#core/error";

const REFUSED_WITHIN_MS = 15_000;
/** After a refusal nothing more is tried with a key; so long is watched. */
const STILL_MS = 20_000;
/** What may reach the venue after the first refusal: reads that were on their way. */
const TRIES_AFTER_MAX = 3;
const SESSION_MS = 8_000;
const SESSIONS_MS = 30_000;
const HEAL_WITHIN_MS = 45_000;
const STALE_WITHIN_MS = 5_000;
const SKEW_MS = 600_000;
const SPEED = 6;

const login: Card = {
  id: "VC-50",
  title: "Sound keys lead to an account that is known as the venue has it, with the way of each channel named",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const held = await staged.placed(staged.words.limit("buy", staged.words.far("buy")));
    await staged.becomes(held.venueOrderId, "open");
    await staged.known();
    const { description, stream } = staged.hand.codec;
    for (const channel of ["orders", "fills", "positions", "balances"] as const) {
      const { how } = description.channels[channel];
      ensure(how !== "pushed" || (stream?.topics(channel).length ?? 0) > 0, `${channel} are said to be pushed, and no topic is named`);
    }
  },
};

const wrongKeys: Card = {
  id: "VC-51",
  title: "A wrong key, secret or passphrase is refused by name, and nothing more is tried with it",
  needs: account,
  async run(stage) {
    const { passphrase } = stage.subject.account?.description.keys ?? {};
    const all = ["wrong-key", "wrong-secret", ...(passphrase === true ? (["wrong-passphrase"] as const) : [])] as const;
    await Promise.all(all.map((keys) => refused(keys)));

    async function refused(keys: (typeof all)[number]): Promise<void> {
      const staged = await openAccount(stage, { keys, watch: false, speed: SPEED });
      const { scene } = staged;
      const outcome = await staged.ask(staged.hand.reads.balances());
      ensure(outcome.kind === "failed", `${keys}: the balances were told`);
      const { error } = outcome;
      ensure(error instanceof VenueError && error.category === "auth", `${keys}: the read came to ${errorWords(error)}`);
      staged.keeper.watch(staged.words.instrument);
      await scene.expect(
        () => staged.keeper.standing.kind === "refused",
        () => `${keys}: the account is ${JSON.stringify(staged.keeper.standing)}`,
        REFUSED_WITHIN_MS,
      );
      const tried = staged.hand.requester.counters.requests + scene.handshakes;
      await scene.pass(STILL_MS);
      const further = staged.hand.requester.counters.requests + scene.handshakes - tried;
      ensure(further <= TRIES_AFTER_MAX, `${keys}: ${further} further attempts after it was refused`);
    }
  },
};

const noPermission: Card = {
  id: "VC-52",
  title: "A key that may not trade is told so by name when it orders, and may still read",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    staged.truth.permissions = { ...staged.truth.permissions, trade: false };
    const order = staged.words.limit("buy", staged.words.far("buy"));
    const outcome = await staged.ask(staged.hand.codec.orders.place(staged.hand.clear(order)));
    const isTold =
      outcome.kind === "value"
        ? outcome.value.kind === "rejected" && outcome.value.reason === "permission"
        : outcome.error instanceof VenueError && outcome.error.category === "permission";
    ensure(isTold, () => `the order came to ${outcomeWords(outcome)}`);
    ensure(staged.truth.openOrders().length === 0, "the order is there");
    await staged.value(staged.hand.reads.balances());
  },
};

const mayWithdraw: Card = {
  id: "VC-53",
  title: "A key that may withdraw money is told from one that may not",
  needs: reads("the venue does not tell what a key may do", ({ permissions }) => permissions !== undefined),
  async run(stage) {
    const staged = await openAccount(stage, { watch: false });
    const read = staged.hand.reads.permissions;
    ensure(read !== undefined, "there is no such read");
    ensure((await staged.value(read())).withdraw === false, "a key that may not withdraw is taken for one that may");
    staged.truth.permissions = { ...staged.truth.permissions, withdraw: true };
    ensure((await staged.value(read())).withdraw === true, "a key that may withdraw is taken for one that may not");
  },
};

const clock: Card = {
  id: "VC-54",
  title:
    "A clock outside the venue's window is mended by the venue's own, and an order is placed once; where numbers may not go back, it is named",
  needs: account,
  async run(stage) {
    await Promise.all([SKEW_MS, -SKEW_MS].map((skewMs) => skewed(skewMs)));

    async function skewed(skewMs: number): Promise<void> {
      const staged = await openAccount(stage);
      staged.scene.fault("clock-skew", { skewMs }, "venue");
      const order = staged.words.limit("buy", staged.words.far("buy"));
      const outcome = await staged.ask(staged.hand.codec.orders.place(staged.hand.clear(order)));
      const open = staged.truth.openOrders().length;
      const isPlaced = outcome.kind === "value" && outcome.value.kind === "accepted" && open === 1;
      // A number that was used cannot be taken back: a venue that steps into its own past refuses until it has caught up.
      const mayBeNamed = skewMs < 0 && staged.hand.codec.description.clock.nonce === "increasing";
      const isNamed = outcome.kind === "failed" && outcome.error instanceof VenueError && outcome.error.category === "clock" && open === 0;
      ensure(isPlaced || (mayBeNamed && isNamed), () => `${skewMs} ms: the order came to ${outcomeWords(outcome)}, and ${open} are open`);
    }
  },
};

const renewal: Card = {
  id: "VC-55",
  title: "A session is renewed before it ends, with overlap, and no event is lost or told twice",
  needs: offers("a session lives as long as its connection", ({ description }) => description.session !== undefined),
  async run(stage) {
    const staged = await openAccount(stage, { sessionMs: SESSION_MS, speed: SPEED });
    const { scene, words } = staged;
    const isLogin = staged.hand.codec.stream?.lease === undefined;
    const [sinceMs, handshakes] = [scene.nowMs, scene.handshakes];
    while (scene.nowMs < sinceMs + SESSIONS_MS) {
      const order = await staged.placed(words.limit("buy", words.inside("buy")));
      await staged.becomes(order.venueOrderId, "open");
      words.meet("sell", words.inside("buy"), 1);
      await staged.becomes(order.venueOrderId, "filled");
      await scene.pass(700);
    }
    await staged.known();
    const left = staged.standings.find(({ standing: { kind } }) => kind === "stale" || kind === "refused");
    ensure(left === undefined, () => `the account was ${JSON.stringify(left)}`);
    if (isLogin) ensure(scene.handshakes - handshakes >= 3, `${scene.handshakes - handshakes} new sessions in ${SESSIONS_MS} ms`);
  },
};

const forgottenLease: Card = {
  id: "VC-56",
  title: "A lent key that the venue forgot is replaced by a new one, and what was said meanwhile is known",
  needs: offers("no key is lent for the stream", ({ stream }) => stream?.lease !== undefined),
  async run(stage) {
    const staged = await openAccount(stage, { sessionMs: SESSION_MS, speed: SPEED });
    const { scene, words } = staged;
    staged.hand.accounts.endLeases();
    scene.fault("close", { code: "1006", scope: "all" }, "venue");
    await staged.placed(words.limit("buy", words.far("buy")));
    await scene.pass(SESSION_MS);
    await staged.known(HEAL_WITHIN_MS);
    // A stream that lives: news come by it, and not only when everything is asked for again.
    const order = await staged.placed(words.limit("buy", words.far("buy", 1)));
    await staged.becomes(order.venueOrderId, "open", 3_000);
  },
};

const cut: Card = {
  id: "VC-57",
  title: "A private stream that is cut is told as stale; what happened meanwhile is known once it is back, each trade once",
  needs: privateStream,
  async run(stage) {
    const staged = await openAccount(stage);
    const { scene, words } = staged;
    const first = await staged.placed(words.limit("buy", words.inside("buy"), { units: 3 }));
    await staged.becomes(first.venueOrderId, "open");
    words.meet("sell", words.inside("buy"), 1);
    scene.fault("refuse-handshake", { status: "503", times: 2 }, "venue");
    scene.fault("close", { code: "1006", scope: "all" }, "venue");
    await scene.expect(() => staged.standings.some(({ standing }) => standing.kind === "stale"), "nobody was told", STALE_WITHIN_MS);
    words.meet("sell", words.inside("buy"), 1);
    await staged.placed(words.limit("buy", words.far("buy")));
    await staged.known(HEAL_WITHIN_MS);
    words.meet("sell", words.inside("buy"), 1);
    await staged.becomes(first.venueOrderId, "filled");
    await staged.known();
  },
};

const silent: Card = {
  id: "VC-58",
  title: "A private line that passes nothing is told as stale within five seconds, and heals",
  needs: privateStream,
  async run(stage) {
    const staged = await openAccount(stage);
    const { scene, words } = staged;
    const sinceMs = scene.nowMs;
    scene.fault("black-hole", { scope: "all" }, "venue");
    await staged.placed(words.limit("buy", words.far("buy")));
    await scene.expect(
      () => staged.standings.some(({ atMs, standing }) => atMs >= sinceMs && standing.kind === "stale"),
      "the account was not told as stale",
      STALE_WITHIN_MS + 500,
    );
    await staged.known(HEAL_WITHIN_MS);
  },
};

const unknownRow: Card = {
  id: "VC-59",
  title: "A private row that cannot be read is never guessed at: the account is asked for anew, and the stream goes on",
  needs: offers("orders are not pushed", ({ description }) => description.channels.orders.how === "pushed"),
  async run(stage) {
    const staged = await openAccount(stage);
    const { scene, words } = staged;
    const frames: string[] = [];
    scene.ground.onReceived((text) => frames.length < 200 && frames.push(text));
    const order = await staged.placed(words.limit("buy", words.far("buy")));
    await staged.becomes(order.venueOrderId, "open");
    await staged.known();
    const frame = frames.find((text) => text.includes(order.venueOrderId));
    const strange = frame === undefined ? undefined : withUnknownStatus(frame);
    ensure(strange !== undefined, "no frame with the order and its state was seen");
    const sinceMs = scene.nowMs;
    inject(staged, strange);
    await scene.expect(
      () => staged.standings.some(({ atMs, standing }) => atMs >= sinceMs && standing.kind === "resyncing"),
      "a row that nobody can read was passed over",
      2_000,
    );
    await staged.known();
    ensure(staged.keeper.state.order(order.venueOrderId)?.status === "open", "the order changed by what nobody can read");
  },
};

/** The frame with states that no venue knows. */
function withUnknownStatus(frame: string): string | undefined {
  const changed = frame.replace(/"([A-Za-z]*[Ss]tat(?:e|us))":(?:"[^"]*"|-?\d+)/g, '"$1":"NEVER_HEARD"');
  return changed === frame ? undefined : changed;
}

/** Says a text on every socket that is open. */
function inject({ scene }: StagedAccount, text: string): void {
  for (const socket of scene.ground.exchange.venue(scene.subject.venue.description.id)?.sockets ?? []) socket.inject(text);
}

export const KEY_CARDS: readonly Card[] = [
  login,
  wrongKeys,
  noPermission,
  mayWithdraw,
  clock,
  renewal,
  forgottenLease,
  cut,
  silent,
  unknownRow,
];
