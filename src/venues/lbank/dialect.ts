// The other side of LBank's wire, for the simulator: what its servers answer. The client's code never imports this.

import { type Dialect } from "#venues/dialect";
import { type KeyShape } from "#venues/lbank/dialect/account/money-answers";
import { privateAct } from "#venues/lbank/dialect/account/routes";
import { ACCOUNT_RULES } from "#venues/lbank/dialect/account/rules";
import { HOSTS, socketAt } from "#venues/lbank/dialect/addresses";
import { articleWords } from "#venues/lbank/dialect/article/words";
import { answerContract, isContractPath, tooFrequentContract } from "#venues/lbank/dialect/contract-answers";
import { eitherWords } from "#venues/lbank/dialect/either-words";
import { LISTINGS } from "#venues/lbank/dialect/listings";
import { refused } from "#venues/lbank/dialect/rest-replies";
import { PUBLISH_EVERY_MS, RULES, WINDOW_LEVELS } from "#venues/lbank/dialect/rules";
import { answerSpot } from "#venues/lbank/dialect/spot-answers";
import { v2Words } from "#venues/lbank/dialect/v2-words";

/** What the sources leave open, as switches. */
export interface LbankDialectOptions {
  /** How often a stale book of another node goes before the true one, 0 to 1. Default never. */
  readonly staleNodeChance?: number;
  /** Whether the article's language pings. Default not: the article's own code never answers. */
  readonly articlePings?: boolean;
  /** In which of the told forms a leased key is shown. Default as bare text. */
  readonly keyShape?: KeyShape;
  /** The secret of the demo key; an RSA key as base64 makes the account sign with RSA. */
  readonly demoSecret?: string;
}

/** Makes a dialect of LBank with some of its open questions answered. */
export function createLbankDialect(options: LbankDialectOptions = {}): Dialect {
  const { demo } = ACCOUNT_RULES;
  const { keyShape = "text", demoSecret = demo.secret } = options;
  return {
    venue: "lbank",
    listings: LISTINGS,
    hosts: HOSTS,
    rules: RULES,
    accounts: { ...ACCOUNT_RULES, demo: { ...demo, secret: demoSecret } },
    publication: { windowLevels: WINDOW_LEVELS, everyMs: PUBLISH_EVERY_MS },
    socket(address, exchange, settings) {
      const language = socketAt(address.path, settings.article);
      if (language === undefined) return undefined;
      const v2 = v2Words(exchange, { ...settings, staleNodeChance: options.staleNodeChance ?? 0 });
      if (!settings.article) return v2;
      return eitherWords(language, { v2, article: articleWords(exchange, { pings: options.articlePings ?? false }) });
    },
    act: (request, exchange) => privateAct(request, exchange, { keyShape }),
    answer: (request, exchange) => (isContractPath(request.path) ? answerContract(request, exchange) : answerSpot(request, exchange)),
    refusal(kind, { now, path }) {
      if (kind === "maintenance") return { ...refused(10116, now), status: 503 };
      return isContractPath(path) ? tooFrequentContract() : refused(10004, now);
    },
  };
}

/** LBank as its documentation and captures show it. */
export const lbankDialect: Dialect = createLbankDialect();
