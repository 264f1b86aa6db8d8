import { type Product } from "#core/instrument";
import { SOCKET_INTERVALS } from "#venues/lbank/endpoints";
import { bookTopic, candlesTopic, tickerTopic, tradesTopic } from "#venues/lbank/topic";
import { type SubscribeCodec, type Want } from "#venues/venue";

/** The subscription words of a product. Contracts have none that are proven: they are polled. */
export function subscribeCodec(product: Product): SubscribeCodec {
  return { topics: product === "spot" ? spotTopics : () => [], encode };
}

function spotTopics(want: Want): readonly string[] {
  const { symbol } = want.instrument;
  switch (want.channel) {
    case "book":
      return want.group === 0 ? [bookTopic(symbol)] : [];
    case "trades":
      return [tradesTopic(symbol)];
    case "ticker":
      return [tickerTopic(symbol)];
    case "candles": {
      const slot = SOCKET_INTERVALS.get(want.interval);
      return slot === undefined ? [] : [candlesTopic(symbol, slot)];
    }
  }
}

/** One topic a message; the messages carry no id, and nothing answers them. */
function encode(action: "subscribe" | "unsubscribe", topics: readonly string[]): readonly string[] {
  return topics.map((topic) => `{"action":"${action}",${topic.slice(1)}`);
}
