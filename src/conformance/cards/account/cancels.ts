// Cards about names and about ending orders: one, several, all, those that are gone, and all by themselves.

import { account, offers } from "#conformance/account/account-needs";
import { openAccount, type StagedAccount } from "#conformance/account/staged-account";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { clientOrderId, type OrderReference, venueOrderId } from "#core/account/order";

const DEAD_MAN_MS = 4_000;

const byEitherName: Card = {
  id: "VC-71",
  title: "An order is cancelled by the venue's name, and by ours where the venue finds it by that",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words } = staged;
    const { queryable } = staged.hand.codec.description.orders.clientOrderId;
    const first = await staged.placed(words.limit("buy", words.far("buy")));
    const second = await staged.placed(words.limit("buy", words.far("buy", 1)));
    await staged.known();
    const { venueOrderId: _named, ...byOurs } = second;
    await staged.cancelled(withoutOurs(first));
    await staged.becomes(first.venueOrderId, "cancelled");
    ensure(staged.truth.openOrders().length === 1, "another order than the named one ended");
    await staged.cancelled(queryable ? byOurs : second);
    await staged.becomes(second.venueOrderId, "cancelled");
    await staged.known();
  },
};

const withoutOurs = ({ instrument, venueOrderId: id }: Required<Pick<OrderReference, "instrument" | "venueOrderId">>): OrderReference => ({
  instrument,
  venueOrderId: id,
});

const gone: Card = {
  id: "VC-72",
  title: "A cancel of an order that has ended, or that nobody knows, says that nothing is open, and changes nothing",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, truth } = staged;
    const order = await staged.placed(words.limit("buy", words.inside("buy")));
    const other = await staged.placed(words.limit("buy", words.far("buy")));
    words.meet("sell", words.inside("buy"), 1);
    await staged.becomes(order.venueOrderId, "filled");
    const ended = await staged.cancel(order);
    ensure(ended.kind === "not-open" && ended.was !== "cancelled", () => `an order that was filled came to ${JSON.stringify(ended)}`);
    const unknown = await staged.cancel({ instrument: words.instrument, venueOrderId: strangeId(order.venueOrderId) });
    ensure(unknown.kind === "not-open", () => `an order that nobody knows came to ${JSON.stringify(unknown)}`);
    const [open] = truth.openOrders();
    ensure(open?.id === other.venueOrderId && truth.openOrders().length === 1, "another order ended");
    await staged.known();
  },
};

/** An id like the venue's own, of no order. */
const strangeId = (like: string) => venueOrderId(like.replace(/\d(?=\d{0,5}$)/g, "7").replace(/.$/, (last) => (last === "3" ? "4" : "3")));

const batch: Card = {
  id: "VC-73",
  title: "Several orders in one message have an answer each, in their order, also when one of them is refused; so have several cancels",
  needs: offers("there are no messages of several orders", ({ orders }) => orders.placeMany !== undefined),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, hand, truth } = staged;
    const { placeMany, cancelMany } = hand.codec.orders;
    ensure(placeMany !== undefined, "there is no such request");
    const wanted = [
      words.limit("buy", words.far("buy")),
      words.limit("buy", words.far("buy", 1), { units: 1_000_000 }),
      words.limit("buy", words.far("buy", 2)),
    ].slice(0, Math.max(2, hand.codec.description.orders.placeMany));
    const answers = await staged.value(placeMany(wanted.map((intent) => hand.clear(intent))));
    ensure(answers.length === wanted.length, `${answers.length} answers to ${wanted.length} orders`);
    for (const [at, answer] of answers.entries()) {
      const isGood = at === 1 ? answer.kind === "rejected" : answer.kind === "accepted";
      ensure(isGood, () => `order ${at + 1} came to ${JSON.stringify(answer)}`);
      if (answer.kind !== "accepted") continue;
      const order = truth.order({ id: answer.venueOrderId });
      ensure(order?.clientOrderId === wanted[at]?.clientOrderId, `answer ${at + 1} is another order's`);
    }
    await staged.known();
    if (cancelMany === undefined) return;
    const references = truth.openOrders().map(({ id }) => ({ instrument: words.instrument, venueOrderId: venueOrderId(id) }));
    const ends = await staged.value(cancelMany(references));
    ensure(ends.length === references.length, `${ends.length} answers to ${references.length} cancels`);
    await staged.scene.expect(() => truth.openOrders().length === 0, "an order is left", 2_000);
    await staged.known();
  },
};

const cancelAll: Card = {
  id: "VC-74",
  title: "Cancelling all ends every order that is meant, those that wait for a trigger too, and no other",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, hand, truth } = staged;
    const { orders } = hand.codec;
    const { cancelAll: reach, styles, triggersBy } = hand.codec.description.orders;
    const further = staged.wordsOf(staged.scene.marketAt(1));
    staged.keeper.watch(further.instrument);
    await staged.placed(words.limit("buy", words.far("buy")));
    await staged.placed(words.limit("sell", words.far("sell")));
    await staged.placed(further.limit("buy", further.far("buy")));
    const [by] = triggersBy;
    if (styles.includes("stop") && by !== undefined) {
      const closing = await staged.somethingToSell();
      await staged.placed(words.conditional("stop", "sell", { trigger: words.far("buy"), by, ...closing }));
    }
    await staged.known();
    if (reach !== "everything") {
      await all(words.instrument);
      ensure(truth.openOrders().length === 1, `${truth.openOrders().length} orders are open, not the other market's alone`);
      await staged.known();
    }
    if (reach !== "instrument") await all(undefined);
    else await all(further.instrument);
    ensure(truth.openOrders().length === 0, `${truth.openOrders().length} orders are open`);
    await staged.known();

    async function all(instrument: typeof words.instrument | undefined): Promise<void> {
      const calls = [
        orders.cancelAll(instrument),
        ...(orders.cancelAllUntriggered === undefined ? [] : [orders.cancelAllUntriggered(instrument)]),
      ];
      for (const call of calls) {
        const answer = await staged.value(call);
        ensure(answer.kind === "cancelled" || answer.kind === "requested", () => `it came to ${JSON.stringify(answer)}`);
      }
      await staged.scene.pass(500);
    }
  },
};

const deadMan: Card = {
  id: "VC-75",
  title: "Orders end by themselves when nobody calls any more, not while somebody does, and not once it is disarmed",
  needs: offers("the venue has no dead-man switch", ({ orders }) => orders.cancelAllAfter !== undefined),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, scene, truth } = staged;
    const arm = staged.hand.codec.orders.cancelAllAfter;
    ensure(arm !== undefined, "there is no such request");
    await staged.placed(words.limit("buy", words.far("buy")));
    await staged.value(arm(DEAD_MAN_MS));
    await scene.pass(DEAD_MAN_MS / 2);
    await staged.value(arm(0));
    await scene.pass(DEAD_MAN_MS);
    ensure(truth.openOrders().length === 1, "the order ended although nothing was armed");
    await staged.value(arm(DEAD_MAN_MS));
    await scene.expect(() => truth.openOrders().length === 0, "the order did not end", 2 * DEAD_MAN_MS);
    await staged.known();
  },
};

const repeatedName: Card = {
  id: "VC-76",
  title: "A name that an open order has already comes to what the venue is known for, and never to an answer about the wrong order",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, truth } = staged;
    const name = words.name();
    const first = await staged.placed(words.limit("buy", words.far("buy"), { name }));
    const answer = await staged.place(words.limit("buy", words.far("buy", 1), { name }));
    const isRefused = truth.rules.duplicateClientOrderId === "refused";
    const count = truth.openOrders().length;
    ensure(count === (isRefused ? 1 : 2), `${count} orders are open`);
    if (isRefused) {
      ensure(answer.kind === "rejected" && answer.reason === "duplicate-client-order-id", () => `it came to ${JSON.stringify(answer)}`);
    } else {
      ensure(answer.kind === "accepted" && answer.venueOrderId !== first.venueOrderId, () => `it came to ${JSON.stringify(answer)}`);
    }
    await staged.known();
  },
};

const longName: Card = {
  id: "VC-77",
  title: "The longest name that the venue takes comes back whole",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words } = staged;
    const name = clientOrderId("card".padEnd(staged.hand.codec.description.orders.clientOrderId.lengthMax, "0123456789"));
    const order = await staged.placed(words.limit("buy", words.far("buy"), { name }));
    await staged.known();
    ensure(staged.keeper.state.orderByClientId(name)?.venueOrderId === order.venueOrderId, "the name does not lead to the order");
    await told(staged, order);
  },
};

async function told(staged: StagedAccount, order: OrderReference): Promise<void> {
  const report = await staged.value(staged.hand.reads.order(order));
  ensure(report?.clientOrderId === order.clientOrderId, `asked for, the order is called ${String(report?.clientOrderId)}`);
}

export const CANCEL_CARDS: readonly Card[] = [byEitherName, gone, batch, cancelAll, deadMan, repeatedName, longName];
