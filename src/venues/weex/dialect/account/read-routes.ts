// What asks about orders, fills, positions, money and settings, on all three interfaces.

import { type Writable } from "#core/json/exact-json";
import { type AccountOrder } from "#venues/account-dialect";
import { type DialectReply, type ExchangeView } from "#venues/dialect";
import { answer, badSlice, bareId, type PrivateAsk, type Slice, sliceOf, withSymbol } from "#venues/weex/dialect/account/ask";
import { productOf, symbolOf } from "#venues/weex/dialect/account/faces";
import { collateralOf } from "#venues/weex/dialect/account/figures";
import { accountV2, contractBalances, marginWord, positionV2, positionV3, spotAccount } from "#venues/weex/dialect/account/holding-texts";
import { algoRow, fillRow, orderRow, planRow } from "#venues/weex/dialect/account/order-texts";

/** As many as an account remembers. */
const EVERYTHING = 20_000;

const isConditional = ({ style }: AccountOrder): boolean => style.kind === "stop" || style.kind === "take-profit";

/** `detail`, `order`: one order by the venue's id. */
export function oneOrder(ask: PrivateAsk): DialectReply {
  const id = ask.param("orderId");
  if (id === undefined) return ask.refuse("missing", "Parameter orderId cannot be empty");
  const order = ask.account.order({ id });
  const isKnown = order !== undefined && order.instrument.product === productOf(ask.face) && order.status !== "untriggered";
  return isKnown ? answer(orderRow(ask.face, order)) : ask.refuse("no-such-order", "order does not exist");
}

const paged = <Row>(rows: readonly Row[], { limit, page }: Slice): readonly Row[] => rows.slice(page * limit, (page + 1) * limit);

/** Orders that are open, or that wait. Spot gives all of them. */
export function openOrders(ask: PrivateAsk, which: "open" | "untriggered"): DialectReply {
  return withSymbol(ask, "optional", (market) => {
    const slice = sliceOf(ask, { usual: ask.face === "spot" ? EVERYTHING : 100, most: ask.face === "spot" ? EVERYTHING : 100 });
    if (slice === undefined) return badSlice(ask);
    const orders = ask.account
      .openOrders(market?.instrument)
      .filter(
        ({ instrument, status }) => instrument.product === productOf(ask.face) && (status === "untriggered") === (which === "untriggered"),
      )
      .filter(({ createdTime }) => createdTime >= slice.startTime && createdTime <= slice.endTime)
      .reverse();
    const row = which === "open" ? (order: AccountOrder) => orderRow(ask.face, order) : ask.face === "v2" ? planRow : algoRow;
    return answer(paged(orders, slice).map(row));
  });
}

/** Orders of a range, newest first, within `slice`. */
function history(ask: PrivateAsk, slice: Slice, keep: (order: AccountOrder) => boolean): DialectReply | readonly AccountOrder[] {
  const symbol = ask.param("symbol");
  const market = symbol === undefined ? undefined : ask.market(symbol);
  if (symbol !== undefined && market === undefined) return ask.refuse("invalid", "Parameter symbol is invalid");
  const { startTime, endTime } = slice;
  const instrument = market?.instrument;
  return ask.account
    .orders({ startTime, endTime, limit: EVERYTHING, ...(instrument === undefined ? {} : { instrument }) })
    .filter((order) => order.instrument.product === productOf(ask.face) && keep(order));
}

/** `history` of contracts, `allOrders` of spot. */
export function orderHistory(ask: PrivateAsk): DialectReply {
  const slice = sliceOf(ask, ask.face === "v2" ? { usual: 100, most: 100, limitName: "pageSize" } : { usual: 500, most: 1_000 });
  if (slice === undefined) return badSlice(ask);
  const rows = history(ask, slice, (order) => ask.face === "spot" || order.status !== "open");
  return "body" in rows ? rows : answer(paged(rows, slice).map((order) => orderRow(ask.face, order)));
}

/** `historyPlan` of V2 and `allAlgoOrders` of V3: conditional orders, ended ones included. */
export function conditionalHistory(ask: PrivateAsk): DialectReply {
  const slice = sliceOf(ask, { usual: 100, most: 100, ...(ask.face === "v2" ? { limitName: "pageSize" } : {}) });
  if (slice === undefined) return badSlice(ask);
  const rows = history(ask, slice, isConditional);
  if ("body" in rows) return rows;
  const shown = paged(rows, slice);
  const more = rows.length > shown.length;
  return answer(ask.face === "v2" ? { list: shown.map(planRow), nextPage: more } : { orders: shown.map(algoRow), hasMore: more });
}

/** `fills`, `userTrades`, `myTrades`, newest first. */
export function fills(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "optional", (market) => {
    const slice = sliceOf(ask, { usual: 100, most: 100 });
    if (slice === undefined) return badSlice(ask);
    const { startTime, endTime, limit } = slice;
    const id = ask.param("orderId");
    const instrument = market?.instrument;
    const query = { startTime, endTime, limit: EVERYTHING, ...(id === undefined ? {} : { order: { id } }) };
    const all = ask.account
      .fills(instrument === undefined ? query : { ...query, instrument })
      .filter(({ order }) => order.instrument.product === productOf(ask.face));
    const rows = all.slice(0, limit).map((fill) => fillRow(ask.face, fill));
    return answer(ask.face === "v2" ? { list: rows, nextFlag: all.length > limit, totals: all.length } : rows);
  });
}

export function positions(ask: PrivateAsk, need: "needed" | "optional"): DialectReply {
  return withSymbol(ask, need, (market) => {
    const row = ask.face === "v2" ? positionV2 : positionV3;
    return answer(ask.account.positions(market?.instrument).map((position) => row(ask.account, position)));
  });
}

export function balances(ask: PrivateAsk): DialectReply {
  return answer(ask.face === "spot" ? spotAccount(ask.account) : contractBalances(ask.face, ask.account));
}

/** `getAccounts` and `getAccount` of V2. */
export function wholeAccount(ask: PrivateAsk, exchange: ExchangeView): DialectReply {
  const collateral = collateralOf(ask.account);
  const instruments = exchange.markets.map(({ instrument }) => instrument).filter(({ product }) => product === "contract");
  if (collateral === undefined) return ask.refuse("invalid", "Parameter coin is invalid");
  return answer(accountV2(ask.account, instruments, { collateral, now: ask.now }));
}

/** `settings` of V2: leverages by symbol. */
export function leverageSettings(ask: PrivateAsk, exchange: ExchangeView): DialectReply {
  return withSymbol(ask, "optional", (market) => {
    const contracts = exchange.markets.filter(({ instrument }) => instrument.product === "contract");
    const rows = (market === undefined ? contracts : [market]).map(({ instrument }): readonly [string, Writable] => {
      const { long, short } = ask.account.leverage(instrument);
      const texts = { isolated_long_leverage: `${long}.00`, isolated_short_leverage: `${short}.00`, cross_leverage: `${long}.00` };
      return [symbolOf("v2", instrument), texts];
    });
    return answer(Object.fromEntries(rows));
  });
}

/** `symbolConfig` of V3. */
export function symbolConfig(ask: PrivateAsk, exchange: ExchangeView): DialectReply {
  return withSymbol(ask, "optional", (market) => {
    const contracts = exchange.markets.filter(({ instrument }) => instrument.product === "contract");
    return answer(
      (market === undefined ? contracts : [market]).map(({ instrument }) => {
        const { long, short, marginMode } = ask.account.leverage(instrument);
        return {
          symbol: instrument.symbol,
          marginType: marginWord("v3", marginMode),
          separatedType: "COMBINED",
          crossLeverage: `${long}.00`,
          isolatedLongLeverage: `${long}.00`,
          isolatedShortLeverage: `${short}.00`,
        };
      }),
    );
  });
}

export function commissionRate(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    const { makerFraction, takerFraction } = ask.account.rules.fees;
    return answer({ symbol: market?.instrument.symbol ?? "", makerCommissionRate: makerFraction, takerCommissionRate: takerFraction });
  });
}

export const accountConfig = (ask: PrivateAsk): DialectReply =>
  // The account may withdraw; nothing here says what the key may.
  answer({ canTrade: true, canDeposit: true, canWithdraw: true, dualSidePosition: true, updateTime: ask.now });

const BILLS_FROM = 811_111_114_000_000_000n;

/** `bills` of V2 and `income` of V3. Only funding is told: other movements stand in the fills. */
export function bills(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "optional", (market) => {
    const slice = sliceOf(ask, { usual: 20, most: 100 });
    if (slice === undefined) return badSlice(ask);
    const v2 = ask.face === "v2";
    const type = ask.param(v2 ? "businessType" : "incomeType");
    const { startTime, endTime, limit } = slice;
    const instrument = market?.instrument;
    const query = { startTime, endTime, limit: EVERYTHING };
    const all =
      type === undefined || type === "position_funding"
        ? ask.account.funding(instrument === undefined ? query : { ...query, instrument })
        : [];
    const total = ask.account.balances().find(({ product }) => product === "contract")?.total ?? "0";
    const items = all.slice(0, limit).map((row): Writable => {
      const id = String(BILLS_FROM + BigInt(row.id));
      const more = { balance: total, fillFee: "0" };
      const reason = "UNKNOWN_TRANSFER_REASON";
      return v2
        ? {
            billId: bareId(id),
            coin: row.currency,
            symbol: symbolOf("v2", row.instrument),
            amount: row.amount,
            businessType: "position_funding",
            ...more,
            transferReason: reason,
            ctime: row.time,
          }
        : {
            billId: id,
            asset: row.currency,
            symbol: row.instrument.symbol,
            income: row.amount,
            incomeType: "position_funding",
            ...more,
            time: row.time,
            transferReason: reason,
          };
    });
    const hasNextPage = all.length > limit;
    return answer(v2 ? { hasNextPage, items } : { hasNextPage, nextKey: null, items });
  });
}
