// Orders of LMEX as requests, and their answers read. Orders go over REST only: no document knows one on a socket.

import { type OrderReference } from "#core/account/order";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type PrivateCall } from "#transport/private-call";
import { type CancelAllAnswer, type OrderCodec } from "#venues/account";
import { writeCall } from "#venues/lmex/account/call";
import { namesOf } from "#venues/lmex/account/reads";
import { type LmexProduct } from "#venues/lmex/endpoints";
import { type Asked, readCancelAllAnswer, readCancelAnswer, readPlaceAnswer } from "#venues/lmex/orders/order-answers";
import { amendBody, bodyText, mustBeNamed, placeBody } from "#venues/lmex/orders/order-body";
import { readArmedAnswer, readSettingAnswer } from "#venues/lmex/orders/settings-answers";

const NAMES = { "one-way": "ONE_WAY", hedge: "HEDGE" } as const;

const asked = (name: string, { instrument, venueOrderId, clientOrderId }: OrderReference): Asked => ({
  name,
  instrument,
  venueOrderId,
  clientOrderId,
});

/** The order codec of one product. */
export function orderCodec(product: LmexProduct): OrderCodec {
  const isFutures = product === "futures";
  return {
    place: (order) => {
      const call = writeCall(product, { name: `order ${order.instrument.symbol}`, method: "POST", path: "order" });
      const { instrument, clientOrderId } = order;
      const about = asked(call.name, { instrument, clientOrderId });
      return { ...call, query: [], body: placeBody(product, order), effect: "write", decode: (reply) => readPlaceAnswer(about, reply) };
    },
    placeMany: undefined,
    amend: (reference, change) => {
      const call = writeCall(product, { name: `amendment ${reference.instrument.symbol}`, method: "PUT", path: "order" });
      const about = asked(call.name, reference);
      return { ...call, query: [], body: amendBody(reference, change), effect: "write", decode: (reply) => readPlaceAnswer(about, reply) };
    },
    cancel: (reference) => {
      mustBeNamed(reference);
      const call = writeCall(product, { name: `cancel ${reference.instrument.symbol}`, method: "DELETE", path: "order" });
      const query = [["symbol", reference.instrument.symbol] as const, ...namesOf(reference)];
      const about = asked(call.name, reference);
      return { ...call, query, body: undefined, effect: "cancel", decode: (reply) => readCancelAnswer(about, reply) };
    },
    cancelMany: undefined,
    cancelAll: (instrument) => cancelAll(product, instrument),
    cancelAllAfter: (timeoutMs) => {
      const call = writeCall(product, { name: "dead-man switch", method: "POST", path: "order/cancelAllAfter" });
      const body = bodyText([["timeout", { number: String(Math.max(0, Math.floor(timeoutMs))) }]]);
      // Arming it twice is arming it once.
      return { ...call, query: [], body, effect: "cancel", decode: (reply) => readArmedAnswer(call.name, reply) };
    },
    setLeverage: isFutures
      ? (instrument, leverage, marginMode) =>
          setting(product, { name: `leverage ${instrument.symbol}`, path: "leverage" }, [
            ["symbol", instrument.symbol],
            ["leverage", { number: leverage }],
            ["marginMode", marginMode === "cross" ? "CROSS" : "ISOLATED"],
          ])
      : undefined,
    setPositionMode: isFutures
      ? (instrument, mode) =>
          setting(product, { name: `position mode ${instrument.symbol}`, path: "position_mode" }, [
            ["symbol", instrument.symbol],
            ["positionMode", NAMES[mode]],
          ])
      : undefined,
    socket: undefined,
  };
}

/** A symbol alone ends every order of its market; there is no word for all markets. */
function cancelAll(product: LmexProduct, instrument: Instrument | undefined): PrivateCall<CancelAllAnswer> {
  if (instrument === undefined) {
    throw new UsageError("not-offered", "LMEX cancels the orders of one instrument at a time; name one.");
  }
  const call = writeCall(product, { name: `cancel all ${instrument.symbol}`, method: "DELETE", path: "order" });
  return {
    ...call,
    query: [["symbol", instrument.symbol]],
    body: undefined,
    effect: "cancel",
    decode: (reply) => readCancelAllAnswer({ name: call.name, instrument }, reply),
  };
}

function setting(
  product: LmexProduct,
  about: { readonly name: string; readonly path: string },
  members: Parameters<typeof bodyText>[0],
): PrivateCall<true> {
  const call = writeCall(product, { ...about, method: "POST" });
  return { ...call, query: [], body: bodyText(members), effect: "write", decode: (reply) => readSettingAnswer(call.name, reply) };
}
