// What places and cancels orders, on all three interfaces.

import { type PriceUnits, priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type Writable } from "#core/json/exact-json";
import { type JsonObject } from "#core/json/json-fallback";
import { asArray, asObject, field } from "#core/json/json-value";
import { type AccountOrder, type OrderKey } from "#venues/account-dialect";
import { type DialectReply } from "#venues/dialect";
import { positionId } from "#venues/weex/dialect/account/account-rules";
import { answer, bareId, type PrivateAsk, withSymbol } from "#venues/weex/dialect/account/ask";
import { codeOf, productOf } from "#venues/weex/dialect/account/faces";
import { type Entry, enterAlgo, enterPlan, enterTakeProfitStopLoss, enterV2, enterV3 } from "#venues/weex/dialect/account/order-entry";

const refuse = (ask: PrivateAsk, entry: Extract<Entry, { kind: "refused" }>): DialectReply => ask.refuse(entry.wrong, entry.words);

/** `placeOrder`, `order`: one plain order. */
export function placeOrder(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    if (market === undefined) return ask.refuse("invalid", "Parameter symbol is invalid");
    const { account, members, face } = ask;
    const entry = face === "v2" ? enterV2(account, market, members) : enterV3(face, account, { market, members });
    if (entry.kind === "placed") return answer(ack(ask, entry.order));
    // The one refusal that was seen with HTTP 200.
    if (face === "v3" && entry.why === "size-above-maximum") {
      const own = ask.param("newClientOrderId") ?? "";
      return answer(
        ackRow({ orderId: "", clientOrderId: own, errorCode: "-3007", errorMessage: "Maximum contract order quantity exceeded." }),
      );
    }
    return refuse(ask, entry);
  });
}

const ackRow = (row: {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly errorCode: string;
  readonly errorMessage: string;
}): Writable => {
  const { orderId, clientOrderId, errorCode, errorMessage } = row;
  return { orderId, clientOrderId, success: errorCode === "", errorCode, errorMessage };
};

function ack({ face, now }: PrivateAsk, order: AccountOrder): Writable {
  const clientOrderId = order.clientOrderId ?? "";
  switch (face) {
    case "v2":
      return { client_oid: order.clientOrderId ?? null, order_id: order.id };
    case "v3":
      return ackRow({ orderId: order.id, clientOrderId, errorCode: "", errorMessage: "" });
    case "spot":
      return { symbol: order.instrument.symbol, orderId: bareId(order.id), clientOrderId, transactTime: now };
  }
}

/** `plan_order` of V2 and `algoOrder` of V3. */
export function placeConditional(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    if (market === undefined) return ask.refuse("invalid", "Parameter symbol is invalid");
    const enter = ask.face === "v2" ? enterPlan : enterAlgo;
    const entry = enter(ask.account, market, ask.members);
    return entry.kind === "placed" ? answer(ack(ask, entry.order)) : refuse(ask, entry);
  });
}

/** `placeTpSlOrder`: an answer of one row, its id bare. */
export function placeTakeProfitStopLoss(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    if (market === undefined) return ask.refuse("invalid", "Parameter symbol is invalid");
    const face = ask.face === "v2" ? "v2" : "v3";
    const entry = enterTakeProfitStopLoss(face, ask.account, { market, members: ask.members });
    if (entry.kind === "refused") return refuse(ask, entry);
    const row = { orderId: bareId(entry.order.id), success: true };
    return answer([face === "v2" ? row : { ...row, errorCode: "", errorMessage: "" }]);
  });
}

/** `batchOrders` of V2: every row has its own verdict. */
export function placeBatch(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    const rows = asArray(field(ask.members, "orderDataList"))?.map(asObject);
    if (market === undefined || rows === undefined || rows.length > BATCH_MAX)
      return ask.refuse("invalid", "Parameter orderDataList is invalid");
    const results = rows.map((row): Writable => {
      const members: JsonObject = row ?? {};
      const entry = enterV2(ask.account, market, members);
      if (entry.kind === "placed") {
        return { order_id: entry.order.id, client_oid: entry.order.clientOrderId ?? "", result: true, error_code: "", error_message: "" };
      }
      const own = field(members, "client_oid");
      return { order_id: "", client_oid: own ?? "", result: false, error_code: codeOf("v2", entry.wrong), error_message: entry.words };
    });
    return answer({ order_info: results, result: true });
  });
}

const BATCH_MAX = 20;
const CANCELS_MAX = 50;
const NO_ORDER = "order does not exist";

/** The names of one order in a request. */
function keyIn(ask: PrivateAsk): OrderKey | undefined {
  const id = ask.param("orderId");
  const own = ask.param(ask.face === "v2" ? "clientOid" : "origClientOrderId");
  if (id !== undefined) return { id };
  return own === undefined ? undefined : { clientOrderId: own };
}

/** Cancels an order of the interface's product, waiting or not as `which` says. Undefined when there is none. */
function cancelOne(ask: PrivateAsk, key: OrderKey, which: "open" | "untriggered"): AccountOrder | undefined {
  const found = ask.account
    .openOrders()
    .find(
      (order) =>
        order.instrument.product === productOf(ask.face) &&
        (order.status === "untriggered") === (which === "untriggered") &&
        (key.id === undefined ? order.clientOrderId === key.clientOrderId : order.id === key.id),
    );
  if (found === undefined) return undefined;
  const verdict = ask.account.cancel({ id: found.id });
  return verdict.kind === "cancelled" ? verdict.order : undefined;
}

/** `cancel_order`, `cancel_plan`; `DELETE order`, `DELETE algoOrder`. */
export function cancelOrder(ask: PrivateAsk, which: "open" | "untriggered"): DialectReply {
  const key = keyIn(ask);
  if (key === undefined) return ask.refuse("missing", "Parameter orderId cannot be empty");
  const order = cancelOne(ask, key, which);
  if (order === undefined) return ask.refuse("no-such-order", NO_ORDER);
  switch (ask.face) {
    case "v2":
      return answer({ order_id: order.id, client_oid: order.clientOrderId ?? null, result: true, err_msg: null });
    case "v3":
      return answer(cancelRow(order));
    case "spot":
      return answer({ orderId: bareId(order.id), status: "CANCELED" });
  }
}

const cancelRow = (order: AccountOrder): Writable => ({
  orderId: order.id,
  origClientOrderId: order.clientOrderId ?? "",
  success: true,
  errorCode: "",
  errorMessage: "",
});

/** Batches of cancels: those that failed stand among those that did not. */
export function cancelBatch(ask: PrivateAsk): DialectReply {
  const names = { v2: ["ids", "cids"], v3: ["orderIdList", "origClientOrderIdList"], spot: ["orderIds", "origClientOrderIds"] } as const;
  const [byId, byOwn] = names[ask.face];
  const ids = ask.list(byId);
  const wanted: readonly OrderKey[] = ids?.map((id) => ({ id })) ?? ask.list(byOwn)?.map((own) => ({ clientOrderId: own })) ?? [];
  if (wanted.length === 0) return ask.refuse("missing", `Parameter ${byId} cannot be empty`);
  if (wanted.length > CANCELS_MAX) return ask.refuse("invalid", "At most 50 orders can be cancelled at once");
  const done = wanted.map((key) => ({ key, order: cancelOne(ask, key, "open") }));
  switch (ask.face) {
    case "v2":
      return answer({
        result: true,
        orderIds: done.flatMap(({ order }) => order?.id ?? []),
        clientOids: done.flatMap(({ order }) => order?.clientOrderId ?? []),
        cancelOrderResultList: done.map(({ key, order }) => ({
          err_msg: order === undefined ? FAILED : "",
          order_id: order?.id ?? key.id ?? "",
          client_oid: order?.clientOrderId ?? key.clientOrderId ?? "",
          result: order !== undefined,
        })),
        failInfos: [],
      });
    case "v3":
      return answer(
        done.map(({ key, order }) =>
          order === undefined
            ? {
                orderId: key.id ?? "",
                origClientOrderId: key.clientOrderId ?? "",
                success: false,
                errorCode: codeOf("v3", "no-such-order"),
                errorMessage: FAILED,
              }
            : cancelRow(order),
        ),
      );
    case "spot":
      return answer({
        orderList: done.map(({ key, order }): Writable => {
          if (order !== undefined) return { orderId: bareId(order.id), status: "CANCELED" };
          const id = key.id !== undefined && /^\d{1,20}$/.test(key.id) ? bareId(key.id) : null;
          return { orderId: id, status: "FAILED", errorMsg: FAILED };
        }),
      });
  }
}

const FAILED = "FAILED_ORDER_NOT_FOUND";

/** `cancelAllOrders`, `allOpenOrders`, `algoOpenOrders`, spot's `openOrders`. */
export function cancelAll(ask: PrivateAsk, which: "open" | "untriggered"): DialectReply {
  return withSymbol(ask, ask.face === "spot" ? "needed" : "optional", (market) => {
    const chosen = ask.account
      .openOrders(market?.instrument)
      .filter(
        ({ instrument, status }) => instrument.product === productOf(ask.face) && (status === "untriggered") === (which === "untriggered"),
      );
    const orders = chosen.flatMap(({ id }) => {
      const verdict = ask.account.cancel({ id });
      return verdict.kind === "cancelled" ? [verdict.order] : [];
    });
    switch (ask.face) {
      case "v2":
        return answer(orders.map(({ id }) => ({ orderId: bareId(id), success: true })));
      case "v3":
        return answer(orders.map(cancelRow));
      case "spot":
        return answer(orders.map(({ id }) => ({ orderId: bareId(id), status: "CANCELED" })));
    }
  });
}

/** `cancelOrderType` of V2 says which orders are meant. */
export function cancelAllV2(ask: PrivateAsk): DialectReply {
  const type = ask.param("cancelOrderType");
  if (type !== "normal" && type !== "plan")
    return ask.refuse(type === undefined ? "missing" : "invalid", "Parameter cancelOrderType is invalid");
  return cancelAll(ask, type === "normal" ? "open" : "untriggered");
}

/** `modifyTpSlOrder`: moves the trigger of a waiting order. */
export function moveTrigger(ask: PrivateAsk, done: Writable): DialectReply {
  const id = ask.param("orderId");
  const order = id === undefined ? undefined : ask.account.openOrders().find((each) => each.id === id && each.status === "untriggered");
  if (order === undefined) return ask.refuse("no-such-order", NO_ORDER);
  const units = triggerUnits(ask, order);
  if (units === undefined) return ask.refuse("invalid", "Parameter triggerPrice is invalid");
  ask.account.amend({ id: order.id }, { triggerPrice: units });
  return answer(done);
}

function triggerUnits(ask: PrivateAsk, { instrument }: AccountOrder): PriceUnits | undefined {
  const units = textToUnits(ask.param("triggerPrice") ?? "", instrument.priceScale);
  return units === undefined || units <= 0 ? undefined : priceUnits(units);
}

/** `closePositions`: a market order for every leg. */
export function closePositions(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "optional", (market) =>
    answer(
      ask.account.positions(market?.instrument).map((position): Writable => {
        const { instrument, leg, size } = position;
        const verdict = ask.account.place({
          instrument,
          side: size > 0 ? "sell" : "buy",
          style: { kind: "market" },
          amount: { kind: "size", size: sizeUnits(Math.abs(size)) },
          clientOrderId: undefined,
          reduceOnly: true,
          ...(leg === "net" ? {} : { leg }),
        });
        const row = { positionId: bareId(positionId(position.serial)) };
        return verdict.kind === "placed"
          ? { ...row, successOrderId: bareId(verdict.order.id), errorMessage: "", success: true }
          : { ...row, successOrderId: 0, errorMessage: verdict.why, success: false };
      }),
    ),
  );
}
