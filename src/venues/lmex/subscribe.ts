import { type Product } from "#core/instrument";
import { GROUP_MAX, TOPICS_PER_MESSAGE } from "#venues/lmex/endpoints";
import { bookTopic, TRADE_CHANNELS, tradesTopic } from "#venues/lmex/topic";
import { type SubscribeCodec, type Want } from "#venues/venue";

/** The subscription words of one product. */
export function subscribeCodec(product: Product): SubscribeCodec {
  return { topics: (want) => topicsOf(product, want), encode: encodeTopics };
}

/** The topics of a want, preferred first. None for tickers and candles: the venue has no such topics. */
function topicsOf(product: Product, want: Want): readonly string[] {
  switch (want.channel) {
    case "book":
      return want.group >= 0 && want.group <= GROUP_MAX ? [bookTopic(want.instrument.symbol, want.group)] : [];
    case "trades": {
      const channels = product === "spot" ? TRADE_CHANNELS.slice(-1) : TRADE_CHANNELS;
      return channels.map((channel) => tradesTopic(channel, want.instrument.symbol));
    }
    case "ticker":
    case "candles":
      return [];
  }
}

/** LMEX's requests carry no id: its acknowledgement repeats the topics that it accepted. */
export function encodeTopics(action: "subscribe" | "unsubscribe", topics: readonly string[]): readonly string[] {
  const messages: string[] = [];
  for (let at = 0; at < topics.length; at += TOPICS_PER_MESSAGE) {
    messages.push(JSON.stringify({ op: action, args: topics.slice(at, at + TOPICS_PER_MESSAGE) }));
  }
  return messages;
}
