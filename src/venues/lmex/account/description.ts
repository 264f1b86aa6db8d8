// The account side of LMEX as data. What no source proves for LMEX itself is marked.

import { type AccountDescription, type OrderCapabilities } from "#venues/account";
import { RANGE_MS, ROWS_MAX } from "#venues/lmex/account/history";
import { accountTopics } from "#venues/lmex/account/topics";
import { type LmexProduct, ORDERS_PER_SECOND } from "#venues/lmex/endpoints";

const DAY_MS = 86_400_000;
/** How often the wallet is asked for: no topic tells of money. */
const WALLET_EVERY_MS = 5_000;

const orders = (product: LmexProduct): OrderCapabilities => ({
  styles: ["limit", "market", "stop", "take-profit"],
  timesInForce: ["gtc", "ioc", "fok", "post-only"],
  triggersBy: product === "spot" ? ["index", "last"] : ["mark", "last"],
  quoteBuys: product === "spot" ? "also" : "no",
  reduceOnly: product === "futures",
  amend: ["price", "size", "trigger"],
  placeMany: 1,
  cancelMany: 1,
  cancelAll: "instrument",
  cancelAllAfter: true,
  clientOrderId: { lengthMax: 32, pattern: "^[A-Za-z0-9_-]+$", duplicates: "unproven", queryable: true },
  rate: { max: ORDERS_PER_SECOND, perMs: 1_000 },
  visibleAfterMs: 2_000,
  evidence: "proven",
  note: "STOP is taken for a stop and TRIGGER for a take-profit, a repeated clOrderID for refused, its length for 32: all unproven. A cancel by clOrderID ends every order of that id.",
});

/** The account side of a product. */
export function accountDescription(product: LmexProduct): AccountDescription {
  const isFutures = product === "futures";
  return {
    keys: { passphrase: false, methods: ["hmac"] },
    socket: "market",
    topicsAcked: true,
    channels: {
      orders: {
        how: "pushed",
        topics: accountTopics(product, "orders"),
        evidence: "proven",
        note: "Which generation LMEX has switched on is not known; the ack decides.",
      },
      fills: { how: "pushed", topics: accountTopics(product, "fills"), evidence: "proven" },
      positions: isFutures
        ? {
            how: "pushed",
            topics: accountTopics(product, "positions"),
            evidence: "proven",
            note: "One record with zero contracts on close.",
          }
        : { how: "none" },
      balances: { how: "polled", everyMs: WALLET_EVERY_MS, evidence: "proven", note: "No topic tells of balances." },
    },
    // An article says that a login ends after about a day; no document does. Renewing in time costs nothing either way.
    session: { lifeMs: DAY_MS, renewAtFraction: 0.8 },
    // The window is not published: a minute either way is what truebook takes.
    clock: { windowMs: 60_000, aheadMs: 60_000, nonce: "increasing" },
    orders: orders(product),
    positions: isFutures ? "either" : "none",
    feeCurrency: isFutures ? "quote" : "received",
    fillsPage: { rowsMax: ROWS_MAX, rangeMs: RANGE_MS },
    evidence: "proven",
  };
}
