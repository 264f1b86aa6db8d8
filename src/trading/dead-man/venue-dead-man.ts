// The venue's own switch: it cancels everything a stated time after we last called. Called again at a third of that time by a timer
// of its own; a call that fails or hangs is given up after a sixth and repeated, so that four in a row must fail before it fires. What
// is believed of it counts from the moment a call was sent, never from its answer: the venue's time may have begun at any moment in
// between.

import { type MonotonicMs } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type Clock, type Log, type Timer } from "#core/port";
import { type DeadMan, type DeadManListener } from "#trading/dead-man/dead-man";
import { type PrivateCall, type PrivateCallOptions, type PrivateRequester } from "#transport/private-call";
import { type CallOutcome } from "#transport/rest-call";

/** The pause before a call that failed is repeated, as a part of the time between calls. */
const PAUSE_PART = 10;

export interface VenueDeadManOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly requester: PrivateRequester;
  /** The venue's call; 0 takes the switch off. */
  readonly call: (timeoutMs: number) => PrivateCall<true>;
  readonly product: string;
  /** The venue acts this long after the last call, in ms. */
  readonly deadManMs: number;
  readonly listener: DeadManListener;
}

type Phase =
  | { readonly kind: "off"; readonly words: string }
  /** Armed, or about to be. */
  | { readonly kind: "on" }
  | { readonly kind: "taking-off"; readonly settled: (proved: boolean) => void };

/** Keeps a venue's switch alive. */
export class VenueDeadMan implements DeadMan {
  readonly kind = "venue";
  readonly withinMs: number;
  readonly #options: VenueDeadManOptions;
  readonly #everyMs: number;
  #phase: Phase = { kind: "off", words: "it was never armed" };
  /** When the last call that the venue took was sent. */
  #calledAt: MonotonicMs | undefined;
  /** Why the last call failed; undefined when it did not. */
  #failure: string | undefined;
  /** The venue's time ran out without a call that it took: it has fired, as far as we can know. */
  #lapsed = false;
  #told: string | undefined;
  #timer: Timer | undefined;
  #busy = false;
  #begun = false;
  #armed: ((error: TruebookError | undefined) => void) | undefined;

  constructor(options: VenueDeadManOptions) {
    this.#options = options;
    this.withinMs = options.deadManMs;
    this.#everyMs = options.deadManMs / 3;
  }

  get trouble(): string | undefined {
    const { product } = this.#options;
    if (this.#phase.kind === "off") return `The venue's dead-man switch for ${product} is off: ${this.#phase.words}.`;
    if (this.#calledAt === undefined) return `The venue's dead-man switch for ${product} is not armed yet.`;
    const silentMs = this.#options.clock.monotonic() - this.#calledAt;
    // Asked at the write: after a stalled loop this says so before any timer has run.
    if (silentMs >= this.withinMs) return `The venue's dead-man switch for ${product} was not renewed in time and has fired, or may have.`;
    if (this.#failure !== undefined) return `The venue's dead-man switch for ${product} could not be renewed: ${this.#failure}`;
    if (silentMs > 2 * this.#everyMs) return `The renewal of the venue's dead-man switch for ${product} is late.`;
    return undefined;
  }

  start(armed: (error: TruebookError | undefined) => void): void {
    this.#phase = { kind: "on" };
    this.#begun = true;
    this.#armed = armed;
    this.#renew();
  }

  /** The venue's switch knows its orders itself. */
  expect(): void {}

  forget(): void {}

  disarm(settled: (proved: boolean) => void): void {
    // What an earlier process armed may be all that stands behind its orders: only what was begun here is taken off.
    if (!this.#begun) {
      settled(true);
      return;
    }
    this.#end({ kind: "taking-off", settled });
    // A renewal that is under way must not arrive after the call that takes the switch off.
    if (!this.#busy) this.#takeOff(settled);
  }

  leave(): void {
    this.#end({ kind: "off", words: "this process left it armed" });
  }

  #end(phase: Phase): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#armed = undefined;
    this.#phase = phase;
  }

  #renew(): void {
    const { clock, deadManMs } = this.#options;
    this.#watchLapse();
    const sentAt = clock.monotonic();
    this.#send(deadManMs, (outcome) => this.#renewed(sentAt, outcome));
  }

  #renewIn(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(Math.max(0, delayMs), () => this.#renew());
  }

  #send(timeoutMs: number, settled: (outcome: CallOutcome<true>) => void): void {
    this.#busy = true;
    this.#options.requester.send(
      this.#options.call(timeoutMs),
      (outcome) => {
        this.#busy = false;
        settled(outcome);
      },
      this.#patience(timeoutMs),
    );
  }

  /** A renewal is repeated here, where each attempt has a moment of its own. Until it is armed nothing rests, and nothing is in a hurry. */
  #patience(timeoutMs: number): PrivateCallOptions {
    if (timeoutMs === 0) return { deadlineMs: this.#everyMs, attemptsMax: 2 };
    if (this.#calledAt === undefined) return { deadlineMs: this.#options.deadManMs, attemptsMax: 2 };
    return { deadlineMs: this.#everyMs / 2, attemptsMax: 1 };
  }

  #renewed(sentAt: MonotonicMs, outcome: CallOutcome<true>): void {
    const phase = this.#phase;
    if (phase.kind === "taking-off") {
      this.#takeOff(phase.settled);
      return;
    }
    if (phase.kind === "off") return;
    if (outcome.kind === "failed") this.#notRenewed(outcome.error);
    else this.#renewedFrom(sentAt);
    this.#tell();
    const armed = this.#armed;
    this.#armed = undefined;
    armed?.(outcome.kind === "failed" ? outcome.error : undefined);
  }

  #renewedFrom(sentAt: MonotonicMs): void {
    const wasLapsed = this.#lapsed;
    this.#failure = undefined;
    this.#lapsed = false;
    this.#calledAt = sentAt;
    this.#renewIn(sentAt + this.#everyMs - this.#options.clock.monotonic());
    // The answer may have come so late that the venue's time is over already; then the next call decides.
    this.#watchLapse();
    if (wasLapsed) this.#fire("The venue's dead-man switch is armed again; it fired meanwhile, or may have.");
  }

  #notRenewed(error: TruebookError): void {
    this.#failure = error.message;
    this.#options.log.write("warn", "dead-man-renewal-failed", { product: this.#options.product, code: error.code });
    // What was never armed is left alone: whoever wanted it is told, and decides.
    if (this.#armed !== undefined) {
      this.#phase = { kind: "off", words: "it could not be armed" };
      return;
    }
    this.#renewIn(this.#everyMs / PAUSE_PART);
    this.#watchLapse();
  }

  /** Notices that the venue's time ran out. */
  #watchLapse(): void {
    const { clock, deadManMs } = this.#options;
    if (this.#lapsed || this.#calledAt === undefined || clock.monotonic() - this.#calledAt < deadManMs) {
      this.#tell();
      return;
    }
    this.#lapsed = true;
    this.#tell();
    this.#fire("The venue's dead-man switch was not renewed in time; it has fired, or may have.");
  }

  #fire(why: string): void {
    const { log, listener, product } = this.#options;
    log.write("error", "dead-man-fired", { product, why });
    listener.fired(why);
  }

  #takeOff(settled: (proved: boolean) => void): void {
    this.#send(0, (outcome) => {
      const proved = outcome.kind === "value";
      this.#phase = { kind: "off", words: proved ? "it was taken off" : "it was to be taken off, and the venue did not answer" };
      this.#calledAt = undefined;
      settled(proved);
    });
  }

  #tell(): void {
    const { trouble } = this;
    if (trouble === this.#told) return;
    this.#told = trouble;
    this.#options.listener.changed(trouble);
  }
}
