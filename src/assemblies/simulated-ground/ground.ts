// Where a venue is put to the proof: one simulated venue, one production client connected to it, and time. Two kinds look the same
// from inside: time that moves when it is asked to, and real sockets in real time.

import { sternDialects } from "#assemblies/dialects";
import { type AccountHand, type AccountWish, wishedSide } from "#assemblies/simulated-ground/account-hand";
import { type Subject } from "#assemblies/simulated-ground/subject";
import { type VenueConnection } from "#client/api";
import { type Clock } from "#core/port";
import { type Mood } from "#sim/market/moods";
import { type SimulatedExchange } from "#sim/world";
import { type Dialect } from "#venues/dialect";

export interface GroundOptions {
  /** The same seed gives the same markets. */
  readonly seed?: string;
  /** Default calm. */
  readonly mood?: Mood;
  /** Markets of the product beyond the usual ones. */
  readonly further?: number;
  /** How much faster than the system's clock the real one runs, for what is slow by nature. Virtual time is as fast as it can be. */
  readonly speed?: number;
  /** A new minute begins so long after the ground is open, in ms. */
  readonly minuteInMs?: number;
  /** As `connect` takes it. */
  readonly deadAfterMs?: number;
  /** Also opens the account, as the wish says. */
  readonly account?: AccountWish;
}

/** A text that our side sent. */
export interface SentText {
  readonly atMs: number;
  readonly text: string;
}

export interface Ground {
  readonly time: "virtual" | "real";
  /** What a deadline may be late by, in the ground's own ms: nothing in virtual time. */
  readonly slackMs: number;
  readonly venue: VenueConnection;
  /** Both ends of the account, where one was wished for. */
  readonly account: AccountHand | undefined;
  readonly exchange: SimulatedExchange;
  readonly clock: Clock;
  /** The address by which the venue knows our requests. */
  readonly peer: string;
  /** The newest texts that our side sent, oldest first. */
  readonly sent: readonly SentText[];
  /** Calls back with every text of the venue, before anybody reads it. */
  onReceived(handle: (text: string) => void): void;
  /** Waits for a condition; whether it came in time, by the ground's own clock. */
  until(condition: () => boolean, withinMs: number): Promise<boolean>;
  /** Waits for a promise of the client. Rejects as it does, or with RangeError when it takes too long. */
  settled<Value>(promise: Promise<Value>, withinMs: number): Promise<Value>;
  /** Ends both sides. What was left open, in words: nothing, if all is well. */
  close(): Promise<readonly string[]>;
}

/** Opens a ground. Rejects with what `connect` rejects with. */
export type OpenGround = (subject: Subject, options?: GroundOptions) => Promise<Ground>;

const SENT_MAX = 5_000;

/** Sees what both sides send, and keeps some of it. */
export class GroundTrace {
  readonly sent: SentText[] = [];
  readonly #clock: () => number;
  readonly #decoder = new TextDecoder();
  readonly #handlers: ((text: string) => void)[] = [];

  constructor(nowMs: () => number) {
    this.#clock = nowMs;
  }

  onReceived(handle: (text: string) => void): void {
    this.#handlers.push(handle);
  }

  received(frame: { readonly bytes: Uint8Array }): void {
    if (this.#handlers.length === 0) return;
    const text = this.#decoder.decode(frame.bytes);
    for (const handle of this.#handlers) handle(text);
  }

  noteSent(text: string): void {
    this.sent.push({ atMs: this.#clock(), text });
    if (this.sent.length > SENT_MAX) this.sent.splice(0, SENT_MAX / 2);
  }
}

/** Who answers a subject. Throws RangeError for a venue that the simulator does not speak as. */
export function otherSideOf({ venue, otherSide }: Subject, wish?: AccountWish): Dialect {
  const found = otherSide ?? sternDialects.find((known) => known.venue === venue.description.id);
  if (found === undefined) throw new RangeError(`The simulator does not speak as ${venue.description.id}.`);
  return wishedSide(found, wish);
}

/** The choice that leaves the subject's interface and no other of its product. */
export function choiceOf({ description }: Subject): { readonly api: string; readonly dialect: "strict" | "article" } {
  return { api: description.api, dialect: description.dialect === undefined ? "strict" : "article" };
}
