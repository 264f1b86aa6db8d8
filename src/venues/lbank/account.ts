// The account side of LBank's spot market, its pieces put together for one language. The contracts' private interface is published in
// outline only, so they have none.

import { type AccountChannel, type AccountCodec, type PrivateStreamCodec } from "#venues/account";
import { articleAccount, v2Account } from "#venues/lbank/account/description";
import { leaseCodec } from "#venues/lbank/account/lease";
import { v2PrivateReader } from "#venues/lbank/account/reader";
import { accountReads } from "#venues/lbank/account/reads";
import { articleOrders } from "#venues/lbank/article/orders";
import { articlePrivateReader } from "#venues/lbank/article/private-reader";
import { orderCodec } from "#venues/lbank/orders";
import { articleLogin, signRequest } from "#venues/lbank/sign";

const TOPICS: Readonly<Record<AccountChannel, readonly string[]>> = {
  orders: ["orderUpdate"],
  fills: [],
  positions: [],
  balances: ["assetUpdate"],
};

/** Topics carry the leased key; nothing answers them but what they bring. */
const v2Stream: PrivateStreamCodec = {
  headers: () => ({}),
  login: () => undefined,
  lease: leaseCodec,
  topics: (channel) => TOPICS[channel],
  encode: (action, topics, { key }) =>
    topics.map((topic) => {
      const pair = topic === "orderUpdate" ? { pair: "all" } : {};
      return JSON.stringify({ action, subscribe: topic, subscribeKey: key?.reveal() ?? "", ...pair });
    }),
  reader: v2PrivateReader,
};

const ARTICLE_TOPICS: Readonly<Record<AccountChannel, readonly string[]>> = {
  orders: ["orders.*"],
  fills: [],
  positions: [],
  balances: ["accounts"],
};

/** Login is a message, once and in one form; topics are acknowledged by name. */
const articleStream: PrivateStreamCodec = {
  headers: () => ({}),
  login: (stamp, attempt) => (attempt === 0 ? articleLogin(stamp) : undefined),
  lease: undefined,
  topics: (channel) => ARTICLE_TOPICS[channel],
  encode: (action, topics, { requestId }) =>
    topics.map((topic) => JSON.stringify({ op: action === "subscribe" ? "sub" : "unsub", cid: `c-${requestId}`, topic })),
  reader: articlePrivateReader,
};

/** Makes the account codec of the spot market in LBank's own language or in the article's. */
export function accountCodec(language: "v2" | "article"): AccountCodec {
  const isArticle = language === "article";
  return {
    description: isArticle ? articleAccount : v2Account,
    stream: isArticle ? articleStream : v2Stream,
    reads: accountReads,
    orders: orderCodec(isArticle ? articleOrders : undefined),
    sign: signRequest,
  };
}
