// A watched book whose every hand-out is held to the venue's own.

import { type Ground } from "#assemblies/simulated-ground/ground";
import {
  type BookView,
  type BookWatch,
  isRecentPicture,
  type JudgedSides,
  type PublicMarket,
  wrongWhileLive,
} from "#assemblies/simulated-ground/truth";
import { parseSequence } from "#core/sequence";

/** A moment at which a book changed its state. */
export interface Turn {
  readonly atMs: number;
  readonly state: BookView["state"];
  readonly reason: BookView["reason"];
}

/** Turns that are kept; a card that sees more has failed anyway. */
const TURNS_MAX = 200;

export class StagedBook {
  readonly watch: BookWatch;
  readonly turns: Turn[] = [];
  readonly #ground: Ground;
  readonly #market: PublicMarket;
  readonly #group: number;
  /** Live books that were compared with the venue's. */
  compared = 0;
  /** Live books whose venue time was before that of the one before. */
  steppedBack = 0;
  /** When a live book was last handed out, by the ground's clock. */
  movedAtMs = 0;
  /** The first hand-out that was wrong while it was live. */
  wrong: string | undefined;
  #newestTime = Number.NEGATIVE_INFINITY;

  constructor(watch: BookWatch, about: { readonly ground: Ground; readonly market: PublicMarket; readonly group: number }) {
    this.watch = watch;
    this.#ground = about.ground;
    this.#market = about.market;
    this.#group = about.group;
    watch.onEach((view) => {
      if (view.state === "live") this.movedAtMs = this.#ground.clock.monotonic();
      this.#seen(view);
    });
  }

  get live(): boolean {
    return this.watch.latest.state === "live";
  }

  get reason(): BookView["reason"] {
    return this.watch.latest.reason;
  }

  /** Whether it was never anything but live since a moment. */
  calmSince(atMs: number): boolean {
    return this.live && !this.turns.some((turn) => turn.atMs >= atMs && turn.state !== "live");
  }

  /** Reads the view between events, as users do. */
  look(): void {
    this.#seen(this.watch.latest);
  }

  #seen(view: BookView): void {
    const { state, reason } = view;
    const last = this.turns[this.turns.length - 1];
    const atMs = this.#ground.clock.monotonic();
    if ((last?.state !== state || last.reason !== reason) && this.turns.length < TURNS_MAX) this.turns.push({ atMs, state, reason });
    if (state !== "live") return;
    this.compared += 1;
    if (view.venueTime !== undefined) {
      if (view.venueTime < this.#newestTime) this.steppedBack += 1;
      this.#newestTime = view.venueTime;
    }
    this.wrong ??= this.#wrong(view);
  }

  #wrong(view: BookView): string | undefined {
    const { bids, asks, proof, venueTime, depth, instrument } = view;
    const sides = { bids: sideOf(bids), asks: sideOf(asks) };
    const sequence = view.sequence === undefined ? undefined : parseSequence(view.sequence);
    // A polled book may tell neither a number nor a time: it is one of those that the venue had of late.
    if (sequence === undefined && venueTime === undefined) {
      const recent = isRecentPicture(this.#market, sides, { group: this.#group, depth });
      return recent ? undefined : `${instrument.id} is live and like no book of the venue`;
    }
    const { venue, product, id } = instrument;
    const judged = { venue, product, id, group: this.#group, proof, sequence, venueTime, depthMax: depth, ...sides };
    return wrongWhileLive(this.#ground.exchange, judged);
  }
}

/** Levels of a view in the form that is judged. */
export function sideOf(levels: BookView["bids"]): JudgedSides["bids"] {
  return {
    length: levels.length,
    priceAt: (rank) => levels[rank]?.price.units ?? Number.NaN,
    sizeAt: (rank) => levels[rank]?.size.units ?? Number.NaN,
  };
}
