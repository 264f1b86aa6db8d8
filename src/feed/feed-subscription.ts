import { type Instrument, type Product } from "#core/instrument";
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
      readonly channel: Want["channel"];
      readonly product: Product;
      /** Undefined where one read tells of all markets of the product. */
      readonly instrument: Instrument | undefined;
      readonly everyMs: number;
    };

/** What is read again and again of one market. */
export function restSubscription(
  channel: Want["channel"],
  { instrument, everyMs }: { readonly instrument: Instrument; readonly everyMs: number },
): FeedSubscription {
  return { via: "rest", channel, product: instrument.product, instrument, everyMs };
}
