// What cards need of a subject. Each says why it does not apply, because a card that is left out without a reason proves nothing.

import { type Channel } from "#assemblies/simulated-ground/subject";
import { type Need } from "#conformance/card";

/** Every subject holds it. */
export const nothing: Need = () => undefined;

/** All of several; the first reason counts. */
export function all(...needs: readonly Need[]): Need {
  return (subject) => {
    for (const need of needs) {
      const reason = need(subject);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

/** The venue has a topic for the channel. */
export function pushed(channel: Channel): Need {
  return ({ pushes }) =>
    pushes[channel] ? undefined : `no topic for ${channel}: ${channel === "book" ? "polled over REST" : "not pushed"}`;
}

/** Truebook can tell candles: pushed, or made from prints that are pushed. */
export const candleStream: Need = ({ pushes }) =>
  pushes.candles || pushes.trades ? undefined : "no topic for candles, and none for the trades that they could be made of";

/** Books in frames of JSON, which is what the simulator's faults of content cut into. */
export const jsonBook: Need = (subject) =>
  pushed("book")(subject) ?? (subject.speaksJson ? undefined : "its frames are no JSON, which the simulator's fault would cut into");

/** A chain of numbers whose breaks can be seen. */
export const sequenceProof: Need = (subject) =>
  pushed("book")(subject) ??
  (subject.description.book.proof === "sequence" ? undefined : "images have no chain of numbers that could break");

/** The venue names the nodes whose images can be trusted. */
export const namedNodes: Need = ({ description: { book } }) =>
  book.images?.trustedNodePrefix === undefined ? "no publishing node is named" : undefined;

/** The venue groups prices. */
export const groupings: Need = ({ description: { book } }) =>
  book.groupings.some((group) => group > 0) ? undefined : "the venue offers no grouping";

/** Subscribing is answered. */
export const acknowledged: Need = (subject) =>
  pushed("book")(subject) ?? (subject.description.book.acked ? undefined : "subscribing is not acknowledged: the first push confirms");

/** REST tells public trades. */
export const restTrades: Need = ({ description: { rest } }) => (rest.tradesMax > 0 ? undefined : "REST has no public trades");

/** REST tells trades before the newest page. */
export const pagedTrades: Need = (subject) =>
  restTrades(subject) ??
  (subject.description.rest.tradesBounded === false ? "REST tells only the newest trades: there is no page before" : undefined);

/** REST tells candles. */
export const restCandles: Need = ({ description: { rest } }) => (rest.candlesMax > 0 ? undefined : "REST has no candles");

/** Something that a venue may have is missing. */
export const lacking: Need = ({ description: { rest }, pushes }) =>
  rest.tradesMax === 0 || rest.candlesMax === 0 || !pushes.trades ? undefined : "the venue has every read and every stream";

/** REST tells candles before the newest page. */
export const pagedCandles: Need = (subject) =>
  restCandles(subject) ??
  (subject.description.rest.candlesBounded === false ? "REST tells only the newest candles: there is no page before" : undefined);

/** Pushed trades have ids, so that a repeat can be told from a second trade of the same figures. */
export const namedTrades: Need = (subject) =>
  pushed("trades")(subject) ??
  (subject.description.trades.ids === undefined ? undefined : "pushes have no ids: a repeat is like a second trade of the same figures");
