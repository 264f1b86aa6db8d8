import { type NotLiveReason } from "#core/book/book-state";
import { type EpochMs, type MonotonicMs } from "#core/brand";
import { type MarketEvent } from "#core/event";
import { type Timer } from "#core/port";
import { type Want } from "#venues/venue";

/** When and over which opening of a connection something came. Valid in its turn only: the next frame fills it again. */
export interface Receipt {
  readonly receivedTime: EpochMs;
  readonly receivedMonotonic: MonotonicMs;
  readonly epoch: number;
  /** Counts the messages of a session: what came in one message has one number. */
  readonly message: number;
}

/** How many references from a consumer the furthest thing lies that an event needs. */
export const TOUCH_STEPS = 5;

/** Who wants to hear a topic: a book, a trade stream. Every call comes in the turn of its cause. */
export interface TopicConsumer {
  /** A subscribe message went out; data from before it means nothing any more. */
  subscribed(epoch: number): void;
  /** The venue acknowledged the subscription, or its first data came: from here on nothing is missed. */
  confirmed(): void;
  /** Events are valid in this turn only. */
  received(event: MarketEvent, receipt: Receipt): void;
  /**
   * Reads, and changes nothing of, what the next event will need, as far as it lies `step` references from here: 0 to `TOUCH_STEPS` - 1, see
   * `DialHandlers.ahead`. The number means nothing; it keeps the reads from being left out.
   */
  touch?(step: number): number;
  /** A frame of this topic, or of an unknown one on its connection, could not be read. */
  malformed(reason: string): void;
  /** Nothing comes until `subscribed` is called again. */
  lost(reason: NotLiveReason): void;
}

/** What a consumer may ask of its topic. */
export interface TopicHandle {
  /** Opens of the connection so far; 0 before the first. */
  readonly epoch: number;
  readonly ready: boolean;
  /** When the peer last answered a probe. */
  readonly lastAnswerAt: MonotonicMs | undefined;
  /** Unsubscribes and subscribes again on the same socket. */
  resubscribe(): void;
  /**
   * Cuts the connection; everything on it starts anew. False when this topic had it cut too recently: the others on it are well,
   * and must not suffer for one that a new connection does not mend.
   */
  reconnect(cause: string): boolean;
  /** Asks the peer for a sign of life. */
  probe(): void;
  /** Gives the topic back; nothing is called any more. */
  release(): void;
}

/** Where a topic stands with the venue. */
export type TopicPhase =
  /** Not sent: the connection is down, or the message waits for its turn. */
  | "waiting"
  | "sent"
  /** Acknowledged or already delivering. */
  | "confirmed"
  /** The venue does not serve it; tried again later or after a reconnect. */
  | "refused";

/** One topic's record inside a session. */
export interface Topic {
  readonly want: Want;
  readonly candidates: readonly string[];
  readonly consumer: TopicConsumer;
  /** Which candidate is in use. */
  choice: number;
  phase: TopicPhase;
  /** Messages sent in vain since the last sign of success. */
  failures: number;
  /** Whether the venue refused it in a way that asking again on this connection cannot mend. */
  barred: boolean;
  /** Whether it travels in a message of its own, because the venue refused one that it was in. */
  alone: boolean;
  timer: Timer | undefined;
  /** Given back: nothing is sent for it any more. */
  released: boolean;
  /** How often it had the connection cut in a row, and when last. */
  cuts: number;
  cutAt: number;
}

/** The text that the topic goes by at the moment. */
export function topicText(topic: Topic): string {
  return topic.candidates[topic.choice] ?? "";
}
