import { type InstrumentTable } from "#core/instrument";
import { type AccountReads } from "#venues/account";
import { balancesCall, feesCall, fundingCall, positionsCall, settingsCall } from "#venues/weex/account/money-reads";
import { fillsCall, openOrdersCall, orderCall, ordersCall, untriggeredOrdersCall } from "#venues/weex/account/order-reads";
import { type Interface } from "#venues/weex/rest/call";

/** What can be asked about an account over one interface. */
export function accountReads(face: Interface, table: () => InstrumentTable): AccountReads {
  const where = { face, table };
  const isContract = !face.spot;
  return {
    openOrders: (page) => openOrdersCall(where, page),
    ...(isContract ? { untriggeredOrders: (page) => untriggeredOrdersCall(where, page) } : {}),
    openOrdersPer: "product",
    order: (reference) => orderCall(where, reference),
    orders: (page) => ordersCall(where, page),
    fills: (page) => fillsCall(where, page),
    // Spot's own pages show a symbol in every request.
    fillsPer: isContract ? "product" : "instrument",
    positions: isContract ? () => positionsCall(where) : undefined,
    balances: () => balancesCall(where),
    fees: (instrument) => feesCall(where, instrument),
    funding: isContract ? (page) => fundingCall(where, page) : undefined,
    settings: isContract ? (instrument) => settingsCall(where, instrument) : undefined,
    // `canTrade` and `canWithdraw` are told of the account, whatever the key may do: no answer is better than a wrong one.
    permissions: undefined,
  };
}
