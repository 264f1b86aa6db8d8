// The account side of WEEX as data. What no source proves is marked.

import { type AccountDescription, type OrderCapabilities } from "#venues/account";
import { ROWS_MAX } from "#venues/weex/account/order-reads";
import { accountTopics } from "#venues/weex/account/stream";
import { ORDERS_PER_SECOND } from "#venues/weex/endpoints";
import { type Interface } from "#venues/weex/rest/call";

/** How often contract balances are read where nothing hints at a change: open profit moves them all the time. */
const BALANCES_EVERY_MS = 5_000;
/** The longest range that a history is asked for at once. Orders go back 90 days; how long a range may be is not said of fills. */
const RANGE_MS = 7 * 86_400_000;
/** Requests that are farther from the venue's clock are refused. */
const WINDOW_MS = 30_000;

export const CLIENT_ID_V3: string = String.raw`^[\.A-Z\:/a-z0-9_-]{1,36}$`;
export const CLIENT_ID_V2 = "^[A-Za-z0-9_-]{1,40}$";

function orderCapabilities(face: Interface): OrderCapabilities {
  const v2 = face.version === "v2";
  return {
    styles: face.spot ? ["limit", "market"] : ["limit", "market", "stop", "take-profit"],
    timesInForce: ["gtc", "ioc", "fok", "post-only"],
    triggersBy: face.spot ? [] : ["last"],
    quoteBuys: "no",
    reduceOnly: !face.spot,
    amend: [],
    // V3 and spot list a batch too, and refuse it with -1150.
    placeMany: v2 ? 20 : 1,
    cancelMany: 50,
    cancelAll: face.spot ? "instrument" : "both",
    cancelAllAfter: false,
    clientOrderId: {
      lengthMax: v2 ? 40 : 36,
      pattern: v2 ? CLIENT_ID_V2 : CLIENT_ID_V3,
      // Unique among live orders is all that is said: the id of an ended one may be taken again.
      duplicates: "unproven",
      queryable: false,
    },
    rate: { max: ORDERS_PER_SECOND, perMs: 1_000 },
    visibleAfterMs: 2_000,
    evidence: face.spot ? "unproven" : "proven",
    note: note(face),
  };
}

function note(face: Interface): string {
  if (face.spot) return "That a market buy's quantity is in base coins, and the words of times in force, are taken from contracts.";
  const legs = "A plain buy opens a long and a plain sell a short; reduce-only closes the other leg.";
  const waiting = "Conditional orders stand in lists of their own, and are cancelled by the venue's id only.";
  if (face.version === "v3") return `${legs} ${waiting}`;
  return `${legs} ${waiting} V2 cannot tell a stop from a take-profit when an order opens a leg: only reduce-only ones are written.`;
}

/** The account side of one interface. */
export function accountDescription(face: Interface): AccountDescription {
  const { evidence } = face.description;
  const pushed = (channel: "orders" | "fills" | "positions" | "balances") =>
    ({ how: "pushed", topics: accountTopics(face, channel), evidence, note: "No state is pushed after subscribing." }) as const;
  return {
    keys: { passphrase: true, methods: ["hmac"] },
    socket: "private",
    topicsAcked: true,
    channels: {
      orders: pushed("orders"),
      fills: pushed("fills"),
      positions: face.spot ? { how: "none" } : pushed("positions"),
      balances: face.spot
        ? pushed("balances")
        : {
            how: "polled",
            everyMs: BALANCES_EVERY_MS,
            evidence,
            note: "The topic `account` tells no available balance: it hints that the balance is to be read.",
          },
    },
    session: undefined,
    clock: { windowMs: WINDOW_MS, aheadMs: WINDOW_MS, nonce: "time" },
    orders: orderCapabilities(face),
    positions: face.spot ? "none" : "hedge",
    feeCurrency: face.spot ? "received" : "quote",
    fillsPage: { rowsMax: ROWS_MAX, rangeMs: RANGE_MS },
    evidence,
  };
}
