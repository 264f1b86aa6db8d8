// The other side of LMEX's wire, for the simulator: what its servers answer. The client's code never imports this.

import { type Dialect, type DialectReply } from "#venues/dialect";
import { type SignatureRule } from "#venues/lmex/dialect/account/access";
import { privateAct } from "#venues/lmex/dialect/account/routes";
import { ACCOUNT_RULES } from "#venues/lmex/dialect/account/rules";
import { HOSTS, socketAt } from "#venues/lmex/dialect/addresses";
import { LISTINGS } from "#venues/lmex/dialect/listings";
import { answerRest } from "#venues/lmex/dialect/rest-answers";
import { engineError } from "#venues/lmex/dialect/rest-replies";
import { OFFENCES_MAX, RULES, TOPICS_MAX } from "#venues/lmex/dialect/rules";
import { socketWords } from "#venues/lmex/dialect/socket-words";
import { ALL_TRADE_TOPICS, type TradeTopics } from "#venues/lmex/dialect/topics";

/** What the sources leave open, as switches. */
export interface LmexDialectOptions {
  /** The sources disagree on what `Retry-After` holds. Default epoch milliseconds. */
  readonly retryAfter?: "epoch-ms" | "seconds";
  /** Trade topics that the main sockets know. Default all generations. */
  readonly tradeTopics?: TradeTopics;
  readonly topicsMax?: number;
  readonly offencesMax?: number;
  /** Private topics that the main sockets do not know, so that a client must fall back. Default none. */
  readonly withoutPrivateTopics?: readonly string[];
  /** Which login words are known; pages of the family differ. Default both. */
  readonly loginWords?: readonly string[];
  /** Which signatures REST takes; one project signs the whole path. Default strict. */
  readonly signatures?: SignatureRule;
  /** Whether new sockets are greeted with a line that is no JSON. */
  readonly greeting?: boolean;
}

/** Makes a dialect of LMEX with some of its open questions answered. */
export function createLmexDialect(options: LmexDialectOptions = {}): Dialect {
  const words = {
    trades: options.tradeTopics ?? ALL_TRADE_TOPICS,
    topicsMax: options.topicsMax ?? TOPICS_MAX,
    offencesMax: options.offencesMax ?? OFFENCES_MAX,
    greeting: options.greeting ?? false,
    withoutPrivateTopics: options.withoutPrivateTopics ?? [],
    loginWords: options.loginWords ?? ["authKeyExpires", "login"],
  };
  const signatures = options.signatures ?? "strict";
  return {
    venue: "lmex",
    listings: LISTINGS,
    hosts: HOSTS,
    rules: RULES,
    accounts: ACCOUNT_RULES,
    socket(address, exchange, settings) {
      const found = socketAt(address, settings.article);
      return found === undefined ? undefined : socketWords(found, exchange, { ...settings, ...words });
    },
    act: (request, exchange, settings) => privateAct(request, exchange, { signatures, article: settings.article }),
    answer: answerRest,
    refusal: (kind, { retryAfterMs, now }) =>
      kind === "maintenance" ? maintenance() : rateLimited(retryAfterMs, options.retryAfter === "seconds" ? undefined : now),
  };
}

/** LMEX as its documentation and captures show it. */
export const lmexDialect: Dialect = createLmexDialect();

function rateLimited(retryAfterMs: number, epochNow: number | undefined): DialectReply {
  const retryAfter = epochNow === undefined ? Math.ceil(retryAfterMs / 1000) : epochNow + retryAfterMs;
  const reply = engineError({ http: 429, code: 303, words: "Rate limit exceeded", costs: [] });
  return { ...reply, headers: { ...reply.headers, "retry-after": String(retryAfter) } };
}

/** No notice is documented; the edge answers in HTML, as it does for every failure of its own. */
function maintenance(): DialectReply {
  const body = "<html><head><title>503 Service Temporarily Unavailable</title></head><body></body></html>";
  return { status: 503, headers: { "content-type": "text/html" }, body, costs: [] };
}
