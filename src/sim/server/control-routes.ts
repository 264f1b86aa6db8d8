// The simulator's own routes under `/_sim/`: the true book, faults, the log. Pure: a request in, an answer out.

import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type Instrument, type Product } from "#core/instrument";
import { parseSequence } from "#core/sequence";
import { scenarios } from "#sim/faults/catalogue";
import { type FaultOrder, type FaultValue } from "#sim/faults/fault-types";
import { type PublicMarket } from "#sim/market/public-market";
import { type BookQuestion, type SimulatedExchange } from "#sim/world";
import { type BookPicture, type PublishedLevel } from "#venues/dialect";

export interface ControlRequest {
  readonly method: string;
  /** After `/_sim`: `/book/lmex/BTC-PERP`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface ControlReply {
  readonly status: number;
  readonly body: string;
}

const GROUP_MAX = 100;

/** Answers a control request. Never throws. */
export function answerControl(request: ControlRequest, exchange: SimulatedExchange): ControlReply {
  const [, head, venue, ...symbol] = request.path.split("/");
  const route = `${request.method} ${head ?? ""}`;
  switch (route) {
    case "GET book":
      return book({ venue: decoded(venue), symbol: decoded(symbol.join("/")), query: request.query }, exchange);
    case "POST faults":
      return postFault(request.body, exchange);
    case "GET faults":
      return json(200, { scenarios: scenarios(), ...faultCounts(exchange) });
    case "GET log": {
      const last = Number(request.query.get("last") ?? 1_000);
      return json(200, { total: exchange.log.total, events: exchange.log.last(last >= 1 ? Math.floor(last) : 1_000) });
    }
    case "GET health":
      return json(200, health(exchange));
    default:
      return refused(404, "no-route", "The simulator has no such route; it has GET book, POST faults, GET faults, GET log and GET health.");
  }
}

function health(exchange: SimulatedExchange): object {
  const venues = exchange.venues.map((venue) => ({
    venue: venue.id,
    mode: venue.mode,
    sockets: [...venue.sockets].length,
    markets: venue.tradedMarkets.map(({ instrument }) => `${instrument.product} ${instrument.symbol}`),
  }));
  return { ok: true, seed: exchange.seed, venues, ...faultCounts(exchange) };
}

function faultCounts({ desk }: SimulatedExchange): object {
  return {
    faults: { byId: Object.fromEntries(desk.firedById), byName: Object.fromEntries(desk.firedByName), waiting: desk.waiting },
  };
}

function book(
  asked: { readonly venue: string; readonly symbol: string; readonly query: URLSearchParams },
  exchange: SimulatedExchange,
): ControlReply {
  const { venue: id, symbol, query } = asked;
  const venue = exchange.venue(id);
  if (venue === undefined) {
    return refused(404, "unknown-venue", `The simulator runs ${exchange.venues.map((known) => known.id).join(", ")} and no other venue.`);
  }
  const products = productsOf(venue);
  const product = query.get("product") ?? undefined;
  if (product !== undefined && !products.includes(product))
    return refused(400, "bad-product", `A product is one of ${products.join(", ")}.`);
  const group = wholeNumber(query.get("group")) ?? 0;
  const depth = wholeNumber(query.get("depth")) ?? Number.POSITIVE_INFINITY;
  const venueTime = wholeNumber(query.get("venueTime"));
  const sequenceText = query.get("sequence");
  const sequence = sequenceText === null ? undefined : parseSequence(sequenceText);
  const wrong = [group, depth, venueTime].some((number) => Number.isNaN(number)) || group > GROUP_MAX;
  if (wrong || (sequenceText !== null && sequence === undefined)) {
    return refused(400, "bad-query", "sequence, group, depth and venueTime are whole numbers.");
  }
  const question: BookQuestion = { venue: id, symbol, group, ...(product === undefined ? {} : { product }) };
  const market = exchange.marketOf(question);
  if (market === undefined) return noMarket(question, exchange);
  const picture =
    venueTime === undefined
      ? exchange.trueBook({ ...question, ...(sequence === undefined ? {} : { sequence }) })
      : market.pictureAtTime(group, epochMs(venueTime));
  if (picture === undefined) return refused(404, "forgotten", "That book is older than the simulator's memory, or was never published.");
  const wire = sequence ?? venue.wireSequence(market, picture.sequence);
  return { status: 200, body: bookText({ venue: id, symbol, sequence: String(wire), depth }, market, picture) };
}

/** What the simulated venue calls its products. */
function productsOf(venue: { readonly markets: readonly { readonly instrument: Instrument }[] } | undefined): readonly Product[] {
  return [...new Set(venue?.markets.map(({ instrument }) => instrument.product))];
}

function noMarket(question: BookQuestion, exchange: SimulatedExchange): ControlReply {
  const listed = productsOf(exchange.venue(question.venue));
  const products = listed.filter((product) => exchange.marketOf({ ...question, product }) !== undefined);
  return products.length > 1
    ? refused(400, "ambiguous-symbol", `That symbol names several markets; add product=${products.join(" or product=")}.`)
    : refused(404, "unknown-symbol", "The simulated venue lists no such symbol; GET /_sim/health names its markets.");
}

function bookText(
  about: { readonly venue: string; readonly symbol: string; readonly sequence: string; readonly depth: number },
  market: PublicMarket,
  picture: BookPicture,
): string {
  const { priceScale, sizeScale } = market.instrument;
  const side = (levels: readonly PublishedLevel[]): readonly (readonly [string, string])[] =>
    levels.slice(0, about.depth).map(([price, size]) => [unitsToText(price, priceScale), unitsToText(size, sizeScale)]);
  const { venue, symbol, sequence } = about;
  return JSON.stringify({
    v: 1,
    venue,
    symbol,
    sequence,
    venueTime: picture.venueTime,
    bids: side(picture.bids),
    asks: side(picture.asks),
  });
}

function postFault(body: string, exchange: SimulatedExchange): ControlReply {
  const order = readOrder(body);
  if (order === undefined) {
    return refused(400, "bad-fault", "A fault is a JSON object with a name, and with venue, product, symbol and params if wanted.");
  }
  const posting = exchange.desk.post(order);
  switch (posting.kind) {
    case "posted":
      return json(200, { posted: posting.fault.name, ids: posting.fault.ids });
    case "refused":
      return refused(400, "bad-fault", posting.words);
    case "unknown": {
      const message = `No fault has that name; the nearest is ${posting.nearest}. ${posting.names.join(", ")} exist.`;
      return json(400, { error: { code: "unknown-fault", message, nearest: posting.nearest, names: posting.names } });
    }
  }
}

function readOrder(body: string): FaultOrder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("name" in value) || typeof value.name !== "string") return undefined;
  const { venue, product, symbol, params } = value as { venue?: unknown; product?: unknown; symbol?: unknown; params?: unknown };
  if (!isTextOrAbsent(product) || !isTextOrAbsent(venue) || !isTextOrAbsent(symbol)) return undefined;
  const values = readParams(params);
  if (values === undefined) return undefined;
  return {
    name: value.name,
    ...(venue === undefined ? {} : { venue }),
    ...(product === undefined ? {} : { product }),
    ...(symbol === undefined ? {} : { symbol }),
    params: values,
  };
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function readParams(params: unknown): Readonly<Record<string, FaultValue>> | undefined {
  if (params === undefined) return {};
  if (typeof params !== "object" || params === null || Array.isArray(params)) return undefined;
  const read: [string, FaultValue][] = [];
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
    read.push([name, value]);
  }
  return Object.fromEntries(read);
}

/** Undefined when absent, NaN when it is no whole number. */
function wholeNumber(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return "";
  }
}

function json(status: number, fields: object): ControlReply {
  return { status, body: JSON.stringify({ v: 1, ...fields }) };
}

/** The simulator's own refusal. */
export function refused(status: number, code: string, message: string): ControlReply {
  return json(status, { error: { code, message } });
}
