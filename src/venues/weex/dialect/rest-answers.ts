// WEEX's REST as a server sees it: which path is which interface, and the answer. What needs a key has routes of its own; here it is
// refused where no account exists, and where no route fits.

import { type EpochMs } from "#core/brand";
import { type DialectReply, type DialectRequest, type ExchangeView } from "#venues/dialect";
import { hasPrivatePath } from "#venues/weex/dialect/account/acts";
import { type Ask } from "#venues/weex/dialect/rest-query";
import { nothingHere, refusedV2, refusedV3 } from "#venues/weex/dialect/rest-replies";
import { CONTRACT_V2 } from "#venues/weex/dialect/rest-v2";
import { CONTRACT_V3, SPOT_V3 } from "#venues/weex/dialect/rest-v3";
import { marketV2, marketV3 } from "#venues/weex/dialect/topics";

const PATH = /^\/(capi\/v3|capi\/v2|api\/v3)\/(.+)$/;
const PRIVATE_PATH =
  /^(?:account|order|batchOrders|openOrders|allOrders|allOpenOrders|userTrades|myTrades|algo|openAlgo|allAlgo|closePos|placeTp|modifyTp|sim)/;

type Face = "capi/v3" | "capi/v2" | "api/v3";

const READS = { "capi/v3": CONTRACT_V3, "capi/v2": CONTRACT_V2, "api/v3": SPOT_V3 } as const;
/** The first header that is missing decides the code, in this order. */
const KEY_HEADERS = ["access-key", "access-sign", "access-timestamp", "access-passphrase"] as const;
const MISSING_V2 = ["40001", "40002", "40003", "40011"] as const;
const MISSING_V3 = [-1040, -1041, -1042, -1040] as const;

/** Answers one request. Never throws. */
export function answerRest(request: DialectRequest, exchange: ExchangeView): DialectReply {
  const now = exchange.now();
  const match = PATH.exec(request.path);
  const face = match?.[1] as Face | undefined;
  const name = match?.[2] ?? "";
  if (face === undefined) return nothingHere(request.path, now);
  if (PRIVATE_PATH.test(name))
    return exchange.accounts === undefined ? refusePrivate(face, request, exchange) : noRoute(face, request, now);
  const read = READS[face].get(name);
  if (read === undefined) return nothingHere(request.path, now);
  if (request.method !== "GET") {
    return face === "capi/v2"
      ? nothingHere(request.path, now)
      : refusedV3(-1150, `Request method '${request.method.slice(0, 10)}' not supported.`);
  }
  return read(askOf(face, request, exchange));
}

function askOf(face: Face, request: DialectRequest, exchange: ExchangeView): Ask {
  const product = face === "api/v3" ? "spot" : "contract";
  const now = exchange.now();
  const v2 = face === "capi/v2";
  return {
    request,
    exchange,
    now,
    markets: exchange.markets.filter((market) => market.instrument.product === product),
    market: (symbol) => (v2 ? marketV2(exchange, symbol) : marketV3(exchange, product, symbol)),
    refusedParameter(name, missing) {
      if (v2)
        return missing
          ? refusedV2("40019", `Parameter ${name} cannot be empty`, now)
          : refusedV2("40020", `Parameter ${name} is invalid`, now);
      return missing ? refusedV3(-1141, `Parameter '${name}' cannot be empty.`) : refusedV3(-1142, `Parameter '${name}' is invalid.`);
    },
  };
}

/** V2 has no page for other methods; V3 says that the method is wrong, where the path is one. Its batch of new orders is only listed. */
function noRoute(face: Face, request: DialectRequest, now: EpochMs): DialectReply {
  const isKnown = hasPrivatePath(request.path) || /\/order\/batch$/.test(request.path);
  if (face === "capi/v2" || !isKnown) return nothingHere(request.path, now);
  return refusedV3(-1150, `Request method '${request.method.slice(0, 10)}' not supported.`);
}

/** Says which header is missing; with all of them, that the key is unknown. */
function refusePrivate(face: Face, request: DialectRequest, exchange: ExchangeView): DialectReply {
  const at = KEY_HEADERS.findIndex((header) => (request.headers[header] ?? "") === "");
  if (face === "capi/v2") {
    const code = at < 0 ? "40006" : (MISSING_V2[at] ?? "40001");
    return refusedV2(code, at < 0 ? "Invalid ACCESS_KEY" : `Header ${KEY_HEADERS[at] ?? ""} cannot be empty`, exchange.now());
  }
  return at < 0
    ? refusedV3(-1044, "Invalid ACCESS_KEY.")
    : refusedV3(MISSING_V3[at] ?? -1040, `Header ${KEY_HEADERS[at] ?? ""} is required.`);
}
