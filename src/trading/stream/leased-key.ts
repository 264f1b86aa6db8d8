// A key that the venue lends for its private stream: taken before the first connection, kept by renewing it in time, given back at
// the end. When the venue does not know it any more, its owner is told and takes a new one.

import { type Secret } from "#core/account/secret";
import { type TruebookError } from "#core/error";
import { type Timer } from "#core/port";
import { type TradingContext } from "#trading/trading-context";
import { type LeaseCodec } from "#venues/account";

const RETRY_LEAST_MS = 2_000;
const RETRY_MOST_MS = 30_000;
/** A network that is away for a while must not cost the key. */
const RENEW_ATTEMPTS_MAX = 20;

export interface LeasedKeyOptions {
  readonly context: TradingContext;
  readonly codec: LeaseCodec;
  readonly lifeMs: number;
  readonly renewAtFraction: number;
  /** The key is there. */
  readonly taken: (key: Secret) => void;
  /** No key can be had now; it is tried again, later each time, unless it is stopped. */
  readonly failed: (error: TruebookError) => void;
  /** The venue did not renew it: what was subscribed with it will end. */
  readonly lost: () => void;
}

export class LeasedKey {
  readonly #options: LeasedKeyOptions;
  #key: Secret | undefined;
  #timer: Timer | undefined;
  #call: { cancel(): void } | undefined;
  #failures = 0;
  #stopped = false;

  constructor(options: LeasedKeyOptions) {
    this.#options = options;
  }

  get key(): Secret | undefined {
    return this.#key;
  }

  start(): void {
    const { context, codec } = this.#options;
    this.#call = context.requester.send(codec.get(), (outcome) => {
      this.#call = undefined;
      if (this.#stopped) return;
      if (outcome.kind === "failed") {
        this.#options.failed(outcome.error);
        this.#retryLater();
        return;
      }
      this.#failures = 0;
      this.#key = outcome.value;
      this.#renewLater();
      this.#options.taken(outcome.value);
    });
  }

  /** Gives the key back; nothing is heard of it any more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#call?.cancel();
    const { context, codec } = this.#options;
    // Nobody waits for it: a key that is not given back ends by itself.
    if (this.#key !== undefined) context.requester.send(codec.destroy(this.#key), () => undefined, { attemptsMax: 1 });
  }

  /** Whoever heard of the failure may have ended it. */
  #retryLater(): void {
    if (this.#stopped) return;
    const delayMs = Math.min(RETRY_MOST_MS, RETRY_LEAST_MS * 2 ** Math.min(this.#failures, 6));
    this.#failures += 1;
    this.#timer = this.#options.context.clock.after(delayMs, () => this.start());
  }

  #renewLater(): void {
    const { context, lifeMs, renewAtFraction } = this.#options;
    this.#timer = context.clock.after(lifeMs * renewAtFraction, () => this.#renew());
  }

  #renew(): void {
    const { context, codec, lifeMs, renewAtFraction } = this.#options;
    if (this.#key === undefined) return;
    const leftMs = lifeMs * (1 - renewAtFraction);
    this.#call = context.requester.send(
      codec.renew(this.#key),
      (outcome) => {
        this.#call = undefined;
        if (this.#stopped) return;
        if (outcome.kind === "value") this.#renewLater();
        else {
          context.log.write("warn", "lease-lost", { code: outcome.error.code });
          this.#options.lost();
        }
      },
      { deadlineMs: leftMs / 2, attemptsMax: RENEW_ATTEMPTS_MAX },
    );
  }
}
