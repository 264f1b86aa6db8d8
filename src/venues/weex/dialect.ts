// The other side of WEEX's wire, for the simulator: what its servers answer, in both generations at once. The client's code never
// imports this.

import { type Dialect, type DialectReply } from "#venues/dialect";
import { ACCOUNT_RULES } from "#venues/weex/dialect/account/account-rules";
import { actOn } from "#venues/weex/dialect/account/acts";
import { type Face } from "#venues/weex/dialect/account/faces";
import { handshakeKeys, refusedHandshake } from "#venues/weex/dialect/account/keys";
import { PrivateSocketV2, PrivateSocketV3 } from "#venues/weex/dialect/account/private-sockets";
import { HOSTS, type SocketAddress, socketAt } from "#venues/weex/dialect/addresses";
import { LISTINGS } from "#venues/weex/dialect/listings";
import { answerRest } from "#venues/weex/dialect/rest-answers";
import { weight } from "#venues/weex/dialect/rest-replies";
import { OFFENCES_MAX, OPERATIONS_MAX, RULES, TOPICS_MAX } from "#venues/weex/dialect/rules";
import { SocketV2 } from "#venues/weex/dialect/socket-v2";
import { SocketV3 } from "#venues/weex/dialect/socket-v3";

/** What the sources leave open, and limits that a test wants small. */
export interface WeexDialectOptions {
  readonly topicsMax?: number;
  readonly operationsMax?: number;
  readonly offencesMax?: number;
  /** Symbols, as V3 writes them, whose contracts are gone: confirmed, then one empty snapshot numbered 0. */
  readonly delisted?: readonly string[];
  /** Whether a repeated subscribe brings a new snapshot; reports differ. Default false. */
  readonly repeatedSnapshot?: boolean;
}

/** Makes a dialect of WEEX with some of its open questions answered. */
export function createWeexDialect(options: WeexDialectOptions = {}): Dialect {
  const words = {
    topicsMax: options.topicsMax ?? TOPICS_MAX,
    operationsMax: options.operationsMax ?? OPERATIONS_MAX,
    offencesMax: options.offencesMax ?? OFFENCES_MAX,
    delisted: options.delisted ?? [],
    repeatedSnapshot: options.repeatedSnapshot ?? false,
  };
  return {
    venue: "weex",
    listings: LISTINGS,
    hosts: HOSTS,
    rules: RULES,
    // What changed in half a second is told at once.
    publication: { windowLevels: 200, everyMs: 500 },
    accounts: ACCOUNT_RULES,
    act: actOn,
    refuseSocket(address, exchange) {
      const found = socketAt(address);
      if (found?.isPrivate !== true) return undefined;
      const verdict = handshakeKeys(address, exchange);
      return verdict.kind === "known" ? undefined : refusedHandshake(faceOf(found), verdict, exchange.now());
    },
    socket(address, exchange, settings) {
      const found = socketAt(address);
      if (found === undefined) return undefined;
      if (found.isPrivate) {
        const verdict = handshakeKeys(address, exchange);
        if (verdict.kind === "refused") return undefined;
        const Private = found.version === "v3" ? PrivateSocketV3 : PrivateSocketV2;
        return new Private({ address: found, exchange, options: { ...settings, ...words }, account: verdict.account });
      }
      const Words = found.version === "v3" ? SocketV3 : SocketV2;
      return new Words(found, exchange, { ...settings, ...words });
    },
    answer: answerRest,
    refusal: (kind) => (kind === "maintenance" ? maintenance() : rateLimited()),
  };
}

const faceOf = ({ version, product }: SocketAddress): Face => (product === "spot" ? "spot" : version);

/** WEEX as its documentation and captures show it. */
export const weexDialect: Dialect = createWeexDialect();

/** No `Retry-After` was ever seen. */
const rateLimited = (): DialectReply => ({
  status: 429,
  headers: { "content-type": "application/json" },
  body: '{"code":"429","msg":"Too many requests"}',
  costs: [],
});

/** No notice is documented; the edge answers in HTML. */
const maintenance = (): DialectReply => ({
  status: 503,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>503 Service Temporarily Unavailable</title></head><body></body></html>",
  costs: weight(0),
});
