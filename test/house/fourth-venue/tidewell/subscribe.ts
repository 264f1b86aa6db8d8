import { topicOf } from "#venues/tidewell/topic";
import { type SubscribeCodec } from "#venues/venue";

/** One topic a message; the answer repeats number and topic. */
export const subscribeCodec: SubscribeCodec = {
  topics({ channel, instrument }) {
    const topic =
      channel === "book" || channel === "trades" ? topicOf(channel === "book" ? "book" : "deals", instrument.symbol) : undefined;
    return topic === undefined ? [] : [topic];
  },
  encode: (action, topics, requestId) => topics.map((topic) => `${action === "subscribe" ? "SUB" : "END"} ${requestId} ${topic}`),
};
