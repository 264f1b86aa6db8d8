// Orders of WEEX as requests, and their answers read. Orders go over REST only.

import { type ClearedOrder, type OrderReference } from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type PrivateCall } from "#transport/private-call";
import { type CancelAllAnswer, type OrderCodec } from "#venues/account";
import { type WriteAbout, writeCall } from "#venues/weex/account/call";
import { readCancelAllAnswer, readCancelAnswer, readCancelAnswers } from "#venues/weex/orders/cancel-answers";
import { algoBody, isConditional, orderBodyV3, orderMembersV2, takeProfitStopLossBody } from "#venues/weex/orders/order-body";
import { readPlaceAnswer, readPlaceAnswers } from "#venues/weex/orders/place-answers";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface } from "#venues/weex/rest/call";

/** The order codec of one interface. */
export function orderCodec(face: Interface): OrderCodec {
  const v2 = face.version === "v2";
  const conditional = face.spot
    ? {}
    : { cancelAllUntriggered: (instrument: Instrument | undefined) => cancelAll(face, instrument, "untriggered") };
  return {
    place: (order) => place(face, order),
    placeMany: v2 ? (orders) => placeMany(face, orders) : undefined,
    amend: undefined,
    cancel: (reference) => cancel(face, reference),
    cancelMany: (references) => cancelMany(face, references),
    cancelAll: (instrument) => cancelAll(face, instrument, "open"),
    ...conditional,
    cancelAllAfter: undefined,
    setLeverage: face.spot ? undefined : (instrument, leverage, marginMode) => setLeverage(face, instrument, { leverage, marginMode }),
    setPositionMode: undefined,
    socket: undefined,
  };
}

const withBody = <About extends Omit<WriteAbout, "body">>(about: About, body: string): About & { readonly body: string } => ({
  ...about,
  body,
});

function place(face: Interface, order: ClearedOrder): PrivateCall<PlaceAnswer> {
  const name = `order ${order.instrument.symbol}`;
  const call = writeCall(face, { name, method: "POST", effect: "order", weight: 5, ...written(face, order) });
  return { ...call, decode: (reply) => readPlaceAnswer(name, order.clientOrderId, reply) };
}

/** Where an order goes, and its text. */
function written(face: Interface, order: ClearedOrder): { readonly path: string; readonly body: string } {
  const { style, instrument } = order;
  const v2 = face.version === "v2";
  if (isConditional(style)) {
    if (face.spot) throw new UsageError("not-offered", "WEEX documents no conditional orders on spot.");
    return v2
      ? { path: "order/placeTpSlOrder", body: takeProfitStopLossBody(order, style) }
      : { path: "algoOrder", body: algoBody(order, style) };
  }
  return v2
    ? { path: "order/placeOrder", body: JSON.stringify({ symbol: instrument.symbol, ...orderMembersV2(order, style) }) }
    : { path: "order", body: orderBodyV3(order, style, face.spot) };
}

/** A batch of V2: up to 20 plain orders of one instrument. Throws UsageError for others. */
function placeMany(face: Interface, orders: readonly ClearedOrder[]): PrivateCall<readonly PlaceAnswer[]> {
  const symbol = orders[0]?.instrument.symbol;
  const rows = orders.map((order) => {
    if (isConditional(order.style) || order.instrument.symbol !== symbol) {
      throw new UsageError("not-offered", "A batch of WEEX holds plain orders of one instrument; send the others one by one.");
    }
    return orderMembersV2(order, order.style);
  });
  const name = `${orders.length} orders ${symbol ?? ""}`;
  const about = { name, method: "POST", path: "order/batchOrders", effect: "order", weight: 10, orders: orders.length } as const;
  const call = writeCall(face, withBody(about, JSON.stringify({ symbol, orderDataList: rows })));
  const owns = orders.map(({ clientOrderId }) => clientOrderId);
  return { ...call, decode: (reply) => readPlaceAnswers(name, owns, reply) };
}

function cancel(face: Interface, reference: OrderReference): PrivateCall<CancelAnswer> {
  const name = `cancel ${reference.instrument.symbol}`;
  const [id, own] = namesOf(reference);
  const about = { name, effect: "cancel", weight: face.spot ? 1 : 3 } as const;
  const call =
    face.version === "v2"
      ? writeCall(face, {
          ...about,
          method: "POST",
          path: reference.untriggered === true ? "order/cancel_plan" : "order/cancel_order",
          body: JSON.stringify(id === undefined ? { clientOid: own } : { orderId: id }),
        })
      : writeCall(face, {
          ...about,
          method: "DELETE",
          path: reference.untriggered === true && !face.spot ? "algoOrder" : "order",
          query: id === undefined ? [["origClientOrderId", own ?? ""]] : [["orderId", id]],
        });
  return { ...call, decode: (reply) => readCancelAnswer(name, reference, reply) };
}

/** The names that a cancel may use. Throws UsageError where they do not do. */
function namesOf(reference: OrderReference): readonly [id: string | undefined, own: string | undefined] {
  const { venueOrderId: id, clientOrderId: own } = reference;
  if (id === undefined && own === undefined) {
    throw new UsageError("order-name", "A cancel was given no order; name it by the venue's id or by ours.");
  }
  if (id === undefined && reference.untriggered === true) {
    throw new UsageError("order-name", "WEEX cancels a conditional order by its own id only; look it up among the waiting orders.");
  }
  return [id, own];
}

/** Cancels up to 50 in one message, all by the same kind of name. Throws UsageError for a mixture and for conditional ones. */
function cancelMany(face: Interface, references: readonly OrderReference[]): PrivateCall<readonly CancelAnswer[]> {
  const ids = references.flatMap(({ venueOrderId: id }) => (id === undefined ? [] : [id]));
  const owns = references.flatMap(({ clientOrderId: own }) => (own === undefined ? [] : [own]));
  const byId = ids.length === references.length;
  if ((!byId && owns.length !== references.length) || references.some(({ untriggered }) => untriggered === true)) {
    throw new UsageError("order-name", "A batch of cancels names plain orders, all by the venue's ids or all by ours.");
  }
  const name = `cancel ${references.length} orders`;
  const about = { name, effect: "cancel", weight: 10 } as const;
  const call =
    face.version === "v2"
      ? writeCall(face, {
          ...about,
          method: "POST",
          path: "order/cancel_batch_orders",
          body: JSON.stringify(byId ? { ids } : { cids: owns }),
        })
      : writeCall(face, {
          ...about,
          method: "DELETE",
          path: face.spot ? "order/batch" : "batchOrders",
          body: JSON.stringify(byId ? { [face.spot ? "orderIds" : "orderIdList"]: ids } : { [ownList(face)]: owns }),
        });
  return { ...call, decode: (reply) => readCancelAnswers(name, references, reply) };
}

const ownList = (face: Interface): string => (face.spot ? "origClientOrderIds" : "origClientOrderIdList");

function cancelAll(face: Interface, instrument: Instrument | undefined, which: "open" | "untriggered"): PrivateCall<CancelAllAnswer> {
  if (face.spot && instrument === undefined) {
    throw new UsageError("not-offered", "WEEX cancels the spot orders of one instrument at a time; name one.");
  }
  const name = `cancel all ${instrument?.symbol ?? "orders"}`;
  const about = { name, effect: "cancel" } as const;
  const symbol = instrument === undefined ? {} : { symbol: instrument.symbol };
  const call =
    face.version === "v2"
      ? writeCall(face, {
          ...about,
          weight: 50,
          method: "POST",
          path: "order/cancelAllOrders",
          body: JSON.stringify({ ...symbol, cancelOrderType: which === "open" ? "normal" : "plan" }),
        })
      : writeCall(face, {
          ...about,
          weight: face.spot ? 1 : 10,
          method: "DELETE",
          path: face.spot ? "openOrders" : which === "open" ? "allOpenOrders" : "algoOpenOrders",
          query: Object.entries(symbol),
        });
  return { ...call, decode: (reply) => readCancelAllAnswer(name, instrument, reply) };
}

function setLeverage(
  face: Interface,
  instrument: Instrument,
  wish: { readonly leverage: string; readonly marginMode: "cross" | "isolated" },
): PrivateCall<true> {
  const { leverage, marginMode } = wish;
  const isCross = marginMode === "cross";
  const { symbol } = instrument;
  const members =
    face.version === "v2"
      ? { symbol, marginMode: isCross ? 1 : 3, longLeverage: leverage, shortLeverage: leverage }
      : isCross
        ? { symbol, marginType: "CROSSED", crossLeverage: leverage }
        : { symbol, marginType: "ISOLATED", isolatedLongLeverage: leverage, isolatedShortLeverage: leverage };
  const name = `leverage ${symbol}`;
  const about = { name, method: "POST", path: "account/leverage", weight: 20, effect: "setting" } as const;
  const call = writeCall(face, withBody(about, JSON.stringify(members)));
  return { ...call, decode: (reply) => readAnswer(name, reply, () => true as const) };
}
