import { type NotLiveReason } from "#core/book/book-state";
import { type Instrument } from "#core/instrument";

/** What happened inside a feed, as its owner hears it. */
export type FeedStatus =
  | { readonly kind: "connected"; readonly connection: string; readonly epoch: number }
  | { readonly kind: "disconnected"; readonly connection: string; readonly code: number | undefined; readonly reason: string }
  | { readonly kind: "reconnecting"; readonly connection: string; readonly inMs: number }
  | { readonly kind: "resubscribed"; readonly connection: string; readonly topics: number }
  | {
      readonly kind: "gap";
      readonly instrument: Instrument;
      readonly reason: NotLiveReason;
      readonly expected: string | undefined;
      readonly received: string | undefined;
    }
  | { readonly kind: "healed"; readonly instrument: Instrument; readonly afterMs: number }
  | { readonly kind: "stale"; readonly instrument: Instrument; readonly reason: NotLiveReason }
  | { readonly kind: "audit"; readonly instrument: Instrument; readonly divergence: number }
  | { readonly kind: "rate-limited"; readonly untilMs: number }
  | { readonly kind: "maintenance"; readonly active: boolean }
  | { readonly kind: "instrument"; readonly instrument: Instrument; readonly change: string }
  | { readonly kind: "drop"; readonly what: string; readonly count: number }
  | { readonly kind: "failed"; readonly connection: string; readonly reason: string };
