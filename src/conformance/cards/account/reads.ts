// Cards about what can be asked of an account: orders by their names, histories page by page, money, fees, funding, leverage.

import { type AccountPage, type AccountRows, type PrivateCall } from "#assemblies/simulated-ground/account-truth";
import { fillWords, reportDifference } from "#conformance/account/account-difference";
import { account, reads } from "#conformance/account/account-needs";
import { openAccount, type StagedAccount } from "#conformance/account/staged-account";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { isFinal } from "#core/account/account-event";
import { type OrderReference, venueOrderId } from "#core/account/order";
import { epochMs } from "#core/brand";
import { compare, decimal } from "#core/decimal-arithmetic";

const PAGE_ROWS = 3;
const PAGES_MAX = 60;
const HOUR_MS = 3_600_000;
/** 2^53 and a little, times a hundred: digits that no double keeps. */
const BEYOND_DOUBLES = 900_719_925_474_099_301n;

const openAndEnded: Card = {
  id: "VC-78",
  title: "Open orders and single ones are told as they are, by either name, while they live and after; a name of none is told as none",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, hand, truth } = staged;
    const resting = await staged.placed(words.limit("buy", words.inside("buy"), { units: 3 }));
    const ended = await staged.placed(words.limit("sell", words.far("sell")));
    words.meet("sell", words.inside("buy"), 1);
    await staged.cancelled(ended);
    await staged.scene.pass(500);
    const { rows, skippedRows } = await staged.value(hand.reads.openOrders({ instrument: words.instrument, limit: 100 }));
    ensure(skippedRows === 0, `${skippedRows} rows could not be read`);
    ensure(rows.length === 1 && rows[0]?.venueOrderId === resting.venueOrderId, () => `open are told: ${JSON.stringify(rows)}`);
    for (const order of [resting, ended]) {
      for (const reference of namesOf(staged, order)) {
        const report = await staged.value(hand.reads.order(reference));
        const is = truth.order({ id: order.venueOrderId });
        ensure(report !== undefined && is !== undefined, () => `${JSON.stringify(names(reference))} is not found`);
        const words = reportDifference(report, is);
        ensure(words === undefined, String(words));
      }
    }
    const none = await staged.value(hand.reads.order({ instrument: words.instrument, venueOrderId: strange(resting.venueOrderId) }));
    ensure(none === undefined, () => `an order that nobody knows is told as ${JSON.stringify(none)}`);
  },
};

const names = ({ venueOrderId: id, clientOrderId }: OrderReference) => ({ id, clientOrderId });

function namesOf(staged: StagedAccount, order: OrderReference): readonly OrderReference[] {
  const { instrument, clientOrderId } = order;
  const byVenue: OrderReference = { instrument, ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }) };
  const { queryable } = staged.hand.codec.description.orders.clientOrderId;
  return queryable && clientOrderId !== undefined ? [byVenue, { instrument, clientOrderId }] : [byVenue];
}

const strange = (like: string) => venueOrderId(like.replace(/.$/, (last) => (last === "3" ? "4" : "3")));

/** Every row of a history over small pages; the same row twice counts once, as for everybody who reads pages. */
async function everyRow<Row>(
  staged: StagedAccount,
  read: (page: AccountPage) => PrivateCall<AccountRows<Row>>,
  keyOf: (row: Row) => string,
): Promise<readonly Row[]> {
  const now = staged.scene.ground.exchange.venue(staged.scene.subject.venue.description.id)?.now() ?? 0;
  const page = {
    instrument: staged.words.instrument,
    startTime: epochMs(Math.floor(now) - HOUR_MS),
    endTime: epochMs(Math.ceil(now) + 1),
    limit: PAGE_ROWS,
  };
  const rows = new Map<string, Row>();
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await staged.value(read(cursor === undefined ? page : { ...page, cursor }));
    ensure(answer.skippedRows === 0, `${answer.skippedRows} rows could not be read`);
    for (const row of answer.rows) rows.set(keyOf(row), row);
    cursor = answer.next;
    if (cursor === undefined) return [...rows.values()];
  }
  ensure(false, `the history has no end after ${PAGES_MAX} pages`);
}

const fills: Card = {
  id: "VC-79",
  title: "Trades of ours over several pages have no hole, also when many happened in one millisecond",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, hand, truth } = staged;
    const order = await staged.placed(words.limit("buy", words.inside("buy"), { units: 5 }));
    await staged.becomes(order.venueOrderId, "open");
    for (let count = 0; count < 4; count += 1) {
      words.meet("sell", words.inside("buy"), 1);
      await staged.scene.pass(70);
    }
    for (let count = 0; count < 5; count += 1) words.offer("sell", words.inside("sell", 1), 1);
    await staged.scene.pass(500);
    // Five trades of one moment.
    await staged.placed(words.limit("buy", words.inside("sell", 1), { units: 5, timeInForce: "ioc" }));
    await staged.scene.expect(() => truth.fills({ limit: 100 }).length === 9, "the trades did not happen", 5_000);
    await staged.scene.pass(200);
    const rows = await everyRow(staged, hand.reads.fills, ({ tradeId }) => tradeId);
    for (const fill of truth.fills({ limit: 100 })) {
      const row = rows.find(({ tradeId }) => tradeId === fill.id);
      ensure(row !== undefined, `trade ${fill.id} is in no page`);
      const difference = fillWords(row, fill);
      ensure(difference === undefined, String(difference));
    }
    ensure(rows.length === 9, `${rows.length} trades are told of 9`);
    await staged.known();
  },
};

const history: Card = {
  id: "VC-80",
  title: "The history of orders over several pages has no hole, and tells each order as it ended",
  needs: reads("there is no history of orders", ({ orders }) => orders !== undefined),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, hand, truth } = staged;
    ensure(hand.reads.orders !== undefined, "there is no such read");
    for (let count = 0; count < 7; count += 1) {
      const order = await staged.placed(words.limit("buy", words.far("buy", count)));
      await staged.cancelled(order);
    }
    await staged.scene.pass(500);
    const rows = await everyRow(staged, hand.reads.orders, (order) => order.venueOrderId);
    for (const order of truth.orders({ limit: 100 })) {
      const row = rows.find((each) => each.venueOrderId === order.id);
      ensure(row !== undefined, `order ${order.id} is in no page`);
      const difference = reportDifference(row, order);
      ensure(difference === undefined, String(difference));
      ensure(isFinal(row.status), `order ${order.id} is told as ${row.status}`);
    }
  },
};

const balances: Card = {
  id: "VC-81",
  title: "Balances are told to the last digit: what there is, what is free, and what an order holds back",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, scene } = staged;
    await staged.placed(words.limit("buy", words.far("buy"), { units: 2 }));
    await staged.known();
    words.offer("sell", words.inside("sell"), 1);
    await scene.pass(500);
    await staged.placed(words.limit("buy", words.inside("sell")));
    await staged.known(15_000);
  },
};

const fees: Card = {
  id: "VC-82",
  title: "Fee rates are told as fractions, as the venue takes them",
  needs: account,
  async run(stage) {
    const staged = await openAccount(stage, { watch: false });
    const told = await staged.value(staged.hand.reads.fees(staged.words.instrument));
    const { makerFraction, takerFraction } = staged.truth.rules.fees;
    const isSame = (one: string, other: string): boolean => compare(decimal(one), decimal(other)) === 0;
    ensure(isSame(told.makerFraction, makerFraction), `the maker's is ${told.makerFraction}, the venue's ${makerFraction}`);
    ensure(isSame(told.takerFraction, takerFraction), `the taker's is ${told.takerFraction}, the venue's ${takerFraction}`);
  },
};

const funding: Card = {
  id: "VC-83",
  title: "Payments of funding are told with their sign, in both directions, each once",
  needs: reads("the product has no funding", (each) => each.funding !== undefined),
  async run(stage) {
    const staged = await openAccount(stage);
    const { words, scene, truth, hand } = staged;
    ensure(hand.reads.funding !== undefined, "there is no such read");
    words.offer("sell", words.inside("sell"), 2);
    await scene.pass(500);
    await staged.placed(words.limit("buy", words.inside("sell"), { units: 2 }));
    await scene.expect(() => truth.positions().length === 1, "there is no position", 5_000);
    for (const rate of ["0.0001", "-0.0003", "0.0002", "-0.0001"]) {
      truth.settleFunding(() => rate);
      await scene.pass(50);
    }
    const rows = await everyRow(staged, hand.reads.funding, ({ id }) => id);
    const paid = truth.funding({ limit: 100 });
    const key = (amount: string): string => String(Number(amount));
    const [told, is] = [rows.map(({ amount }) => key(amount)).sort(), paid.map(({ amount }) => key(amount)).sort()];
    ensure(told.join() === is.join(), `told are ${told.join(", ")}, paid were ${is.join(", ")}`);
    await staged.known(45_000);
  },
};

const settings: Card = {
  id: "VC-84",
  title: "Leverage and the way positions are held are told as they are, and as they were set",
  needs: reads("the product has no leverage", (each) => each.settings !== undefined),
  async run(stage) {
    const staged = await openAccount(stage, { watch: false });
    const { words, hand, truth } = staged;
    const { setLeverage, setPositionMode } = hand.codec.orders;
    await compareSettings(staged);
    if (setLeverage !== undefined) {
      await staged.value(setLeverage(words.instrument, "7", truth.leverage(words.market.instrument).marginMode));
      ensure(truth.leverage(words.market.instrument).long === 7, `it is ${truth.leverage(words.market.instrument).long} at the venue`);
      await compareSettings(staged);
    }
    if (setPositionMode === undefined) return;
    const mode = truth.positionMode(words.market.instrument) === "hedge" ? "one-way" : "hedge";
    await staged.value(setPositionMode(words.instrument, mode));
    ensure(truth.positionMode(words.market.instrument) === mode, "the way positions are held did not change");
    await compareSettings(staged);
  },
};

async function compareSettings(staged: StagedAccount): Promise<void> {
  const { hand, words, truth } = staged;
  ensure(hand.reads.settings !== undefined, "there is no such read");
  const told = await staged.value(hand.reads.settings(words.instrument));
  const { long, short, marginMode } = truth.leverage(words.market.instrument);
  const mode = truth.positionMode(words.market.instrument);
  ensure(told.longLeverage === undefined || Number(told.longLeverage) === long, `long ${told.longLeverage}, the venue's ${long}`);
  ensure(told.shortLeverage === undefined || Number(told.shortLeverage) === short, `short ${told.shortLeverage}, the venue's ${short}`);
  ensure(told.marginMode === undefined || told.marginMode === marginMode, `margin ${told.marginMode}, the venue's ${marginMode}`);
  ensure(told.positionMode === undefined || told.positionMode === mode, `held ${told.positionMode}, at the venue ${mode}`);
}

const wideIds: Card = {
  id: "VC-85",
  title: "Ids of orders and trades beyond 2^53 are kept digit by digit",
  needs: account,
  async run(stage) {
    const wide = (usual: (running: number) => string) => (running: number) => {
      const text = usual(running);
      return /^\d+$/.test(text) ? String(BEYOND_DOUBLES + BigInt(running) * 2n) : text;
    };
    const staged = await openAccount(stage, {
      rules: (usual) => ({ ...usual, orderId: wide(usual.orderId), tradeId: wide(usual.tradeId) }),
    });
    const { words, hand } = staged;
    const order = await staged.placed(words.limit("buy", words.inside("buy"), { units: 2 }));
    await staged.becomes(order.venueOrderId, "open");
    words.meet("sell", words.inside("buy"), 1);
    await staged.known();
    const report = await staged.value(hand.reads.order(order));
    ensure(report?.venueOrderId === order.venueOrderId, `asked for, it is called ${String(report?.venueOrderId)}`);
    await staged.cancelled(order);
    await staged.known();
  },
};

export const ACCOUNT_READ_CARDS: readonly Card[] = [openAndEnded, fills, history, balances, fees, funding, settings, wideIds];
