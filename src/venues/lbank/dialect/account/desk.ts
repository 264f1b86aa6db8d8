import { type Instrument } from "#core/instrument";
import { jsonText, type Writable } from "#core/json/exact-json";
import { type AccountView } from "#venues/account-dialect";
import { type DialectReply, type ExchangeView } from "#venues/dialect";
import { marketOf } from "#venues/lbank/dialect/account/order-entry";
import { given, type Parameters } from "#venues/lbank/dialect/account/parameters";
import { ok, refused } from "#venues/lbank/dialect/rest-replies";

/** What a private request is answered from. */
export interface Desk {
  readonly account: AccountView;
  readonly exchange: ExchangeView;
  readonly parameters: Parameters;
}

/** Answers a private request that was let in. Never throws. */
export type Answerer = (desk: Desk) => DialectReply;

/** A success; `result` is a boolean on some endpoints and text on others. */
export const told = ({ exchange }: Desk, data: Writable, result: "text" | "boolean" = "text"): DialectReply =>
  ok(jsonText(data), exchange.now(), result);

export const no = ({ exchange }: Desk, code: number): DialectReply => refused(code, exchange.now());

/** A parameter that says something. */
export const asked = ({ parameters }: Desk, name: string): string | undefined => given(parameters, name);

/** Answers for the pair of `symbol`, or complains about it. */
export function withPair(desk: Desk, answer: (instrument: Instrument) => DialectReply): DialectReply {
  const instrument = marketOf(asked(desk, "symbol"), desk.exchange);
  return typeof instrument === "number" ? no(desk, instrument) : answer(instrument);
}

/** A whole number between 1 and `most`; the default where it is missing, undefined where it is neither. */
export function countIn(desk: Desk, name: string, bounds: { readonly most: number; readonly otherwise: number }): number | undefined {
  const text = asked(desk, name);
  if (text === undefined) return bounds.otherwise;
  return /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= bounds.most ? Number(text) : undefined;
}
