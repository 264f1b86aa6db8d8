// Tells maintenance from bad luck: REST says so, or every socket is refused while REST fails. It ends only when REST answers
// again; books come back by their own snapshots, never by this news.

import { type TruebookError } from "#core/error";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { type MarketCodec } from "#venues/venue";

const PROBE_EVERY_MS = 5_000;

/** Whether the venue is under maintenance, as far as its answers tell. */
export class MaintenanceWatch {
  readonly #context: FeedContext;
  readonly #codec: MarketCodec;
  #active = false;
  #stopped = false;
  #timer: Timer | undefined;
  #call: { cancel(): void } | undefined;

  constructor(context: FeedContext, codec: MarketCodec) {
    this.#context = context;
    this.#codec = codec;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Takes note of an error of any read, or of a refused handshake. */
  noted(error: TruebookError | { readonly code: "handshake-unavailable" }): void {
    if (error.code !== "venue-maintenance" && error.code !== "handshake-unavailable") return;
    if (this.#active || this.#stopped) return;
    this.#active = true;
    this.#context.status({ kind: "maintenance", active: true });
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#call?.cancel();
  }

  #arm(): void {
    this.#timer = this.#context.clock.after(PROBE_EVERY_MS, () => {
      this.#call = this.#context.requester.call(
        this.#codec.reads.time(),
        (outcome) => {
          // A call that is cancelled settles too.
          if (this.#stopped) return;
          if (outcome.kind === "value") {
            this.#active = false;
            this.#context.status({ kind: "maintenance", active: false });
          } else this.#arm();
        },
        { attemptsMax: 1 },
      );
    });
  }
}
