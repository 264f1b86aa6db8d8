// Orders of LBank as requests, and their answers read. They go over REST; only the article's language has them on its socket.

import { UsageError } from "#core/error";
import { type OrderCodec, type SocketOrderCodec } from "#venues/account";
import { orderCall } from "#venues/lbank/account/call";
import { readCancelAllAnswer, readCancelAnswer, readPlaceAnswer } from "#venues/lbank/orders/order-answers";
import { namesOf, placeQuery } from "#venues/lbank/orders/order-query";

/** The order codec of the spot market; `socket` where the language has orders on its socket. */
export function orderCodec(socket: SocketOrderCodec | undefined): OrderCodec {
  return {
    place: (order) => {
      const { instrument, clientOrderId } = order;
      const name = `order ${instrument.symbol}`;
      const ask = { name, path: "/v2/supplement/create_order.do", query: placeQuery(order), effect: "write" } as const;
      return orderCall(ask, (reply) => readPlaceAnswer({ name, clientOrderId }, reply));
    },
    placeMany: undefined,
    amend: undefined,
    cancel: (reference) => {
      const { symbol } = reference.instrument;
      const name = `cancel ${symbol}`;
      const query = [["symbol", symbol] as const, ...namesOf(reference)];
      return orderCall({ name, path: "/v2/supplement/cancel_order.do", query, effect: "cancel" }, (reply) => readCancelAnswer(name, reply));
    },
    cancelMany: undefined,
    cancelAll: (instrument) => {
      if (instrument === undefined) {
        throw new UsageError("not-offered", "LBank cancels the orders of one instrument at a time; name one.");
      }
      const name = `cancel all ${instrument.symbol}`;
      const query = [["symbol", instrument.symbol]] as const;
      const ask = { name, path: "/v2/supplement/cancel_order_by_symbol.do", query, effect: "cancel" } as const;
      return orderCall(ask, (reply) => readCancelAllAnswer(name, reply));
    },
    cancelAllAfter: undefined,
    setLeverage: undefined,
    setPositionMode: undefined,
    socket,
  };
}
