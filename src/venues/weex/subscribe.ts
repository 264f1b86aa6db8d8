import { type ProductDescription, type SubscribeCodec, type Want } from "#venues/venue";
import { BOOK_LEVELS, bookTopic, candlesTopic, spellInterval, tickerTopic, tradesTopic } from "#venues/weex/topic";
import { type WeexVersion } from "#venues/weex/wire";

/** The subscription words of one product in one version. */
export function subscribeCodec(version: WeexVersion, description: ProductDescription): SubscribeCodec {
  return {
    topics: (want) => topicsOf(version, description, want),
    encode: version === "v3" ? encodeV3 : encodeV2,
  };
}

/** The topic of a want. None for groupings, and for candles that the version does not have. */
function topicsOf(version: WeexVersion, description: ProductDescription, want: Want): readonly string[] {
  const { symbol } = want.instrument;
  switch (want.channel) {
    case "book": {
      // Any depth is served by the smallest book that holds it, and by the deepest where none does.
      const level = BOOK_LEVELS.find((levels) => want.depth <= levels) ?? BOOK_LEVELS[1];
      return want.group === 0 ? [bookTopic(version, symbol, level)] : [];
    }
    case "trades":
      return [tradesTopic(version, symbol)];
    case "ticker":
      return [tickerTopic(version, symbol)];
    case "candles": {
      const spelled = spellInterval(version, want.interval);
      const offered = version === "v2" || description.rest.candleIntervals.includes(want.interval);
      return spelled === undefined || !offered ? [] : [candlesTopic(version, symbol, spelled)];
    }
  }
}

/** V3 answers by the message's number: `{"result":true,"id":1}`. Number 0 is the liveness probe's. */
export function encodeV3(action: "subscribe" | "unsubscribe", topics: readonly string[], requestId: number): readonly string[] {
  return [JSON.stringify({ method: action === "subscribe" ? "SUBSCRIBE" : "UNSUBSCRIBE", params: topics, id: requestId })];
}

/** V2 takes one channel a message and answers by repeating it. */
export function encodeV2(action: "subscribe" | "unsubscribe", topics: readonly string[], _requestId: number): readonly string[] {
  return topics.map((channel) => JSON.stringify({ event: action, channel }));
}
