// What a stream is made of, apart from the stream: so that several can be made into one without knowing its class.

import { type Overflow } from "#bus/delivery-queue";
import { type Hearer } from "#bus/publisher";
import { type Clock } from "#core/port";

/** A source's way to hand over. Its methods may not be passed on by themselves; it may, to whoever takes a `Hearer`. */
export interface Feeder<Raw> extends Hearer<Raw> {
  end(error?: Error): void;
}

export interface StreamOptions<Raw, Item> {
  /** For errors: `book BTC-PERP`. */
  readonly name: string;
  readonly clock: Clock;
  readonly overflow: Overflow;
  readonly signal: AbortSignal | undefined;
  /** Opens the source; the answer closes it. Called again when somebody listens after everybody left. */
  readonly open: (feeder: Feeder<Raw>) => () => void;
  /** What is handed out; `merged` counts raw items that were replaced unseen. */
  readonly hand: (raw: Raw, merged: number) => Item;
  /** The same item with another count of what it replaced; for streams made from this one, which conflate too. */
  readonly restamp?: (item: Item, merged: number) => Item;
  /** What waits in queues for a raw item; made once, and only where somebody has a queue. The item itself when left out. */
  readonly keep?: (raw: Raw) => Raw;
  /**
   * What callbacks get for every item, valid in their turn only; asked for once an opening, with the first item. As handed out when left
   * out.
   */
  readonly view?: () => Item;
  /** First raw items for a new consumer, when the source has a present state. */
  readonly first?: () => readonly Raw[];
  /** Which raw items replace each other while they wait; see `DeliveryQueue`. */
  readonly slotOf?: (raw: Raw) => unknown;
  /** Hand-outs were lost to the overflow policy. */
  readonly dropped: (count: number) => void;
  /** A callback threw; the others still heard. */
  readonly callbackFailed: (error: unknown) => void;
}

/** What every stream of a connection shares. */
export type StreamParts = Pick<StreamOptions<unknown, unknown>, "name" | "clock" | "signal" | "dropped" | "callbackFailed">;

/** What a stream that is made of others has to know of them. */
export type StreamTraits<Item> = Pick<
  StreamOptions<unknown, Item>,
  "name" | "clock" | "overflow" | "signal" | "restamp" | "dropped" | "callbackFailed"
>;

/** What of a stream others are made from. */
export interface StreamSource<Item> {
  readonly traits: StreamTraits<Item>;
  /** What a new consumer would be handed first. */
  present(): readonly Item[];
  /** Hands on every item and the end; returns what takes it back. */
  forward(feeder: Feeder<Item>): () => void;
}
