// The part of an account that can make risk smaller and nothing else. Whoever acts for a process that is gone holds this, so that no
// mistake in it can place an order: the types have no word for one, and the requester lets no other request out.

import { type TruebookError, UsageError } from "#core/error";
import { type Product } from "#core/instrument";
import { type PrivateRequester } from "#transport/private-call";
import { type AccountCodec, type AccountReads, type OrderCodec } from "#venues/account";

/** The words that end orders, and those that show which rest. */
export interface CancelWords {
  readonly product: Product;
  readonly orders: Pick<OrderCodec, "cancel" | "cancelMany" | "cancelAll" | "cancelAllUntriggered">;
  readonly reads: Pick<AccountReads, "openOrders" | "untriggeredOrders" | "openOrdersPer">;
  /** Whether one request ends the orders of an instrument, of all, or as one wishes. */
  readonly reach: "instrument" | "everything" | "both";
  /** Orders that one cancel may name. */
  readonly cancelMany: number;
  /** How long an order may be at the venue before a read shows it. */
  readonly visibleAfterMs: number;
}

/** What of a product's account can only cancel and read. */
export function cancelWords(product: Product, codec: AccountCodec, reads: AccountReads): CancelWords {
  const { cancel, cancelMany, cancelAll, cancelAllUntriggered } = codec.orders;
  const { openOrders, untriggeredOrders, openOrdersPer } = reads;
  const { orders } = codec.description;
  return {
    product,
    orders: { cancel, cancelMany, cancelAll, ...(cancelAllUntriggered === undefined ? {} : { cancelAllUntriggered }) },
    reads: { openOrders, openOrdersPer, ...(untriggeredOrders === undefined ? {} : { untriggeredOrders }) },
    reach: orders.cancelAll,
    cancelMany: orders.cancelMany,
    visibleAfterMs: orders.visibleAfterMs,
  };
}

/** A requester that lets reads and cancels out, and nothing else: anything that could place or change something settles unsent. */
export function cancelOnly(requester: PrivateRequester): PrivateRequester {
  return {
    send: (call, settled, options) => {
      if (call.effect === "write") throw refusal(call.name);
      return requester.send(call, settled, options);
    },
  };
}

const refusal = (name: string): TruebookError =>
  new UsageError("cancel-only", `${name} is neither a read nor a cancel; whoever may only cancel sent nothing.`);
