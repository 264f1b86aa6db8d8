// Leverage and margin mode. What the engine does not know (margin of isolated positions) is refused as the venue refuses what it cannot.

import { type Writable } from "#core/json/exact-json";
import { type DialectReply } from "#venues/dialect";
import { answer, type PrivateAsk, withSymbol } from "#venues/weex/dialect/account/ask";
import { type Face } from "#venues/weex/dialect/account/faces";

/** The envelope of calls that set something; its code is text. */
export const success = (face: Face, now: number): Writable =>
  face === "v2" ? { msg: "success", requestTime: now, code: "200" } : { code: "200", msg: "success", requestTime: now };

const figure = (text: string | undefined): number | undefined => {
  const value = Number(text ?? "");
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
};

function modeIn(ask: PrivateAsk): "cross" | "isolated" | undefined {
  const word = ask.param(ask.face === "v2" ? "marginMode" : "marginType");
  if (word === "1" || word === "CROSSED") return "cross";
  return word === "3" || word === "ISOLATED" ? "isolated" : undefined;
}

export function setLeverage(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    const marginMode = modeIn(ask);
    if (market === undefined || marginMode === undefined) return ask.refuse("invalid", "Parameter marginMode is invalid");
    const isolated = ask.face === "v2" ? ["longLeverage", "shortLeverage"] : ["isolatedLongLeverage", "isolatedShortLeverage"];
    const names = ask.face === "v3" && marginMode === "cross" ? ["crossLeverage", "crossLeverage"] : isolated;
    const [long, short] = names.map((name) => figure(ask.param(name)));
    if (long === undefined || short === undefined) return ask.refuse("missing", `Parameter ${names[0] ?? ""} cannot be empty`);
    if (!ask.account.setLeverage(market.instrument, { long, short, marginMode })) {
      return ask.refuse("leverage", "The leverage exceeds the maximum leverage");
    }
    if (ask.face === "v2") return answer(success(ask.face, ask.now));
    const isCross = marginMode === "cross";
    return answer({
      symbol: market.instrument.symbol,
      marginType: isCross ? "CROSSED" : "ISOLATED",
      crossLeverage: isCross ? String(long) : "0",
      isolatedLongLeverage: isCross ? "0" : String(long),
      isolatedShortLeverage: isCross ? "0" : String(short),
    });
  });
}

/** `changeHoldModel` of V2 and `marginType` of V3. */
export function setMarginMode(ask: PrivateAsk): DialectReply {
  return withSymbol(ask, "needed", (market) => {
    const marginMode = modeIn(ask);
    if (market === undefined || marginMode === undefined) return ask.refuse("invalid", "Parameter marginMode is invalid");
    const { instrument } = market;
    if (ask.account.openOrders(instrument).length > 0 || ask.account.positions(instrument).length > 0) {
      return ask.refuse("rule", "FAILED_PRECONDITION: the margin mode cannot be changed while orders or positions are open");
    }
    ask.account.setLeverage(instrument, { ...ask.account.leverage(instrument), marginMode });
    return answer(success(ask.face, ask.now));
  });
}

/** The simulated account holds every position in cross mode. */
export const noIsolatedMargin = (ask: PrivateAsk): DialectReply => ask.refuse("rule", "FAILED_PRECONDITION: the position is not isolated");
