import { type Instrument, type Product } from "#core/instrument";
import { PolledBook } from "#feed/books/polled-book";
import { TickerKeeper } from "#feed/derived/ticker-keeper";
import { type TickerSource } from "#feed/derived/ticker-source";
import { type TopicPhase } from "#feed/sessions/topic";
import { type Want } from "#venues/venue";

/** One thing that is asked of the venue now, however many watches share it. */
export type FeedSubscription =
  | {
      readonly via: "socket";
      readonly channel: Want["channel"];
      readonly product: Product;
      readonly instrument: Instrument;
      readonly topic: string;
      readonly connection: string;
      readonly state: TopicPhase;
    }
  | {
      readonly via: "rest";
      readonly channel: "book" | "ticker";
      readonly product: Product;
      /** Undefined where one read tells of all markets of the product. */
      readonly instrument: Instrument | undefined;
      readonly everyMs: number;
    };

/** What a source reads over REST; nothing for one that only listens to its topic. */
export function polledSubscription(source: PolledBook | TickerSource): readonly FeedSubscription[] {
  if (!(source instanceof PolledBook || source instanceof TickerKeeper)) return [];
  const { instrument, everyMs } = source;
  const channel = source instanceof PolledBook ? "book" : "ticker";
  return [{ via: "rest", channel, product: instrument.product, instrument, everyMs }];
}
