// Cards about what becomes of an order: it rests, trades, trades in part, does not trade, waits for a price.

import { account, conditionalOrders, offers, positions } from "#conformance/account/account-needs";
import { openAccount, type StagedAccount } from "#conformance/account/staged-account";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { type OrderIntent, type TimeInForce } from "#core/account/order";
import { sizeUnits } from "#core/brand";
import { type Side } from "#core/event";

const hasForce = (force: TimeInForce) =>
  offers(`there is no ${force}`, ({ description: { orders } }) => orders.timesInForce.includes(force));

const rest: Card = {
  id: "VC-60",
  title: "A limit order rests under both its names, and is filled in parts: each trade once, position and money moved by it",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words } = staged;
    const intent = words.limit("buy", words.inside("buy"), { units: 4 });
    const order = await staged.placed(intent);
    await staged.becomes(order.venueOrderId, "open");
    await staged.known();
    ensure(staged.keeper.state.orderByClientId(intent.clientOrderId)?.venueOrderId === order.venueOrderId, "our name does not lead to it");
    words.meet("sell", words.inside("buy"), 1);
    await staged.scene.expect(() => staged.keeper.state.fills.length === 1, "the first trade is not known", 5_000);
    ensure(staged.keeper.state.order(order.venueOrderId)?.status === "open", "an order that is filled in part is not open");
    words.meet("sell", words.inside("buy"), 3);
    await staged.becomes(order.venueOrderId, "filled");
    await staged.known();
    ensure(staged.keeper.state.filledOf(order.venueOrderId) === words.ours(4), "the trades do not add up to the order");
    const told = staged.told(order.venueOrderId).map(({ status }) => status);
    ensure(told.includes("open") && told.at(-1) === "filled", () => `it was told as ${told.join(", ")}`);
  },
};

const marketOrder: Card = {
  id: "VC-61",
  title: "A market order trades at once, at the prices of the book",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words } = staged;
    words.offer("buy", words.inside("buy"), 1);
    words.offer("buy", words.inside("buy", 1), 1);
    await staged.scene.pass(1_000);
    const order = await staged.placed(words.marketOrder("sell", { units: 2 }));
    await staged.becomes(order.venueOrderId, "filled");
    await staged.known();
    ensure(staged.keeper.state.fills.length === 2, `${staged.keeper.state.fills.length} trades are known of two`);
  },
};

const quoteBuy: Card = {
  id: "VC-62",
  title: "A market buy that names what it spends buys what that is worth, and no more",
  needs: offers("no market buy names what it spends", ({ description: { orders } }) => orders.quoteBuys !== "no"),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words } = staged;
    words.offer("sell", words.inside("sell"), 5);
    await staged.scene.pass(1_000);
    const order = await staged.placed(words.spend(words.value(3, words.inside("sell"))));
    await staged.scene.expect(() => staged.keeper.state.filledOf(order.venueOrderId) > 0, "no trade is known", 5_000);
    await staged.known();
    ensure(staged.keeper.state.filledOf(order.venueOrderId) === words.ours(3), "it bought something else than it was to spend");
  },
};

/** Places an order that others' two units meet at its price. */
async function againstTwo(staged: StagedAccount, how: { readonly side: Side; readonly units: number; readonly timeInForce: TimeInForce }) {
  const { words } = staged;
  const price = words.inside(how.side === "buy" ? "sell" : "buy");
  words.offer(how.side === "buy" ? "sell" : "buy", price, 2);
  await staged.scene.pass(1_000);
  const intent = words.limit(how.side, price, how);
  return { intent, answer: await staged.place(intent) };
}

/** What an order that ended without resting came to: how much it traded. */
async function endedWith(staged: StagedAccount, intent: OrderIntent, units: number): Promise<void> {
  const { scene, words, truth } = staged;
  await scene.expect(() => truth.openOrders().length === 0, "the order rests", 5_000);
  await staged.known();
  const filled = staged.keeper.state.fills.reduce((sum, { size }) => sum + size, 0);
  ensure(filled === (units === 0 ? 0 : words.ours(units)), `${filled} units of size were traded`);
  const report = staged.keeper.state.orderByClientId(intent.clientOrderId);
  ensure(report === undefined || (report.filledSize ?? 0) === filled, "the order tells of other trades than there were");
}

const immediate: Card = {
  id: "VC-63",
  title: "An immediate order trades what is there; the rest never rests",
  needs: hasForce("ioc"),
  async run(stage) {
    const staged = await openAccount(stage);
    const { intent, answer } = await againstTwo(staged, { side: "buy", units: 5, timeInForce: "ioc" });
    ensure(answer.kind === "accepted", () => `it came to ${JSON.stringify(answer)}`);
    await endedWith(staged, intent, 2);
    const end = staged.keeper.state.orderByClientId(intent.clientOrderId)?.status;
    ensure(end === "cancelled" || end === "expired", `it is taken for ${String(end)}`);
  },
};

const wholeOrNothing: Card = {
  id: "VC-64",
  title: "A fill-or-kill order trades whole or not at all; one that cannot is refused or ended by name",
  needs: hasForce("fok"),
  async run(stage) {
    const whole = async (): Promise<void> => {
      const staged = await openAccount(stage);
      const { intent, answer } = await againstTwo(staged, { side: "buy", units: 2, timeInForce: "fok" });
      ensure(answer.kind === "accepted", () => `it came to ${JSON.stringify(answer)}`);
      await endedWith(staged, intent, 2);
    };
    const nothing = async (): Promise<void> => {
      const staged = await openAccount(stage);
      const { intent, answer } = await againstTwo(staged, { side: "buy", units: 5, timeInForce: "fok" });
      ensure(answer.kind === "accepted" || (answer.kind === "rejected" && answer.reason === "fok-unfillable"), () =>
        JSON.stringify(answer),
      );
      await endedWith(staged, intent, 0);
    };
    await Promise.all([whole(), nothing()]);
  },
};

const postOnly: Card = {
  id: "VC-65",
  title: "A post-only order that would trade is refused or ended by name and trades nothing; another one rests",
  needs: hasForce("post-only"),
  async run(stage) {
    const staged = await openAccount(stage);
    const { intent, answer } = await againstTwo(staged, { side: "buy", units: 1, timeInForce: "post-only" });
    const isNamed = answer.kind === "rejected" && answer.reason === "post-only-would-trade";
    ensure(answer.kind === "accepted" || isNamed, () => `it came to ${JSON.stringify(answer)}`);
    await endedWith(staged, intent, 0);
    const { words } = staged;
    const resting = await staged.placed(words.limit("buy", words.inside("buy", 1), { timeInForce: "post-only" }));
    await staged.becomes(resting.venueOrderId, "open");
    await staged.known();
  },
};

const reduceOnly: Card = {
  id: "VC-66",
  title: "A reduce-only order closes a position and never turns it; without a position it is refused by name",
  needs: offers("there is no reduce-only", ({ description: { orders } }) => orders.reduceOnly),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, truth, scene } = staged;
    words.offer("sell", words.inside("sell"), 2);
    await scene.pass(500);
    await staged.placed(words.limit("buy", words.inside("sell"), { units: 2 }));
    await scene.expect(() => truth.positions().length === 1, "there is no position", 5_000);
    await staged.known();
    words.offer("buy", words.inside("buy"), 5);
    await scene.pass(500);
    const closing = { effect: "reduce-only", timeInForce: "ioc" } as const;
    const more = await staged.place(words.limit("sell", words.inside("buy"), { units: 3, ...closing }));
    // A venue may cut it to the position, or not take it.
    const isRefused = more.kind === "rejected" && more.reason === "reduce-only";
    ensure(more.kind === "accepted" || isRefused, () => `more than there is came to ${JSON.stringify(more)}`);
    if (isRefused) await staged.placed(words.limit("sell", words.inside("buy"), { units: 2, ...closing }));
    await scene.expect(() => truth.openOrders().length === 0, "the rest of it rests", 5_000);
    ensure(truth.positions().length === 0, () => `a position is left: ${truth.positions()[0]?.size}`);
    await staged.known();
    const again = await staged.place(words.limit("sell", words.far("sell"), { effect: "reduce-only" }));
    ensure(again.kind === "rejected" && again.reason === "reduce-only", () => `without a position it came to ${JSON.stringify(again)}`);
  },
};

const conditional: Card = {
  id: "VC-67",
  title: "A stop and a take-profit wait for their price, are known as waiting, and trade once it comes",
  needs: conditionalOrders,
  async run(stage) {
    const styles = stage.subject.account?.description.orders.styles;
    const kinds = (["stop", "take-profit"] as const).filter((kind) => styles?.includes(kind) === true);
    await Promise.all(kinds.map((kind) => waits(kind)));

    async function waits(kind: "stop" | "take-profit"): Promise<void> {
      const staged = await openAccount(stage);
      const { words, scene, truth } = staged;
      const { triggersBy } = staged.hand.codec.description.orders;
      const by = triggersBy.includes("last") ? "last" : (triggersBy[0] ?? "last");
      const closing = await staged.somethingToSell();
      const [high, low] = [words.inside("sell", 1), words.inside("buy")];
      words.offer("sell", high, 4);
      words.offer("buy", low, 4);
      // Both sell: a stop when the price falls to it, a take-profit when it rises to it.
      const meets = (rises: boolean): void => (rises ? words.meet("buy", high, 1) : words.meet("sell", low, 1));
      meets(kind === "stop");
      await scene.pass(500);
      const trigger = kind === "stop" ? words.inside("buy", 4) : words.inside("sell", 3);
      const before = truth.fills({ limit: 100 }).length;
      const order = await staged.placed(words.conditional(kind, "sell", { trigger, by, ...closing }));
      await staged.known();
      const known = staged.keeper.state.order(order.venueOrderId);
      ensure(known?.status === "untriggered", `it is taken for ${String(known?.status)}`);
      ensure(truth.fills({ limit: 100 }).length === before, "it did not wait");
      meets(kind !== "stop");
      await scene.expect(() => truth.fills({ limit: 100 }).length > before, "it did not wake", 15_000);
      await staged.known(15_000);
    }
  },
};

const fillAtCancel: Card = {
  id: "VC-68",
  title: "An order that trades while it is cancelled ends with exactly the trades that happened, whoever was first",
  needs: account,
  async run(stage) {
    const partly = async (): Promise<void> => {
      const staged = await openAccount(stage);
      const { words } = staged;
      const order = await staged.placed(words.limit("buy", words.inside("buy"), { units: 4 }));
      await staged.becomes(order.venueOrderId, "open");
      words.meet("sell", words.inside("buy"), 1);
      const cancel = staged.cancel(order);
      words.meet("sell", words.inside("buy"), 1);
      const answer = await cancel;
      ensure(answer.kind === "cancelled" || answer.kind === "requested", () => `the cancel came to ${JSON.stringify(answer)}`);
      await staged.becomes(order.venueOrderId, "cancelled");
      await staged.known();
      ensure(staged.keeper.state.filledOf(order.venueOrderId) === words.ours(2), "other trades are known than happened");
    };
    const wholly = async (): Promise<void> => {
      const staged = await openAccount(stage);
      const { words } = staged;
      const order = await staged.placed(words.limit("buy", words.inside("buy"), { units: 2 }));
      await staged.becomes(order.venueOrderId, "open");
      const cancel = staged.cancel(order);
      words.meet("sell", words.inside("buy"), 2);
      const answer = await cancel;
      ensure(answer.kind === "not-open" || answer.kind === "requested", () => `the cancel came to ${JSON.stringify(answer)}`);
      await staged.becomes(order.venueOrderId, "filled");
      await staged.known();
    };
    await Promise.all([partly(), wholly()]);
  },
};

const amend: Card = {
  id: "VC-69",
  title: "A resting order is changed in its price and its size, keeps its names, and trades by its new terms",
  needs: offers("orders are not amended", ({ orders }) => orders.amend !== undefined),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, truth } = staged;
    const { amend: what } = staged.hand.codec.description.orders;
    const { amend: write } = staged.hand.codec.orders;
    ensure(write !== undefined, "there is no such request");
    const order = await staged.placed(words.limit("buy", words.far("buy"), { units: 2 }));
    await staged.becomes(order.venueOrderId, "open");
    const change = {
      ...(what.includes("price") ? { price: words.clientPrice(words.inside("buy")) } : {}),
      ...(what.includes("size") ? { size: sizeUnits(words.ours(3)) } : {}),
    };
    const answer = await staged.value(write(order, staged.hand.clearChange(change)));
    ensure(answer.kind === "accepted", () => `the change came to ${JSON.stringify(answer)}`);
    const [now] = truth.openOrders();
    ensure(now?.size === words.size(what.includes("size") ? 3 : 2), `its size is ${String(now?.size)}`);
    await staged.known();
    if (!what.includes("price")) return;
    words.meet("sell", words.inside("buy"), 1);
    await staged.scene.expect(() => staged.keeper.state.fills.length === 1, "it did not trade at its new price", 5_000);
    await staged.known();
  },
};

const moneyMoves: Card = {
  id: "VC-70",
  title: "Positions grow, shrink, close and turn as they do at the venue, entry price and money with them",
  needs: positions,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, scene, truth } = staged;
    const isHedge = staged.hand.codec.description.positions === "hedge" || truth.positionMode(words.market.instrument) === "hedge";
    const steps: readonly (readonly [side: Side, units: number])[] = isHedge
      ? [
          ["buy", 2],
          ["buy", 1],
          ["sell", 2],
        ]
      : [
          ["buy", 2],
          ["buy", 1],
          ["sell", 2],
          ["sell", 3],
          ["buy", 2],
        ];
    for (const [at, [side, units]] of steps.entries()) {
      const other = side === "buy" ? "sell" : "buy";
      const price = words.inside(other, 1 + at);
      words.offer(other, price, units);
      await scene.pass(500);
      await staged.placed(words.limit(side, price, { units }));
      await staged.known(15_000);
    }
  },
};

export const ORDER_CARDS: readonly Card[] = [
  rest,
  marketOrder,
  quoteBuy,
  immediate,
  wholeOrNothing,
  postOnly,
  reduceOnly,
  conditional,
  fillAtCancel,
  amend,
  moneyMoves,
];
