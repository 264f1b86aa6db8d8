import { ARTICLE_WORDS } from "#venues/lbank/article/topic";
import { ARTICLE_INTERVALS } from "#venues/lbank/endpoints";
import { type SubscribeCodec, type Want } from "#venues/venue";

/** The subscription words of the article's language. */
export const articleSubscribe: SubscribeCodec = { topics: topicsOf, encode };

function topicsOf(want: Want): readonly string[] {
  const { symbol } = want.instrument;
  switch (want.channel) {
    case "book":
      return want.group === 0 ? [ARTICLE_WORDS.book(symbol)] : [];
    case "trades":
      return [ARTICLE_WORDS.trades(symbol)];
    case "ticker":
      return [ARTICLE_WORDS.ticker(symbol)];
    case "candles":
      return ARTICLE_INTERVALS.has(want.interval) ? [ARTICLE_WORDS.candles(symbol, want.interval)] : [];
  }
}

/** One topic a message; the venue echoes the id. */
function encode(action: "subscribe" | "unsubscribe", topics: readonly string[], requestId: number): readonly string[] {
  const word = action === "subscribe" ? "sub" : "unsub";
  return topics.map((topic) => JSON.stringify({ [word]: topic, id: String(requestId) }));
}
