// The account side of LBank's spot market as data, in its own language and in an article's. What no source proves is marked.

import { type AccountDescription, type OrderCapabilities } from "#venues/account";
import { FILLS_MAX, FILLS_RANGE_MS } from "#venues/lbank/account/reads";
import { LEASE } from "#venues/lbank/endpoints";

/** How often fills are asked for where no order moved; after one that moved they are asked for at once. */
const FILLS_EVERY_MS = 30_000;

const orders: OrderCapabilities = {
  styles: ["limit", "market"],
  timesInForce: ["gtc", "ioc", "fok", "post-only"],
  triggersBy: [],
  quoteBuys: "only",
  reduceOnly: false,
  amend: [],
  placeMany: 1,
  cancelMany: 1,
  cancelAll: "instrument",
  cancelAllAfter: false,
  clientOrderId: { lengthMax: 50, pattern: "^[A-Za-z0-9_-]+$", duplicates: "refused", queryable: true },
  rate: { max: 500, perMs: 10_000 },
  visibleAfterMs: 2_000,
  evidence: "proven",
  note: "Unproven: the length and letters of custom_id, when an order becomes visible, and whether a post-only order that would trade is refused at once or cancelled after it was taken. A cancel's answer tells the state before it. An older path takes several orders at once, but its answers name none of them, so that it is not used.",
};

const common = {
  keys: { passphrase: false, methods: ["hmac", "rsa"] },
  socket: "market",
  clock: { windowMs: 5_000, aheadMs: 1_000, nonce: "time" },
  orders,
  positions: "none",
  feeCurrency: "received",
  fillsPage: { rowsMax: FILLS_MAX, rangeMs: FILLS_RANGE_MS },
} as const;

const fills = {
  how: "polled",
  everyMs: FILLS_EVERY_MS,
  evidence: "proven",
  note: "No topic tells fees. An order's push names its last trade by 32 hex digits, REST by 40, and nothing proves that the one begins the other: fills come from REST alone, asked for as soon as an order moves.",
} as const;

/** Spot V2. */
export const v2Account: AccountDescription = {
  ...common,
  topicsAcked: false,
  channels: {
    orders: { how: "pushed", topics: ["orderUpdate"], evidence: "proven", note: "For all pairs at once." },
    fills,
    positions: { how: "none" },
    balances: { how: "pushed", topics: ["assetUpdate"], evidence: "proven" },
  },
  session: LEASE,
  evidence: "proven",
};

/** The article's language: a login on the socket, and topics of its own beside spot's REST. */
export const articleAccount: AccountDescription = {
  ...common,
  topicsAcked: true,
  channels: {
    orders: { how: "pushed", topics: ["orders.*"], evidence: "unproven" },
    fills,
    positions: { how: "none" },
    balances: { how: "pushed", topics: ["accounts"], evidence: "unproven" },
  },
  session: undefined,
  evidence: "unproven",
};
