// One private request, as the routes see it: its parameters wherever they stand, its market, its account, and how to answer.

import { type EpochMs, epochMs } from "#core/brand";
import { exact, jsonText, type Writable } from "#core/json/exact-json";
import { type JsonObject, parseJsonText } from "#core/json/json-fallback";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type AccountView } from "#venues/account-dialect";
import { type DialectReply, type DialectRequest, type ExchangeView, type MarketView } from "#venues/dialect";
import { type Face, productOf, refused, type Wrong } from "#venues/weex/dialect/account/faces";
import { ok } from "#venues/weex/dialect/rest-replies";
import { marketV2, marketV3 } from "#venues/weex/dialect/topics";

export interface PrivateAsk {
  readonly face: Face;
  readonly account: AccountView;
  readonly now: EpochMs;
  /** The body's members; none where there is no body. */
  readonly members: JsonObject;
  /** A parameter of the query or the body; undefined when absent or empty. */
  param(name: string): string | undefined;
  /** The texts of a list in the body. */
  list(name: string): readonly string[] | undefined;
  market(symbol: string): MarketView | undefined;
  refuse(wrong: Wrong, words: string): DialectReply;
}

/** Takes a request apart. Undefined when its body is no JSON object. */
export function askOf(
  face: Face,
  request: DialectRequest,
  about: { readonly account: AccountView; readonly exchange: ExchangeView },
): PrivateAsk | undefined {
  const { account, exchange } = about;
  const parsed = request.body === "" ? undefined : parseJsonText(request.body);
  const members = parsed === undefined ? {} : parsed.kind === "value" ? asObject(parsed.value) : undefined;
  if (members === undefined) return undefined;
  const now = exchange.now();
  return {
    face,
    account,
    now,
    members,
    param: (name) => {
      const text = request.query.get(name) ?? asText(field(members, name)) ?? "";
      return text === "" ? undefined : text;
    },
    list: (name) => asArray(field(members, name))?.map((each) => asText(each) ?? ""),
    market: (symbol) => (face === "v2" ? marketV2(exchange, symbol) : marketV3(exchange, productOf(face), symbol)),
    refuse: (wrong, words) => refused(face, wrong, { words, now }),
  };
}

/** A 200 with a value as its body. What it costs was charged before. */
export const answer = (value: Writable): DialectReply => ({ ...ok(jsonText(value), 0), costs: [] });

/** An id that the venue sends unquoted. */
export const bareId = (id: string): Writable => exact(id);

/** Runs with the market that `symbol` names, or with none where it is not named and need not be. */
export function withSymbol(
  ask: PrivateAsk,
  need: "needed" | "optional",
  run: (market: MarketView | undefined) => DialectReply,
): DialectReply {
  const symbol = ask.param("symbol");
  if (symbol === undefined) return need === "optional" ? run(undefined) : ask.refuse("missing", "Parameter symbol cannot be empty");
  const market = ask.market(symbol);
  return market === undefined ? ask.refuse("invalid", "Parameter symbol is invalid") : run(market);
}

/** Which rows of a list are asked for; undefined when a figure is out of bounds. */
export interface Slice {
  readonly limit: number;
  readonly page: number;
  readonly startTime: EpochMs;
  readonly endTime: EpochMs;
}

export function sliceOf(
  ask: PrivateAsk,
  bounds: { readonly usual: number; readonly most: number; readonly limitName?: string },
): Slice | undefined {
  const whole = (name: string, usual: number): number => {
    const text = ask.param(name);
    if (text === undefined) return usual;
    return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  };
  const limit = whole(bounds.limitName ?? "limit", bounds.usual);
  const page = whole("page", 0);
  const startTime = whole("startTime", 0);
  const endTime = whole("endTime", Number.MAX_SAFE_INTEGER);
  if (!(limit >= 1 && limit <= bounds.most && page >= 0 && startTime <= endTime)) return undefined;
  return { limit, page, startTime: epochMs(startTime), endTime: epochMs(endTime) };
}

export const badSlice = (ask: PrivateAsk): DialectReply => ask.refuse("invalid", "Parameter limit is invalid");
